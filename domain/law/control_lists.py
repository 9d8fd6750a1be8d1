"""Control lists: what is on one on a day, as known on a day.

Of a code the most exact item that the record has decides: its own, else that of the code above
it, and so on. An item that is recorded and not present that day says that the code is not on the
list, whatever stands above it; a number that the list keeps free says so while it is present. A
code above all items that are present says too little. Of a code that no item tells anything of,
the list holds nothing if it is recorded whole that day (`list_complete`); else that is open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..history.changes import Change, Entry
from ..vocabulary.control_lists import bare, codes_above, goods_said, list_of
from ..vocabulary.dates import day_text
from ..vocabulary.truth import NO, UNDETERMINED, YES, Truth, any_of, not_
from .running import Seen

Item = tuple[Change, Entry]


def stream_of_list(name: str) -> str:
    """The stream of a control list."""
    return f"list/{name}"


class _OfCodes:
    """What is found of a list's codes, on days between which nothing of it changes: whether they
    are on it; and the notes, by the code and by whether a requirement asks for all that is on the
    list."""

    __slots__ = ("holds", "notes")

    def __init__(self) -> None:
        self.holds: dict[str, Truth] = {}
        self.notes: dict[tuple[str, bool], Sequence[str]] = {}


_CODES_KEPT = 250
"""Of so many codes of a list between two days it is remembered."""


class ControlLists:
    """Every control list, seen from a viewpoint."""

    def __init__(self, seen: Seen) -> None:
        self.seen = seen
        self._asked: dict[str, None] = {}
        self._whole: dict[str, Truth] = {}
        self._known: dict[str, _OfCodes] = {}
        self._told: dict[str, bytes] = {}

    def names(self) -> list[str]:
        """The lists that were asked about so far; by name."""
        return sorted(self._asked)

    def holds(self, name: str, compared: str) -> Truth:
        """Whether goods of this code, as it is compared, are on the list."""
        self._asked[name] = None
        kept = self._kept(name).holds
        code = bare(compared)
        found = kept.get(code)
        if found is None:
            if len(kept) >= _CODES_KEPT:
                kept.clear()
            found = kept[code] = self._holds(name, code)
        return found

    def _kept(self, name: str) -> _OfCodes:
        """What is kept of a list's codes, for all who see the same of it."""
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = self.seen.kept_of(stream_of_list(name), _OfCodes)
        return found

    def says_too_little(self, name: str, compared: str) -> bool:
        """Whether only codes below this one are on the list, or may be, and the list is recorded
        whole: naming the code more exactly is then what lacks."""
        self._asked[name] = None
        code = bare(compared)
        open_ = self._deciding(name, code) is None and self._below(name, code)
        return open_ and self.is_whole(name) is YES

    def is_unrecorded(self, name: str, compared: str) -> bool:
        """Whether no item tells anything of this code, and the list is not certainly whole."""
        self._asked[name] = None
        return self._deciding(name, bare(compared)) is None and self.is_whole(name) is not YES

    def is_adopted(self, name: str) -> bool:
        """Whether a visible change adopts the list."""
        return bool(self.seen.visible_of(stream_of_list(name), "control_list_adopted"))

    def is_whole(self, name: str) -> Truth:
        """Whether every item that is on the list is recorded, or one above it."""
        if name not in self._whole:
            complete = self.seen.visible_of(stream_of_list(name), "list_complete")
            runs = any_of(self.seen.runs(one) for one in complete)
            self._whole[name] = runs if self.is_adopted(name) else NO
        return self._whole[name]

    def differing(self, name: str, other: ControlLists) -> set[str] | None:
        """The codes of items, as their list prints them, of which another viewpoint of the same
        record tells otherwise: whether any other code is on the list, but for those above and
        below them, is told alike. None where that may be otherwise for any code."""
        if self.is_whole(name) is not other.is_whole(name):
            return None
        items = (one for found in self._items(name).values() for one in found)
        told = zip(items, self._told_of(name), other._told_of(name), strict=True)
        return {entry.label for (_, entry), here, there in told if here != there}

    def _told_of(self, name: str) -> bytes:
        """Of each item of the record whether it is present, or cannot be seen."""
        if name not in self._told:
            every = [one for found in self._items(name).values() for one in found]
            unseen = len(Truth)
            self._told[name] = bytes(
                self.seen.present(*one) if self.seen.visible(one[0]) else unseen for one in every
            )
        return self._told[name]

    def _items(self, name: str) -> Mapping[str, Sequence[Item]]:
        return self.seen.history.stream(stream_of_list(name)).items

    def items_at(self, name: str, code: str) -> list[Item]:
        """The visible items of exactly this code, in log order."""
        found = self._items(name).get(code, ())
        return [one for one in found if self.seen.visible(one[0])]

    def present(self, name: str) -> Iterator[tuple[Item, Truth]]:
        """The items that are on the list or may be, each with whether it is; by code."""
        items = self._items(name)
        for code in sorted(items):
            for one in self.items_at(name, code):
                if (truth := self.seen.present(*one)) > NO:
                    yield one, truth

    def absence(self, name: str, compared: str) -> list[str]:
        """The note that a recorded code is certainly not on the list, and why."""
        code = bare(compared)
        deciding = self._deciding(name, code)
        if deciding is None or self.holds(name, compared) > NO:
            return []
        at, items = deciding
        kept_free = (one for one in items if is_kept_free(one[1]))
        if any(self.seen.present(*one) is YES for one in kept_free):
            return [f"`{at}` is a number that the list `{name}` keeps free: nothing is on it there"]
        return [f"`{at}` is not on the list `{name}` on this day"]

    def _holds(self, name: str, code: str) -> Truth:
        deciding = self._deciding(name, code)
        if deciding is not None:
            return self._at(name, *deciding)
        if self._below(name, code):
            return UNDETERMINED
        return self._without_items(name)

    def _without_items(self, name: str) -> Truth:
        """Whether the list holds a code of which no item tells anything."""
        return NO if self.is_whole(name) is YES else UNDETERMINED

    def _deciding(self, name: str, code: str) -> tuple[str, list[Item]] | None:
        """The nearest code, itself or above it, of which the record has items, and these; a number
        that is not kept free that day says nothing."""
        for above in codes_above(code):
            items = self.items_at(name, above)
            if any(not is_kept_free(one[1]) or self.seen.present(*one) > NO for one in items):
                return above, items
        return None

    def _at(self, name: str, code: str, items: Sequence[Item]) -> Truth:
        kept_free = [is_kept_free(entry) for _, entry in items]
        present = [self.seen.present(*one) for one in items]
        if not all(kept_free):
            return any_of(t for t, free in zip(present, kept_free, strict=True) if not free)
        above = codes_above(code)[1:]
        held = self._holds(name, above[0]) if above else self._without_items(name)
        return min(not_(any_of(present)), held)

    def _below(self, name: str, code: str) -> bool:
        """Whether an item below this code is on the list, or may be."""
        stream = self.seen.history.stream(stream_of_list(name))
        return any(
            self.seen.present(*one) > NO
            for one in stream.items_below(code)
            if self.seen.visible(one[0]) and not is_kept_free(one[1])
        )


def list_notes(given: Mapping[str, str], seen: Seen) -> list[str]:
    """The notes on the list that a transaction's code is of: that its code is not on it that day,
    though it is recorded; and, where a requirement asks for all that is on the list, that the
    record is not known to be whole that day."""
    goods = goods_said(given)
    name = list_of(goods) if goods else None
    if goods is None or name is None or not seen.history.knows("list", name):
        return []
    asked_for = name in seen.history.lists_in_requirements
    kept = seen.kept_of(stream_of_list(name), _OfCodes).notes
    found = kept.get((goods, asked_for))
    if found is None:
        if len(kept) >= _CODES_KEPT:
            kept.clear()
        found = kept[goods, asked_for] = notes_on_code(goods, name, asked_for, seen)
    return list(found)


def notes_on_code(goods: str, name: str, asked_for: bool, seen: Seen) -> Sequence[str]:
    """The same, found anew; `asked_for`: whether a requirement asks for all that is on the list."""
    lists = ControlLists(seen)
    found = lists.absence(name, goods)
    if asked_for and lists.is_adopted(name):
        found += _on_wholeness(name, lists, seen)
    return found


def _on_wholeness(name: str, lists: ControlLists, seen: Seen) -> list[str]:
    if lists.is_whole(name) is YES:
        return []
    complete = seen.visible_of(stream_of_list(name), "list_complete")
    ends = [one.ending.last for one in complete if one.ending]
    begins = [one.starting.first for one in complete if one.starting]
    if before := [end for end in ends if end <= seen.valid_on]:
        last = day_text(max(before) - 1)
        return [f"the list `{name}` was last seen whole on {last}; what changed since is not known"]
    if after := [day for day in begins if day > seen.valid_on]:
        first = day_text(min(after))
        return [f"what was on the list `{name}` before {first} is known in part"]
    return [f"the list `{name}` is not known to be recorded whole on this day"]


def is_kept_free(entry: Entry) -> bool:
    """Whether an item is a number that the list does not use."""
    return bool(entry.content.get("reserved"))


def item_shown(change: Change, entry: Entry, present: Truth) -> dict[str, Any]:
    """An item as it is answered."""
    said = entry.content
    return {
        "entry": entry.id,
        "code": said["code"],
        "title": said["title"],
        "title_nl": said.get("title_nl"),
        "present": present.word,
        "from": change.content.get("from"),
        "certainty": said.get("certainty", "official"),
        "reserved": is_kept_free(entry),
        "note": said.get("note"),
    }
