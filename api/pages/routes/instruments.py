"""Instruments: all that were recorded, and each with what it did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any

from fastapi import Path, Query, Response
from markupsafe import Markup
from pydantic import Field

from ....domain.faults import Fault, QuestionError
from ....projections.dossier.dossiers import Dossiers
from ....projections.pictures.before_after_svg import before_after_svg
from ....projections.proof.proofs import Proofs
from ....projections.register.named import Named
from ....projections.register.recordings import Recordings
from ....projections.viewpoints import AskedFrom
from ...http.dependencies import SeenQuery, Served, TheRegister, TheWorkers, ViewedFrom
from ...http.routing import pages
from ...http.workers import FromWorkers
from ...release import RELEASE
from ..asking import PageAsked, ThePage, seen_from
from ..change_words import CHANGES_SHOWN
from ..downloads import as_csv, shown_as_png
from ..errors import page_or_error, shown
from ..prose import Prose
from ..rendering import page
from ..terms import KINDS, marked
from ..views import TheView

router = pages()

LISTED = 50
LICENCES_SHOWN, STATEMENTS_SHOWN = 6, 20
COLUMNS = (
    "instrument",
    "title",
    "kind",
    "issued_by",
    "published_on",
    "cites",
    "changes",
    "recorded_at",
    "recorded_by",
    "log_size",
)

Json = Mapping[str, Any]
InstrumentId = Annotated[str, Path()]


class InstrumentsAsked(ViewedFrom):
    """A viewpoint, a kind of instrument, and a page."""

    kind: str = ""
    before: str = ""
    limit: int = Field(LISTED, ge=1, le=500)


class EffectAsked(ViewedFrom):
    """A viewpoint, and the licence after which a page of licences begins."""

    after: str = ""


class PartAsked(ViewedFrom):
    """A viewpoint, and which of its changes are shown."""

    part: int = Field(1, ge=1, le=1_000)


EffectQuery = Annotated[EffectAsked, Query()]
TheInstruments = Annotated[InstrumentsAsked, Query()]


@router.get("/instruments")
async def instruments(
    asked: TheInstruments, at: ThePage, register: TheRegister, workers: TheWorkers
) -> Response:
    """The instruments, those recorded last first."""
    seen = register.pinned(seen_from(asked))
    return shown(workers, at, _instruments, seen, asked.limit, asked.before, asked.kind)


def _instruments(
    served: Served, at: PageAsked, seen: AskedFrom, limit: int, before: str, kind: str
) -> Response:
    found = Recordings(served.ledger).newest(seen, limit, before, kind)
    return page(
        "instruments.html",
        at,
        found=found["instruments"],
        more=found["next"],
        viewpoint=found["viewpoint"],
        kinds=KINDS,
        kind=kind,
        begins=not before,
    )


@router.get("/instruments.csv")
async def instruments_as_csv(
    asked: TheInstruments, at: ThePage, register: TheRegister, workers: TheWorkers
) -> Response:
    """All of them as a table."""
    seen = register.pinned(seen_from(asked))
    return FromWorkers(workers, True, page_or_error, at, _as_csv, (seen, asked.kind))


def _as_csv(served: Served, at: PageAsked, seen: AskedFrom, kind: str) -> Response:
    return as_csv("instruments", COLUMNS, _rows(Recordings(served.ledger), seen, kind))


def _rows(recordings: Recordings, seen: AskedFrom, kind: str) -> Iterator[list[Any]]:
    before: str | None = ""
    while before is not None:
        found = recordings.newest(seen, 500, before, kind)
        for one in found["instruments"]:
            cites = "; ".join(cite["source"] for cite in one["cites"])
            yield [
                {**one, "cites": cites, "changes": len(one["changes"])}[name] for name in COLUMNS
            ]
        before = found["next"]


@router.get("/instruments/{instrument}")
async def instrument(
    instrument: InstrumentId,
    asked: Annotated[PartAsked, Query()],
    view: TheView,
) -> Response:
    """One instrument: what it says, what it did, who recorded it, and its proof."""
    return view.shown(asked, _instrument, instrument, asked.part)


def _instrument(served: Served, at: PageAsked, seen: AskedFrom, name: str, part: int) -> Response:
    recordings = Recordings(served.ledger)
    found = recordings.recording(name, seen, (part - 1) * CHANGES_SHOWN, CHANGES_SHOWN)
    parts = -(-len(found["change_ids"]) // CHANGES_SHOWN)
    if part > max(parts, 1):
        sentence = f"its changes stand on {parts} pages; there is no page {part}"
        raise QuestionError([Fault("malformed", "/part", sentence)])
    effects = recordings.effects_on_its_days(name, seen, LICENCES_SHOWN)
    said = served.register.statements(seen, limit=STATEMENTS_SHOWN, about=name)
    named = Named(served.ledger).named([found, effects, said], seen)
    return page(
        "instrument.html",
        at,
        named,
        one=found,
        part=part,
        parts=parts,
        each=CHANGES_SHOWN,
        effects=list(_in_law(effects["licences"])),
        licences_more=effects["licences_more"],
        beyond=effects["beyond"],
        picture=at.address(f"/instruments/{name}/effect.svg") if effects["at_hand"] else None,
        about_it=said["statements"],
        proof=_proof(served, found),
        viewpoint={**found["viewpoint"], "valid_on": None},
        alone=at.plain(f"/instruments/{name}/dossier.zip"),
    )


def _in_law(licences: Iterable[Json]) -> Iterator[Json]:
    """What became of licences in law: what is said of them stands with the changes."""
    for licence in licences:
        days = [_without_disputes(one) for one in licence["days"]]
        if days := [one for one in days if _says_something(one)]:
            yield {**licence, "days": days}


def _without_disputes(day: Json) -> dict[str, Any]:
    lists = ("added", "removed", "altered")
    kept = {name: [one for one in day[name] if one["what"] != "dispute"] for name in lists}
    return {**day, **kept}


def _says_something(day: Json) -> bool:
    differs = day["before"] != day["after"]
    return differs or any(day[name] for name in ("added", "removed", "altered", "groups"))


def _proof(served: Served, found: Json) -> dict[str, Any]:
    """Where its own record stands in the log, and under which hashes."""
    size = found["viewpoint"]["log_size"]
    position = found["log_size"] - 1
    proved = Proofs(served.ledger, served.key).inclusion(position, size)
    return {
        **proved,
        "json": f"/v1/log/proofs/inclusion?position={position}&log_size={size}",
        "checkpoint": f"/v1/log/checkpoint?log_size={size}",
        "records": f"/v1/log/records?after={found['log_size_before']}"
        f"&limit={found['log_size'] - found['log_size_before']}&log_size={size}",
    }


@router.get("/instruments/{instrument}/effect")
async def effect(
    instrument: InstrumentId,
    asked: EffectQuery,
    at: ThePage,
    register: TheRegister,
    workers: TheWorkers,
) -> Response:
    """All that an instrument changed, on all days: also through groups and prohibitions."""
    seen = register.pinned(seen_from(asked))
    return FromWorkers(workers, True, page_or_error, at, _effect, (seen, instrument, asked.after))


def _effect(served: Served, at: PageAsked, seen: AskedFrom, name: str, after: str) -> Response:
    recordings = Recordings(served.ledger)
    found = recordings.effects(name, seen, after)
    named = Named(served.ledger).named([found, name], seen)
    return page(
        "effect.html",
        at,
        named,
        found=found,
        after=after,
        title=recordings.recording(name, seen, count=0)["title"],
        picture=Markup(_picture(found, at)) if _differs(found) else None,
        viewpoint=found["viewpoint"],
    )


@router.get("/instruments/{instrument}/effect.svg")
async def effect_drawn(
    instrument: InstrumentId,
    asked: EffectQuery,
    at: ThePage,
    register: TheRegister,
    workers: TheWorkers,
) -> Response:
    """The same as a picture."""
    seen = register.pinned(seen_from(asked))
    return FromWorkers(
        workers, True, page_or_error, at, _effect_drawn, (seen, instrument, asked.after)
    )


@router.get("/instruments/{instrument}/effect.png")
async def effect_as_png(
    instrument: InstrumentId,
    asked: EffectQuery,
    at: ThePage,
    register: TheRegister,
    workers: TheWorkers,
) -> Response:
    """The same picture as PNG."""
    seen = register.pinned(seen_from(asked))
    return shown_as_png(workers, at, _effect_drawn, seen, instrument, asked.after)


def _effect_drawn(
    served: Served, at: PageAsked, seen: AskedFrom, name: str, after: str
) -> Response:
    found = Recordings(served.ledger).effects(name, seen, after)
    headers = {"cache-control": "private, max-age=86400"}  # what was recorded, did what it did
    return Response(_picture(found, at), headers=headers, media_type="image/svg+xml")


def _differs(found: Json) -> bool:
    return any(one["periods"] for one in found["licences"])


def _picture(found: Json, at: PageAsked) -> str:
    title = at.language.text(marked("What {instrument} changed")).format(
        instrument=found["instrument"]
    )
    return before_after_svg(found["licences"], title, Prose(at, {}).drawn)


@router.get("/instruments/{instrument}/dossier.zip")
async def instrument_dossier(
    instrument: InstrumentId,
    asked: SeenQuery,
    at: ThePage,
    register: TheRegister,
    workers: TheWorkers,
) -> Response:
    """The evidence bundle of an instrument."""
    seen = register.pinned(seen_from(asked))
    return FromWorkers(workers, True, page_or_error, at, _dossier, (seen, instrument))


def _dossier(served: Served, at: PageAsked, seen: AskedFrom, name: str) -> Response:
    proofs = Proofs(served.ledger, served.key)
    bundle = Dossiers(proofs, RELEASE).dossier({"instrument": name}, seen)
    headers = {"content-disposition": 'attachment; filename="dossier.zip"'}
    return Response(bundle, headers=headers, media_type="application/zip")
