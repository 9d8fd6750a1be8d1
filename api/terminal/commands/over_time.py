"""`timeline`, `diff`: a licence over time, and the register from two viewpoints."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from ....projections.register.register import PAGE
from ....projections.register.timelines import Timelines
from ... import databases
from ..console import REFUSED, After, AsJson, Database, Limit, print_answer, reading
from ..tables import over_time as timeline_tables
from .options import KNOWN_FROM, Given, takes

commands = typer.Typer()

_IN_ONE = "A viewpoint in one argument, as in valid_on=2024-02-20,known_on=2024-02-15"


@contextmanager
def _timelines(database: str) -> Iterator[Timelines]:
    with reading(database) as register:
        yield Timelines(register.ledger)


@commands.command(
    epilog="Examples: licence-ledger timeline NL007; "
    "licence-ledger timeline NL009 --known-on 2024-02-15 --after 2024-01-01"
)
@takes(asked=KNOWN_FROM)
def timeline(
    licence: Annotated[str, typer.Argument(help="A licence.")],
    asked: Given,
    limit: Limit = PAGE,
    after: Annotated[str, typer.Option(help="Only what begins after this day.")] = "",
    as_json: AsJson = False,
    database: Database = databases.DEFAULT,
) -> None:
    """The days on which a licence's answers change, what it answers between, and why."""
    with _timelines(database) as questions:
        answer = questions.timeline(licence, asked, limit, after)
        print_answer(answer, as_json, timeline_tables.timeline)


@commands.command(
    epilog="Examples: licence-ledger diff --from valid_on=2025-04-07 --to valid_on=2025-04-08; "
    "licence-ledger diff NL009 --from valid_on=2024-02-25,known_on=2024-02-15 "
    "--to valid_on=2024-02-25"
)
def diff(
    from_: Annotated[str, typer.Option("--from", metavar="VIEWPOINT", help=f"{_IN_ONE}.")],
    to: Annotated[str, typer.Option("--to", metavar="VIEWPOINT", help=f"{_IN_ONE}.")],
    licence: Annotated[
        str | None,
        typer.Argument(help="A licence. Left out: all that differ.", show_default=False),
    ] = None,
    limit: Limit = PAGE,
    after: After = "",
    as_json: AsJson = False,
    database: Database = databases.DEFAULT,
) -> None:
    """What differs between two viewpoints, and by which changes. Exit status 1 if anything does."""
    with _timelines(database) as questions:
        if licence is None:
            answer = questions.register_diff(from_, to, limit, after)
            print_answer(answer, as_json, timeline_tables.register_diff)
            differs = bool(answer["licences"])
        else:
            answer = questions.diff(licence, from_, to)
            print_answer(answer, as_json, timeline_tables.diff)
            lists = ("added", "removed", "altered")
            differs = answer["before"] != answer["after"] or any(answer[key] for key in lists)
    raise typer.Exit(REFUSED if differs else 0)
