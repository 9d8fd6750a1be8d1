"""Feeds in Atom (RFC 4287): what changed for a licence, a country, a control-list code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Annotated, Any

from fastapi import Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, model_validator
from pydantic_core import PydanticCustomError

from ....projections.register.named import Named
from ....projections.register.news import TOLD, News
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
from .entries import FeedEntry, act_entry, entry_of, lasting_name

router = pages()

ATOM = "application/atom+xml"
_LICENCES_OFFERED = 400
_CHANGES_MOST = 500
"""So many changes are looked at for the instruments of a feed."""

EVERYTHING = "instruments"
Asked = Callable[[News, str, int], dict[str, Any]]
_KINDS: Mapping[str, tuple[Asked, str]] = {
    "licences": (News.of_licence, marked("What changes for {name}")),
    "countries": (News.of_country, marked("What changes for {name}")),
    "goods": (News.of_goods, marked("What changes for goods of {name}")),
    EVERYTHING: (lambda news, _, most: news.of_everything(most), marked("What changes")),
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


class Followed(BaseModel):
    """What is followed: at most one of these; without one everything."""

    model_config = ConfigDict(extra="forbid")
    licence: str | None = None
    country: str | None = None
    goods: str | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Followed:
        if len(self.model_fields_set) > 1:
            sentence = "a feed is of one licence, one country or one code: name one of them"
            raise PydanticCustomError("malformed", "{sentence}", {"sentence": sentence})
        return self


@router.get("/feed")
async def feed(
    asked: Annotated[Followed, Query()], request: Request, at: ThePage, workers: TheWorkers
) -> Response:
    """What changes for a licence, a country or a control-list code; or everything, an instrument
    an entry."""
    given = {"licences": asked.licence, "countries": asked.country, "goods": asked.goods}
    kind, name = next(((kind, name) for kind, name in given.items() if name), (EVERYTHING, ""))
    asked_for = (kind, name, held_states(request))
    return FromWorkers(workers, True, page_or_error, at, _by_act, asked_for)


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
    """A change an entry."""
    found, say = _asked(served, at, kind, name, TOLD)
    entries = [entry_of(one, at.base, say) for one in found["changes"]]
    return _written(at, kind, name, found, entries, f"feeds/{kind}/{name}", held)


def _by_act(served: Served, at: PageAsked, kind: str, name: str, held: list[str]) -> Response:
    """An instrument an entry: what it does, to whom."""
    found, say = _asked(served, at, kind, name, _CHANGES_MOST)
    acts: dict[str, list[Mapping[str, Any]]] = {}
    for one in found["changes"]:
        acts.setdefault(one["change"].partition("#")[0], []).append(one)
    if len(found["changes"]) == _CHANGES_MOST and len(acts) > 1:
        acts.popitem()  # of the last one not all of its changes are at hand
    entries = [act_entry(of, changes, at.base, say) for of, changes in acts.items()][:TOLD]
    return _written(at, kind, name, found, entries, f"feed/{kind}/{name}", held)


def _asked(
    served: Served, at: PageAsked, kind: str, name: str, most: int
) -> tuple[dict[str, Any], Prose]:
    found = _KINDS[kind][0](News(served.ledger), name, most)
    return found, Prose(at, Named(served.ledger).named(found["changes"], {}))


def _written(
    at: PageAsked,
    kind: str,
    name: str,
    found: Mapping[str, Any],
    entries: list[FeedEntry],
    called: str,
    held: list[str],
) -> Response:
    text = (
        environment(at.tag)
        .get_template("feed.xml")
        .render(
            at=at,
            title=_title(kind, name, at),
            id=lasting_name(at.tag, called),
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
    return at.plain(f"/{kind}/{name}" if name else f"/{kind}")
