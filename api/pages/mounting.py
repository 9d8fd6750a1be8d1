"""The pages put into the application: below each language, and from elsewhere the way there."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute

from .assets import router as assets
from .entering import login
from .entering.visits import Visits
from .errors import add_page_errors
from .feeds import atom, proposed
from .feeds.site_map import router as site_map
from .filing.uploads import Uploads
from .help import shelf
from .languages import TAGS, preferred
from .proposing import proposals
from .routes import (
    applications,
    check,
    control_lists,
    countries,
    files,
    home,
    instruments,
    licence_compare,
    licence_destinations,
    licence_times,
    licences,
    record,
    search,
    statements,
    subjects,
)
from .watching import feed as watch_feed
from .watching import watches

ROUTERS = (
    home.router,
    check.router,
    control_lists.router,
    licences.router,
    licence_times.router,
    licence_destinations.router,
    licence_compare.router,
    countries.router,
    instruments.router,
    subjects.router,
    applications.router,
    statements.router,
    search.router,
    record.router,
    proposals.router,
    login.router,
    files.router,
    atom.router,
    proposed.router,
    watch_feed.router,
    watches.router,
    shelf.router,
)
"""The pages of every room, below a language."""


def add_pages(app: FastAPI) -> None:
    """Put every page into the application; an address without a language leads to the page in the
    one that the browser prefers."""
    app.state.visits = Visits(app.state.served)
    app.state.languages = TAGS
    app.state.uploads = Uploads()
    app.state.at_end.append(app.state.uploads.close)
    app.include_router(assets)
    app.include_router(site_map)
    app.include_router(login.callback)
    for router in ROUTERS:
        for tag in TAGS:
            app.include_router(router, prefix=f"/{tag}")
    for ways in WAYS:
        app.include_router(ways)
    add_page_errors(app)


async def in_own_language(request: Request) -> Response:
    """The way to the same page in the language that is preferred."""
    tag = preferred(request.headers.get("accept-language", ""))
    query = request.scope["query_string"].decode("latin-1")
    path = request.scope.get("raw_path", request.scope["path"].encode()).decode("latin-1")
    address = f"/{tag}{path.partition('?')[0]}" + (f"?{query}" if query else "")
    headers = {"vary": "accept-language", "cache-control": "no-cache"}
    return RedirectResponse(address, 307, headers)


def _ways(router: APIRouter) -> APIRouter:
    """The ways to the pages of a router, from their addresses without a language."""
    ways = APIRouter(include_in_schema=False)
    for route in router.routes:
        if isinstance(route, APIRoute) and "GET" in (route.methods or ()):
            ways.add_api_route(route.path, in_own_language, methods=["GET"])
    return ways


WAYS = tuple(map(_ways, ROUTERS))
"""The ways to the pages of every room; made once, for every application."""
