"""What came onto a control list between two sides, what left it, and by which changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from ...history.changes import Change, change_of
from ...law.control_lists import ControlLists, stream_of_list
from ...law.running import Seen
from ...vocabulary.truth import NO, UNDETERMINED, YES, Truth
from ..surroundings import Listed
from .between import Bearing, Between

Json = dict[str, Any]

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
        that are kept free otherwise."""
        added, removed = self._moved(came=True), self._moved(came=False)
        became: Json = {}
        if self.was.adopted is not self.now.adopted:
            became["established"] = (YES if self.now.adopted else NO).word
        if self.was.whole is not self.now.whole:
            became["whole"] = self.now.whole.word
        if kept_free := self._kept_free_otherwise():
            became["reserved"] = [self._item(one, self.now.kept_free) for one in kept_free]
        if not (added or removed or became):
            return None
        return {
            "list": self.name,
            "added": [self._item(one, self.now.items) for one in added[:ITEMS_SHOWN]],
            "removed": [self._item(one, self.now.items) for one in removed[:ITEMS_SHOWN]],
            "more": sum(max(0, len(moved) - ITEMS_SHOWN) for moved in (added, removed)),
            **became,
        }

    def causes(self) -> list[Change]:
        """The changes by which one became the other."""
        codes = [*self._moved(came=True), *self._moved(came=False), *self._kept_free_otherwise()]
        entries = [entry for code in codes for entry in self._entries([code])]
        roots = dict.fromkeys(
            (*map(change_of, entries), *self.between.bearing_otherwise(self._standing))
        )
        if not roots and self.was != self.now:
            roots = dict.fromkeys(self._entries({*self.was.items, *self.now.items}))
        return self.between.causes_of_changes(roots, entries)

    def _moved(self, came: bool) -> list[str]:
        """The codes that came, or left; by code."""
        codes = sorted({*self.was.items, *self.now.items})
        pairs = ((one, _truth(self.was, one), _truth(self.now, one)) for one in codes)
        return [code for code, was, now in pairs if (was < now if came else was > now)]

    def _kept_free_otherwise(self) -> list[str]:
        was, now = self.was.kept_free, self.now.kept_free
        return sorted(one for one in {*was, *now} if was.get(one) is not now.get(one))

    def _item(self, code: str, now: Mapping[str, Truth]) -> Json:
        entries = self._entries([code])
        found = self.between.causes_of_changes(map(change_of, entries), entries)
        by = [one.id for one in found] or [change_of(one) for one in entries]
        truth = now.get(code, NO)
        is_plain = truth is not UNDETERMINED and now is self.now.items
        return {"item": code, "change": by[0], **({} if is_plain else {"present": truth.word})}

    def _entries(self, codes: Iterable[str]) -> list[str]:
        """The entries of these codes that are there on one side otherwise than on the other."""
        return self.between.bearing_otherwise(partial(_of_items, self.name, list(codes)))

    def _standing(self, seen: Seen) -> Bearing:
        """What adopts the list, and what says that its record is whole."""
        stream = stream_of_list(self.name)
        found = seen.visible_of(stream, "control_list_adopted", "list_complete")
        return {one.id: seen.runs(one) for one in found}


def _truth(listed: Listed, code: str) -> Truth:
    return listed.items.get(code, NO)


def _of_items(name: str, codes: Iterable[str], seen: Seen) -> Bearing:
    return dict(_each(name, codes, seen))


def _each(name: str, codes: Iterable[str], seen: Seen) -> Iterator[tuple[str, Truth]]:
    lists = ControlLists(seen)
    for code in codes:
        for change, entry in lists.items_at(name, code):
            yield entry.id, seen.present(change, entry)
