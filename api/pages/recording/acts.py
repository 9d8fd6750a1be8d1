"""The common acts as forms: a destination excluded, a licence withdrawn, let back in; and the
instrument that such a form makes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ....projections.register.words import Words
from ....projections.viewpoints import AskedView
from ...http.dependencies import Served
from ..asking import PageAsked
from ..questions import Field
from ..terms import KINDS, marked
from .countries_named import codes_named

Json = dict[str, Any]
LICENCES_OFFERED = 400
"""So many licences are offered to be chosen; of more, one is written."""


@dataclass(frozen=True, slots=True)
class Act:
    """A common act: what it is called, and what it asks beside what every instrument has."""

    title: str
    says: str
    asks: tuple[str, ...]


ACTS = {
    "exclude": Act(
        marked("Exclude a destination"),
        marked("A licence no longer reaches these countries, from a day on."),
        ("licence", "destinations", "programmes"),
    ),
    "withdraw": Act(
        marked("Withdraw a licence"),
        marked("A licence ends on a day."),
        ("licence",),
    ),
    "return": Act(
        marked("Let back in"),
        marked("An exclusion is lifted, a withdrawal undone or a suspension ended."),
        ("licence", "target", "notwithstanding"),
    ),
}
"""The acts by the name in their address."""
_EVERY = ("from", "title", "kind", "issued_by", "source", "published_on", "instrument", "note")
_OPTIONAL = frozenset(("programmes", "notwithstanding", "instrument", "note"))
_QUESTIONS = {
    "licence": marked("Which licence?"),
    "destinations": marked("Which countries?"),
    "programmes": marked("For which programmes only?"),
    "target": marked("What is undone?"),
    "notwithstanding": marked("If conditions for this are unmet: why all the same?"),
    "from": marked("From which day on?"),
    "title": marked("What is the title of the act?"),
    "kind": marked("What kind of act is it?"),
    "issued_by": marked("Who issued it?"),
    "source": marked("Where was it published?"),
    "published_on": marked("On which day was it published?"),
    "instrument": marked("By which id is it recorded?"),
    "note": marked("Is there anything to note?"),
}
_HINTS = {
    "destinations": marked("Names or codes, with commas between; @EU for a group."),
    "programmes": marked("As in F-35, with commas between. Left open: for all."),
    "from": marked("The first day on which it applies."),
    "source": marked("As in Stcrt. 2026, 1234."),
    "instrument": marked("Left open, it is made from the gazette's number, as in stcrt-2026-1234."),
    "notwithstanding": marked("Left open where none are."),
}
_GAZETTES = (
    (re.compile(r"Stcrt\.?\s*(\d{4}),\s*(?:nr\.?\s*)?(\d+)", re.IGNORECASE), "stcrt"),
    (re.compile(r"Stb\.?\s*(\d{4}),\s*(?:nr\.?\s*)?(\d+)", re.IGNORECASE), "stb"),
    (re.compile(r"\(EU\)\s*(\d{4})/(\d+)"), "eu"),
)
_UNDOES = {
    "licence_withdrawn": "licence_reinstated",
    "licence_suspended": "suspension_lifted",
    "effect_suspended": "suspension_lifted",
}


@dataclass(frozen=True, slots=True)
class ActsOpen:
    """What stands of a licence that an act can be about: its running establishments, and what can
    be undone, each by its id with a few words."""

    establishments: Sequence[str]
    undone: Mapping[str, str]
    type_of: Mapping[str, str]


def names_asked(act: str) -> tuple[str, ...]:
    """The fields of an act's form, in their order."""
    return (*ACTS[act].asks, *_EVERY)


def standing_of(served: Served, licence: str, seen: AskedView, say: Any) -> ActsOpen:
    """What stands of a licence; its faults are the question's."""
    found = served.register.licence(licence, seen)
    because = {one["change"]: one["type"] for one in found["because"]}
    running = [one for one, kind in because.items() if kind == "licence_established"]
    undone = {one: say.term(kind) for one, kind in because.items() if kind in _UNDOES}
    for one in found["exclusions"]:
        words = "; ".join(f"{name} {value}" for name, value in say.clause(one["clause"]))
        undone[one["entry"]] = re.sub(r"<[^>]*>", "", words) or say.said.text(_EVERYTHING)
    return ActsOpen(running, undone, because)


_EVERYTHING = marked("everything")


def act_fields(
    act: str,
    said: Mapping[str, str],
    faults: Mapping[str, Sequence[str]],
    standing: ActsOpen | None,
    served: Served,
    seen: AskedView,
    at: PageAsked,
) -> list[Field]:
    """The fields of an act's form."""
    text = at.language.text
    offered: dict[str, list[tuple[str, str]]] = {
        "licence": Words(served.ledger).licence_names(seen, LICENCES_OFFERED),
        "kind": [(word, text(KINDS[word])) for word in _KINDS],
        "target": [
            (one, f"{words} ({one})")
            for one, words in (standing.undone if standing else {}).items()
        ],
    }
    kinds = {"kind": "country", "target": "country", "from": "date", "published_on": "date"}
    if len(offered["licence"]) < LICENCES_OFFERED:
        kinds["licence"] = "country"
    hint = {name: text(words) for name, words in _HINTS.items()}
    return [
        Field(
            name,
            kinds.get(name, "text"),
            text(_QUESTIONS[name]),
            hint.get(name, ""),
            offered.get(name, ()),
            said.get(name, ""),
            faults.get(name, ()),
            name not in _OPTIONAL,
        )
        for name in names_asked(act)
    ]


_KINDS = ("ministerial_regulation", "decision", "union_regulation", "statute", "letter", "notice")


def faults_in_form(
    act: str, said: Mapping[str, str], standing: ActsOpen | None, at: PageAsked
) -> dict[str, list[str]]:
    """What is wrong with what was said, beside each field."""
    text = at.language.text
    wrong: dict[str, list[str]] = {
        name: [text(marked("This is needed."))]
        for name in names_asked(act)
        if name not in _OPTIONAL and not said.get(name)
    }
    if said.get("destinations"):
        _, unknown = codes_named(said["destinations"])
        told = [_unknown_country(name, near, at) for name, near in unknown]
        if told:
            wrong["destinations"] = told
    if not (said.get("instrument") or _id_from(said.get("source", ""))):
        sentence = marked("No id can be made from where it was published: write one.")
        wrong.setdefault("instrument", []).append(text(sentence))
    if standing and act == "withdraw" and not standing.establishments:
        wrong["licence"] = [text(marked("This licence is not in force: nothing can be withdrawn."))]
    if standing and act == "return" and said.get("target", "") not in ("", *standing.undone):
        wrong["target"] = [text(marked("This is nothing that stands of the licence now."))]
    return wrong


def _unknown_country(name: str, near: Sequence[str], at: PageAsked) -> str:
    text = at.language.text(marked("“{name}” is no country.")).format(name=name)
    if not near:
        return text
    meant = ", ".join(f"{at.language.country(code)} ({code})" for code in near)
    asked = at.language.text(marked("Did you mean {meant}?")).format(meant=meant)
    return f"{text} {asked}"


def instrument_of(act: str, said: Mapping[str, str], standing: ActsOpen | None) -> Json:
    """The instrument that a form without faults says."""
    changes = _changes(act, said, standing)
    note = {"note": said["note"]} if said.get("note") else {}
    return {
        "instrument": said.get("instrument") or _id_from(said["source"]),
        **{name: said[name] for name in ("kind", "title", "issued_by", "published_on")},
        "cites": [{"source": said["source"]}],
        **note,
        "changes": changes,
    }


def _changes(act: str, said: Mapping[str, str], standing: ActsOpen | None) -> list[Json]:
    since = {"from": said["from"]}
    if act == "exclude":
        codes, _ = codes_named(said["destinations"])
        words = [one.strip() for one in said.get("programmes", "").split(",") if one.strip()]
        only = {"programmes": words} if words else {}
        kind = {"type": "destination_excluded", "licence": said["licence"]}
        return [{**kind, **since, "destinations": codes, **only}]
    assert standing is not None
    if act == "withdraw":
        return [
            {"type": "licence_withdrawn", "target": one, **since} for one in standing.establishments
        ]
    type_ = _UNDOES.get(standing.type_of.get(said["target"], ""), "exclusion_lifted")
    why = said.get("notwithstanding")
    reason = {"notwithstanding": why} if why and type_ != "suspension_lifted" else {}
    return [{"type": type_, "target": said["target"], **since, **reason}]


def _id_from(source: str) -> str:
    """The id that is made from where an act was published."""
    for pattern, gazette in _GAZETTES:
        if found := pattern.search(source):
            return f"{gazette}-{found[1]}-{found[2]}"
    return ""
