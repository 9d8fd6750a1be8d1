"""Which verdicts flip between two viewpoints, over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict, Field

from ....domain.vocabulary.bounds import BYTES_COMPARED, LINE, LINES_COMPARED
from ....projections.batch.impact import Counts, Flip, Impact
from ....projections.kernel.outcomes import ADDED, ERROR
from ....projections.register.register import Register
from ...batch.columns import Columns
from ...batch.comparing import sides_of
from ...batch.formats.ndjson_rows import of_lines
from ..answers.impact import ImpactAnswer
from ..dependencies import TheRegister
from ..problems import TooLargeError, responses
from ..responses import as_json
from ..routing import doors
from .evaluations import NDJSON, lines_of

router = doors()
Json = dict[str, Any]

JUDGED_AT_A_TIME = 2_000
"""How many are judged before somebody else has a turn."""

TOO_LONG = f"(a line holds at most {LINE} bytes)"
_COLUMNS = Columns(added=(*ADDED, ERROR))
_VIEWPOINT = "known_on=2024-02-15,log_size=214"


class Sides(BaseModel):
    """Two viewpoints, each in one argument, without a day: each transaction has its own."""

    model_config = ConfigDict(extra="forbid")
    from_: str = Field(
        alias="from",
        description=f"A viewpoint: `{_VIEWPOINT}`; `known_on=transaction` for each "
        "transaction's own day, `now` for all that is recorded.",
        examples=["known_on=2024-02-15"],
    )
    to: str = Field(description="A viewpoint, likewise.", examples=["now"])


@router.post(
    "/impact",
    summary="Which verdicts flip between two viewpoints",
    tags=["evaluations"],
    response_model=ImpactAnswer,
    responses=responses(413, 422),
    openapi_extra={
        "requestBody": {
            "required": True,
            "description": f"A transaction a line, at most {LINES_COMPARED}",
            "content": {
                NDJSON: {
                    "schema": {"type": "string"},
                    "example": '{"date": "2024-02-25", "licence": "NL009", "destination": "IL"}\n',
                }
            },
        }
    },
)
async def post_impact(
    register: TheRegister, asked: Annotated[Sides, Query()], request: Request
) -> Response:
    """Which transactions have another verdict, and by which changes. Lines are counted from 1;
    a bad line is among the errors and stops nothing."""
    lines = await _lines(request)
    return as_json(await run_in_threadpool(_impact, register, asked, lines))


async def _lines(request: Request) -> list[str]:
    found: list[str] = []
    held = 0
    async for some in lines_of(request):
        for line in some:
            text = TOO_LONG if line is None else line.decode("utf-8", "replace").strip()
            if text:
                found.append(text)
                held += len(text)
            if len(found) > LINES_COMPARED or held > BYTES_COMPARED:
                raise TooLargeError(
                    f"at most {LINES_COMPARED} transactions ({BYTES_COMPARED >> 20} MB) are "
                    "compared at once; for more there is the command `licence-ledger impact`"
                )
    return found


def _impact(register: Register, asked: Sides, lines: Sequence[str]) -> Json:
    with register.ledger.reading() as book:
        sides = Impact(*sides_of(register, book, asked.from_, asked.to))
    counts, flipped, errors = Counts(), list[Json](), list[Json]()
    for first in range(0, len(lines), JUDGED_AT_A_TIME):
        portion = of_lines(lines[first : first + JUDGED_AT_A_TIME], _COLUMNS)
        with register.ledger.reading():
            found = sides.of(portion.rows)
        found.errors |= portion.faults
        counts.take(found, portion.rows.count)
        flipped += [_flipped(first + row + 1, flip) for row, flip in found.flips]
        errors += [
            {"line": first + row + 1, "error": text} for row, text in sorted(found.errors.items())
        ]
    said = counts.shown()
    if not any(one["noted"] for one in said["noted"].values()):
        del said["noted"]
    return {
        **said,
        "errors": errors,
        "flipped": flipped,
        "from": sides.before.shown(),
        "to": sides.after.shown(),
    }


def _flipped(line: int, flip: Flip) -> Json:
    sides = zip(("from", "to"), (flip.was, flip.becomes), flip.notes, strict=True)
    decided = {
        name: {
            **dict(zip(("verdict", "reason", "decided_by"), said[:3], strict=True)),
            **_if_any(covered_by=said.covered_by, notes=notes, assumed=said.assumed),
        }
        for name, said, notes in sides
    }
    return {"line": line, **decided, "by": list(flip.by)}


def _if_any(**found: Sequence[str]) -> Json:
    """What is told only where there is any, so that other answers read as they always did."""
    return {name: list(texts) for name, texts in found.items() if texts}
