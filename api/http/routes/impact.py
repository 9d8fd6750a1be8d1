"""Which verdicts flip between two viewpoints, over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from ....domain.vocabulary.bounds import BYTES_COMPARED, LINE, LINES_COMPARED
from ....projections.batch.impact import Counts, Flip, Impact
from ....projections.kernel.outcomes import ADDED, ERROR
from ...batch.columns import Columns
from ...batch.comparing import sides_of
from ...batch.formats.ndjson_rows import of_lines
from ...library.every_question import EveryQuestion
from ..answers.impact import ImpactAnswer
from ..bodies import body_pieces, held
from ..dependencies import Served, TheRegister, TheWorkers, at_head
from ..lines import NDJSON, lines_of
from ..problems import TooLargeError, responses
from ..responses import as_json
from ..routing import doors
from ..workers import FromWorkers

router = doors()
Json = dict[str, Any]

JUDGED_AT_A_TIME = 25_000
"""How many are judged together."""

TOO_LONG = f"(a line holds at most {LINE} bytes)".encode()
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
    responses=responses(408, 413, 422, 503),
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
async def compare_viewpoints(
    register: TheRegister,
    workers: TheWorkers,
    asked: Annotated[Sides, Query()],
    request: Request,
) -> Response:
    """Which transactions have another verdict, and by which changes. Lines are counted from 1;
    a bad line is among the errors and stops nothing."""
    workers.admit(long=True)
    lines = await _lines(request)
    sides = (_at_head(text, register) for text in (asked.from_, asked.to))
    return FromWorkers(workers, True, _impact, *sides, lines)


def _at_head(text: str, register: EveryQuestion) -> str:
    return f"log_size={register.pinned({}).log_size}" if text == "now" else at_head(text, register)


async def _lines(request: Request) -> bytes:
    """The lines of a body that are not empty, each in its place."""
    found, count = bytearray(), 0
    async for some in lines_of(held(request, body_pieces(request))):
        for line in some:
            text = TOO_LONG if line is None else line.strip()
            if text:
                found += text + b"\n"
                count += 1
            if count > LINES_COMPARED or len(found) > BYTES_COMPARED:
                raise TooLargeError(
                    f"at most {LINES_COMPARED} transactions ({BYTES_COMPARED >> 20} MB) are "
                    "compared at once; for more there is the command `licence-ledger impact`"
                )
    return bytes(found)


def _impact(served: Served, from_: str, to: str, content: bytes) -> Response:
    with served.ledger.reading() as book:
        sides = Impact(*sides_of(served.register, book, from_, to))
    lines = [line.decode("utf-8", "replace") for line in content.split(b"\n")[:-1]]
    return as_json(_compared(sides, lines))


def _compared(sides: Impact, lines: Sequence[str]) -> Json:
    counts, flipped, errors = Counts(), list[Json](), list[Json]()
    for first in range(0, len(lines), JUDGED_AT_A_TIME):
        portion = of_lines(lines[first : first + JUDGED_AT_A_TIME], _COLUMNS)
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
