"""`impact`: what flips, of a file of transactions or of all that clauses tell apart."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ... import databases
from ...library.record_here import RecordHere
from ..by_mapping import ByMapping, mapping_given
from ..console import (
    REFUSED,
    AsJson,
    Database,
    ended_whole,
    print_answer,
    reading,
    tell_cut,
    tell_unread,
)
from ..progress import working
from ..tables.batch import flips_shown, impact_shown
from .options import Carried, Default, Mapped

if TYPE_CHECKING:
    from ....projections.batch.impact import Impact

commands = typer.Typer()

_IN_ONE = (
    "`now`, or as in known_on=2024-02-15,log_size=214; known_on=transaction: each row's own day"
)


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
    carried: Carried = None,
    mapping: ByMapping = None,
    as_json: AsJson = False,
    database: Database = databases.DEFAULT,
) -> None:
    """Which verdicts flip between two viewpoints, or by an instrument, and by which changes.

    Of a file every row is counted as unchanged, flipped, undetermined on both sides, or faulty.
    Exit status 1 if any verdict flips.
    """
    from ....projections.batch.combinations import combinations  # the part `files`
    from ...batch.comparing import compare, list_flips, prepared_impact

    with (
        working("reading the ledger") as work,
        reading(database) as register,
        ended_whole(),
        _sides(register, from_, to, draft) as sides,
    ):
        viewpoints = {"from": sides.before.shown(), "to": sides.after.shown()}
        if exhaustive:
            if file is not None or draft is None:
                raise typer.BadParameter("--exhaustive goes with --draft and without a file")
            every = combinations(sides.before, sides.after, unnamed)
            work.begin("judging", sum(map(len, every)))
            answer, shown = list_flips(every, output, work.advance), flips_shown
        elif file is None:
            raise typer.BadParameter("name a file of transactions, or --draft … --exhaustive")
        else:
            by = mapping_given(mapping, mapped, default, carried)
            run = prepared_impact(sides, file, mapped or (), default or (), carried or (), by)
            tell_unread(run.left_out)
            work.begin("comparing", run.size())
            answer, shown = compare(run, output, work.advance).shown(), impact_shown
    print_answer({**answer, **viewpoints}, as_json, shown)
    raise typer.Exit(REFUSED if answer["flipped"] else 0)


@contextmanager
def _sides(
    register: RecordHere, from_: str | None, to: str | None, draft: Path | None
) -> Iterator[Impact]:
    """Both sides, once it is told what of the draft was cut where it was read."""
    from ...batch.comparing import both_sides, draft_in  # the part `files`

    found = None if draft is None else draft_in(draft)
    tell_cut([found] if found else ())
    with both_sides(register, from_, to, found) as sides:
        yield sides
