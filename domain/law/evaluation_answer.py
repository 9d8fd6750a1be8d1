"""An evaluation as it is shown: the verdict with its explanation, conditions, orders and notes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..faults import likest
from ..history.changes import Entry
from ..history.history import History
from ..vocabulary.clauses import goods_match, programme_name
from ..vocabulary.truth import NO, any_of
from .evaluation import Decision, Evaluation
from .licence import Licence
from .licence_answer import condition_shown, court_orders, disputes, explained
from .publication import publication_notes


def evaluation(
    history: History,
    valid_on: int,
    known_on: int | None,
    licence: str | None,
    given: Mapping[str, str],
) -> dict[str, Any]:
    """A transaction's evaluation as it is answered, all but the viewpoint."""
    asked = Evaluation(history, valid_on, known_on, given)
    decided = asked.against(licence) if licence is not None else asked.without_licence()
    of_licence = Licence(licence, asked.plain) if licence is not None else None
    return {
        "verdict": decided.verdict,
        "reason": decided.reason,
        "decided_by": decided.decided_by,
        "because": [explained(change, asked.seen) for change in decided.because],
        "depends_on": list(decided.depends_on),
        "required": asked.required.truth.word,
        "covered_by": list(decided.covered_by),
        "conditions": _conditions(asked, decided, licence),
        "court_orders": court_orders(of_licence) if of_licence else [],
        "disputes": disputes(of_licence) if of_licence else [],
        "notes": notes(asked, decided, licence),
    }


def notes(asked: Evaluation, decided: Decision, licence: str | None) -> list[str]:
    """The notes on an evaluation: names that no clause knows, and instruments of which it is not
    certain whether they were public."""
    named = unfamiliar_names(asked.history, asked.given)
    return [*named, *notes_on_publication(asked, decided, licence)]


def notes_on_publication(asked: Evaluation, decided: Decision, licence: str | None) -> list[str]:
    """The notes on what an evaluation rests on: also the groups that conditions of use name."""
    if asked.plain.known_on is None:
        return []
    _conditions(asked, decided, licence)
    return publication_notes(_streams_read(asked, decided, licence), asked.plain)


def _streams_read(asked: Evaluation, decided: Decision, licence: str | None) -> list[str]:
    """The streams that an evaluation rests on: the licence's, those of what decides it, every
    requirement's, and those of the groups that were asked."""
    named = [] if licence is None else [f"licence/{licence}"]
    required = [f"requirement/{one.name}" for one in asked.requirements]
    groups = [f"group/{name}" for name in asked.groups.names()]
    return list(dict.fromkeys((*named, *deciding_streams(decided), *required, *groups)))


def deciding_streams(decided: Decision) -> tuple[str, ...]:
    """The streams of what decides, in rank."""
    return tuple(dict.fromkeys(change.stream for change in decided.because))


def _conditions(asked: Evaluation, decided: Decision, name: str | None) -> list[dict[str, Any]]:
    """The conditions of use that come with the licence, unless it does not cover anyway."""
    if name is None or decided.verdict == "not_covered":
        return []
    licence = Licence(name, asked.seen)
    return [
        condition_shown(entry, present, _met(licence, entry, asked))
        for _, entry, present in licence.entries("condition")
        if asked.seen.matches(entry.clause) > NO
    ]


def _met(licence: Licence, entry: Entry, asked: Evaluation) -> str | None:
    if entry.content["kind"] != "registration" or "exporter" not in asked.given:
        return None
    registrations = asked.seen.visible_of(licence.stream, "user_registered")
    met = any_of(
        asked.seen.runs(one)
        for one in registrations
        if one.content["exporter"] == asked.given["exporter"]
    )
    return met.word if met > NO else None


def unfamiliar_names(history: History, given: Mapping[str, str]) -> list[str]:
    """Notes on a programme or goods that no recorded clause names, with the nearest known."""
    found = []
    programme = programme_name(given.get("programme", "none"))
    programmes = history.words("programmes")
    if programme != "none" and programme not in programmes:
        found.append(unfamiliar("programme", given) + _nearest(programme, programmes))
    goods = given.get("goods", "none")
    codes = history.words("goods")
    if goods != "none" and goods_match(codes, goods) is NO:
        found.append(unfamiliar("goods", given) + _nearest(goods, codes))
    return found


MAY_BE_UNFAMILIAR = ("programme", "goods")
"""The fields about which there may be such a note, in the order of notes."""


def unfamiliar(field: str, given: Mapping[str, str]) -> str:
    """The note that no recorded clause names what is given, without the nearest known."""
    return f"no recorded clause names the {field} `{given[field]}`"


def _nearest(word: str, known: Mapping[str, str]) -> str:
    near = likest(word, known, most=1, cutoff=0.5)
    return f"; the nearest known is `{known[near[0]]}`" if near else ""
