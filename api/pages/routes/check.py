"""A question, put field by field, and the page of its answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import Query, Response
from markupsafe import Markup

from ....domain.faults import QuestionError
from ....domain.vocabulary.control_lists import by_silence
from ....domain.vocabulary.dimensions import FIELDS
from ....domain.vocabulary.transaction_values import code_fault
from ....projections.dossier.dossiers import Dossiers
from ....projections.proof.proofs import Proofs
from ....projections.register.named import Named
from ....projections.viewpoints import AskedFrom
from ...http.dependencies import Served, TheRegister, TheWorkers, ViewedFrom, with_every_dimension
from ...http.routing import pages
from ...release import RELEASE
from ..answer_map import answer_map
from ..asking import PageAsked, ThePage, seen_from
from ..downloads import shown_as_png
from ..errors import beside_fields, shown
from ..prose import Prose
from ..questions import fields_of, next_asked
from ..rendering import page
from ..reproducing import ways_to_ask
from ..saying.plain import sentence, stands_sentences
from .search import goods_called

router = pages()

FIRST_ASKED = ("date", "goods", "activity", "origin", "destination", "licence")
"""What every question is begun with; the rest is asked where it can matter."""


@with_every_dimension
class TransactionAsked(ViewedFrom):
    """A transaction, field by field, and where it is seen from: the day that is looked at on other
    pages is offered as its own."""

    date: str | None = None
    licence: str | None = None

    def transaction(self) -> dict[str, str]:
        """What the transaction says."""
        names = ("date", "licence", *FIELDS)
        return {name: value for name in names if (value := getattr(self, name))}


TheTransaction = Annotated[TransactionAsked, Query()]


@router.get("/check")
async def form(
    asked: TheTransaction, at: ThePage, register: TheRegister, workers: TheWorkers
) -> Response:
    """The questions that every transaction is begun with."""
    offered = {"date": asked.valid_on} if asked.valid_on else {}
    said = {**offered, **asked.transaction()}
    return shown(workers, at, _form, said, register.pinned(seen_from(asked)))


def _form(
    served: Served,
    at: PageAsked,
    said: Mapping[str, str],
    seen: AskedFrom,
    faults: Mapping[str, Sequence[str]] | None = None,
) -> Response:
    """The form, with what was said and what of it cannot be read."""
    wrong = faults or {}
    goods = said.get("goods", "")
    called = goods_called(goods, served, seen) if goods and code_fault(goods) else []
    names = (*FIRST_ASKED, *(name for name in said if name not in FIRST_ASKED))
    return page(
        "check.html",
        at,
        status=422 if wrong else 200,
        fields=fields_of(names, said, wrong, served, seen, at),
        general=[text for name, texts in wrong.items() if name not in names for text in texts],
        called=[{**one, "address": _with_goods(one, said, at)} for one in called],
        viewpoint=served.register.licences(seen, limit=1)["viewpoint"],
    )


def _with_goods(item: Mapping[str, Any], said: Mapping[str, str], at: PageAsked) -> str:
    """The address of the same form with the code of an item."""
    silent = item["list"] == by_silence(item["id"])
    chosen = {"goods": item["id"], "list": None if silent else item["list"]}
    return at.address("/check", **{**said, **chosen})


@router.get("/check/answer")
async def answer(
    asked: TheTransaction, at: ThePage, register: TheRegister, workers: TheWorkers
) -> Response:
    """The answer about one transaction, with all that it rests on."""
    return shown(workers, at, _answer, asked.transaction(), register.pinned(seen_from(asked)))


def _answer(served: Served, at: PageAsked, said: Mapping[str, str], seen: AskedFrom) -> Response:
    try:
        found = served.register.evaluate(said, seen, "", with_stands=True)
    except QuestionError as error:
        return _form(served, at, said, seen, beside_fields(error.faults, at))
    named = Named(served.ledger).named(found, seen)
    say = Prose(at, named)
    asking = next_asked((*found["depends_on"], *found["assumed"]), said)
    known_on = found["viewpoint"]["known_on"]
    drawn = answer_map(served, at, said, seen, known_on)
    return page(
        "answer.html",
        at,
        named,
        said=said,
        answer=found,
        viewpoint=found["viewpoint"],
        headline=sentence(found, said.get("licence"), said["date"], say),
        stands=stands_sentences(found["stands"], say),
        then=_known_then(served, said, seen, found, say),
        asking=fields_of(asking, said, {}, served, seen, at),
        ways=sorted(found["licences"], key=_nearest),
        map=drawn and Markup(drawn),
        reproduce=ways_to_ask(at, said, found["viewpoint"]),
    )


def _nearest(one: Mapping[str, Any]) -> tuple[int, bool, int, str]:
    """Those that cover first, then those that may, then the others, the nearest first."""
    order = ("covered", "undetermined", "not_covered").index(one["verdict"])
    missed = min((len(miss["dimensions"]) for miss in one["misses"]), default=0)
    return order, one["status"] not in ("in_force", "undetermined"), missed, one["licence"]


def _known_then(
    served: Served, said: Mapping[str, str], seen: AskedFrom, found: Mapping[str, Any], say: Prose
) -> dict[str, Any] | None:
    """What one could know on the day of the transaction itself, where that is something else."""
    if seen.known_on is not None:
        return None
    day = date.fromisoformat(said["date"]).toordinal()
    then = served.register.evaluate(said, seen._replace(known_on=day), "")
    if all(then[name] == found[name] for name in ("verdict", "reason", "decided_by")):
        return None
    return {**then, "sentence": sentence(then, said.get("licence"), said["date"], say)}


@router.get("/check/map.svg")
async def drawn(
    asked: TheTransaction, at: ThePage, register: TheRegister, workers: TheWorkers
) -> Response:
    """The picture of all days alone."""
    return shown(workers, at, _drawn, asked.transaction(), register.pinned(seen_from(asked)))


def _drawn(served: Served, at: PageAsked, said: Mapping[str, str], seen: AskedFrom) -> Response:
    found = served.register.evaluate(said, seen, "")
    svg = answer_map(served, at, said, seen, found["viewpoint"]["known_on"])
    return Response(svg or "", 200 if svg else 404, media_type="image/svg+xml")


@router.get("/check/map.png")
async def drawn_as_png(
    asked: TheTransaction, at: ThePage, register: TheRegister, workers: TheWorkers
) -> Response:
    """The same picture as PNG."""
    seen = register.pinned(seen_from(asked))
    return shown_as_png(workers, at, _drawn, asked.transaction(), seen)


@router.get("/check/dossier.zip")
async def dossier(
    asked: TheTransaction, at: ThePage, register: TheRegister, workers: TheWorkers
) -> Response:
    """The evidence bundle of the answer."""
    return shown(workers, at, _dossier, asked.transaction(), register.pinned(seen_from(asked)))


def _dossier(served: Served, at: PageAsked, said: Mapping[str, str], seen: AskedFrom) -> Response:
    proofs = Proofs(served.ledger, served.key)
    made = Dossiers(proofs, RELEASE).dossier({"transaction": said}, seen)
    headers = {"content-disposition": 'attachment; filename="dossier.zip"'}
    return Response(made, headers=headers, media_type="application/zip")
