"""`timeline`, `diff`: a licence over time, and the register from two viewpoints."""

from __future__ import annotations

from typing import Annotated

import typer

from ....domain.vocabulary.bounds import PAGE
from ... import databases
from ...library.every_question import EveryQuestion
from ...library.reading_answers import Json
from ..console import REFUSED, After, AsJson, Database, Limit, print_answer, reading
from ..tables.differences import diff_shown, register_diff_shown
from ..tables.timeline import timeline_shown
from .options import KNOWN_FROM, Given, takes

commands = typer.Typer()

BEFORE = "0001-01-01"
"""A day before all others."""
MOST_SAID = 1_000
"""So many statements about one thing are looked at."""

_IN_ONE = "A viewpoint in one argument, as in valid_on=2024-02-20,known_on=2024-02-15"


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
    with reading(database) as register:
        answer = register.timeline(licence, asked, limit, after)
        disputes = () if as_json else _disputes(answer, EveryQuestion(register.ledger))
        print_answer(answer, as_json, lambda one: timeline_shown(one, disputes))


def _disputes(answer: Json, questions: EveryQuestion) -> list[Json]:
    """The disputes of a timeline, each with what was said, and the day it was published on."""
    viewpoint = {name: str(value) for name, value in answer["viewpoint"].items() if value}
    last = {one["change"]: (one, p) for p in answer["periods"] for one in p["disputes"]}
    found: dict[str, Json] = {}
    for one, period in last.values():
        seen = {**viewpoint, "valid_on": period["from"] or BEFORE}
        about = questions.statements(seen, one["about"], MOST_SAID)["statements"]
        found |= {said["change"]: said for said in about if said["change"] == one["change"]}
    return list(found.values())


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
    with reading(database) as register:
        if licence is None:
            answer = register.register_diff(from_, to, limit, after)
            print_answer(answer, as_json, register_diff_shown)
            differs = bool(answer["licences"])
        else:
            answer = register.diff(licence, from_, to)
            print_answer(answer, as_json, diff_shown)
            lists = ("by", "added", "removed", "altered", "groups")
            said = any(answer.get(key) for key in lists)
            differs = answer["before"] != answer["after"] or said
    raise typer.Exit(REFUSED if differs else 0)
