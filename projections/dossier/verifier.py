"""The command in a dossier: reads the bag, says what was checked, and what could not be.

Runs on Python 3.11 and nothing else. Exit status: 0 it holds; 1 it does not; 2 wrong usage;
3 cannot tell.
"""

from __future__ import annotations

import argparse
import json
import sys
from hashlib import sha256
from pathlib import Path

from ...domain.dossier.bag import REPORTS, VERIFIER, unzipped
from ...domain.dossier.findings import (
    CANNOT_TELL,
    DOES_NOT_HOLD,
    HOLDS,
    NOT_CHECKED,
    CannotTellError,
    Findings,
)
from ...domain.dossier.verifying import verdict_on
from ...domain.proof.checkpoint import (
    Checkpoint,
    NoteError,
    VerifierKey,
    each_note,
    read_checkpoint,
    read_key,
    read_note,
)
from .report import report

_USAGE = "Check a dossier of a licence ledger: its files, proofs, signature and answer."


def main(arguments: list[str] | None = None) -> int:
    """Check a dossier; the exit status."""
    asked = _parser().parse_args(arguments)
    try:
        return _checked(asked.dossier or _beside(), asked.key, asked.against)
    except CannotTellError as error:
        print(f"CANNOT TELL: {error}")
        return CANNOT_TELL
    except Exception as error:  # whatever it is, it must never read as "holds"
        print(f"CANNOT TELL: {type(error).__name__}: {error}")
        return CANNOT_TELL


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("verify.pyz", description=_USAGE)
    parser.add_argument("dossier", nargs="?", type=Path, help="the bag's folder, or the ZIP")
    parser.add_argument("--key", help="the ledger's verifier key, as its keeper published it")
    parser.add_argument("--against", type=Path, help="checkpoints of the log, kept elsewhere")
    return parser


def _beside() -> Path:
    """The folder that this verifier stands in."""
    return Path(sys.argv[0]).resolve().parent


def _checked(dossier: Path, key: str | None, against: Path | None) -> int:
    files = _files(dossier)
    try:
        trusted = None if key is None else read_key(key)
        kept = [] if against is None else _kept(against, trusted)
    except NoteError as error:
        print(f"CANNOT TELL: what was given to check it with cannot be used: {error}")
        return CANNOT_TELL
    verdict = verdict_on(files, trusted, kept)
    if verdict.status == HOLDS:
        _hold_reports(files, verdict)
    _tell(verdict, trusted, sha256(files.get(VERIFIER, b"")).hexdigest())
    return verdict.status


def _kept(path: Path, key: VerifierKey | None) -> list[Checkpoint]:
    """The checkpoints in a file, as `licence-ledger witness` writes it."""
    notes = [read_note(text) for text in each_note(path.read_text(encoding="utf-8"))]
    if not notes:
        raise NoteError("there is no checkpoint in it")
    if key is not None and not all(key.signed(note) for note in notes):
        raise NoteError("a checkpoint is not signed with the key that you trust")
    return [read_checkpoint(note) for note in notes]


def _files(dossier: Path) -> dict[str, bytes]:
    """The files of the bag: of a folder, or of the one folder in a ZIP."""
    if not dossier.is_dir():
        files = unzipped(dossier.read_bytes())
        if files is None:
            raise CannotTellError(
                "this is not the ZIP as the ledger wrote it; unzip it, and name the folder that "
                "comes out"
            )
        return files
    found = [path for path in dossier.rglob("*") if path.is_symlink() or not path.is_dir()]
    for path in found:
        if path.is_symlink() or not path.is_file():
            raise CannotTellError(f"{path} is a link, or no file: put a file there, or nothing")
    return {path.relative_to(dossier).as_posix(): path.read_bytes() for path in found}


def _hold_reports(files: dict[str, bytes], verdict: Findings) -> None:
    """Make the reports again from the answer, and compare."""
    release = _release(files)
    for language, path in REPORTS.items():
        made = report(verdict.question, verdict.answer, release, language).encode()
        if made != files.get(path):
            verdict.status = DOES_NOT_HOLD
            verdict.failed = f"{path} does not tell the answer"
            return
    verdict.checked.append("the reports, made again from the answer, are the ones given")


def _release(files: dict[str, bytes]) -> str:
    return str(json.loads(files["data/question.json"])["release"])


def _tell(verdict: Findings, trusted: VerifierKey | None, carried: str) -> None:
    for sentence in verdict.checked:
        print(f"checked      {sentence}")
    if verdict.failed:
        print(f"FAILED       {verdict.failed}")
    for path in verdict.beside:
        print(
            f"not checked  {path!a}, which does not belong to the dossier: a desktop put it there"
        )
    if verdict.key and trusted is None:
        print(
            "not checked  whose key it is; compare it with the one that the ledger's keeper "
            f"published, or give that with --key: {verdict.key.print()}"
        )
    for sentence in NOT_CHECKED:
        print(f"not checked  {sentence}")
    print(
        f"not checked  this verifier itself; the copy in the dossier has the SHA-256 {carried}: "
        "compare it with the one published with the release"
    )
    word = {HOLDS: "HOLDS", DOES_NOT_HOLD: "DOES NOT HOLD", CANNOT_TELL: "CANNOT TELL"}
    print(word[verdict.status])
