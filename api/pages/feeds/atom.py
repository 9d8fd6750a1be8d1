"""Feeds in Atom (RFC 4287): what changed for a licence, a country, a control-list code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Annotated, Any

from fastapi import Path, Query, Request, Response

from ....projections.register.named import Named
from ....projections.register.news import News
from ....projections.register.words import Words
from ...http.dependencies import Served, TheRegister, TheWorkers, ViewedFrom
from ...http.routing import pages
from ...http.workers import FromWorkers
from ...release import RELEASE
from ..asking import PageAsked, ThePage
from ..errors import page_or_error, shown
from ..prose import Prose
from ..questions import countries
from ..rendering import environment, page
from ..terms import marked
from .entries import entry_of, lasting_name

router = pages()

ATOM = "application/atom+xml"
_LICENCES_OFFERED = 400

Asked = Callable[[News, str], dict[str, Any]]
_KINDS: Mapping[str, tuple[Asked, str]] = {
    "licences": (lambda news, name: news.of_licence(name), marked("What changes for {name}")),
    "countries": (lambda news, name: news.of_country(name), marked("What changes for {name}")),
    "goods": (lambda news, name: news.of_goods(name), marked("What changes for goods of {name}")),
}


class FeedChosen(ViewedFrom):
    """What somebody wants to follow."""

    licence: str = ""
    country: str = ""
    goods: str = ""


@router.get("/feeds")
async def feeds(
    asked: Annotated[FeedChosen, Query()],
    at: ThePage,
    register: TheRegister,
    workers: TheWorkers,
) -> Response:
    """Which feeds there are, and the addresses of those that were chosen."""
    chosen = [("licences", asked.licence), ("countries", asked.country), ("goods", asked.goods)]
    return shown(workers, at, _feeds, [(kind, name.strip()) for kind, name in chosen])


def _feeds(served: Served, at: PageAsked, chosen: list[tuple[str, str]]) -> Response:
    return page(
        "feeds.html",
        at,
        chosen=[(_title(kind, name, at), _path(kind, name)) for kind, name in chosen if name],
        said=dict(chosen),
        licences=Words(served.ledger).licence_names({}, _LICENCES_OFFERED),
        countries=countries(at),
    )


def _path(kind: str, name: str) -> str:
    return f"/feeds/{kind}/{name}.atom"


@router.get("/feeds/licences/{name}.atom")
async def of_licence(
    name: Annotated[str, Path()], request: Request, at: ThePage, workers: TheWorkers
) -> Response:
    """What changes for a licence."""
    return FromWorkers(
        workers, True, page_or_error, at, _feed, ("licences", name, held_states(request))
    )


@router.get("/feeds/countries/{name}.atom")
async def of_country(
    name: Annotated[str, Path()], request: Request, at: ThePage, workers: TheWorkers
) -> Response:
    """What changes for a country."""
    return FromWorkers(
        workers, True, page_or_error, at, _feed, ("countries", name, held_states(request))
    )


@router.get("/feeds/goods/{name}.atom")
async def of_goods(
    name: Annotated[str, Path()], request: Request, at: ThePage, workers: TheWorkers
) -> Response:
    """What changes for goods of a control-list code."""
    return FromWorkers(
        workers, True, page_or_error, at, _feed, ("goods", name, held_states(request))
    )


def held_states(request: Request) -> list[str]:
    """The states of the feed that the reader holds already (RFC 9110 §13.1.2)."""
    named = request.headers.get("if-none-match", "").split(",")
    return [one.strip().removeprefix("W/") for one in named]


def _feed(served: Served, at: PageAsked, kind: str, name: str, held: list[str]) -> Response:
    found = _KINDS[kind][0](News(served.ledger), name)
    changes = found["changes"]
    say = Prose(at, Named(served.ledger).named(changes, {}))
    entries = [entry_of(one, at.base, say) for one in changes]
    text = (
        environment(at.tag)
        .get_template("feed.xml")
        .render(
            at=at,
            title=_title(kind, name, at),
            id=lasting_name(at.tag, f"feeds/{kind}/{name}"),
            updated=max((one.updated for one in entries), default=found["recorded_at"]),
            about=_about(kind, name, at),
            entries=entries,
            release=RELEASE,
        )
    )
    etag = f'"{sha256(text.encode()).hexdigest()[:32]}"'
    headers = {"etag": etag, "cache-control": "no-cache", "content-language": at.tag}
    if etag in held:
        return Response(status_code=304, headers=headers)
    return Response(text, headers=headers, media_type=ATOM)


def _title(kind: str, name: str, at: PageAsked) -> str:
    called = at.language.country(name) if kind == "countries" else name
    return at.language.text(_KINDS[kind][1]).format(name=called)


def _about(kind: str, name: str, at: PageAsked) -> str:
    """The page that a feed goes with."""
    if kind == "goods":
        return at.plain("/search", q=name)
    return at.plain(f"/{kind}/{name}")
