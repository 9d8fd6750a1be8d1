"""The fields of a licence's answer that are empty of most licences, and told by the rules."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import orjson

from ...domain.history.history import History
from ...domain.history.ranked import RankedStream
from ...domain.law.licence import Licence
from ...domain.law.licence_answer import (
    court_orders,
    disputes,
    incompleteness_notes,
    last_check_shown,
    pending_shown,
    reinstatement_shown,
    reviews_shown,
    with_overdue,
)
from ...domain.law.publication import publication_notes
from ...domain.law.running import Seen

EMPTY: Mapping[str, bytes] = {
    **dict.fromkeys(("court_orders", "reinstatement", "reviews", "pending", "disputes"), b"[]"),
    "last_checked": b"null",
    "notes": b"[]",
}
_OF_TYPE = {
    "court_orders": "court_amendment_ordered",
    "reinstatement": "reinstatement_conditions_set",
    "pending": "proceedings_opened",
    "disputes": "statement_recorded",
    "last_checked": "record_checked",
    "notes": "history_incomplete",
}


def rare_fields(stream: str, reading: RankedStream, history: History) -> frozenset[str]:
    """The fields of which a licence's stream, or what is said of its instruments, may hold
    something on some day."""
    types = {change.type.name for change in reading.ranked}
    found = {field for field, name in _OF_TYPE.items() if name in types}
    if history.spoken_of_in(stream):
        found |= {"pending", "disputes"}
    if reading.reviewing:
        found.add("reviews")
    if reading.known_early:
        found.add("notes")
    return frozenset(found)


def rare_parts(name: str, fields: Collection[str], seen: Seen) -> Mapping[str, bytes]:
    """These fields as the rules tell them, and all others empty; as JSON."""
    if not fields:
        return EMPTY
    licence = Licence(name, seen)
    return {**EMPTY, **{one: orjson.dumps(_TOLD[one](licence)) for one in fields}}


def _reviews(licence: Licence) -> list[dict[str, Any]]:
    return [with_overdue(one, licence.seen.valid_on) for one in reviews_shown(licence)]


def _notes(licence: Licence) -> list[str]:
    return [*incompleteness_notes(licence), *publication_notes([licence.stream], licence.seen)]


_TOLD: Mapping[str, Callable[[Licence], Any]] = {
    "court_orders": court_orders,
    "reinstatement": reinstatement_shown,
    "reviews": _reviews,
    "pending": pending_shown,
    "disputes": disputes,
    "last_checked": last_check_shown,
    "notes": _notes,
}
