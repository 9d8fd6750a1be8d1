"""An address is found by its shape as it would be found route by route."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

import pytest
from asked_here import small_case
from fastapi import APIRouter, FastAPI
from fastapi.routing import RouteContext, iter_route_contexts
from licence_ledger.api.app import create_app
from licence_ledger.api.http.routing import StrictRoute
from licence_ledger.api.http.web.route_table import RouteTable
from starlette.responses import Response
from starlette.routing import Match
from starlette.testclient import TestClient

Choice = tuple[str, dict[str, Any], Match] | None


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return create_app(small_case().ledger, None, "the server")


@pytest.fixture(scope="module")
def table(app: FastAPI) -> RouteTable:
    return RouteTable(app.router)


class Noted(StrictRoute):
    """A route that notes when it is made ready to answer."""

    made: ClassVar[list[str]] = []

    def get_route_handler(self) -> Any:
        self.made.append(self.path)
        return super().get_route_handler()


def chosen(routes: Iterable[Any], scope: dict[str, Any]) -> Choice:
    """What is chosen of these routes: the first that matches, else the first of another method."""
    other: Choice = None
    for route in routes:
        match, more = route.matches(scope)
        if match is Match.FULL:
            return route.path_format, more["path_params"], match
        if match is Match.PARTIAL and other is None:
            other = route.path_format, more["path_params"], match
    return other


def addresses(every: list[RouteContext]) -> Iterator[str]:
    """The address of every route, its parts filled in, and such as are nearly one."""
    yield from ("", "/", "//", "/\n", "/nothing/here", "/v1", "/v1/", "/v1/licences/a/b/c/d")
    for number, route in enumerate(every):
        word = ("NL1", "licences", "a b", "é", "x\n", "a/b")[number % 6]
        path = re.sub(r"\{[^}]*\}", word, route.path or "")
        nearly = (f"{path}/", path.rstrip("/"), f"{path}\n", f"{path}/more", f"/{path}")
        yield from (path, nearly[number % 5])


def test_every_address_is_found_as_route_by_route(app: FastAPI, table: RouteTable) -> None:
    every = list(iter_route_contexts(app.router.routes))
    assert len(every) > 300
    for path in addresses(every):
        for method in ("GET", "POST"):
            scope = {"type": "http", "path": path, "root_path": "", "method": method}
            assert chosen(table.near(scope), scope) == chosen(every, scope), (path, method)


def test_no_address_is_held_against_more_than_a_few_routes(app: FastAPI, table: RouteTable) -> None:
    every = list(iter_route_contexts(app.router.routes))
    for path in addresses(every):
        scope = {"type": "http", "path": path, "root_path": "", "method": "GET"}
        assert len(table.near(scope)) <= 6, path


def test_an_address_with_a_stroke_too_many_leads_to_the_one_without(app: FastAPI) -> None:
    found = TestClient(app, follow_redirects=False).get("/v1/licences/")
    assert (found.status_code, found.headers["location"]) == (307, "http://testserver/v1/licences")


def test_a_route_that_is_added_later_is_found() -> None:
    app = create_app(small_case().ledger, None, "the server")
    client = TestClient(app)
    assert client.get("/later").status_code == 404
    app.get("/later")(lambda: "here")
    assert client.get("/later").json() == "here"


def test_a_router_that_nobody_asks_is_not_made_ready() -> None:
    app = create_app(small_case().ledger, None, "the server")
    router = APIRouter(route_class=Noted)
    router.add_api_route("/far/away", lambda: Response("here"))
    app.include_router(router)
    client, before = TestClient(app), len(Noted.made)
    assert client.get("/healthz").status_code == 200
    assert len(Noted.made) == before
    assert client.get("/far/away").text == "here"
    assert len(Noted.made) > before
