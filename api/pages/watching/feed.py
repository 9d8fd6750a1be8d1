"""The feed of a watch: an instrument an entry, told by the answers that it changed.

Only what was recorded since the watch was added is told, each instrument by itself: between the
size of the log before it and after it, from the day on which it was recorded.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from itertools import islice
from typing import Annotated, Any

from fastapi import Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict

from ....domain.faults import LedgerError
from ....projections.watching.watches import Watch
from ...http.dependencies import Served, TheServer, TheWorkers
from ...http.routing import pages
from ...http.workers import FromWorkers
from ...release import RELEASE
from ..asking import PageAsked, ThePage
from ..errors import of_error, page_or_error
from ..feeds.atom import ATOM, held_states
from ..feeds.entries import FeedEntry, lasting_name
from ..prose import Prose
from ..rendering import environment
from ..terms import marked
from .changed_lanes import lane_name, said_in_words
from .visiting import visited

router = pages()
ENTRIES, LOOKED_AT = 50, 500
"""So many entries a feed has, of so many instruments that were recorded last."""
_TOLD = 20
"""So many questions an entry tells of; how many more there are is told too."""


class FeedKey(BaseModel):
    """What opens the feed of a watch for a reader who cannot log in."""

    model_config = ConfigDict(extra="forbid")
    key: str = ""


@router.get("/watches/{name}.atom")
async def watch_feed(
    name: Annotated[str, Path()],
    asked: Annotated[FeedKey, Query()],
    request: Request,
    at: ThePage,
    server: TheServer,
    workers: TheWorkers,
) -> Response:
    """What changed for a watch, an instrument an entry, the latest first."""
    try:
        await run_in_threadpool(visited, server, name, at.visitor, asked.key)
    except LedgerError as error:
        return of_error(at, error)
    return FromWorkers(workers, True, page_or_error, at, _feed, (name, held_states(request)))


def _feed(served: Served, at: PageAsked, name: str, held: list[str]) -> Response:
    watch = served.watches.watches.watch(name)
    entries = list(_entries(served, at, watch))
    template = environment(at.tag).get_template("feed.xml")
    text = template.render(
        at=at,
        title=at.language.text(marked("What changed for {name}")).format(name=name),
        id=lasting_name(at.tag, f"watches/{watch.number}"),
        updated=entries[0].updated if entries else watch.added_at,
        about=at.plain(f"/watches/{name}"),
        entries=entries,
        release=RELEASE,
    )
    etag = f'"{sha256(text.encode()).hexdigest()[:32]}"'
    headers = {"etag": etag, "cache-control": "no-cache", "content-language": at.tag}
    if etag in held:
        return Response(status_code=304, headers=headers)
    return Response(text, headers=headers, media_type=ATOM)


def _entries(served: Served, at: PageAsked, watch: Watch) -> Iterator[FeedEntry]:
    """The entries, the latest first."""
    found = served.watches.by_instrument(watch, LOOKED_AT)
    return (_entry(one, watch, at) for one in islice(found, ENTRIES))


def _entry(report: dict[str, Any], watch: Watch, at: PageAsked) -> FeedEntry:
    say, text = Prose(at, {}), at.language.text
    act, changed = report["instrument"], report["changed"]
    sentences = [
        f"{lane_name(one, say)}: {_days(run, say)} {said_in_words(run['was'], say)} → "
        f"{said_in_words(run['becomes'], say)}."
        for one in changed[:_TOLD]
        for run in one["days"]
    ]
    if len(changed) > _TOLD:
        more = text(marked("And {count} more questions."))
        sentences.append(more.format(count=len(changed) - _TOLD))
    told = text(marked("{count} of {questions} questions: {title}"))
    size = report["viewpoint"]["log_size"]
    address = at.plain(
        f"/watches/{watch.name}",
        since_log_size=report["since"]["log_size"],
        log_size=size,
        valid_on=report["days_from"],
    )
    return FeedEntry(
        id=lasting_name(at.tag, f"watches/{watch.number}/{act['instrument']}"),
        title=told.format(count=len(changed), questions=watch.questions, title=act["title"]),
        summary=" ".join(sentences),
        address=f"{at.base}{address}",
        kind="watch",
        author=act["issued_by"],
        published=act["recorded_at"],
        updated=act["recorded_at"],
    )


def _days(run: dict[str, Any], say: Prose) -> str:
    text = say.said.text
    begins = text(marked("from {day}")).format(day=say.day(run["from"])) if run["from"] else ""
    ends = text(marked("until {day}")).format(day=say.day(run["until"])) if run["until"] else ""
    return " ".join(filter(None, (begins, ends))) + ":" if begins or ends else ""
