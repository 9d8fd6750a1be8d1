"""The command `licence-ledger`: the same answers in a terminal."""

from __future__ import annotations

import getpass
import json
import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from ..domain.clauses import CLOSED_LISTS
from ..domain.faults import LedgerError, QuestionError, RefusedError
from ..projections.ledger import Ledger
from ..projections.register import PAGE, Register
from . import databases, tables
from .builtin import built_in, lacking, record_lacking
from .conformance import cases_in, run
from .files import Found, instruments_in
from .release import RELEASE

REFUSED, WRONG_USAGE = 1, 2

app = typer.Typer(
    name="licence-ledger",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="Export-control licences on any day, as known on any day, as recorded at any size "
    "of the log.",
    epilog="Begin with: licence-ledger record --built-in, then licence-ledger show NL009",
)
_errors = Console(stderr=True, highlight=False)

# -- what commands share -----------------------------------------------------------

Database = Annotated[
    str,
    typer.Option(
        "--database",
        envvar="LEDGER_DATABASE",
        help="Where the ledger is: sqlite:///path/ledger.db",
        rich_help_panel="Ledger",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the answer as JSON, for programs.")]
_VIEW = "Viewpoint"
ValidOn = Annotated[
    str | None,
    typer.Option(
        help="The day the law applied, as in 2024-02-20; left out: today.", rich_help_panel=_VIEW
    ),
]
KnownOn = Annotated[
    str | None,
    typer.Option(help="Only what was published on or before this day.", rich_help_panel=_VIEW),
]
LogSize = Annotated[
    str | None,
    typer.Option(help="Only the first so many records of the log.", rich_help_panel=_VIEW),
]
RecordedUntil = Annotated[
    str | None,
    typer.Option(
        help="In place of --log-size: only what was recorded by this moment.",
        rich_help_panel=_VIEW,
    ),
]
RootHash = Annotated[
    str | None,
    typer.Option(help="The root the log must have there.", rich_help_panel=_VIEW),
]
AnswerVersion = Annotated[
    str | None,
    typer.Option(help="The version of an earlier answer.", rich_help_panel=_VIEW),
]
Limit = Annotated[int, typer.Option(min=1, max=1_000, help="How many items at most.")]
After = Annotated[str, typer.Option(help="Go on after this one.")]

_TX = "Transaction"


def _given(help_text: str, dimension: str | None = None) -> Any:
    words = f" ({', '.join(CLOSED_LISTS[dimension])})" if dimension else ""
    return typer.Option(help=help_text + words, rich_help_panel=_TX)


Activity = Annotated[str | None, _given("What is done", "activities")]
Goods = Annotated[str | None, _given("A control-list code, as in ML10 or 5A002.a; `none`.")]
ItemKind = Annotated[str | None, _given("What kind of item", "item_kinds")]
Origin = Annotated[str | None, _given("The country of origin, as in NL.")]
Destination = Annotated[str | None, _given("The established end destination, as in IL.")]
Programme = Annotated[str | None, _given("A programme, as in F-35; `none`.")]
EndUse = Annotated[str | None, _given("The end use", "end_uses")]
Purpose = Annotated[str | None, _given("The purpose", "purposes")]
Recipient = Annotated[str | None, _given("The recipient", "recipients")]
Exporter = Annotated[str | None, _given("Who exports; in transit, who has the power of disposal.")]
LicenceKind = Annotated[str | None, _given("The kind of licence", "licence_kinds")]


@contextmanager
def _told() -> Iterator[None]:
    """Tell errors in one sentence each, on standard error, and end with the right status."""
    try:
        yield
    except QuestionError as error:
        for fault in error.faults:
            _errors.print(f"[red]{fault.code}[/red]", _plain(fault.detail))
        raise typer.Exit(WRONG_USAGE) from error
    except LedgerError as error:
        _errors.print(f"[red]{error.title}:[/red]", _plain(str(error)))
        raise typer.Exit(REFUSED) from error


def _plain(sentence: str) -> RenderableType:
    from rich.text import Text

    return Text(sentence)


@contextmanager
def _reading(database: str) -> Iterator[Register]:
    with _told():
        ledger = databases.opened(database, must_exist=True)
        try:
            yield Register(ledger)
        finally:
            ledger.close()


def _print(answer: Any, as_json: bool, shown: Callable[[Any], RenderableType]) -> None:
    if as_json:
        print(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        tables.console().print(shown(answer), soft_wrap=False)


def _named(**options: str | None) -> dict[str, str]:
    """The options that were given."""
    return {name: value for name, value in options.items() if value is not None}


def _system_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


# -- asking ------------------------------------------------------------------------


@app.command(
    epilog="Example: licence-ledger check --licence NL009 --activity export --goods ML10 "
    "--origin NL --destination IL --programme F-35 --date 2024-02-25 --known-on 2024-02-15"
)
def check(
    date: Annotated[
        str, typer.Option(help="The day of the export or transit.", rich_help_panel=_TX)
    ],
    licence: Annotated[
        str | None,
        typer.Option(
            help="The licence to judge against; left out: is one needed, and which covers it?",
            rich_help_panel=_TX,
        ),
    ] = None,
    activity: Activity = None,
    goods: Goods = None,
    item_kind: ItemKind = None,
    origin: Origin = None,
    destination: Destination = None,
    programme: Programme = None,
    end_use: EndUse = None,
    purpose: Purpose = None,
    recipient: Recipient = None,
    exporter: Exporter = None,
    licence_kind: LicenceKind = None,
    known_on: KnownOn = None,
    log_size: LogSize = None,
    recorded_until: RecordedUntil = None,
    root_hash: RootHash = None,
    answer_version: AnswerVersion = None,
    as_json: AsJson = False,
    database: Database = databases.DEFAULT,
) -> None:
    """Was this transaction covered, and what could the exporter have known?"""
    transaction = _named(
        date=date,
        licence=licence,
        activity=activity,
        goods=goods,
        item_kind=item_kind,
        origin=origin,
        destination=destination,
        programme=programme,
        end_use=end_use,
        purpose=purpose,
        recipient=recipient,
        exporter=exporter,
        licence_kind=licence_kind,
    )
    asked = _named(
        known_on=known_on,
        log_size=log_size,
        recorded_until=recorded_until,
        root_hash=root_hash,
        answer_version=answer_version,
    )
    with _reading(database) as register:
        _print(register.evaluate(transaction, asked), as_json, tables.evaluation)


@app.command(
    epilog="Examples: licence-ledger show NL007 --valid-on 2018-01-01; "
    "licence-ledger show group EU --valid-on 2020-06-01; "
    "licence-ledger show policy validity --destination TR"
)
def show(
    what: Annotated[
        str | None,
        typer.Argument(
            help="A licence, or `group` or `policy` and then a name. Left out: all licences.",
            show_default=False,
        ),
    ] = None,
    name: Annotated[
        str | None, typer.Argument(help="The group's or policy's name.", show_default=False)
    ] = None,
    valid_on: ValidOn = None,
    known_on: KnownOn = None,
    log_size: LogSize = None,
    recorded_until: RecordedUntil = None,
    root_hash: RootHash = None,
    answer_version: AnswerVersion = None,
    activity: Activity = None,
    goods: Goods = None,
    item_kind: ItemKind = None,
    origin: Origin = None,
    destination: Destination = None,
    programme: Programme = None,
    end_use: EndUse = None,
    purpose: Purpose = None,
    recipient: Recipient = None,
    exporter: Exporter = None,
    licence_kind: LicenceKind = None,
    limit: Limit = PAGE,
    after: After = "",
    as_json: AsJson = False,
    database: Database = databases.DEFAULT,
) -> None:
    """A licence, a group or a policy on a day, as known on a day. (The transaction's options
    are for policies.)"""
    asked = _named(
        valid_on=valid_on,
        known_on=known_on,
        log_size=log_size,
        recorded_until=recorded_until,
        root_hash=root_hash,
        answer_version=answer_version,
    )
    dimensions = _named(
        activity=activity,
        goods=goods,
        item_kind=item_kind,
        origin=origin,
        destination=destination,
        programme=programme,
        end_use=end_use,
        purpose=purpose,
        recipient=recipient,
        exporter=exporter,
        licence_kind=licence_kind,
    )
    if dimensions and not (what == "policy" and name):
        raise typer.BadParameter(f"--{next(iter(dimensions)).replace('_', '-')} is for policies")
    with _reading(database) as register:
        if what is None:
            _print(register.licences(asked, limit, after), as_json, tables.licences)
        elif name is None:
            _print(register.licence(what, asked), as_json, tables.licence)
        elif what == "group":
            _print(register.group(name, asked), as_json, tables.group)
        elif what == "policy":
            _print(register.policy(name, dimensions, asked), as_json, tables.policy)
        else:
            raise typer.BadParameter(f"`show {what} {name}`: write a licence, group or policy")


@app.command(epilog="Example: licence-ledger history NL007")
def history(
    licence: Annotated[str, typer.Argument(help="A licence.")],
    known_on: KnownOn = None,
    log_size: LogSize = None,
    recorded_until: RecordedUntil = None,
    root_hash: RootHash = None,
    answer_version: AnswerVersion = None,
    limit: Limit = PAGE,
    after: After = "",
    as_json: AsJson = False,
    database: Database = databases.DEFAULT,
) -> None:
    """Every change to a licence in the order of recording, stopped and corrected ones too."""
    asked = _named(
        known_on=known_on,
        log_size=log_size,
        recorded_until=recorded_until,
        root_hash=root_hash,
        answer_version=answer_version,
    )
    with _reading(database) as register:
        _print(register.history(licence, asked, limit, after), as_json, tables.history)


# -- recording ---------------------------------------------------------------------


@app.command(
    epilog="Examples: licence-ledger record --built-in; "
    "licence-ledger record stcrt-2025-11446.yaml --by 'A. Jansen'"
)
def record(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            exists=True,
            help="Files (YAML, JSON, NDJSON), or folders, recorded in the order of file names.",
            show_default=False,
        ),
    ] = None,
    with_built_in: Annotated[
        bool,
        typer.Option("--built-in", help="Add what the ledger lacks of the built-in record."),
    ] = False,
    by: Annotated[
        str | None,
        typer.Option(help="Who records; left out: the system's user.", show_default=False),
    ] = None,
    as_json: AsJson = False,
    database: Database = databases.DEFAULT,
) -> None:
    """Record instruments: each whole, or refused with every reason."""
    if not paths and not with_built_in:
        raise typer.BadParameter("name files or folders, or give --built-in")
    with _told():
        recorder = by if by is not None else _system_user()
        if not recorder.strip():
            raise typer.BadParameter("--by names nobody")
        found = built_in() if with_built_in else []
        for path in paths or ():
            found += instruments_in(path)
        ledger = databases.opened(database)
        try:
            refused = _record_all(ledger, found, recorder, as_json)
        finally:
            ledger.close()
    raise typer.Exit(REFUSED if refused else 0)


def _record_all(ledger: Ledger, found: list[Found], by: str, as_json: bool) -> int:
    rows: list[tuple[str, str, str]] = []
    refused: list[tuple[str, RefusedError]] = []
    for one in _progress("recording", found):
        name = _name_of(one)
        try:
            recording = ledger.record(one.content, by)
        except RefusedError as error:
            refused.append((one.where, error))
            rows.append((name, "refused", ""))
            continue
        outcome = "already there" if recording.already else "recorded"
        rows.append((name, outcome, str(recording.log_size)))
    if as_json:
        print(json.dumps(_as_json(rows, refused), ensure_ascii=False, indent=2))
    else:
        out = tables.console()
        new = [row for row in rows if row[1] == "recorded"]
        out.print(tables.recordings(rows if len(rows) <= 20 else [*new[-20:]]))
        counts = ", ".join(
            f"{sum(row[1] == word for row in rows)} {word}"
            for word in ("recorded", "already there", "refused")
        )
        out.print(counts)
        for where, refusal in refused:
            _errors.print(tables.faults(where, refusal.faults))
    return len(refused)


def _as_json(
    rows: list[tuple[str, str, str]], refused: list[tuple[str, RefusedError]]
) -> dict[str, Any]:
    return {
        "instruments": [
            {"instrument": name, "outcome": outcome, "log_size": int(size) if size else None}
            for name, outcome, size in rows
        ],
        "refused": [
            {
                "where": where,
                "errors": [
                    {"pointer": f.pointer, "code": f.code, "detail": f.detail} for f in error.faults
                ],
            }
            for where, error in refused
        ],
    }


def _name_of(found: Found) -> str:
    content = found.content
    if isinstance(content, Mapping) and isinstance(content.get("instrument"), str):
        return str(content["instrument"])
    return found.where


def _progress(what: str, items: list[Any]) -> Iterator[Any]:
    """The items, with a bar on a terminal while they are worked through."""
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=_errors, transient=True, disable=len(items) < 20) as bar:
        yield from bar.track(items)


# -- serving -----------------------------------------------------------------------


@app.command(epilog="Example: LEDGER_TOKEN=… licence-ledger serve --port 8080")
def serve(
    host: Annotated[str, typer.Option(envvar="LEDGER_HOST", help="The address.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(envvar="LEDGER_PORT", min=1, max=65_535, help="The port.")
    ] = 8000,
    empty: Annotated[
        bool, typer.Option("--empty", help="Leave an empty ledger empty: no built-in record.")
    ] = False,
    token: Annotated[
        str | None,
        typer.Option(
            envvar="LEDGER_TOKEN",
            help="What recording over HTTP needs as `Authorization: Bearer`; without it "
            "nobody can record over HTTP. (Give it in the environment.)",
            show_default=False,
        ),
    ] = None,
    recorder: Annotated[
        str,
        typer.Option(envvar="LEDGER_RECORDER", help="By whom what comes over HTTP is recorded."),
    ] = "http",
    database: Database = databases.DEFAULT,
) -> None:
    """Serve the ledger over HTTP; an empty one gets the built-in record first."""
    import uvicorn

    from .app import create_app

    with _told():
        listening = _bound(host, port)
        ledger = databases.opened(database)
        with ledger.reading() as book:
            is_empty = book.size == 0
        if is_empty and not empty:
            count = record_lacking(ledger)
            _errors.print(f"recorded the built-in record: {count} instruments")
        with ledger.reading() as book:
            where = databases.path_of(database)
            _errors.print(f"ledger {where}: {book.size} records", soft_wrap=True)
        missing = len(lacking(ledger))
        if missing:
            _errors.print(
                f"it lacks {missing} instruments of the built-in record; "
                "licence-ledger record --built-in adds them"
            )
        _errors.print(f"serving on http://{host}:{port}", soft_wrap=True)
        config = uvicorn.Config(
            create_app(ledger, token or None, recorder), log_level="warning", access_log=False
        )
        try:
            uvicorn.Server(config).run(sockets=[listening])
        finally:
            ledger.close()


def _bound(host: str, port: int) -> socket.socket:
    """A socket on the port; an error that says what to do if it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise PortError(
            f"cannot serve on {host}:{port} ({error.strerror}); choose another with --port"
        ) from error
    return listening


class PortError(LedgerError):
    """The address to serve on is taken, or cannot be used."""

    title = "The port cannot be used"


# -- conformance -------------------------------------------------------------------


@app.command(epilog="Example: licence-ledger conformance tests/conformance/*.json")
def conformance(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False)],
) -> None:
    """Record portable cases into fresh ledgers, ask, and print every difference."""
    cases = asked = differences = 0
    with _told():
        for path in files:
            every = cases_in(path)
            outcomes = run(every)
            for _ in _progress(path.name, every):
                outcome = next(outcomes)
                cases, asked = cases + 1, asked + outcome.asked
                differences += len(outcome.differences)
                for difference in outcome.differences:
                    print(difference)
    print(f"{cases} cases, {asked} asked, {differences} differences")
    raise typer.Exit(REFUSED if differences else 0)


@app.callback(invoke_without_command=True)
def main(
    version: Annotated[bool, typer.Option("--version", help="Print the release.")] = False,
) -> None:
    """Export-control licences on any day, as known on any day."""
    if version:
        print(RELEASE)
        sys.exit(0)
