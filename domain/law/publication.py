"""Instruments that may or may not have been public on a day: told beside an answer, not decided."""

from __future__ import annotations

from collections.abc import Iterable

from ..history.history import History
from ..vocabulary.dates import day, day_text
from .running import Seen


def publication_notes(streams: Iterable[str], seen: Seen) -> list[str]:
    """A note for each instrument that may or may not have been public on `known_on`."""
    if seen.known_on is None:
        return []
    asked = day_text(seen.known_on)
    early = {one.id: one for name in streams for one in seen.history.reading(name).known_early}
    notes = []
    for instrument in early.values():
        first = instrument.content["published_not_before"]
        if day(first) <= seen.known_on < instrument.published_on:
            notes.append(
                f"{instrument.id} was published between {first} and "
                f"{instrument.content['published_on']}: on {asked} it may have been known; "
                "here it counts as not yet published."
            )
    return notes


def doubtful_days(streams: Iterable[str], history: History) -> tuple[int, int]:
    """The first day on which an instrument of these streams may have been public, and the day
    from which all certainly are: for days before and after there is no note."""
    early = [one for name in streams for one in history.reading(name).known_early]
    first = min((day(one.content["published_not_before"]) for one in early), default=0)
    return first, max((one.published_on for one in early), default=0)
