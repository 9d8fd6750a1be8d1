"""What is looked up of the record: in the index, and in what was recorded since.

An index holds the beginning of the log; the rest, the tail, stands in memory. Which is which
is settled by one number, how many records of the index this process holds: of the index only
those before it are looked at, of the tail only those from it on. So it does not matter who
brings the index forward meanwhile.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress

from ...domain.history.in_memory import InMemorySource, Summary
from ...domain.history.instruments import Instrument
from ...domain.history.mentions import mentions
from ...domain.history.searchable import holds_all, words_to_find
from ...domain.proof.sparse_map import orders_key, subjects_key
from ...domain.vocabulary.plain_words import Term
from .errors import LedgerFileError
from .held import Committed
from .kept import Kept
from .kept_lists import (
    CARRYING_OUT,
    MENTIONING,
    NAMED_BY,
    SUBJECTS_OF,
    KeptList,
    ListKey,
    list_entries,
)
from .ports import Index, IndexList, Record, Store
from .records import read_row

LISTS_KEPT = 2_000
"""How many lists are kept in memory."""
TAIL_MOST = 2_000
"""How many records may stand in the tail before the index is brought forward."""

Advance = Callable[[int], None]
"""Told how many records more were taken in."""
Home = Callable[[str, int], str | None]
"""Tells the stream in which a change was recorded before a size."""


class Lookups:
    """The index and the tail as one. Several threads may look up while one takes in."""

    def __init__(
        self, store: Store, committed: Committed, home: Home, lock: threading.RLock
    ) -> None:
        self._store = store
        self._index = store.index()
        self._committed = committed
        self._home = home
        self._lock = lock
        self._lists: Kept[ListKey, KeptList] = Kept(LISTS_KEPT)
        self.begin()

    # -- keeping in step ---------------------------------------------------------------

    def begin(self) -> None:
        """Begin where the index stands."""
        with self._lock:
            held = self._index.open(self._store.writable)
            self._held = self.size = held
            self.summary = self._index.summary() if held else Summary()
            self._tail, self._recent = InMemorySource(self.summary), list[Record]()
            self._tail_words: dict[int, set[str]] = {}
            self._tail_lists: dict[ListKey, IndexList] = {}
            self.last_recorded_at = self._recorded_before(held)
            self._lists.clear()

    def _recorded_before(self, held: int) -> str:
        """When the last instrument that ends before was recorded; empty before the first."""
        end, _ = self._store.ends_around(held)
        for row in self._store.rows_between(end - 1, end):
            record = read_row(row)
            if isinstance(record, Instrument):
                return record.recorded_at
        return ""

    @property
    def unindexed(self) -> int:
        """How many records stand in the tail."""
        return len(self._recent)

    def take(self, records: Sequence[Record]) -> None:
        """Take in the next records."""
        with self._lock:
            for record in records:
                for key, item in self._put(record):
                    if kept := self._lists.get(key):
                        kept.put(record.position, item)
            last = records[-1]
            self.size = last.position + 1
            if isinstance(last, Instrument):
                self.last_recorded_at = last.recorded_at

    def _put(self, record: Record) -> list[tuple[ListKey, str]]:
        """Put a record into the tail; what it adds to lists."""
        self._recent.append(record)
        if isinstance(record, Instrument):
            self._tail.add_instrument(record)
        else:
            self._tail.add_change(record)
        entries = list_entries(record)
        for key, item in entries:
            self._tail_lists.setdefault(key, []).append((record.position, item))
        return entries

    def bring_forward(self, at_least: int = 1) -> None:
        """Put a tail of so many records into the index, where it may be written, and let go of
        it: somebody else may have done it."""
        with self._lock:
            if len(self._recent) < at_least:
                return
            if self._store.writable:
                try:
                    self._index.add(self._held, self._recent, self.size)
                except LedgerFileError:
                    return  # the tail serves as well; the next one brings it forward
            self.let_tail_go()

    def let_tail_go(self, at_least: int = 1) -> None:
        """Let go of a tail of so many records as far as the index holds it by now."""
        with self._lock:
            if len(self._recent) < at_least:
                return
            held = min(self._index.held(), self.size)
            if held > self._held:
                rest = [one for one in self._recent if one.position >= held]
                self._held, self._tail, self._recent = held, InMemorySource(self.summary), []
                self._tail_words, self._tail_lists = {}, {}
                for record in rest:
                    self._put(record)

    # -- subjects and changes ----------------------------------------------------------

    def taken_from(self, stream: str, size: int) -> list[Record]:
        """The records of a stream from a size of the log on, where all from there on stand in the
        tail."""
        with self._lock:
            if size >= self.size:
                return []
            changes = self._tail.recorded_in(stream, self.size)
            found: list[Record] = [one for one in changes if one.position >= size]
            kind, _, name = stream.partition("/")
            own = self._tail.instrument_at(name, self.size) if kind == "instrument" else None
            return [*found, own] if own and own.position >= size else found

    def home_at(self, change_id: str, size: int) -> str | None:
        """The stream of a change of the tail; None for one before it too."""
        with self._lock:
            return self._tail.home_at(change_id, size)

    def knows_at(self, kind: str, name: str, size: int) -> bool:
        """Whether a subject was established in the tail before `size`."""
        with self._lock:
            return self._tail.knows_at(kind, name, size)

    def instruments_among(self, names: Sequence[str]) -> list[str]:
        """Those of these names that are instruments', by what the index tells."""
        with self._lock:
            return self._index.instruments_among(names) if self._held and names else []

    def subjects_at(self, kind: str, size: int, after: str, limit: int | None) -> list[str]:
        """The names of a kind that were established before `size`, in their order."""
        with self._lock:
            return self._list((SUBJECTS_OF, kind, "")).names(size, after, limit)

    def naming_order_at(self, order: str, size: int) -> list[str]:
        """The ids of the changes that say, or said, that they carry out an order."""
        with self._lock:
            return [one for _, one in self._list((CARRYING_OUT, "", order)).between(-1, size)]

    def spoken_of_at(self, size: int) -> Collection[str]:
        """The instruments that a statement or proceedings can be about; maybe later ones too."""
        return self.summary.spoken_of

    def completions_at(self, size: int) -> list[str]:
        """The streams that hold a `requirements_complete`."""
        with self._lock:
            return self.summary.completions_at(size)

    def words_at(self, dimension: str, size: int) -> dict[str, str]:
        """The goods or programmes that recorded clauses name: as compared, as written."""
        with self._lock:
            return self.summary.words_at(dimension, size)

    def mentioned(self, what: str, size: int) -> Iterator[str]:
        """Every name that is mentioned before a size, each once, in their order."""
        with self._lock:
            found = self._list((NAMED_BY, what, "")).names(size, "", None)
        yield from found

    def mentioning(
        self, what: str, name: str, size: int, after: int, limit: int | None
    ) -> list[tuple[int, str]]:
        """The position and id of what mentions a name (`domain.mentions`), in log order."""
        with self._lock:
            return list(self._list((MENTIONING, what, name)).between(after, size)[:limit])

    # -- lists ---------------------------------------------------------------------------

    def _list(self, key: ListKey) -> KeptList:
        """A list, held when it is first read against what the log commits to."""
        kept = self._lists.used(key)
        if kept is None:
            stored = [one for one in self._stored(key) if one[0] < self._held]
            kept = KeptList(key, stored, self._tail_lists.get(key, []))
            self._hold(key, kept)
            if kept.items:
                self._lists.keep(key, kept)
        return kept

    def _stored(self, key: ListKey) -> IndexList:
        which, kind, name = key
        if not self._held:
            return []
        if which == SUBJECTS_OF:
            return self._index.subjects(kind)
        if which == NAMED_BY:
            return self._index.mentioned(kind)
        if which == CARRYING_OUT:
            return self._index.orders(name)
        return self._index.mentioning(kind, name)

    def _hold(self, key: ListKey, kept: KeptList) -> None:
        which, kind, name = key
        saved = kept.between(-1, self._committed.size)
        if which == SUBJECTS_OF:
            self._committed.hold_list(subjects_key(kind), [item for _, item in saved])
        elif which == CARRYING_OUT:
            homes = (f"{self._home(item, at + 1)} {item}" for at, item in saved)
            self._committed.hold_list(orders_key(name), list(homes))

    # -- what is near a name -----------------------------------------------------------

    def instruments_like_at(self, name: str, size: int) -> list[str]:
        """The ids of instruments recorded before `size` that are near this one in the alphabet, to
        offer instead of it."""
        with self._lock:
            held = min(size, self._held)
            stored = self._index.instruments_like(name, held) if held else []
            return sorted({*stored, *self._tail.instruments_like_at(name, size)})

    def subjects_like_at(self, kind: str, name: str, size: int) -> list[str]:
        """The names of a kind established before `size` that are near this one in the alphabet, to
        offer instead of it."""
        with self._lock:
            held = min(size, self._held)
            stored = self._index.subjects_like(kind, name, held) if held else []
            return sorted({*stored, *self._tail.subjects_like_at(kind, name, size)})

    def mentioned_like_at(self, what: str, name: str, size: int) -> list[str]:
        """The names mentioned before `size` that are near this one in the alphabet, to offer
        instead of it."""
        with self._lock:
            held = min(size, self._held)
            stored = self._index.mentioned_like(what, name, held) if held else []
            recent = [one for one in self._recent if one.position < size]
        every = (found for one in recent for found in mentions(one))
        found = {*stored, *(named for kind, named, _ in every if kind == what)}
        return sorted(found - {""})  # under no name all of a kind are found

    # -- by words ----------------------------------------------------------------------

    def with_words(self, terms: Sequence[Term], size: int, limit: int) -> list[int]:
        """The positions of records before a size that have all that is looked for, the latest
        first; some may read otherwise since."""
        with self._lock:
            before = min(size, self._held)
            recent = [
                one.position
                for one in reversed(self._recent)
                if one.position < size and holds_all(self._words_of(one), terms)
            ]
            left = limit - len(recent)
            stored = self._index.with_words(terms, before, left) if before and left > 0 else []
        return [*recent, *stored][:limit]

    def _words_of(self, record: Record) -> set[str]:
        """The words of a record in the tail, looked up once."""
        found = self._tail_words.get(record.position)
        if found is None:
            found = self._tail_words[record.position] = words_to_find(record)
        return found


class Indexing:
    """Records as they are saved, with which the index is brought forward some at a time. Where it
    does not go on from what the index holds (somebody else brought it forward, or it could not be
    written) the next one to open it does."""

    def __init__(self, store: Store) -> None:
        self._index = store.index()
        self._waiting: list[Record] = []
        self.size = -1
        """Up to where the log was taken; the records from there on come next."""

    def begin_at(self, size: int) -> None:
        """Go on from a size of the log, up to which the index holds it."""
        self.bring_forward()
        self.size = size

    def take(self, records: Sequence[Record]) -> None:
        """Take the next records that were saved."""
        self._waiting.extend(records)
        self.size += len(records)
        self.bring_forward(TAIL_MOST)

    def bring_forward(self, at_least: int = 1) -> None:
        """Put the records that wait into the index, where there are so many."""
        if len(self._waiting) < at_least:
            return
        with suppress(LedgerFileError):
            self._index.add(self.size - len(self._waiting), self._waiting, self.size)
        self._waiting = []


def rebuild_index(store: Store, index: Index, advance: Advance) -> None:
    """Make the index again from the log, beside the one that is read meanwhile."""
    made, held, filled = index.beside(), 0, None
    while True:
        size = store.head().size
        is_damaged = size == filled  # it said that it held more, and the log has no more
        while held < size:
            end = min(size, held + TAIL_MOST)
            records = [read_row(row) for row in store.rows_between(held, end)]
            if not made.add(held, records, end):
                raise LedgerFileError("another rebuild began meanwhile; let it come to its end")
            advance(end - held)
            held = end
        if made.take_place(is_damaged):
            return
        filled = size
