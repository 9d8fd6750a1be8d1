"""What an earlier release answered, handed over and recorded: later ones keep to it.

The files in `data` were made by that release; its README there says how.
"""

from __future__ import annotations

import json
import lzma
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from licence_ledger.api.app import create_app
from licence_ledger.api.databases import ledger_at
from licence_ledger.api.files.built_in import lacking
from licence_ledger.api.terminal.cli import app as command
from licence_ledger.projections.dossier.verifier_archive import verifier
from starlette.testclient import TestClient
from typer.testing import CliRunner, Result

KEPT = Path(__file__).parent / "data" / "release-0.1.0"
KEY = (KEPT / "verifier-key.txt").read_text().strip()
SIZE = 604
"""The records of the kept ledger, all of the built-in record that release 0.1.0 had."""
DOSSIERS = ("licence", "transaction", "instrument")
ANSWERS = {"ledger": "answers", "made-up": "made-up-answers"}
"""The kept ledgers, each with the file of questions that it was asked."""

REASONS = {
    "a licence": (
        "permitted prohibited excluded out_of_scope not_holder annulled not_established expired "
        "withdrawn suspended incomplete_history missing_field group_not_recorded imprecise_date"
    ),
    "no licence": (
        "permitted prohibited exempt not_listed no_requirement_recorded licence_undetermined "
        "not_covered_by_any missing_field group_not_recorded imprecise_date"
    ),
}
"""Every reason that an evaluation of release 0.1.0 can give, for a transaction that names…"""


def unpacked(name: str, folder: Path) -> Path:
    """A kept file, as it was before it was packed."""
    path = folder / name
    path.write_bytes(lzma.decompress((KEPT / f"{name}.xz").read_bytes()))
    return path


def questions(ledger: str) -> list[dict[str, Any]]:
    """The questions that a kept ledger was asked, each with status and answer."""
    text = lzma.decompress((KEPT / f"{ANSWERS[ledger]}.ndjson.xz").read_bytes()).decode()
    return [json.loads(line) for line in text.removesuffix("\n").split("\n")]


def asked(question: dict[str, Any]) -> str:
    """A question as a person reads it."""
    return " ".join(question[part] for part in ("method", "path", "body") if part in question)


def mended(question: dict[str, Any], now: str) -> bool:
    """Whether an answer differs only by what release 0.1.0 left out: of `corrected_by` the
    corrections of an instrument's changes, of impact the notes and licences."""
    if question["path"].startswith("/v1/impact"):
        return _without_notes(json.loads(now)) == json.loads(question["answer"])
    if not question["path"].startswith("/v1/instruments"):
        return False
    told, found = (json.loads(text) for text in (question["answer"], now))
    pairs = zip(told.get("instruments", [told]), found.get("instruments", [found]), strict=True)
    for was, becomes in pairs:
        more = becomes["corrected_by"]
        if not set(was["corrected_by"]) <= set(more):
            return False
        was["corrected_by"] = more
    return bool(told == found)


def _without_notes(impact: dict[str, Any]) -> dict[str, Any]:
    impact.pop("noted", None)
    for flipped in impact["flipped"]:
        for side in ("from", "to"):
            for name in ("covered_by", "notes"):
                flipped[side].pop(name, None)
    return impact


# -- answers -----------------------------------------------------------------------------


@pytest.mark.parametrize("ledger", ANSWERS)
def test_every_question_that_was_kept_is_answered_with_the_same_bytes(
    ledger: str, tmp_path: Path
) -> None:
    kept = ledger_at(f"sqlite:///{unpacked(f'{ledger}.db', tmp_path)}")
    client = TestClient(create_app(kept, None, "nobody"))
    others = []
    for one in questions(ledger):
        body = one["body"].encode() if "body" in one else None
        answer = client.request(one["method"], one["path"], content=body)
        same = (answer.status_code, answer.content) == (one["status"], one["answer"].encode())
        if not (same or mended(one, answer.text)):
            others.append((asked(one), one["answer"], answer.text))
    kept.close()
    assert not others, f"{len(others)} questions are answered otherwise: {others[0]}"


@pytest.mark.parametrize("ledger", ANSWERS)
def test_every_question_that_was_kept_says_where_it_is_seen_from(ledger: str) -> None:
    for one in questions(ledger):
        said = one["path"] + one.get("body", "")
        assert "log_size" in said or "/consistency?from=" in said, asked(one)
        assert "answer_version" in said or one["path"].startswith("/v1/log/"), asked(one)


def test_the_questions_that_were_kept_come_to_every_reason() -> None:
    found: dict[str, set[str]] = {"a licence": set(), "no licence": set()}
    for one in (one for ledger in ANSWERS for one in questions(ledger)):
        if one["path"] == "/v1/evaluations" and one["status"] == 200:
            named = "licence" in json.loads(one["body"])["transaction"]
            found["a licence" if named else "no licence"].add(json.loads(one["answer"])["reason"])
    assert found == {named: set(reasons.split()) for named, reasons in REASONS.items()}


# -- dossiers ----------------------------------------------------------------------------


def checked(program: Path, *arguments: Path | str) -> tuple[int, str]:
    """What a verifier ends with, and its last line: Python by itself, no site packages."""
    command = [sys.executable, "-I", "-S", *map(str, (program, *arguments))]
    done = subprocess.run(command, capture_output=True, text=True, env={"PATH": ""}, check=False)
    assert done.stdout, done.stderr
    return done.returncode, done.stdout.splitlines()[-1]


@pytest.mark.parametrize("name", DOSSIERS)
def test_a_dossier_that_was_handed_over_holds_by_its_own_verifier(
    name: str, tmp_path: Path
) -> None:
    with zipfile.ZipFile(unpacked(f"{name}.zip", tmp_path)) as archive:
        archive.extractall(tmp_path)
    own = tmp_path / "dossier" / "verify.pyz"
    assert checked(own, "--key", KEY, "--against", KEPT / "witnessed.txt") == (0, "HOLDS")


@pytest.mark.parametrize("name", DOSSIERS)
def test_a_dossier_that_was_handed_over_holds_by_the_verifier_of_this_release(
    name: str, tmp_path: Path
) -> None:
    dossier, ours = unpacked(f"{name}.zip", tmp_path), tmp_path / "verify.pyz"
    ours.write_bytes(verifier())
    against = ("--key", KEY, "--against", KEPT / "witnessed.txt")
    assert checked(ours, dossier, *against) == (0, "HOLDS")


# -- the ledger's file -------------------------------------------------------------------


def run(ledger: Path, *arguments: str) -> Result:
    """What the command says of a ledger."""
    env = {"LEDGER_DATABASE": f"sqlite:///{ledger}"}
    return CliRunner().invoke(command, arguments, env=env)


@pytest.mark.parametrize("ledger", ANSWERS)
def test_a_ledger_that_was_kept_holds(ledger: str, tmp_path: Path) -> None:
    done = run(unpacked(f"{ledger}.db", tmp_path), "verify")
    assert done.exit_code == 0, done.output


def test_a_ledger_that_was_kept_holds_against_what_its_own_release_witnessed(
    tmp_path: Path,
) -> None:
    path, witnessed = unpacked("ledger.db", tmp_path), tmp_path / "witnessed.txt"
    key = tmp_path / "ledger.db.key"
    key.write_bytes((KEPT / "key-for-these-tests-only").read_bytes())
    key.chmod(0o600)
    witnessed.write_bytes((KEPT / "witnessed.txt").read_bytes())
    assert run(path, "key").stdout.strip() == KEY
    done = run(path, "verify", "--against", str(witnessed))
    assert done.exit_code == 0, done.output
    assert "as at the checkpoint of size 604" in done.output
    done = run(path, "witness", str(witnessed))
    assert done.exit_code == 0, done.output
    assert witnessed.read_bytes() == (KEPT / "witnessed.txt").read_bytes()


# -- what the record has gained since ------------------------------------------------------

TRANSIT = {
    "date": "2025-06-24",
    "activity": "transit",
    "goods": "ML11",
    "programme": "none",
    "origin": "DE",
    "destination": "BE",
}
"""Covered by NL008 for release 0.1.0, which did not know that it needs no licence."""


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The kept ledger, with all that it lacked of the record recorded after it."""
    path = unpacked("ledger.db", tmp_path_factory.mktemp("grown"))
    done = run(path, "record", "--built-in", "--by", "somebody")
    assert done.exit_code == 0, done.output
    assert "0 refused" in done.output
    return path


def test_a_ledger_that_was_kept_takes_what_the_record_has_gained(grown: Path) -> None:
    kept = ledger_at(f"sqlite:///{grown}")
    assert lacking(kept) == []
    assert kept.size > SIZE
    kept.close()
    done = run(grown, "verify")
    assert done.exit_code == 0, done.output


def test_and_still_answers_with_the_same_bytes_at_its_old_size(grown: Path) -> None:
    kept = ledger_at(f"sqlite:///{grown}")
    client = TestClient(create_app(kept, None, "nobody"))
    others = []
    for one in questions("ledger")[::9]:
        body = one["body"].encode() if "body" in one else None
        answer = client.request(one["method"], one["path"], content=body)
        same = (answer.status_code, answer.content) == (one["status"], one["answer"].encode())
        if not (same or mended(one, answer.text)):
            others.append((asked(one), one["answer"], answer.text))
    kept.close()
    assert not others, f"{len(others)} questions are answered otherwise: {others[0]}"


def test_what_a_correction_mends_reads_otherwise_at_its_new_head_alone(grown: Path) -> None:
    kept = ledger_at(f"sqlite:///{grown}")
    client = TestClient(create_app(kept, None, "nobody"))
    verdicts = [
        client.post("/v1/evaluations", json={"transaction": TRANSIT, **at}).json()["verdict"]
        for at in ({"log_size": SIZE}, {})
    ]
    kept.close()
    assert verdicts == ["covered", "no_licence_required"]
