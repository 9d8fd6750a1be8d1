"""The routes of an application, found by the shape of an address.

Held against every route one by one, an address costs the more the later its route stands. Here the
routes stand in a tree of their parts between strokes, and an address is held only against those
that can have its shape: what matches, and which of several, is said by the routes as ever.
"""

from __future__ import annotations

from collections.abc import Sequence
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
        own = {id(one) for one in routes}
        self._routes: list[BaseRoute] = []
        self._root = _Node()
        self._routers: dict[tuple[int, ...], APIRouter] = {}
        for found in iter_route_contexts(routes):
            self._root.put(_parts(found), len(self._routes))
            is_own = id(found.original_route) in own
            self._routes.append(found.original_route if is_own else _Included(found))

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


class _Included(BaseRoute):
    """A route of a router that was included, below the prefix that it was included with."""

    def __init__(self, found: RouteContext) -> None:
        assert isinstance(found.original_route, APIRoute), f"{found.path}: no route of a door"
        self.path_format = found.path_format
        self.methods = found.methods or set()
        self._route = found.original_route
        self._holds = found.matches
        own = self._route
        self._app: ASGIApp = own.plain() if isinstance(own, Plain) else found.app

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        match, more = self._holds(scope)
        return match, {**more, "route": self._route}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in self.methods:
            raise HTTPException(405, headers={"Allow": ", ".join(self.methods)})
        await self._app(scope, receive, send)


def _parts(found: RouteContext) -> list[str]:
    """The parts of a route's pattern; a route without methods has all that is below it."""
    parts: list[str] = []
    for word in (found.path or "").strip("/").split("/"):
        if ":path}" in word:
            return [*parts, _REST]
        parts.append(_ANY if "{" in word else word)
    return parts if found.methods else [*filter(None, parts), _REST]
