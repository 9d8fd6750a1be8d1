"""Instruments that may or may not have been public on a day: told beside an answer, not decided."""

from __future__ import annotations

from collections.abc import Iterable

from ..history.history import History
from ..history.instruments import Instrument
from ..vocabulary.dates import day, day_text
from .running import Seen


def publication_notes(streams: Iterable[str], seen: Seen) -> list[str]:
    """A note for each instrument of these streams that may or may not have been public on
    `known_on`."""
    if seen.known_on is None:
        return []
    early = (one for name in streams for one in seen.history.reading(name).known_early)
    return notes_on_instruments(early, seen)


def notes_on_instruments(instruments: Iterable[Instrument], seen: Seen) -> list[str]:
    """The same, of these instruments."""
    if seen.known_on is None:
        return []
    asked = day_text(seen.known_on)
    notes = []
    for instrument in {one.id: one for one in instruments}.values():
        first = instrument.content.get("published_not_before")
        if first and day(first) <= seen.known_on < instrument.published_on:
            notes.append(
                f"{instrument.id} was published between {first} and "
                f"{instrument.content['published_on']}: on {asked} it may have been known; "
                "here it counts as not yet published."
            )
    return notes


def noted_if_any(notes: list[str]) -> dict[str, list[str]]:
    """Notes as a part of an answer, left out where there are none: so that other answers read as
    they always did."""
    return {"notes": notes} if notes else {}


def doubtful_days(streams: Iterable[str], history: History) -> tuple[int, int]:
    """The first day on which an instrument of these streams may have been public, and the day
    from which all certainly are: for days before and after there is no note."""
    early = [one for name in streams for one in history.reading(name).known_early]
    first = min((day(one.content["published_not_before"]) for one in early), default=0)
    return first, max((one.published_on for one in early), default=0)
