"""`evaluate`, `replay`, `impact`: whole files of transactions."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from ...projections.combinations import combinations
from .. import databases, reevaluation_tables, tables
from ..files import FileError
from ..impact import between, compare, list_flips
from ..impact import prepared as prepared_impact
from ..receipts import differences, read_receipt
from ..reevaluation import asking, evaluate, prepared, replayed
from .options import KNOWN_FROM, Given, takes
from .shared import REFUSED, AsJson, Database, errors, print_answer, reading

commands = typer.Typer()


class Engine(StrEnum):
    """What judges: this machine alone, or Spark."""

    embedded = "embedded"
    spark = "spark"


Mapped = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="COLUMN=FIELD", help="Their column is this field of ours."),
]
Default = Annotated[
    list[str] | None,
    typer.Option(metavar="FIELD=VALUE", help="What a row says that leaves a field out."),
]
_IN_ONE = (
    "`now`, or as in known_on=2024-02-15,log_size=214; known_on=transaction: each row's own day"
)
_KNOWN = {
    **KNOWN_FROM,
    "known_on": Annotated[
        str | None,
        typer.Option(
            help="Only what was published on or before this day; `transaction`: on each row's own.",
            rich_help_panel="Viewpoint",
        ),
    ],
}


@commands.command(
    "evaluate",
    epilog="Examples: licence-ledger evaluate shipments.csv -o judged.csv; "
    "licence-ledger evaluate 'parts/*.parquet' -o judged.parquet --known-on transaction "
    "--map bestemming=destination --default programme=none",
)
@takes(asked=_KNOWN)
def evaluate_command(
    file: Annotated[str, typer.Argument(help="CSV, Parquet or NDJSON; or a pattern, quoted.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The file to write.")],
    asked: Given,
    mapped: Mapped = None,
    default: Default = None,
    strict: Annotated[bool, typer.Option(help="Stop at the first faulty row.")] = False,
    engine: Annotated[
        Engine, typer.Option(help="Where to: this machine, or Spark (the extra `spark`).")
    ] = Engine.embedded,
    master: Annotated[
        str | None, typer.Option(help="Spark's master, as in local[2] or spark://host:7077.")
    ] = None,
    as_json: AsJson = False,
    database: Database = databases.DEFAULT,
) -> None:
    """Judge every transaction of a file against the law of its own day.

    Columns by the names of a transaction's fields are read, others carried through; added are
    verdict, reason, decided_by, depends_on, required, and error: a faulty row has no verdict
    but what is wrong with it. A receipt is written beside the output.
    """
    if engine is Engine.spark:
        _on_spark(database, file, output, asked, (mapped or (), default or ()), master, as_json)
        return
    with (
        reading(database) as register,
        ended_whole(),
        prepared(register, file, asked, mapped or (), default or (), strict) as run,
        _bar("evaluating", run.size()) as advance,
    ):
        tally, receipt = evaluate(run, output, advance)
        beside = output.with_name(f"{output.name}.receipt.json")
        _write(beside, receipt.text())
    if as_json:
        print(json.dumps({**tally.summary(), "receipt": receipt.shown()}, indent=2))
    else:
        tables.console().print(reevaluation_tables.summary(tally.summary(), receipt.shown()))


def _on_spark(
    database: str,
    file: str,
    output: Path,
    asked: Given,
    meant: tuple[Sequence[str], Sequence[str]],
    master: str | None,
    as_json: bool,
) -> None:
    from ..spark import evaluate_on_spark  # loading Spark takes seconds

    with reading(database) as register, asking(register, asked, *meant) as seen:
        place = Path(databases.path_of(database))
        viewpoint, _, known, columns = seen
        counts = evaluate_on_spark(place, viewpoint, known, file, str(output), columns, master)
    if as_json:
        print(json.dumps({**counts, "viewpoint": viewpoint.shown()}, indent=2))
    else:
        known_on = asked.get("known_on")
        told = {"viewpoint": viewpoint.shown(), "question": {"evaluate": {"known_on": known_on}}}
        tables.console().print(reevaluation_tables.summary(counts, told))


@commands.command(
    epilog="Example: licence-ledger replay judged.csv.receipt.json shipments.csv",
)
def replay(
    receipt: Annotated[Path, typer.Argument(help="A receipt that `evaluate` wrote.")],
    file: Annotated[str, typer.Argument(help="The file, or pattern, that was evaluated.")],
    database: Database = databases.DEFAULT,
) -> None:
    """Evaluate again what a receipt tells of. Exit status 1 on any difference."""
    with reading(database) as register, ended_whole():
        told = read_receipt(receipt)
        question = told.question.get("evaluate")
        if not isinstance(question, dict):
            raise FileError(f"{receipt} tells of no file; ask its question again instead")
        asked = told.asked()
        if question.get("known_on") is not None:
            asked["known_on"] = str(question["known_on"])
        mapped = [f"{theirs}={name}" for name, theirs in question.get("columns", {}).items()]
        default = [f"{name}={value}" for name, value in question.get("default", {}).items()]
        with (
            prepared(register, file, asked, mapped, default) as run,
            _bar("evaluating again", run.size()) as advance,
        ):
            _, found = replayed(run, advance)
        output = {"output": told.answer.get("output")}
        expected = {"question": told.question, "answer": told.answer}
        got = {"question": found.question, "answer": {**found.answer, **output}}
        differing = list(differences(_unnamed(expected), _unnamed(got)))
    for where, one, other in differing:
        print(f"{where}: the receipt says {json.dumps(one)}, now {json.dumps(other)}")
    print(f"{found.answer['rows']} rows, {len(differing)} differences")
    raise typer.Exit(REFUSED if differing else 0)


@commands.command(
    epilog="Examples: licence-ledger impact shipments.csv --from known_on=transaction --to now "
    "-o flipped.csv; licence-ledger impact shipments.csv --draft instrument.yaml; "
    "licence-ledger impact --draft instrument.yaml --exhaustive -o flips.csv",
)
def impact(
    file: Annotated[
        str | None, typer.Argument(help="CSV, Parquet or NDJSON; or a pattern.")
    ] = None,
    from_: Annotated[
        str | None, typer.Option("--from", metavar="VIEWPOINT", help=f"{_IN_ONE}.")
    ] = None,
    to: Annotated[str | None, typer.Option("--to", metavar="VIEWPOINT", help="Likewise.")] = None,
    draft: Annotated[
        Path | None,
        typer.Option(help="An instrument that is not recorded: what would it flip?", exists=True),
    ] = None,
    exhaustive: Annotated[
        bool,
        typer.Option(
            "--exhaustive",
            help="Without a file: every combination of fields that clauses tell apart, for the "
            "licences that the draft can touch, with the days on which its verdict changes.",
        ),
    ] = False,
    unnamed: Annotated[
        bool,
        typer.Option("--unnamed", help="Of --exhaustive: transactions too that name no licence."),
    ] = False,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write the flipped rows to this file.")
    ] = None,
    mapped: Mapped = None,
    default: Default = None,
    as_json: AsJson = False,
    database: Database = databases.DEFAULT,
) -> None:
    """Which verdicts flip between two viewpoints, or by an instrument, and by which changes.

    Of a file every row is counted as unchanged, flipped, undetermined on both sides, or faulty.
    Exit status 1 if any verdict flips.
    """
    with reading(database) as register, ended_whole(), between(register, from_, to, draft) as sides:
        viewpoints = {"from": sides.before.shown(), "to": sides.after.shown()}
        if exhaustive:
            if file is not None or draft is None:
                raise typer.BadParameter("--exhaustive goes with --draft and without a file")
            every = combinations(sides.before, sides.after, unnamed)
            with _bar("judging", sum(map(len, every))) as advance:
                answer, shown = list_flips(every, output, advance), reevaluation_tables.flips
        elif file is None:
            raise typer.BadParameter("name a file of transactions, or --draft … --exhaustive")
        else:
            run = prepared_impact(sides, file, mapped or (), default or ())
            with _bar("comparing", run.size()) as advance:
                answer, shown = compare(run, output, advance).shown(), reevaluation_tables.impact
    print_answer({**answer, **viewpoints}, as_json, shown)
    raise typer.Exit(REFUSED if answer["flipped"] else 0)


def _unnamed(told: Any) -> Any:
    """A receipt's parts without the names of files: content is what counts."""
    if isinstance(told, dict):
        hidden = "name" if {"name", "sha256"} <= told.keys() else None
        return {name: _unnamed(value) for name, value in told.items() if name != hidden}
    return {str(n): _unnamed(one) for n, one in enumerate(told)} if isinstance(told, list) else told


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise FileError(f"{path} cannot be written: {error.strerror or error}") from error


@contextmanager
def ended_whole() -> Iterator[None]:
    """Let a termination end a run like Ctrl-C does: what is half written is taken away."""

    def end(signum: int, frame: Any) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _bar(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal; what is called with how much more was done."""
    columns = (TextColumn(what), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=errors, transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda count: bar.advance(task, count)
