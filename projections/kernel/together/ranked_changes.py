"""The changes of many licences by columns: in rank, with their days by their order.

Of two licences that have the same `key` the same is told (`domain.over_time.lines`): the lines
that are written for one are those of the other, but for what is its own.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ....domain.history.changes import Change, Entry, change_of
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
_NOT_NAMED, _GONE = -2, -1
"""In place of what a change names: nothing; something that is not there."""
_ENTRIES = 1 << 16
"""More than a change has entries."""


class RankedChanges:
    """Those changes of licences that are known, each licence's in rank: `changes` from
    `starts[n]` to `starts[n + 1]`; the days on which any of them begins, ends or becomes known,
    `days` from `day_starts[n]` on; and beside them `every_day`, of those that are not known too."""

    def __init__(
        self,
        licences: Sequence[Sequence[Change]],
        history: History,
        known: Known,
        forms: dict[Hashable, int],
    ) -> None:
        every = [change for records in licences for change in records]
        owner = np.repeat(np.arange(len(licences)), [len(records) for records in licences])
        published = np.array(_published(every, history), dtype=np.int64)
        dates = np.stack([np.array(days, dtype=np.int64) for days in _dates(every)])
        counted = np.concatenate([dates, published[np.newaxis]]) if known.own_day else dates
        self.count = len(licences)
        self.every_day, self.every_day_starts, _ = self._days(owner, counted, FIRST_DAY)
        shown = published > _UNREAD
        if known.on is not None and not known.own_day:
            shown &= published <= known.on
        rows = np.flatnonzero(shown)
        rows = rows[_in_rank(every, rows, owner[rows], *dates[:2, rows], published[rows])]
        owner, counted = owner[rows], counted[:, rows]
        self.changes = [every[row] for row in rows.tolist()]
        columns = dict(zip(Change._fields, zip(*self.changes, strict=True), strict=False))
        self.ids: Sequence[str] = columns.get("id", ())
        self.entries: Sequence[Sequence[Entry]] = columns.get("entries", ())
        self._columns = columns
        self.starts = np.searchsorted(owner, np.arange(self.count + 1))
        self.days, self.day_starts, keys = self._days(owner, counted, FIRST_DAY + 1)
        self.places = np.arange(len(rows)) - self.starts[owner]
        told = np.empty((len(rows), 2 + len(counted)), dtype=np.int32)
        told[:, 0] = [forms.setdefault(form, len(forms)) for form in self._forms()]
        told[:, 1] = self._named(columns.get("target", ()), owner)
        for column, days in enumerate(counted, 2):
            told[:, column] = self._ordered(days, owner, keys)
        self._told, self._row = told.tobytes(), told.itemsize * told.shape[1]
        self._more = self._told_besides(owner)

    def _days(self, owner: Days, counted: Days, first: int) -> tuple[Days, Days, Days]:
        """The days of each licence, ordered; where its own begin; and both in one number."""
        keys = np.unique(
            ((owner << _DAY_BITS) + counted)[(counted >= first) & (counted <= LAST_DAY)]
        )
        starts = np.searchsorted(keys, np.arange(self.count + 1) << _DAY_BITS)
        return keys & _DAY, starts, keys

    def _ordered(self, days: Days, owner: Days, keys: Days) -> Days:
        """The place of each day among its licence's own; no date stands apart from one before
        all of them."""
        wanted = (owner << _DAY_BITS) + days
        at = np.searchsorted(keys, wanted)
        there = np.append(keys, _NEVER)[at] == wanted
        there &= days > FIRST_DAY
        return np.where(there, at - self.day_starts[owner], np.where(days == _NEVER, -2, -1))

    def _forms(self) -> Iterator[Hashable]:
        """All that is told of each change by itself."""
        types = self._columns.get("type", ())
        for kind, entries, own in zip(types, self.entries, self.ids, strict=True):
            if not entries:
                yield kind.name
            elif len(entries) == 1:
                (only,) = entries
                yield kind.name, only.kind, only.clause is None, only.id == own
            else:
                told = [(one.kind, one.clause is None, one.id == own) for one in entries]
                yield kind.name, *told

    def _named(self, named: Sequence[str | None], owner: Days) -> list[int]:
        """What each change names: the place of a change of its licence, or of an entry of one."""
        found = [_NOT_NAMED] * len(named)
        asking = [(row, name) for row, name in enumerate(named) if name is not None]
        if asking:
            rows = dict(zip(self.ids, range(len(self.ids)), strict=True))
            owners, places = owner.tolist(), self.places.tolist()
            for row, name in asking:
                at, entry = rows.get(name), 0
                if at is None:
                    at = rows.get(change_of(name))
                    entry = 0 if at is None else self._entry(at, name)
                there = at is not None and entry >= 0 and owners[at] == owners[row]
                found[row] = places[at] * _ENTRIES + entry if at is not None and there else _GONE
        return found

    def _entry(self, row: int, name: str) -> int:
        """Which entry of a change has this id, counted from 1; -1: none."""
        names = [entry.id for entry in self.entries[row]]
        return len(names) - names[::-1].index(name) if name in names else -1

    def _told_besides(self, owner: Days) -> dict[int, Hashable]:
        """Of licences of which some change has a clause or a holder, or amends another: which of
        these are equal, and what is amended."""
        contents, clauses = (self._columns.get(name, ()) for name in ("content", "clause"))
        asking = [
            row
            for row, (content, clause) in enumerate(zip(contents, clauses, strict=True))
            if clause is not None or "holder" in content or "amends" in content
        ]
        if not asking:
            return {}
        holders = [content.get("holder") for content in contents]
        named = self._named([content.get("amends") for content in contents], owner)
        found = dict[int, Hashable]()
        for licence in dict.fromkeys(owner[asking].tolist()):
            own = slice(*self.starts[licence : licence + 2].tolist())
            equal = tuple(_equal(clauses[own])), tuple(_equal(holders[own]))
            found[licence] = (*equal, tuple(named[own]))
        return found

    def rows(self, places: Sequence[Days]) -> tuple[Days, Days]:
        """The rows of several changes of each licence, told by their places (-1: no change), one
        licence after the other; and where each licence's begin."""
        counts = np.array([len(one) for one in places])
        found = np.concatenate(places)
        rows = np.where(found < 0, -1, found + np.repeat(self.starts[:-1], counts))
        return rows, np.cumsum(counts) - counts

    def keys(self) -> Iterator[Hashable]:
        """For each licence what is told of it; the same for all that are alike."""
        starts = (self.starts * self._row).tolist()
        for licence in range(self.count):
            told = self._told[starts[licence] : starts[licence + 1]]
            yield (told, self._more[licence]) if licence in self._more else told


def _published(changes: Sequence[Change], history: History) -> list[int]:
    """When the instrument of each was published."""
    found = history.instruments([one.instrument for one in changes])
    return [_UNREAD if one is None else one.published_on for one in found]


def _dates(changes: Sequence[Change]) -> Iterator[list[int]]:
    """The first and last possible days of their beginnings, then of their ends."""
    for dated in (
        [one.starting or _NO_DATE for one in changes],
        [one.ending or _NO_DATE for one in changes],
    ):
        yield [one.first for one in dated]
        yield [one.last for one in dated]


def _in_rank(every: Sequence[Change], rows: Days, *keys: Days) -> Days:
    """The order of these rows by their keys (owner, `from`, publication: contract §2), then by
    instrument and number, which are looked at where all else is the same."""
    order = np.lexsort(keys[::-1])
    same = np.all([key[order][1:] == key[order][:-1] for key in keys], axis=0)
    if not same.any():
        return order
    tied = order[np.append(same, False) | np.append(False, same)]
    named = [(every[row].instrument, every[row].number) for row in rows[tied].tolist()]
    by_name = np.zeros(len(rows), dtype=np.int64)
    by_name[tied[sorted(range(len(named)), key=named.__getitem__)]] = np.arange(len(named))
    return np.lexsort((by_name, *keys[::-1]))


def _equal(values: Sequence[Clause | str | None]) -> Iterator[int]:
    """For each the place of the first that is equal to it; -1: there is none."""
    found = list[Any]()
    for value in values:
        found.append(value)
        yield -1 if value is None else found.index(value)
