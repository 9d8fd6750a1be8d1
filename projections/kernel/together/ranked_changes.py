"""The changes of many licences by columns: in rank, with their days by their order.

Of two licences that have the same `key` the same is told (`domain.over_time.lines`): the lines
that are written for one are those of the other, but for what is its own.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from functools import cached_property
from itertools import chain, repeat
from operator import attrgetter
from typing import Any

import numpy as np
import numpy.typing as npt

from ....domain.history.changes import ONE_ENTRY, Change, Entry, change_of
from ....domain.history.history import History
from ....domain.over_time.knowledge import Known
from ....domain.over_time.periods import FIRST_DAY, LAST_DAY
from ....domain.vocabulary.clauses import Clause
from ....domain.vocabulary.dates import LegalDate

Days = npt.NDArray[np.int64]
_DAY_BITS = 22
_DAY = (1 << _DAY_BITS) - 1
_NEVER, _UNREAD = -1, -2
"""In place of a day: there is no date; in place of that of publication: no such instrument."""
_NO_DATE = LegalDate("", _NEVER, _NEVER)
_UNNAMED, _NOT_NAMED, _GONE = -3, -2, -1
"""In place of what a change names: nothing; something that is not there. And of what is told of one
where that has no number yet."""
MOST_TOGETHER = 1 << 62 - 2 * _DAY_BITS
"""So many licences, with two days of each, are told apart by numbers of 64 bits."""
_ENTRIES = 1 << 16
"""More than a change has entries."""


class RankedChanges:
    """Those changes of at most `MOST_TOGETHER` licences that are known, each licence's in rank; the
    days on which any of them begins, ends or becomes known, `days` from `day_starts[n]` on; and
    beside them `every_day`, of those that are not known too. The changes themselves (`every`),
    their `ids` and `entries` stand as they were recorded, at the rows that are told by `rows`."""

    def __init__(
        self,
        licences: Sequence[Sequence[Change]],
        history: History,
        known: Known,
        forms: dict[Hashable, int],
    ) -> None:
        self.every = every = list(chain.from_iterable(licences))
        self._columns = dict(zip(Change._fields, zip(*every, strict=True), strict=False))
        self.ids: Sequence[str] = self._column("id")
        self.entries: Sequence[Sequence[Entry]] = self._column("entries")
        self.count = len(licences)
        self._owner = np.repeat(np.arange(self.count), [len(records) for records in licences])
        published = _published(self._column("instrument"), history)
        starting, ending = (_span(self._column(name)) for name in ("starting", "ending"))
        counted = [*starting, *ending, *([published] if known.own_day else ())]
        every_key = self._keys(self._owner, counted)
        self.every_day, self.every_day_starts = self._days(every_key)
        shown = published > _UNREAD
        if known.on is not None and not known.own_day:
            shown &= published <= known.on
        rows = np.flatnonzero(shown)
        self._order = rows = rows[_in_rank(every, rows, self._owner, *starting, published)]
        owner, counted = self._owner[rows], [days[rows] for days in counted]
        keys = every_key if len(rows) == len(every) else self._keys(owner, counted)
        keys = keys[keys & _DAY > FIRST_DAY]
        self.days, self.day_starts = self._days(keys)
        self.starts = np.searchsorted(owner, np.arange(self.count + 1))
        self._places = np.zeros(len(every), dtype=np.int64)
        self._places[rows] = np.arange(len(rows)) - self.starts[owner]
        told = np.empty((len(rows), 2 + len(counted)), dtype=np.int32)
        told[:, 0] = self._forms(forms)[rows]
        told[:, 1] = self._named(self._column("target"))[rows]
        for column, days in enumerate(counted, 2):
            told[:, column] = self._ordered(days, owner, keys)
        self._told, self._row = told.tobytes(), told.itemsize * told.shape[1]
        self._more = self._told_besides()

    def _column(self, name: str) -> Sequence[Any]:
        """One field of each change, as they were recorded."""
        found: Sequence[Any] = self._columns.get(name, ())
        return found

    def _keys(self, owner: Days, counted: Sequence[Days]) -> Days:
        """Of each licence the days that there are, ordered; both in one number."""
        days = np.concatenate(counted)
        keys = (np.tile(owner, len(counted)) << _DAY_BITS) + days
        keys = np.sort(keys[(days >= FIRST_DAY) & (days <= LAST_DAY)])
        found: Days = keys[np.diff(keys, prepend=-1) != 0]
        return found

    def _days(self, keys: Days) -> tuple[Days, Days]:
        """The days of each licence, ordered; and where its own begin."""
        return keys & _DAY, np.searchsorted(keys, np.arange(self.count + 1) << _DAY_BITS)

    def _ordered(self, days: Days, owner: Days, keys: Days) -> Days:
        """The place of each day among its licence's own; no date stands apart from one before
        all of them."""
        wanted = (owner << _DAY_BITS) + days
        at = np.searchsorted(keys, wanted)
        there = np.append(keys, _NEVER)[at] == wanted
        there &= days > FIRST_DAY
        return np.where(there, at - self.day_starts[owner], np.where(days == _NEVER, -2, -1))

    def _forms(self, forms: dict[Hashable, int]) -> Days:
        """The number of all that is told of each change by itself."""
        names = [kind.name for kind in self._column("type")]
        whole = {name: forms.setdefault(name, len(forms)) for name in ONE_ENTRY}
        found = np.fromiter(map(whole.get, names, repeat(_UNNAMED)), np.int64, len(names))
        for row in np.flatnonzero(found == _UNNAMED).tolist():
            own, every = self.ids[row], self.entries[row]
            told = [(one.kind, one.clause is None, one.id == own) for one in every] if every else ()
            found[row] = forms.setdefault((names[row], *told), len(forms))
        return found

    def _named(self, named: Sequence[str | None]) -> Days:
        """What each change names: the place of a change of its licence, or of an entry of one."""
        if not any(named):
            return np.full(len(named), _NOT_NAMED, dtype=np.int64)
        rows = self._rows_by_name
        at = np.fromiter(map(rows.get, named, repeat(_GONE)), np.int64, len(named))
        entries = np.zeros(len(named), dtype=np.int64)
        for row in np.flatnonzero(at == _GONE).tolist():
            name = named[row] or ""
            of = rows.get(change_of(name), _GONE)
            entries[row] = 0 if of < 0 else self._entry(of, name)
            at[row] = of if entries[row] >= 0 else _GONE
        found = np.where(at == _NOT_NAMED, _NOT_NAMED, _GONE)
        there = np.flatnonzero(at >= 0)
        there = there[self._owner[at[there]] == self._owner[there]]
        found[there] = self._places[at[there]] * _ENTRIES + entries[there]
        return found

    @cached_property
    def _rows_by_name(self) -> dict[str | None, int]:
        """The rows of the changes that are known by their ids; of no name that nothing is named."""
        rows: dict[str | None, int] = dict(zip(self.ids, range(len(self.ids)), strict=True))
        if len(self._order) < len(rows):
            rows = {self.ids[row]: row for row in self._order.tolist()}
        rows[None] = _NOT_NAMED
        return rows

    def _entry(self, row: int, name: str) -> int:
        """Which entry of a change has this id, counted from 1; -1: none."""
        names = [entry.id for entry in self.entries[row]]
        return len(names) - names[::-1].index(name) if name in names else -1

    def _told_besides(self) -> dict[int, Hashable]:
        """Of licences of which some change has a clause or a holder, or amends another: which of
        these are equal, and what is amended."""
        contents, clauses = self._column("content"), self._column("clause")
        holders = [content.get("holder") for content in contents]
        amended = [content.get("amends") for content in contents]
        if not (any(clauses) or any(holders) or any(amended)):
            return {}
        every = zip(clauses, holders, amended, strict=True)
        asking = np.array([any(one) for one in every])[self._order]
        named, owner = self._named(amended), self._owner[self._order]
        found = dict[int, Hashable]()
        for licence in dict.fromkeys(owner[asking].tolist()):
            own = self._order[slice(*self.starts[licence : licence + 2].tolist())]
            equal = (tuple(_equal([said[row] for row in own])) for said in (clauses, holders))
            found[licence] = (*equal, tuple(named[own].tolist()))
        return found

    def rows(self, places: Sequence[Days]) -> tuple[Days, Days]:
        """The rows of several changes of each licence, told by their places (-1: no change), one
        licence after the other; and where each licence's begin."""
        counts = np.array([len(one) for one in places])
        found = np.concatenate(places)
        there = np.flatnonzero(found >= 0)
        ranked = found[there] + np.repeat(self.starts[:-1], counts)[there]
        rows = np.full(len(found), -1, dtype=np.int64)
        rows[there] = self._order[ranked]
        return rows, np.cumsum(counts) - counts

    def keys(self) -> Iterator[Hashable]:
        """For each licence what is told of it; the same for all that are alike."""
        starts = (self.starts * self._row).tolist()
        for licence in range(self.count):
            told = self._told[starts[licence] : starts[licence + 1]]
            yield (told, self._more[licence]) if licence in self._more else told


def _published(instruments: Sequence[str], history: History) -> Days:
    """When each of these instruments was published."""
    found = history.instruments(instruments)
    if all(found):
        return np.fromiter(map(attrgetter("published_on"), found), np.int64, len(found))
    return np.array([_UNREAD if one is None else one.published_on for one in found], np.int64)


def _span(dates: Sequence[LegalDate | None]) -> tuple[Days, Days]:
    """The first and last possible days of these dates."""
    if not any(dates):
        never = np.full(len(dates), _NEVER, dtype=np.int64)
        return never, never
    there = dates if all(dates) else [one or _NO_DATE for one in dates]
    first, last = (map(attrgetter(name), there) for name in ("first", "last"))
    return np.fromiter(first, np.int64, len(there)), np.fromiter(last, np.int64, len(there))


def _in_rank(
    every: Sequence[Change], rows: Days, owner: Days, first: Days, last: Days, published: Days
) -> Days:
    """The order of these rows by owner, `from`, publication (contract §2), then by instrument and
    number, which are looked at where all else is the same."""
    spans = (owner[rows] << 2 * _DAY_BITS) + ((first[rows] + 1) << _DAY_BITS) + last[rows] + 1
    order = np.argsort(spans)
    places = np.empty(len(rows), dtype=np.int64)
    places[order] = np.cumsum(np.diff(spans[order], prepend=-1) != 0)
    keys = (places << _DAY_BITS) + published[rows]
    order = np.argsort(keys)
    same = np.diff(keys[order]) == 0
    if not same.any():
        return order
    tied = order[np.append(same, False) | np.append(False, same)]
    named = [(every[row].instrument, every[row].number) for row in rows[tied].tolist()]
    by_name = np.zeros(len(rows), dtype=np.int64)
    by_name[tied[sorted(range(len(named)), key=named.__getitem__)]] = np.arange(len(named))
    return np.lexsort((by_name, keys))


def _equal(values: Sequence[Clause | str | None]) -> Iterator[int]:
    """For each the place of the first that is equal to it; -1: there is none."""
    found = list[Any]()
    for value in values:
        found.append(value)
        yield -1 if value is None else found.index(value)
