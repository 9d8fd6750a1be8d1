"""What came onto a control list between two sides, what left it, and by which changes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import chain
from typing import Any

from ...history.changes import Change, change_of
from ...law.control_lists import ControlLists, Item, is_kept_free, stream_of_list
from ...law.running import Seen
from ...vocabulary.truth import NO, UNDETERMINED, YES, Truth
from ..surroundings import Listed
from .between import Bearing, Between

Json = dict[str, Any]
BearingOnCode = Callable[[str, str, Seen], Bearing]
"""What bears on a code of a list, seen from one side."""

ITEMS_SHOWN = 100
"""So many items that came, or left, are told one by one; then how many more there are."""


class ListBetween:
    """A control list as it was and as it became."""

    def __init__(self, name: str, between: Between, was: Listed, now: Listed) -> None:
        self.name = name
        self.between = between
        self.was = was
        self.now = now

    def shown(self) -> Json | None:
        """What differs; None if nothing does. Items by code, each with the change that did it;
        `whole` where the record of the list became whole, or is so no longer; `reserved`, the codes
        that are kept free otherwise; `recorded`, those of which the record tells on one side only,
        that they are not on the list."""
        added, removed = self._moved(came=True), self._moved(came=False)
        kept_free, recorded = self._kept_free_otherwise(), self._recorded_otherwise()
        became: Json = {}
        if self.was.adopted is not self.now.adopted:
            became["established"] = (YES if self.now.adopted else NO).word
        if self.was.whole is not self.now.whole:
            became["whole"] = self.now.whole.word
        if kept_free:
            became["reserved"] = [self._reserved(one) for one in kept_free[:ITEMS_SHOWN]]
        if recorded:
            became["recorded"] = [self._recorded(one) for one in recorded[:ITEMS_SHOWN]]
        if not (added or removed or became):
            return None
        every = (added, removed, kept_free, recorded)
        return {
            "list": self.name,
            "added": [self._item(one) for one in added[:ITEMS_SHOWN]],
            "removed": [self._item(one) for one in removed[:ITEMS_SHOWN]],
            "more": sum(max(0, len(codes) - ITEMS_SHOWN) for codes in every),
            **became,
        }

    def causes(self) -> list[Change]:
        """The changes by which one became the other."""
        moved = (*self._moved(came=True), *self._moved(came=False), *self._kept_free_otherwise())
        entries = [one for code in moved for one in self._entries(code, _on_list, _kept_free)]
        for code in self._recorded_otherwise():
            entries += self._entries(code, _recorded)
        standing = self.between.bearing_otherwise(self._standing)
        roots = dict.fromkeys((*map(change_of, entries), *standing))
        return self.between.causes_of_changes(roots, entries)

    def _moved(self, came: bool) -> list[str]:
        """The codes that came, or left; by code."""
        codes = sorted({*self.was.items, *self.now.items})
        pairs = ((one, _truth(self.was, one), _truth(self.now, one)) for one in codes)
        return [code for code, was, now in pairs if (was < now if came else was > now)]

    def _kept_free_otherwise(self) -> list[str]:
        was, now = self.was.kept_free, self.now.kept_free
        return sorted(one for one in {*was, *now} if was.get(one) is not now.get(one))

    def _recorded_otherwise(self) -> list[str]:
        """The codes of which one side tells that they are not on the list, the other nothing."""
        was, now = self.was.items, self.now.items
        return sorted(one for one in was.keys() ^ now.keys() if was.get(one, now.get(one)) is NO)

    def _item(self, code: str) -> Json:
        truth = self.now.items.get(code, NO)
        present = {"present": truth.word} if truth is UNDETERMINED else {}
        return {**self._moved_by(code, _on_list, _kept_free), **present}

    def _reserved(self, code: str) -> Json:
        present = self.now.kept_free.get(code, NO).word
        return {**self._moved_by(code, _kept_free), "present": present}

    def _recorded(self, code: str) -> Json:
        recorded = (YES if code in self.now.items else NO).word
        return {**self._moved_by(code, _recorded), "recorded": recorded}

    def _moved_by(self, code: str, *bearings: BearingOnCode) -> Json:
        entries = self._entries(code, *bearings)
        found = self.between.causes_of_changes(map(change_of, entries), entries)
        by = [one.id for one in found] or [change_of(one) for one in entries]
        return {"item": code, "change": by[0]}

    def _entries(self, code: str, *bearings: BearingOnCode) -> list[str]:
        """The entries of this code that are there on one side otherwise than on the other."""
        found = (
            self.between.bearing_otherwise(partial(bearing, self.name, code))
            for bearing in bearings
        )
        return list(dict.fromkeys(chain.from_iterable(found)))

    def _standing(self, seen: Seen) -> Bearing:
        """What adopts the list, and what says that its record is whole."""
        stream = stream_of_list(self.name)
        found = seen.visible_of(stream, "control_list_adopted", "list_complete")
        return {one.id: seen.runs(one) for one in found}


def _truth(listed: Listed, code: str) -> Truth:
    return listed.items.get(code, NO)


def _on_list(name: str, code: str, seen: Seen) -> Bearing:
    """The items of this code, with whether they are on the list."""
    return {e.id: seen.present(c, e) for c, e in _items(name, code, seen) if not is_kept_free(e)}


def _kept_free(name: str, code: str, seen: Seen) -> Bearing:
    """Those by which it is kept free, with whether they do."""
    return {e.id: seen.present(c, e) for c, e in _items(name, code, seen) if is_kept_free(e)}


def _recorded(name: str, code: str, seen: Seen) -> Bearing:
    """The items of this code that are told of, whether or not they are on the list."""
    return {e.id: YES for _, e in _items(name, code, seen) if not is_kept_free(e)}


def _items(name: str, code: str, seen: Seen) -> list[Item]:
    return ControlLists(seen).items_at(name, code)
