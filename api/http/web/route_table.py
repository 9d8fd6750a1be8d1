"""The routes of an application, found by the shape of an address.

Held against every route one by one, an address costs the more the later its route stands. Here the
routes stand in a tree of their parts between strokes, and an address is held only against those
that can have its shape: what matches, and which of several, is said by the routes as ever.
What FastAPI makes of an included router's routes is made when one of them is first asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Protocol, runtime_checkable

from fastapi import APIRouter
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Receive, Scope, Send

from .addresses import own_path

_ANY, _REST = "{}", "{:path}"
"""A part that can be any word, and what can be any path, an empty one too."""


@runtime_checkable
class Plain(Protocol):
    """A route that is an application by itself, and needs nothing kept open until it ends."""

    def plain(self) -> ASGIApp:
        """That application."""


class _Prefixed(Protocol):
    """How a router was included."""

    prefix: str


@runtime_checkable
class Included(Protocol):
    """A router that was included in another one, as it stands among the routes of that one."""

    original_router: APIRouter
    include_context: _Prefixed


class RouteTable:
    """Answers in the place of a router's own search.

    The routes are read when the first request comes, and again when others were added to the
    router itself.
    """

    def __init__(self, router: APIRouter) -> None:
        self._router = router
        self._tree = _Tree(())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._router.app(scope, receive, send)
            return
        if "router" not in scope:
            scope["router"] = self._router
        await self._near(scope).app(scope, receive, send)

    def near(self, scope: Scope) -> Sequence[BaseRoute]:
        """The routes that can match an address, with a stroke at its end or without it."""
        return self._near(scope).routes

    def _near(self, scope: Scope) -> APIRouter:
        if self._tree.count != len(self._router.routes):
            self._tree = _Tree(self._router.routes)
        return self._tree.near(own_path(scope))


class _Tree:
    """The routes of a router, by their parts."""

    def __init__(self, routes: Sequence[BaseRoute]) -> None:
        self.count = len(routes)
        self._routes: list[BaseRoute] = []
        self._root = _Node()
        self._routers: dict[tuple[int, ...], APIRouter] = {}
        for one in routes:
            for parts, route in _placed(one):
                self._root.put(parts, len(self._routes))
                self._routes.append(route)

    def near(self, path: str) -> APIRouter:
        """A router of those routes alone that can match a path: rather too many than too few."""
        found = tuple(self._root.near(path.strip("/").split("/")))
        if (router := self._routers.get(found)) is None:
            routes = [self._routes[place] for place in sorted(set(found))]
            router = self._routers[found] = APIRouter(routes=routes)
        return router


class _Node:
    """The routes that end here, by their places, those that have all that is below, and the parts
    below."""

    __slots__ = ("any", "below", "ending", "having_all")

    def __init__(self) -> None:
        self.ending: list[int] = []
        self.having_all: list[int] = []
        self.below: dict[str, _Node] = {}
        self.any: _Node | None = None

    def put(self, parts: Sequence[str], place: int) -> None:
        """Put in a route of these parts."""
        if not parts:
            self.ending.append(place)
        elif parts[0] == _REST:
            self.having_all.append(place)
        elif parts[0] == _ANY:
            self.any = self.any or _Node()
            self.any.put(parts[1:], place)
        else:
            self.below.setdefault(parts[0], _Node()).put(parts[1:], place)

    def near(self, words: Sequence[str]) -> list[int]:
        """The places of the routes that can match these words; in the same order whenever they are
        the same."""
        found, nodes = list[int](), [self]
        for word in words:
            below = list[_Node]()
            for node in nodes:
                found += node.having_all
                # The end of a route's pattern stands before a last line feed too.
                if word == "\n":
                    found += node.ending
                if (next_one := node.below.get(word.rstrip("\n"))) is not None:
                    below.append(next_one)
                if node.any is not None:
                    below.append(node.any)
            nodes = below
        for node in nodes:
            found += node.having_all
            found += node.ending
        return found


class _Branch:
    """The routes of a router that was included, as FastAPI makes them of those of that router."""

    def __init__(self, included: BaseRoute) -> None:
        self._included = included

    @cached_property
    def _made(self) -> dict[int, RouteContext]:
        """What it makes of each, for the whole router."""
        return {id(one.original_route): one for one in iter_route_contexts([self._included])}

    def of(self, route: APIRoute) -> RouteContext:
        """What it makes of a route of that router."""
        return self._made[id(route)]


class _Below(BaseRoute):
    """A route of a router that was included, below the prefix that it was included with."""

    def __init__(self, branch: _Branch, route: APIRoute, prefix: str) -> None:
        self.path_format = prefix + route.path_format
        self.methods = route.methods or set()
        self._branch, self._route = branch, route

    @cached_property
    def _app(self) -> ASGIApp:
        own = self._route
        return own.plain() if isinstance(own, Plain) else self._branch.of(own).app

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        match, more = self._branch.of(self._route).matches(scope)
        return match, {**more, "route": self._route}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in self.methods:
            raise HTTPException(405, headers={"Allow": ", ".join(self.methods)})
        await self._app(scope, receive, send)


def _placed(one: BaseRoute) -> Iterator[tuple[list[str], BaseRoute]]:
    """A route and the parts of its pattern, or those of a router that was included."""
    if not isinstance(one, Included):
        found = RouteContext(one)
        yield _parts(found.path or "", found.methods), one
        return
    branch, prefix = _Branch(one), one.include_context.prefix
    for route in one.original_router.routes:
        assert isinstance(route, APIRoute), f"{route}: no route of a door"
        yield _parts(prefix + route.path, route.methods), _Below(branch, route, prefix)


def _parts(path: str, methods: set[str] | None) -> list[str]:
    """The parts of a route's pattern; a route without methods has all that is below it."""
    parts: list[str] = []
    for word in path.strip("/").split("/"):
        if ":path}" in word:
            return [*parts, _REST]
        parts.append(_ANY if "{" in word else word)
    return parts if methods else [*filter(None, parts), _REST]
