"""Where two JSON values differ, as pointers (RFC 6901) with what stood and stands there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from .proposal_events import Json

NOT_THERE = object()
"""In the place of what one of the two values does not have."""
EFFECTS = {
    "licences": "licence",
    "groups": "group",
    "requirements": "requirement",
    "policies": "policy",
    "lists": "list",
    "applications": "application",
}
"""The lists of a dry run's answer, with the field that names each of their items."""


@dataclass(frozen=True, slots=True)
class PlaceDiffering:
    """A place where two values differ; `NOT_THERE` where one has nothing."""

    pointer: str
    before: Any
    after: Any


def places_differing(before: Any, after: Any, pointer: str = "") -> Iterator[PlaceDiffering]:
    """The smallest places in which two values differ, in the order of the first."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in dict.fromkeys((*before, *after)):
            step = str(name).replace("~", "~0").replace("/", "~1")
            pair = before.get(name, NOT_THERE), after.get(name, NOT_THERE)
            yield from places_differing(*pair, f"{pointer}/{step}")
    elif isinstance(before, list) and isinstance(after, list):
        for place, pair in enumerate(zip_longest(before, after, fillvalue=NOT_THERE)):
            yield from places_differing(*pair, f"{pointer}/{place}")
    elif before != after:
        yield PlaceDiffering(pointer, before, after)


def effects_differing(before: Json, after: Json) -> Iterator[PlaceDiffering]:
    """The subjects of which two effects say something different: `/licences/NL007`, and what each
    says of it; and whether the instrument is recorded already."""
    if before["already_recorded"] != after["already_recorded"]:
        yield PlaceDiffering(
            "/already_recorded", before["already_recorded"], after["already_recorded"]
        )
    for room, kind in EFFECTS.items():
        were = {one[kind]: one for one in before[room]}
        are = {one[kind]: one for one in after[room]}
        for name in sorted({*were, *are}):
            pair = were.get(name, NOT_THERE), are.get(name, NOT_THERE)
            if pair[0] != pair[1]:
                yield PlaceDiffering(f"/{room}/{name}", *pair)
