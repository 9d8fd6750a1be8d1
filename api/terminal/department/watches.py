"""`watch`: questions kept with the ledger, and which of them what is recorded changes."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer

from ....domain.faults import Fault, QuestionError
from ....projections.watching.kept_questions import LABEL, QUESTIONS, every_pair
from ....projections.watching.reports import ReportBetween, WatchReports
from ....projections.watching.watches import Watches
from ... import databases
from ..by_mapping import ByMapping, mapping_given
from ..commands.options import TRANSACTION, Carried, Default, Given, Mapped, takes
from ..commands.record import system_user
from ..console import REFUSED, AsJson, Database, ended_whole, print_answer, say, told
from ..progress import working
from ..tables.layout import Shown, stacked
from .watch_tables import MOST, report_shown, watch_shown, watches_shown

commands = typer.Typer()
watch = typer.Typer(
    no_args_is_help=True,
    help="Questions kept with the ledger: whenever something is recorded, `report` says which of "
    "them it changes, by what, since when and until when.",
    epilog="Examples: licence-ledger watch add shipments.csv; licence-ledger watch add --name "
    "routers --goods 5A002.a --destination IL --destination TR --activity export; licence-ledger "
    "watch report shipments --exit-code",
)
commands.add_typer(watch, name="watch")

Name = Annotated[str, typer.Argument(help="The watch's name.", show_default=False)]
By = Annotated[
    str | None, typer.Option(help="Who does so; left out: the system's user.", show_default=False)
]
_FIELDS = {
    name: option for name, option in TRANSACTION.items() if name not in ("goods", "destination")
}


@watch.command(
    epilog="Examples: licence-ledger watch add shipments.csv --label order; licence-ledger watch "
    "add --name routers --goods 5A002.a --goods 5D002 --destination IL"
)
@takes(fields=_FIELDS)
def add(
    fields: Given,
    file: Annotated[
        str | None,
        typer.Argument(
            help="CSV, Parquet or NDJSON, or a pattern; with --mapping workbooks too. A row "
            "without a date is about every day from now on.",
            show_default=False,
        ),
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="What it is called; left out: as the file.")
    ] = None,
    goods: Annotated[
        list[str] | None,
        typer.Option(help="Without a file: a control-list code. Again for more."),
    ] = None,
    destination: Annotated[
        list[str] | None,
        typer.Option(help="Without a file: a country. Again for more; every pair is watched."),
    ] = None,
    licence: Annotated[
        str | None, typer.Option(help="Without a file: the licence that is asked about.")
    ] = None,
    label: Annotated[
        str | None,
        typer.Option(metavar="COLUMN", help="Their column that names a row: an order's number."),
    ] = None,
    mapped: Mapped = None,
    default: Default = None,
    carried: Carried = None,
    mapping: ByMapping = None,
    by: By = None,
    as_json: AsJson = False,
    database: Database = databases.DEFAULT,
) -> None:
    """Keep a file's questions, or every pair of some goods and countries, from now on.

    At most 10,000 questions; a faulty one is told with its row, and then nothing is kept.
    """
    pairs = [*(goods or ()), *(destination or ())]
    if file is not None and (pairs or fields or licence):
        raise typer.BadParameter("a file says it all: name a file, or goods and countries")
    if file is None and not name:
        raise typer.BadParameter("name a file, or --name with --goods and --destination")
    called = name or Path(str(file)).stem
    with told(), ended_whole(), _watches(database) as watches:
        by_mapping = mapping_given(mapping, mapped, default, carried)
        if file is None:
            said = {**fields, **({"licence": licence} if licence else {})}
            asked: Iterator[Any] = every_pair(goods or (), destination or (), said)
        else:
            from .watched_file import questions_in  # the part `files`

            with watches.ledger.reading() as book:
                given = (mapped or (), default or (), carried or (), label, book.head())
            asked = questions_in(file, *given, by_mapping)
        try:
            found = watches.add(called, asked, by or system_user(), secrets.token_urlsafe(16))
        except QuestionError as error:
            raise _by_rows(error) from None
    print_answer(found.shown(), as_json, _added)


def _by_rows(error: QuestionError) -> QuestionError:
    """The same faults, each with the number of its row instead of a place in JSON."""
    return QuestionError([_by_row(fault) for fault in error.faults])


def _by_row(fault: Fault) -> Fault:
    parts = fault.pointer.split("/")
    if parts[1:2] != ["questions"] or len(parts) < 3:
        return fault
    where = f"row {int(parts[2]) + 1}" + (f", {parts[3]}" if len(parts) > 3 else "")
    return Fault(fault.code, "", f"{where}: {fault.detail}")


def _added(answer: Any) -> str:
    return (
        f"watched as {answer['watch']}: {answer['questions']:,} questions, "
        f"{answer['dated']:,} of them about a day of their own; what changes from log size "
        f"{answer['added_log_size']} on says licence-ledger watch report {answer['watch']}"
    )


@watch.command(name="list", epilog="Example: licence-ledger watch list")
def list_watches(as_json: AsJson = False, database: Database = databases.DEFAULT) -> None:
    """What is watched, by whom, and up to where it was reported."""
    with told(), _watches(database) as watches:
        answer = {"watches": [one.shown() for one in watches.every()]}
    print_answer(answer, as_json, watches_shown)


@watch.command(epilog="Example: licence-ledger watch show shipments")
def show(name: Name, as_json: AsJson = False, database: Database = databases.DEFAULT) -> None:
    """One watch, with the questions that it keeps."""
    with told(), _watches(database) as watches:
        found = watches.watch(name)
        most = QUESTIONS if as_json else MOST
        asked = [
            {
                "question": number,
                "label": one.get(LABEL),
                "asked": {field: value for field, value in one.items() if field != LABEL},
            }
            for number, one in enumerate(islice(watches.questions(found), most), 1)
        ]
    print_answer({**found.shown(), "asked": asked}, as_json, watch_shown)


@watch.command(
    epilog="Examples: licence-ledger watch report shipments; licence-ledger watch report shipments "
    "--exit-code --peek; licence-ledger watch report shipments --since-log-size 214 --log-size 300"
)
def report(
    name: Annotated[
        str | None, typer.Argument(help="The watch's name; left out: all of them.")
    ] = None,
    since_log_size: Annotated[
        int | None,
        typer.Option(
            min=0,
            help="What changed since this size of the log; left out: since it was last reported.",
        ),
    ] = None,
    log_size: Annotated[
        int | None, typer.Option(min=0, help="Up to this size of the log; left out: all of it.")
    ] = None,
    valid_on: Annotated[
        str | None,
        typer.Option(
            help="The day from which questions without a date are looked at; left out: the day of "
            "the last report, with --since-log-size today."
        ),
    ] = None,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="End with status 1 if anything changed.")
    ] = False,
    peek: Annotated[
        bool,
        typer.Option("--peek", help="Leave it as it is: the next report tells the same again."),
    ] = False,
    by: By = None,
    as_json: AsJson = False,
    database: Database = databases.DEFAULT,
) -> None:
    """Which questions have another answer than before, on which days, and by what.

    Told since the last report, and remembered as reported; named by sizes of the log it comes back
    the same whenever it is asked for, and nothing is remembered.
    """
    between = ReportBetween(since_log_size, log_size, valid_on)
    keeps = not peek and between == ReportBetween()
    with working("looking at what changed") as work, told(), _watches(database) as watches:
        reports = WatchReports(watches)
        names = [name] if name is not None else [one.name for one in watches.every()]
        answers = []
        for one in names:
            work.begin(one, watches.watch(one).questions)
            answers.append(reports.report(one, between, work.advance))
    if name is not None:
        print_answer(answers[0], as_json, report_shown)
    else:
        print_answer({"reports": answers}, as_json, _reports_shown)
    if keeps:
        with told(), _watches(database) as watches:
            for answer in answers:
                size = answer["viewpoint"]["log_size"]
                watches.reported(answer["watch"], size, by or system_user())
    changed = any(answer["changed"] for answer in answers)
    raise typer.Exit(REFUSED if exit_code and changed else 0)


def _reports_shown(answer: Any) -> Shown:
    shown = [report_shown(one) for one in answer["reports"]]
    return stacked(*shown) if shown else "nothing is watched: licence-ledger watch add"


@watch.command(epilog="Example: licence-ledger watch remove shipments")
def remove(name: Name, by: By = None, database: Database = databases.DEFAULT) -> None:
    """Watch it no longer; its name is free again."""
    with told(), _watches(database) as watches:
        watches.remove(name, by or system_user())
    say(f"{name} is not watched any more")


@contextmanager
def _watches(database: str) -> Iterator[Watches]:
    """The watches of a ledger that is there."""
    ledger = databases.ledger_at(database, must_exist=True)
    try:
        yield Watches(ledger)
    finally:
        ledger.close()
