"""`dossier`, `copy`: what is handed to somebody else, or carried into a new ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from ....domain.faults import LedgerError
from ....projections.copying import copied
from ....projections.dossier.dossiers import Dossiers
from ....projections.watching.carrying import carried_watches
from ....projections.whole_files import write_whole
from ... import databases
from ...release import RELEASE
from ..console import REFUSED, Database, KeyFile, say, tell, told
from ..progress import counted, working
from .options import KNOWN_FROM, TRANSACTION, Given, takes
from .proof import proofs_of

commands = typer.Typer()


class FileTakenError(LedgerError):
    """A file that would be written is there already, or cannot be written."""

    title = "The file cannot be written"


def _option(text: str) -> Any:
    return typer.Option(help=text, rich_help_panel="Question", show_default=False)


@commands.command(
    epilog="Examples: licence-ledger dossier feb.zip --licence NL009 --from 2024-02-19 "
    "--until 2024-02-26; licence-ledger dossier shipment.zip --licence NL009 --date 2024-02-25 "
    "--activity export --goods ML10 --origin NL --destination IL --programme F-35; "
    "licence-ledger dossier act.zip --instrument stcrt-2024-5435"
)
@takes(given=TRANSACTION, asked=KNOWN_FROM)
def dossier(
    file: Annotated[Path, typer.Argument(help="The ZIP to write; it must not be there yet.")],
    given: Given,
    asked: Given,
    licence: Annotated[
        str | None, _option("A licence: over a period, or of a transaction.")
    ] = None,
    from_: Annotated[
        str | None,
        typer.Option("--from", help="The first day of a period.", rich_help_panel="Question"),
    ] = None,
    until: Annotated[str | None, _option("The first day after it.")] = None,
    date: Annotated[str | None, _option("The day of a transaction.")] = None,
    instrument: Annotated[str | None, _option("An instrument.")] = None,
    key: KeyFile = None,
    database: Database = databases.DEFAULT,
) -> None:
    """Write an evidence bundle: the answer, and all that proves it to somebody who trusts nobody.

    About a licence over a period, a transaction, or an instrument. The same question from the
    same viewpoint gives the same bytes.
    """
    question = _question(licence, from_, until, date, instrument, given)
    if file.exists():
        raise typer.BadParameter(f"{file} is there already; name another file")
    with proofs_of(database, key) as proofs:
        with working("making the dossier"):
            made = Dossiers(proofs, RELEASE).dossier(question, asked)
        try:
            write_whole(file, made, new=True)
        except OSError as error:
            raise FileTakenError(f"{file}: {error.strerror}; name another file") from error
        say(f"{file}: {len(made)} bytes, signed by {proofs.key.verifier.print()}")


def _question(
    licence: str | None,
    from_: str | None,
    until: str | None,
    date: str | None,
    instrument: str | None,
    given: Given,
) -> dict[str, Any]:
    """The question as HTTP takes it."""
    named = {"licence": licence, "from": from_, "until": until, "instrument": instrument}
    said = {name: value for name, value in named.items() if value is not None}
    if date is None and not given:
        return said
    rest = {name: value for name, value in said.items() if name != "licence"}
    of = {} if licence is None else {"licence": licence}
    day = {} if date is None else {"date": date}
    return {**rest, "transaction": {**day, **of, **given}}


@commands.command(
    epilog="Examples: licence-ledger copy old.db --database sqlite:///new.db; "
    "licence-ledger copy ledger.db --database postgresql://owner@db/ledger"
)
def copy(
    source: Annotated[
        str,
        typer.Argument(
            help="A ledger: a file, of an older format too, or an address (postgresql://…)."
        ),
    ],
    database: Database = databases.DEFAULT,
) -> None:
    """Record every instrument of a ledger into another one, with who and when: from a file into
    PostgreSQL, from there into a file, or from an older format. Watches come along.

    Into an empty ledger, where nothing is refused, it has the same roots again. From an older
    format they are others: checkpoints and viewpoints of the old one are not its.
    """
    with told():
        target = databases.path_of(database)
        place = databases.source_of(source)
        found = list(counted("copying", copied(place, target, databases.today)))
        watched = list(carried_watches(place, target, databases.today, databases.now))
    new = sum(1 for one in found if one.outcome == "recorded")
    for one in found:
        if one.outcome == "refused":
            tell(f"{one.instrument} was refused: {one.said}")
    say(f"{new} recorded, {len(found) - new} already there or refused")
    for watch in watched:
        if watch.outcome == "left":
            tell(f"the watch {watch.watch} was left: {watch.said}")
    if watched:
        carried = sum(1 for watch in watched if watch.outcome == "carried")
        say(f"watches: {carried} carried, {len(watched) - carried} already there or left")
    outcomes = {one.outcome for one in found} | {one.outcome for one in watched}
    raise typer.Exit(REFUSED if outcomes & {"refused", "left"} else 0)
