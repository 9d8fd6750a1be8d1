"""How commands read a ledger, print answers, show progress and tell errors."""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from ...domain.faults import LedgerError, QuestionError
from ...projections.ledger import Ledger
from ...projections.storage.log import IN_MEMORY
from ...projections.whole_files import write_whole
from .. import databases
from ..library.record_here import RecordHere
from ..parts import part_of
from ..settings import setting
from ..texts import FileError
from ..wording import left_out_words
from .tables.layout import Shown, stacked
from .tables.texts import Piece, Styled, joined

if TYPE_CHECKING:
    from ...projections.proof.keys import SigningKey
    from ..files.instruments import FoundInstrument

REFUSED, WRONG_USAGE = 1, 2
"""Exit statuses: something was refused, differs or cannot be used; a faulty question."""
ENDED = 130
"""The exit status of what somebody ended (Ctrl-C)."""

_SURROGATE = re.compile("[\ud800-\udfff]")
WIDTH = 120
"""Columns, where the output is no terminal and COLUMNS does not tell."""


def set_by(name: str, *flags: str, panel: str | None = None, **more: Any) -> Any:
    """The option of a setting: it means what the table of settings says."""
    meaning = setting(name).meaning
    return typer.Option(*flags, envvar=name, help=meaning, rich_help_panel=panel, **more)


Database = Annotated[str, set_by("LEDGER_DATABASE", "--database", panel="Ledger")]
KeyFile = Annotated[Path | None, set_by("LEDGER_KEY", "--key", panel="Ledger", show_default=False)]
Origin = Annotated[
    str | None, set_by("LEDGER_ORIGIN", "--origin", panel="Ledger", show_default=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the answer as JSON, for programs.")]
Limit = Annotated[int, typer.Option(min=1, max=1_000, help="How many items at most.")]
After = Annotated[str, typer.Option(help="Go on after this one.")]


def console(stderr: bool = False) -> Console:
    """The terminal; without one, wide enough to read."""
    found = Console(stderr=stderr, markup=False, emoji=False, highlight=False)
    if not found.is_terminal and not os.environ.get("COLUMNS", "").isdecimal():
        found.width = WIDTH
    return found


def print_shown(answer: Shown, stderr: bool = False) -> None:
    """Print an answer for people."""
    console(stderr).print(stacked(answer), crop=False)


def say(*said: Piece | Styled, style: str = "") -> None:
    """Print a sentence on standard output, on one line however long."""
    console().print(joined(*said, style=style), soft_wrap=True)


def tell(*said: Piece | Styled, style: str = "") -> None:
    """Print a sentence on standard error, on one line however long."""
    console(stderr=True).print(joined(*said, style=style), soft_wrap=True)


def print_json(answer: Any) -> None:
    """Print an answer for programs; a surrogate, which UTF-8 does not have, as its escape."""
    said = json.dumps(answer, ensure_ascii=False, indent=2)
    print_raw(_SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", said) + "\n")


def print_raw(content: str) -> None:
    """Print what programs read, to the byte."""
    print(content, end="")


@contextmanager
def told() -> Iterator[None]:
    """Tell errors in one sentence each, on standard error, and end with the right status."""
    try:
        yield
    except QuestionError as error:
        for fault in error.faults:
            tell((fault.code, "red"), f" {fault.detail}")
        raise typer.Exit(WRONG_USAGE) from error
    except UnicodeEncodeError as error:
        tell("this is no UTF-8 text; type it anew")
        raise typer.Exit(WRONG_USAGE) from error
    except LedgerError as error:
        if missing := part_of(error):
            tell((f"{missing.title}:", "red"), f" {missing}")
            raise typer.Exit(WRONG_USAGE) from error
        tell((f"{error.title}:", "red"), f" {error}")
        raise typer.Exit(REFUSED) from error


def tell_unread(names: Sequence[str]) -> None:
    """Say what of a folder of transactions is not read, if anything."""
    if names:
        tell(f"of the folder, {left_out_words(names)}")


@contextmanager
def reading(database: str) -> Iterator[RecordHere]:
    """The questions of a ledger that is there."""
    with told():
        ledger = databases.ledger_at(database, must_exist=True)
        try:
            yield RecordHere(ledger)
        finally:
            ledger.close()


def signer_of(
    ledger: Ledger, database: str, key: Path | None, origin: str | None = None
) -> SigningKey:
    """The key that checkpoints of a ledger are signed with, which it remembers.

    Where others signed them before, that is told. `KeyFileError` where they were signed and no
    key is beside the ledger: another one is only made on purpose, as by naming its file.
    """
    from ...projections.proof.keys import KeyFileError

    before = ledger.store.signers()
    beside = None if key else databases.key_beside(database)
    if beside is not None and before and not beside.exists():
        raise KeyFileError(
            f"checkpoints of this ledger were signed by {before[-1]}, and there is no key at "
            f"{beside}: bring that key back with licence-ledger key --import FILE; or make another "
            "one on purpose with licence-ledger key"
        )
    found = signing_key(database, key, origin)
    name = found.verifier.print()
    if before and name not in before:
        tell(
            ("another key:", "yellow"),
            f" checkpoints of this ledger were signed by {before[-1]}; what is signed from now on "
            f"is signed by {name}, and does not hold under the key that was published before",
        )
    ledger.store.remember_signer(name)
    return found


def signing_key(database: str, key: Path | None, origin: str | None = None) -> SigningKey:
    """The key of a ledger, made if there is none; a ledger in memory has a passing one."""
    from ...projections.proof.keys import opened_key, passing_key  # most commands sign nothing

    if key is None and databases.path_of(database) == IN_MEMORY:
        return passing_key()
    return opened_key(databases.key_file_of(database, key), origin)


def print_answer(answer: Any, as_json: bool, shown: Callable[[Any], Shown]) -> None:
    """An answer as a table for people, or as JSON for programs."""
    if as_json:
        print_json(answer)
    else:
        print_shown(shown(answer))


@contextmanager
def ended_whole() -> Iterator[None]:
    """Let a termination end a run like Ctrl-C does: what is half written is taken away."""

    def end(signum: int, frame: Any) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    except KeyboardInterrupt:
        tell("ended before the end: nothing was written")
        raise typer.Exit(ENDED) from None
    finally:
        signal.signal(signal.SIGTERM, before)


NAMED = 10
"""How many of the files that a folder leaves out are named."""


def tell_left_out(paths: Iterable[Path]) -> None:
    """Say which files of folders hold no instruments by their names, and are not read."""
    from ..files.instruments import left_out

    for path in paths:
        names = [str(one.relative_to(path)) for one in left_out(path)]
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        if names:
            tell(f"{path}: left out: {', '.join(names[:NAMED])}{more}", style="dim")


def tell_cut(found: Iterable[FoundInstrument]) -> None:
    """Say which texts of instruments were cut where they were read, as `lint` does."""
    for one in found:
        for sentence in one.cut:
            tell(("cut:", "yellow"), f" {sentence}")


def write_text(path: Path, text: str) -> None:
    """Write a file, whole or not at all; `FileError` if it cannot be."""
    try:
        write_whole(path, text.encode())
    except OSError as error:
        raise FileError(f"{path} cannot be written: {error.strerror or error}") from error
