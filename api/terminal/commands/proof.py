"""`key`, `proof`, `verify`, `witness`: what the other side need not take on trust."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from ....domain.faults import LedgerError
from ....domain.proof.checkpoint import Checkpoint, NoteError, VerifierKey, read_key
from ....projections.proof import timestamps
from ....projections.proof.keys import bring_back, kept_key, known_keys, rotate_key
from ....projections.proof.proofs import Proofs
from ....projections.proof.verification import Verified, verify_log, verify_records
from ....projections.proof.witness import checked, kept_in, witness
from ....projections.storage.log import Log
from ....projections.whole_files import write_whole
from ... import databases
from ...texts import FileError
from ..console import (
    Database,
    KeyFile,
    Origin,
    print_json,
    print_raw,
    say,
    signer_of,
    signing_key,
    tell,
    told,
)
from ..progress import working

commands = typer.Typer()


@contextmanager
def proofs_of(database: str, key: Path | None, origin: str | None = None) -> Iterator[Proofs]:
    """What can be proved of a ledger that is there."""
    with told():
        ledger = databases.ledger_at(database, must_exist=True)
        try:
            yield Proofs(ledger, signer_of(ledger, database, key, origin))
        finally:
            ledger.close()


@commands.command(
    epilog="Examples: licence-ledger key --origin example.com/ledger; "
    "licence-ledger key --import /backups/ledger.db.key; licence-ledger key --rotate"
)
def key(
    import_: Annotated[
        Path | None,
        typer.Option(
            "--import",
            help="Bring back the key in this file: the ledger signs with it from now on. One "
            "that is there in its place is kept, under another name.",
            show_default=False,
        ),
    ] = None,
    rotate: Annotated[
        bool,
        typer.Option(
            "--rotate",
            help="Make another key in its place. What the one before signed stays good, and both "
            "sign the checkpoint that is printed: publish it with the new key. Servers sign with "
            "the new one when they are started again.",
        ),
    ] = False,
    key: KeyFile = None,
    origin: Origin = None,
    database: Database = databases.DEFAULT,
) -> None:
    """Show the verifier key: what others check this ledger's checkpoints with.

    Publish it, and keep its file safe: whoever has that can sign for the ledger.
    """
    if rotate and import_ is not None:
        raise typer.BadParameter("--rotate makes a key, and --import brings one back: give one")
    with told():
        if rotate:
            _rotate(database, key)
            return
        if import_ is not None:
            bring_back(import_, databases.key_file_of(database, key))
        say(signing_key(database, key, origin).verifier.print())


def _rotate(database: str, key: Path | None) -> None:
    """Make another key, and tell it with a checkpoint that the one before signed too."""
    ledger = databases.ledger_at(database, must_exist=True)
    try:
        path = databases.key_file_of(database, key)
        size, root = Proofs(ledger, kept_key(path)).head()
        earlier, now = rotate_key(path)
        ledger.store.remember_signer(earlier.verifier.print())
        ledger.store.remember_signer(now.verifier.print())
        head = Checkpoint(now.verifier.name, size, root)
        say(now.verifier.print())
        print_raw(f"\n{now.sign_with(earlier, head.text())}")
    finally:
        ledger.close()
    tell(f"the key before is kept beside {path}: checkpoints that it signed are checked with it")


@commands.command(
    epilog="Examples: licence-ledger proof 12; licence-ledger proof --from 6 --to 268"
)
def proof(
    position: Annotated[
        int | None,
        typer.Argument(min=0, help="The place of a record, from 0.", show_default=False),
    ] = None,
    log_size: Annotated[
        int | None, typer.Option(min=1, help="Among the first so many records.")
    ] = None,
    from_: Annotated[
        int | None, typer.Option("--from", min=1, help="The earlier of two sizes of the log.")
    ] = None,
    to: Annotated[int | None, typer.Option(min=1, help="The later one; left out: all.")] = None,
    key: KeyFile = None,
    database: Database = databases.DEFAULT,
) -> None:
    """Prove that a record is in the log, or (--from) that the log only grew.

    A record's proof is a C2SP tlog-proof, with a signed checkpoint; that the log grew is JSON.
    """
    if (position is None) == (from_ is None):
        raise typer.BadParameter("name the position of a record, or a size with --from")
    with proofs_of(database, key) as proofs:
        if position is not None:
            print_raw(proofs.included(position, log_size))
        else:
            print_json(proofs.consistency(from_ or 0, to))


@commands.command(
    epilog="Examples: licence-ledger verify; licence-ledger verify --against witnessed.txt; "
    "licence-ledger verify --records mirror.ndjson --against witnessed.txt --verifier-key KEY"
)
def verify(
    against: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help="Checkpoints kept elsewhere, as `witness` writes them: the log must begin "
            "with each.",
            show_default=False,
        ),
    ] = None,
    records: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help="Verify a mirror of the log instead: a file of its canonical lines.",
            show_default=False,
        ),
    ] = None,
    verifier_key: Annotated[
        list[str] | None,
        typer.Option(
            help="A key that signed some of the checkpoints, once for each; left out: this "
            "ledger's, and those before it that lie beside it.",
            show_default=False,
        ),
    ] = None,
    timestamp: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help="An RFC 3161 timestamp of the last checkpoint in --against; needs --roots.",
            show_default=False,
        ),
    ] = None,
    roots: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help="The certificates (PEM) that the timestamp's authority is trusted by.",
            show_default=False,
        ),
    ] = None,
    print_verifier_hash: Annotated[
        bool,
        typer.Option(
            "--print-verifier-hash",
            help="Only print the SHA-256 of the verifier that this release puts into dossiers.",
        ),
    ] = False,
    key: KeyFile = None,
    database: Database = databases.DEFAULT,
) -> None:
    """Make the whole log again from its bytes, and name the first record that is wrong.

    What was refitted completely, or cut off where an instrument ends, only a checkpoint
    that was kept elsewhere shows: give it with --against.
    """
    if print_verifier_hash:
        from ....projections.dossier.verifier_archive import verifier_hash

        say(verifier_hash())
        return
    if (timestamp is None) != (roots is None) or (timestamp and against is None):
        raise typer.BadParameter("--timestamp, --roots and --against go together")
    with told():
        texts = kept_in(against) if against else []
        known = _known_keys(verifier_key or (), database, key) if texts else []
        checkpoints = [checked(text, known) for text in texts]
        if records is not None:
            with records.open("rb") as lines, working("verifying") as work:
                found = verify_records(lines, checkpoints, work.advance)
        else:
            found = _verified(databases.log_at(database), checkpoints)
        _tell(found)
        if timestamp and roots:
            moment = timestamps.verified(timestamp.read_bytes(), texts[-1], roots.read_bytes())
            say(f"the checkpoint at size {checkpoints[-1].size} existed at {moment}")


def _verified(log: Log, checkpoints: list[Checkpoint]) -> Verified:
    try:
        with log.store.stored() as every:
            size = every.size
        with working("verifying", size) as work:
            return verify_log(log, checkpoints, work.advance)
    finally:
        log.close()


def _tell(found: Verified) -> None:
    say(f"{found.size} records of {found.instruments} instruments hold")
    say(f"root {found.root.hex()}")
    for one in found.against:
        say(f"as at the checkpoint of size {one.size}")
    if not found.against:
        say(
            "not seen by this alone: a log that was refitted completely, or cut off where an "
            "instrument ends; --against a checkpoint kept elsewhere shows both"
        )


def _known_keys(given: Sequence[str], database: str, key: Path | None) -> list[VerifierKey]:
    if given:
        try:
            return [read_key(one) for one in given]
        except NoteError as error:
            raise typer.BadParameter(f"{error}") from error
    path = databases.key_file_of(database, key)
    if not path.exists():
        raise NoKeyError(f"there is no key at {path}; give --verifier-key, as `key` showed it")
    return known_keys(path)


class NoKeyError(LedgerError):
    """Nothing is known that checkpoints could be checked with."""

    title = "There is no key to check with"


def _earlier(database: str, key: Path | None) -> list[VerifierKey]:
    """The keys that signed before the one that signs now, as far as they are kept beside it."""
    path = key or databases.key_beside(database)
    return known_keys(path) if path is not None and path.exists() else []


@commands.command(
    "witness",
    epilog="Example, every hour from cron into a folder of another machine: "
    "0 * * * * licence-ledger witness /mnt/elsewhere/witnessed.txt",
)
def witness_command(
    file: Annotated[Path, typer.Argument(help="A file that is kept elsewhere.")],
    timestamp_url: Annotated[
        str | None,
        typer.Option(
            help="An RFC 3161 authority: its timestamp is written to FILE.SIZE.tsr.",
            show_default=False,
        ),
    ] = None,
    key: KeyFile = None,
    database: Database = databases.DEFAULT,
) -> None:
    """Add the log's checkpoint to a file, if the log still begins with the last one there.

    Exit status 1, and nothing is added, if it does not.
    """
    with proofs_of(database, key) as proofs:
        added = witness(proofs, file, _earlier(database, key))
        if added is None:
            tell(f"nothing was recorded since the last checkpoint in {file}")
            return
        size, text = added
        say(f"added the checkpoint at size {size}")
        if timestamp_url:
            target = file.with_name(f"{file.name}.{size}.tsr")
            answer = timestamps.timestamp_of(timestamp_url, text)
            try:
                write_whole(target, answer)
            except OSError as error:
                raise FileError(f"{target} cannot be written: {error.strerror}") from error
            say(f"its timestamp is {target}")
