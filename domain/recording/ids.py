"""What an id names: a change, or an entry of one, as it reads or as it was once read."""

from __future__ import annotations

from collections.abc import Iterator

from ..faults import nearest
from ..history.changes import Change, Entry, change_of, read_change
from ..history.history import History
from .at_hand import AtHand

Named = tuple[Change, Entry | None]


def find(name: str, history: History) -> Named | None:
    """The change, or the entry of a change, that an id names; None if it is not there.

    An exclusion is one entry with the change's own id: its id names the change.
    """
    change = history.change(change_of(name))
    if change is None or name == change.id:
        return (change, None) if change else None
    entry = change.entry(name)
    return (change, entry) if entry else None


def is_correction(change_id: str, history: History) -> bool:
    """Whether what is recorded under this id is a correction of the record."""
    home = history.home(change_of(change_id)) or ""
    return any(
        one.id == change_id and one.type.name == "record_corrected"
        for one in history.recorded_in(home)
    )


def ever_read(name: str, history: History) -> bool:
    """Whether a change, in any reading the record had of it, was or had what an id names."""
    change_id = change_of(name)
    home = history.home(change_id) or ""
    for one in history.recorded_in(home):
        restated = one.content.get("restated") if one.target == change_id else None
        if one.id == change_id or restated:
            read = read_change(change_id, one.position, home, restated or one.content)
            if name == change_id or read.entry(name):
                return True
    return False


def near_id(name: str, at_hand: AtHand) -> str:
    """The end of a sentence that offers the nearest ids instead of an unknown one, or nothing."""
    return at_hand.hints.did_you_mean(name, lambda one: _known_ids(one, at_hand))


def _known_ids(name: str, at_hand: AtHand) -> Iterator[str]:
    """The ids near an unknown one: of the instrument it names, or of those like it."""
    instrument = change_of(name).rpartition("#")[0] or name
    every = [*at_hand.recorded.instruments_like(instrument), at_hand.id]
    like = [instrument] if instrument in every else nearest(instrument, every)
    for one in like:
        found = at_hand.draft.recorded_instrument(one)
        for change_id in found.changes if found else ():
            change = at_hand.draft.change(change_id)
            if change:
                yield change_id
                yield from (entry.id for entry in change.entries)
