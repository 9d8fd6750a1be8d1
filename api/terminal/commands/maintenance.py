"""`rebuild`, `backup`: looking after a ledger's file."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from ....domain.faults import LedgerError
from ....projections.ledger import Ledger
from ....projections.proof.keys import copy_key, kept_key, key_file_beside
from ....projections.proof.mending import rebuilt
from ....projections.storage.errors import LedgerFileError
from ....projections.whole_files import place_file
from ... import databases
from ..console import Database, KeyFile, tell, told
from ..progress import working

commands = typer.Typer()


class BackupError(LedgerError):
    """A copy of the ledger could not be made."""

    title = "No backup was made"


@commands.command(epilog="Example: licence-ledger rebuild")
def rebuild(database: Database = databases.DEFAULT) -> None:
    """Throw away all that follows from the log, and make it again, damaged or not.

    Answers stay as they are: they come from the log. Exit status 1 where the log itself is
    damaged: it cannot be made again.
    """
    with told():
        log = databases.log_at(database)
        try:
            with log.store.stored() as every:
                size = every.size
            with working("rebuilding", size) as work:
                mended = rebuilt(log, work.advance)
        finally:
            log.close()
    for said in mended:
        tell(f"mended: {said}")
    tell(f"rebuilt from {size} records")


@commands.command(epilog="Example: licence-ledger backup /backups/ledger-2026-11-21.db")
def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; it must not be there yet.")],
    with_key: Annotated[
        bool,
        typer.Option(
            "--with-key",
            help="Keep the key that checkpoints are signed with beside the copy, as FILE.key: "
            "whoever has that can sign for the ledger.",
        ),
    ] = False,
    key: KeyFile = None,
    database: Database = databases.DEFAULT,
) -> None:
    """Copy the ledger as it stands at one moment, also while it is served and recorded to.

    To restore, serve the copy: licence-ledger serve --database sqlite:///COPY. Without its key
    (--with-key) it would sign with another, which nobody was given: `key --import` brings the
    right one back.
    """
    with told():
        own, beside = (
            databases.key_file_of(database, key) if with_key else file,
            key_file_beside(str(file)),
        )
        if with_key:
            _may_be_copied(own, beside)
        ledger = databases.ledger_at(database, must_exist=True)
        with ledger.reading() as book:
            size = book.size
        _copy(ledger, file)
        ledger.close()
        if with_key:
            copy_key(own, beside)
    tell(f"copied {size} records to {file}")
    if with_key:
        tell(f"and the key to {beside}")
    else:
        tell(
            "the key was not taken along: a server of the copy signs with another one, and what it "
            "signs does not hold under the key that was published; keep the key too, or --with-key"
        )


def _may_be_copied(own: Path, beside: Path) -> None:
    """An error before anything is copied, where the key could not be."""
    kept_key(own)
    if beside.exists():
        raise BackupError(f"{beside} is there already, and no key is written over")


def _copy(ledger: Ledger, target: Path) -> None:
    """A copy under a name of its own in a folder that nobody else may look into, until it is
    whole: SQLite makes further files beside it."""
    if os.path.lexists(target):
        raise BackupError(f"{target} is there already; name another file")
    try:
        with tempfile.TemporaryDirectory(prefix=".", suffix=".part", dir=target.parent) as folder:
            part = Path(folder) / target.name
            ledger.store.copy_to(part)
            place_file(part, target, new=True)
    except (OSError, LedgerFileError) as error:
        raise BackupError(f"{target} cannot be written: {error}") from error
