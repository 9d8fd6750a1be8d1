"""What is watched: all that one may see, and a watch with what changed for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import Path, Query, Response
from fastapi.concurrency import run_in_threadpool
from markupsafe import Markup
from pydantic import BaseModel, ConfigDict

from ....domain.faults import Fault, LedgerError, QuestionError
from ....projections.register.named import Named
from ....projections.watching.reports import ReportBetween
from ...http.dependencies import Served, TheServer, TheWorkers
from ...http.routing import pages
from ...http.workers import FromWorkers
from ..asking import PageAsked, ThePage
from ..downloads import as_csv
from ..errors import of_error, page_or_error
from ..prose import Prose
from ..rendering import page
from .changed_lanes import DRAWN, changed_svg, lane_name, said_in_words
from .visiting import may_visit, visited

router = pages()

WatchName = Annotated[str, Path()]
Json = dict[str, Any]
SHOWN = 200
"""So many questions stand in the table of a page; all of them in its CSV."""
_COLUMNS = (
    *("question", "label", "asked", "from", "until", "was", "was_reason", "becomes"),
    *("becomes_reason", "covered_by", "by"),
)


class ReportAsked(BaseModel):
    """Between which sizes of the log, and from which day on."""

    model_config = ConfigDict(extra="forbid")
    since_log_size: str = ""
    log_size: str = ""
    valid_on: str = ""

    def between(self) -> ReportBetween:
        """The same as a report is asked for; `QuestionError` for what is no number."""
        return ReportBetween(
            _size(self.since_log_size, "since_log_size"),
            _size(self.log_size, "log_size"),
            self.valid_on or None,
        )


def _size(text: str, name: str) -> int | None:
    if text and not (text.isascii() and text.isdigit() and len(text) < 16):
        sentence = f"`{text[:40]}` is no size of the log"
        raise QuestionError([Fault("malformed", f"/{name}", sentence)])
    return int(text) if text else None


@router.get("/watches")
async def watches(at: ThePage, server: TheServer) -> Response:
    """What is watched, as far as the visitor may see it."""
    return await run_in_threadpool(_listed, server, at)


def _listed(served: Served, at: PageAsked) -> Response:
    every = served.watches.watches.every()
    seen = [one.shown() for one in every if may_visit(served, one, at.visitor)]
    known = served.entry.knows_people and not at.visitor.subject
    return page("watches.html", at, watches=seen, must_log_in=known)


@router.get("/watches/{name}.csv")
async def watch_as_csv(
    name: WatchName,
    asked: Annotated[ReportAsked, Query()],
    at: ThePage,
    server: TheServer,
    workers: TheWorkers,
) -> Response:
    """All that changed, as a table."""
    return await _shown(server, workers, at, name, asked, _as_csv)


@router.get("/watches/{name}")
async def watch(
    name: WatchName,
    asked: Annotated[ReportAsked, Query()],
    at: ThePage,
    server: TheServer,
    workers: TheWorkers,
) -> Response:
    """A watch: which of its answers changed, on which days, and by what."""
    return await _shown(server, workers, at, name, asked, _page)


async def _shown(
    server: Served, workers: Any, at: PageAsked, name: str, asked: ReportAsked, task: Any
) -> Response:
    """What a worker makes of a watch, for whoever may see it."""
    try:
        found = await run_in_threadpool(visited, server, name, at.visitor)
        between = asked.between()
    except LedgerError as error:
        return of_error(at, error)
    return FromWorkers(workers, True, page_or_error, at, task, (found.name, between, found.secret))


def _page(
    served: Served, at: PageAsked, name: str, between: ReportBetween, secret: str
) -> Response:
    report = served.watches.report(name, between)
    found = served.watches.watches.watch(name)
    changed = report["changed"]
    named = Named(served.ledger).named(changed, {})
    say = Prose(at, named)
    today = served.ledger.today().isoformat()
    return page(
        "watch.html",
        at,
        named,
        watch=found.shown(),
        report=report,
        rows=[_row(one, say) for one in changed[:SHOWN]],
        more=max(0, len(changed) - SHOWN),
        picture=Markup(changed_svg(changed, name, today, say)) if changed else None,
        not_drawn=max(0, len(changed) - DRAWN),
        feed=at.plain(f"/watches/{name}.atom", key=secret if at.visitor.subject else None),
        csv=at.plain(f"/watches/{name}.csv", **_as_asked(report)),
        json=_json_address(name, report),
    )


def _row(one: Mapping[str, Any], say: Prose) -> Json:
    """A question of the table, with what is said of its days in words."""
    return {
        "name": lane_name(one, say),
        "date": one["asked"].get("date"),
        "licence": one["asked"].get("licence"),
        "said": say.transaction(one["asked"]),
        "days": [
            {
                **run,
                "was_told": said_in_words(run["was"], say),
                "becomes_told": said_in_words(run["becomes"], say),
            }
            for run in one["days"]
        ],
    }


def _as_asked(report: Json) -> dict[str, Any]:
    """By what the same report is asked for again."""
    return {
        "since_log_size": report["since"]["log_size"],
        "log_size": report["viewpoint"]["log_size"],
        "valid_on": report["days_from"],
    }


def _json_address(name: str, report: Json) -> str:
    asked = "&".join(f"{field}={value}" for field, value in _as_asked(report).items())
    return f"/v1/watches/{name}/report?{asked}"


def _as_csv(
    served: Served, at: PageAsked, name: str, between: ReportBetween, secret: str
) -> Response:
    report = served.watches.report(name, between)
    rows = [_cells(one, run) for one in report["changed"] for run in one["days"]]
    return as_csv(name, _COLUMNS, rows)


def _cells(one: Mapping[str, Any], run: Mapping[str, Any]) -> Sequence[Any]:
    was, becomes = run["was"] or {}, run["becomes"] or {}
    asked = [f"{field} {value}" for field, value in one["asked"].items()]
    return (
        *(one["question"], one["label"], asked, run["from"], run["until"]),
        *(was.get("verdict"), was.get("reason"), becomes.get("verdict"), becomes.get("reason")),
        *(becomes.get("covered_by", []), run["by"]),
    )
