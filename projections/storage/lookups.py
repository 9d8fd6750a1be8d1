"""What is looked up of the record: in the index, and in what was recorded since.

An index holds the beginning of the log; the rest, the tail, stands in memory. Which is which
is settled by one number, how many records of the index this process holds: of the index only
those before it are looked at, of the tail only those from it on. So it does not matter who
brings the index forward meanwhile.
"""

from __future__ import annotations

import heapq
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import islice

from ...domain.history.in_memory import InMemorySource, Summary
from ...domain.history.instruments import Instrument
from ...domain.history.mentions import mentions
from ...domain.history.searchable import holds_all, words_to_find
from ...domain.vocabulary.plain_words import Term
from .errors import LedgerFileError
from .ports import Record, Store
from .records import read_row

NAMES_AT_A_TIME = 1_000
TAIL_MOST = 2_000
"""How many records may stand in the tail before the index is brought forward."""

Advance = Callable[[int], None]
"""Told how many records more were taken in."""


class Lookups:
    """The index and the tail as one. Several threads may look up while one takes in."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._index = store.index()
        self._lock = threading.RLock()
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
            self.last_recorded_at = self._index.last_recorded_at(held) if held else ""

    @property
    def unindexed(self) -> int:
        """How many records stand in the tail."""
        return len(self._recent)

    def take(self, record: Record) -> None:
        """Take in the next record."""
        with self._lock:
            self._put(record)
            self.size = record.position + 1
            if isinstance(record, Instrument):
                self.last_recorded_at = record.recorded_at

    def _put(self, record: Record) -> None:
        self._recent.append(record)
        if isinstance(record, Instrument):
            self._tail.add_instrument(record)
        else:
            self._tail.add_change(record)

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
                self._tail_words = {}
                for record in rest:
                    self._put(record)

    def rebuild(self, advance: Advance) -> None:
        """Make the index again from the log, beside the one that is read meanwhile."""
        made, held = self._index.beside(), 0
        while True:
            size = self._store.head().size
            while held < size:
                end = min(size, held + TAIL_MOST)
                records = [read_row(row) for row in self._store.rows_between(held, end)]
                if not made.add(held, records, end):
                    raise LedgerFileError("another rebuild began meanwhile; let it come to its end")
                advance(end - held)
                held = end
            if made.take_place():
                return

    # -- subjects and changes ----------------------------------------------------------

    def home_at(self, change_id: str, size: int) -> str | None:
        """The stream in which a change was recorded before `size`."""
        with self._lock:
            home = self._tail.home_at(change_id, size)
            if home is None and self._held:
                found = self._index.home(change_id, min(size, self._held))
                home = found[1] if found else None
            return home

    def subjects_at(self, kind: str, size: int, after: str, limit: int | None) -> list[str]:
        """The names of a kind that were established before `size`, in their order."""
        with self._lock:
            before = min(size, self._held)
            stored = self._index.subjects(kind, before, after, limit) if before else []
            recent = self._tail.subjects_at(kind, size, after, limit)
        return list(islice(_merged(stored, recent), limit))

    def knows_at(self, kind: str, name: str, size: int) -> bool:
        """Whether a subject was ever established before `size`."""
        with self._lock:
            before = min(size, self._held)
            stored = before and self._index.subject(kind, name, before) is not None
            return bool(stored) or self._tail.knows_at(kind, name, size)

    def naming_order_at(self, order: str, size: int) -> list[str]:
        """The ids of the changes that say, or said, that they carry out an order."""
        with self._lock:
            before = min(size, self._held)
            stored = self._index.orders(order, before) if before else []
            return stored + self._tail.naming_order_at(order, size)

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

    # -- what is near a name -----------------------------------------------------------

    def instruments_like(self, name: str) -> list[str]:
        """The ids of instruments near this one in the alphabet, to offer instead of it."""
        with self._lock:
            stored = self._index.instruments_like(name, self._held) if self._held else []
            return sorted({*stored, *self._tail.instruments_like(name)})

    def subjects_like(self, kind: str, name: str) -> list[str]:
        """The names of a kind near this one in the alphabet, to offer instead of it."""
        with self._lock:
            stored = self._index.subjects_like(kind, name, self._held) if self._held else []
            return sorted({*stored, *self._tail.subjects_like(kind, name)})

    def mentioned_like(self, what: str, name: str) -> list[str]:
        """The names near this one in the alphabet that are mentioned, to offer instead of it."""
        with self._lock:
            stored = self._index.mentioned_like(what, name, self._held) if self._held else []
            recent = [found for one in self._recent for found in mentions(one)]
        found = {*stored, *(named for kind, named, _ in recent if kind == what)}
        return sorted(found - {""})  # under no name all of a kind are found

    def mentioned(self, what: str, size: int) -> Iterator[str]:
        """Every name that is mentioned before a size, each once, read a page at a time."""
        with self._lock:
            held = min(self._held, size)
            own = [one for one in self._recent if one.position < size]
        recent = {name for one in own for kind, name, _ in mentions(one) if kind == what} - {""}
        yield from sorted(recent)
        after = ""
        while held and (page := self._index.mentioned(what, after, held, NAMES_AT_A_TIME)):
            yield from (name for name in page if name not in recent)
            after = page[-1]

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

    # -- in the order of recording -----------------------------------------------------

    def mentioning(
        self, what: str, name: str, size: int, after: int, limit: int | None
    ) -> list[tuple[int, str]]:
        """The position and id of what mentions a name (`domain.mentions`), in log order."""
        with self._lock:
            before = min(size, self._held)
            stored = self._index.mentioning(what, name, before, after, limit) if before else []
            recent = [
                (one.position, by)
                for one in self._recent
                if after < one.position < size
                for kind, named, by in mentions(one)
                if (kind, named) == (what, name)
            ]
        return list(islice((*stored, *recent), limit))

    def instruments_after(self, position: int, size: int, limit: int) -> list[str]:
        """The ids of instruments in the order of recording, after one's own record."""
        with self._lock:
            before = min(size, self._held)
            stored = self._index.instruments(position, before, limit) if before else []
            recent = [one.id for one in self._instruments() if position < one.position < size]
        return list(islice((*stored, *recent), limit))

    def size_at(self, moment: str) -> int:
        """The size of the log after the last instrument recorded by a moment (as recorded)."""
        with self._lock:
            found = self._index.size_at(moment, self._held) if self._held else 0
            recent = [one.position + 1 for one in self._instruments() if one.recorded_at <= moment]
        return max([found, *recent])

    def _instruments(self) -> Iterator[Instrument]:
        return (one for one in self._recent if isinstance(one, Instrument))


def _merged(one: Iterable[str], other: Iterable[str]) -> Iterator[str]:
    """Two ordered lists as one, each name once."""
    last = None
    for name in heapq.merge(one, other):
        if name != last:
            yield name
        last = name
