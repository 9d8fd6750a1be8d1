"""Questions that are watched: kept with the ledger, and told of when what is recorded changes them.

Reading is open where a server knows no people; where it does, a watch is its owner's, and a
keeper's. Whoever has right of entry may keep one.
"""

from __future__ import annotations

import secrets
from itertools import islice
from typing import Annotated, Any

from fastapi import Depends, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict, Field

from ....domain.approval.people import KEEPER
from ....domain.faults import Fault, QuestionError
from ....domain.vocabulary.bounds import CODE, NAME, PAGE
from ....projections.watching.kept_questions import LABEL, QUESTIONS, every_pair
from ....projections.watching.reports import ReportBetween
from ....projections.watching.watch_errors import OthersWatchError
from ....projections.watching.watches import Watch
from ..answers.watches import WatchAnswer, WatchesAnswer, WatchLine, WatchReportAnswer
from ..dependencies import MAX_PAGE, Body, QuestionBody, Served, TheServer, TheWorkers, served
from ..entering import CameIn, TheCaller, caller
from ..problems import responses
from ..responses import as_json, inline, reads
from ..routing import doors
from ..workers import FromWorkers
from .reading_bodies import read_body

router = doors()
Json = dict[str, Any]

WatchId = Annotated[str, Path(description="A watch's name.", examples=["shipments"])]
_ACTS = responses(401, 403, 404, 408, 409, 413, 422, 429, 503)
_LOOKS = responses(401, 403, 404, 422, 429, 503)
_SECURED: Json = {"security": [{"token": []}]}


async def looker(request: Request) -> CameIn | None:
    """Who looks, where a server knows people; None where reading is open."""
    if not (await served(request)).entry.knows_people:
        return None
    return await caller(request)


TheLooker = Annotated[CameIn | None, Depends(looker)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class WatchAsked(_Strict):
    """Questions to keep: each as it would be asked, with a date or without one; or every pair of
    some goods and countries, with `fields` that all of them say."""

    watch: str = Field(examples=["shipments"])
    questions: list[dict[str, Any]] | None = Field(None, max_length=QUESTIONS)
    goods: list[Annotated[str, Field(max_length=CODE)]] | None = Field(None, max_length=QUESTIONS)
    destinations: list[Annotated[str, Field(max_length=CODE)]] | None = Field(
        None, max_length=QUESTIONS
    )
    fields: dict[str, Any] | None = None


class ReportedAsked(_Strict):
    """Up to which size of the log somebody has read what changed."""

    log_size: int = Field(ge=0, examples=[1049])


class Page(BaseModel):
    """Which page of a list."""

    model_config = ConfigDict(extra="forbid")
    limit: int = Field(PAGE, ge=1, le=MAX_PAGE, description="How many items at most.")
    after: str = Field("", description="Go on after this one: the `next` of the page before.")


class ReportPage(Page):
    """Between which sizes of the log, and which page of what changed."""

    since_log_size: int | None = Field(
        None, ge=0, description="Since this size of the log; left out: since the last report."
    )
    log_size: int | None = Field(None, ge=0, description="Up to this size; left out: all of it.")
    valid_on: str | None = Field(
        None,
        description="The day from which questions without a date are looked at; left out: the day "
        "of the last report, with `since_log_size` today.",
        json_schema_extra={"format": "date"},
    )


_EXAMPLE = {
    "watch": "shipments",
    "questions": [
        {"label": "order 12", "activity": "export", "goods": "ML10", "destination": "IL"},
        {"date": "2027-03-01", "licence": "NL009", "goods": "ML10", "destination": "IL"},
    ],
}


@router.post(
    "/watches",
    status_code=201,
    summary="Keep questions with the ledger",
    tags=["watches"],
    response_model=WatchLine,
    responses=_ACTS,
    openapi_extra={**reads(inline(WatchAsked), _EXAMPLE), **_SECURED},
)
async def add_watch(server: TheServer, came: TheCaller, content: Body) -> Response:
    """Keep questions under a name, from the head of the log and today on."""
    return await run_in_threadpool(_add, server, came, content)


def _add(server: Served, came: CameIn, content: bytes) -> Response:
    asked = read_body(WatchAsked, content)
    secret = secrets.token_urlsafe(16)
    made = server.watches.watches.add(asked.watch, _asked(asked), came.subject, secret)
    came.tell("watch_added", watch=made.name, questions=made.questions)
    answer = as_json(made.shown(), 201)
    answer.headers["location"] = f"/v1/watches/{made.name}"
    return answer


def _asked(asked: WatchAsked) -> Any:
    pairs = asked.goods is not None or asked.destinations is not None
    if (asked.questions is not None) == pairs or (asked.fields and not pairs):
        sentence = "give `questions`, or `goods` and `destinations` with the `fields` of all"
        raise QuestionError([Fault("malformed", "/questions", sentence)])
    if asked.questions is not None:
        return asked.questions
    return every_pair(asked.goods or (), asked.destinations or (), asked.fields or {})


@router.get(
    "/watches",
    summary="What is watched",
    tags=["watches"],
    response_model=WatchesAnswer,
    responses=responses(401, 403, 422, 429, 503),
)
async def list_watches(
    asked: Annotated[Page, Query()], server: TheServer, looks: TheLooker
) -> Response:
    """The watches that one may see, by name."""
    return await run_in_threadpool(_listed, server, looks, asked.limit, asked.after)


def _listed(server: Served, looks: CameIn | None, limit: int, after: str) -> Response:
    every = [one for one in server.watches.watches.every() if may_see(one, looks)]
    later = [one for one in every if one.name > after]
    page = later[:limit]
    more = page[-1].name if len(later) > limit else None
    return as_json({"watches": [one.shown() for one in page], "next": more})


@router.get(
    "/watches/{watch}",
    summary="One watch",
    tags=["watches"],
    response_model=WatchAnswer,
    responses=_LOOKS,
)
async def get_watch(
    watch: WatchId, asked: Annotated[Page, Query()], server: TheServer, looks: TheLooker
) -> Response:
    """A watch, a page of its questions, and the address of its feed."""
    return await run_in_threadpool(_seen, server, looks, watch, asked.limit, asked.after)


def _seen(server: Served, looks: CameIn | None, name: str, limit: int, after: str) -> Response:
    found = watch_seen(server, looks, name)
    first = number_in(after)
    questions = server.watches.watches.questions(found)
    page = list(islice(enumerate(questions, 1), first, first + limit))
    shown = [
        {
            "question": number,
            "label": one.get(LABEL),
            "asked": {field: value for field, value in one.items() if field != LABEL},
        }
        for number, one in page
    ]
    more = str(first + limit) if first + limit < found.questions else None
    feed = f"/en/watches/{found.name}.atom"
    feed += f"?key={found.secret}" if looks is not None else ""
    return as_json({**found.shown(), "feed": feed, "asked": shown, "next": more})


@router.get(
    "/watches/{watch}/report",
    summary="What changed for a watch",
    tags=["watches"],
    response_model=WatchReportAnswer,
    responses=_LOOKS,
)
async def get_watch_report(
    watch: WatchId,
    asked: Annotated[ReportPage, Query()],
    server: TheServer,
    looks: TheLooker,
    workers: TheWorkers,
) -> Response:
    """Which of its questions have another answer, on which days, and by what; nothing else. Asked
    between the same two sizes of the log, from the same day on, it comes back the same."""
    await run_in_threadpool(watch_seen, server, looks, watch)
    between = (asked.since_log_size, asked.log_size, asked.valid_on)
    return FromWorkers(workers, True, _reported, watch, between, asked.limit, asked.after)


def _reported(
    served: Served, name: str, between: tuple[Any, ...], limit: int, after: str
) -> Response:
    found = served.watches.report(name, ReportBetween(*between))
    return as_json(page_of_report(found, limit, number_in(after)))


def page_of_report(found: Json, limit: int, first: int = 0) -> Json:
    """A page of a report: the questions that changed after one, and what these rest on."""
    later = [one for one in found["changed"] if one["question"] > first]
    page = later[:limit]
    named = {change for one in page for run in one["days"] for change in run["by"]}
    return {
        **{name: found[name] for name in ("watch", "questions", "since", "days_from")},
        "changed_questions": len(found["changed"]),
        "changed": page,
        "changed_by": [one for one in found["changed_by"] if one["change"] in named],
        "next": str(page[-1]["question"]) if len(later) > limit else None,
        "viewpoint": found["viewpoint"],
    }


@router.post(
    "/watches/{watch}/reported",
    summary="Remember up to where a watch was reported",
    tags=["watches"],
    response_model=WatchLine,
    responses=_ACTS,
    openapi_extra={**reads(inline(ReportedAsked), {"log_size": 1049}), **_SECURED},
)
async def mark_watch_reported(
    watch: WatchId, server: TheServer, came: TheCaller, content: QuestionBody
) -> Response:
    """The next report begins at this size of the log, and looks at undated questions from today."""
    return await run_in_threadpool(_mark, server, came, watch, content)


def _mark(server: Served, came: CameIn, name: str, content: bytes) -> Response:
    watch_seen(server, came, name)
    size = read_body(ReportedAsked, content).log_size
    return as_json(server.watches.watches.reported(name, size, came.subject).shown())


@router.delete(
    "/watches/{watch}",
    summary="Watch something no longer",
    tags=["watches"],
    response_model=WatchLine,
    responses=_LOOKS,
    openapi_extra=_SECURED,
)
async def remove_watch(watch: WatchId, server: TheServer, came: TheCaller) -> Response:
    """It is shown no more, and its name is free again; what was removed is answered."""
    return await run_in_threadpool(_remove, server, came, watch)


def _remove(server: Served, came: CameIn, name: str) -> Response:
    found = watch_seen(server, came, name)
    server.watches.watches.remove(name, came.subject)
    came.tell("watch_removed", watch=name)
    return as_json(found.shown())


# -- who may see what ----------------------------------------------------------------------


def may_see(watch: Watch, looks: CameIn | None) -> bool:
    """Whether a watch is shown to somebody: where a server knows people, to its owner and to
    keepers; else to everybody."""
    if looks is None or not looks.entry.knows_people:
        return True
    return watch.owner == looks.subject or looks.person.may(KEEPER)


def watch_seen(server: Served, looks: CameIn | None, name: str) -> Watch:
    """A watch that somebody may see; `OthersWatchError` for another's."""
    found = server.watches.watches.watch(name[:NAME])
    if not may_see(found, looks):
        raise OthersWatchError(name)
    return found


def number_in(after: str) -> int:
    """The number of the question after which a page begins; none: 0."""
    if after and not (after.isascii() and after.isdigit() and len(after) < 7):
        sentence = f"`{after[:40]}` is no question's number; send the `next` of the page before"
        raise QuestionError([Fault("malformed", "/after", sentence)])
    return int(after or 0)
