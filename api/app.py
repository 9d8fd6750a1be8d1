"""The application: the parts, assembled."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline

from ..projections.approval.proposals import Proposals
from ..projections.knowledge_days import KnowledgeDays
from ..projections.ledger import Ledger
from ..projections.proof.keys import SigningKey, passing_key
from ..projections.proof.proofs import Proofs
from .access.way_in import WayIn
from .arrivals import add_arrivals
from .http.bodies import BodiesHeld
from .http.department import people, watches
from .http.department import proposals as proposal_doors
from .http.department.watch_notices import WatchNotices
from .http.dependencies import Served
from .http.described import add_description, operation_name
from .http.following import Follower
from .http.limits import WorkerLimits
from .http.observing import Metrics, Observing
from .http.problems import add_problems
from .http.response_headers import Guarded
from .http.routes import (
    applications,
    batches,
    claims,
    control_lists,
    destinations,
    dossiers,
    evaluations,
    groups,
    instruments,
    licences,
    log,
    maps,
    schemas,
    search,
    timelines,
)
from .http.routes import impact as impacts
from .http.web import server, time_map
from .http.web.looking import Looking
from .http.web.ready_answers import ReadyAnswers
from .http.web.settings import WebSettings, add_proxies, add_web
from .http.worker_pool import Beginning, Workers
from .http.workers import Askable, Threads
from .library.every_question import EveryQuestion
from .release import RELEASE

_Background = Callable[[], Coroutine[Any, Any, None]]

DESCRIPTION = """Export-control licences on any day, as known on any day, as recorded at any
size of the log. Every answer carries the viewpoint it was seen from; asked again with it,
the same bytes come back. A date is never replaced by today: only `valid_on` left out means
today, and the answer says which day."""


def create_app(
    ledger: Ledger,
    token: str | None,
    recorder: str,
    key: SigningKey | None = None,
    limits: WorkerLimits | None = None,
    entry: WayIn | None = None,
    web: WebSettings | None = None,
) -> FastAPI:
    """The application over a ledger, doors and pages; without a token nobody can record through it,
    and without a key it signs with one that is kept nowhere. Who else may enter says `entry`, in
    the place of `token` and `recorder`.

    With `limits` what takes longer is answered by worker processes, if the ledger is in a file;
    without, or if it is in memory, by threads of this one.
    """
    from .pages.mounting import add_pages  # with all that pages need

    app = create_doors(ledger, token, recorder, key, limits, entry, web)
    add_pages(app)
    return app


def create_doors(
    ledger: Ledger,
    token: str | None,
    recorder: str,
    key: SigningKey | None = None,
    limits: WorkerLimits | None = None,
    entry: WayIn | None = None,
    web: WebSettings | None = None,
) -> FastAPI:
    """The same without its pages: what programs ask."""
    enters = entry or WayIn(token, recorder)
    proposals = Proposals(ledger, enters.approvals)
    served = Served(ledger, EveryQuestion(ledger), enters, key or passing_key(), proposals)
    workers = _workers(served, limits)
    beginning: list[_Background] = [workers.begin]
    if enters.notices is not None:
        beginning.append(WatchNotices(served, workers, enters.notices).tell)
    app: FastAPI = FastAPIOffline(
        lifespan=_with(beginning),
        title="Licence ledger",
        version=RELEASE,
        description=DESCRIPTION,
        docs_url="/docs",
        redoc_url="/redoc",
        separate_input_output_schemas=False,
        generate_unique_id_function=operation_name,
    )
    app.state.leaving = lambda: False
    app.state.served, app.state.workers = served, workers
    app.state.at_end = [workers.close]
    if enters.notices is not None:
        app.state.at_end.append(enters.notices.close)
    app.state.follower = Follower(Proofs(ledger, served.key), lambda: bool(app.state.leaving()))
    app.state.knowledge_days, app.state.languages = KnowledgeDays(ledger), ()
    app.state.ready_answers, app.state.looking = ReadyAnswers(), Looking(ledger)
    metrics = Metrics(ledger)
    web = web or WebSettings()
    add_arrivals(app, ledger, app.state.looking)
    app.add_middleware(BodiesHeld)
    add_web(app, web)
    app.add_middleware(Guarded)
    app.add_middleware(Observing, metrics=metrics)
    add_proxies(app, web)
    add_problems(app)
    asking = (
        *(licences, timelines, evaluations, batches, maps, impacts),
        *(groups, applications, control_lists, destinations, claims, search),
    )
    for doors in (
        *asking,
        instruments,
        proposal_doors,
        watches,
        people,
        schemas,
        log,
        dossiers,
        time_map,
    ):
        app.include_router(doors.router)

    app.state.metrics = metrics
    app.include_router(server.router)
    if web.metrics:
        app.include_router(server.metrics)
    add_description(app)
    return app


def _workers(served: Served, limits: WorkerLimits | None) -> Askable:
    """Who answers what takes longer."""
    address = served.ledger.store.address
    if limits is None or address is None:
        return Threads(served, limits or WorkerLimits())
    approvals = served.proposals.asked
    return Workers(Beginning(address, served.key, limits.megabytes, approvals), limits)


def _with(
    background: Sequence[_Background],
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """While the application is served, this is done beside it: those who answer what takes longer
    are there, and what changes for watches is told."""

    @asynccontextmanager
    async def living(app: FastAPI) -> AsyncIterator[None]:
        begun = [asyncio.ensure_future(one()) for one in background]
        try:
            yield
        finally:
            for one in begun:
                one.cancel()
            await asyncio.wait(begun)
            for close in app.state.at_end:
                close()

    return living
