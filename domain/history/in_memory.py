"""A book: everything recorded, in order, held in memory; only ever added to."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from itertools import islice
from operator import attrgetter

from ..vocabulary.change_types import SUBJECTS
from .changes import Change
from .history import History
from .instruments import Instrument
from .mentions import (
    NAMED_WORDS,
    corrected_id,
    corrects_instrument,
    may_be_listed,
    orders_named,
    speaks_of,
    words_of,
)
from .sources import around
from .streams import EMPTY, Stream


class Summary:
    """What is asked of the whole record at once, and small enough to be kept whole."""

    def __init__(self) -> None:
        self.completions: dict[str, int] = {}
        """The streams that hold a `requirements_complete`, each with its first position."""
        self.corrected: set[str] = set()
        """The instruments of which some own field was corrected."""
        self.spoken_of: set[str] = set()
        """The instruments that a statement or proceedings can be about."""
        self.words: dict[str, dict[str, tuple[int, str]]] = {name: {} for name in NAMED_WORDS}
        """Words that clauses name, as compared: the first position, and as written there."""

    def add(self, change: Change) -> None:
        """Take in the next change of the log."""
        if change.type.name == "requirements_complete":
            self.completions.setdefault(change.stream, change.position)
        if corrects_instrument(change):
            self.corrected.add(change.target or "")
        if (spoken_of := speaks_of(change)) is not None:
            self.spoken_of.add(spoken_of)
        for dimension, compared, written in words_of(change):
            self.words[dimension].setdefault(compared, (change.position, written))

    def completions_at(self, size: int) -> list[str]:
        """The streams that hold a `requirements_complete` recorded before `size`."""
        return [name for name, first in self.completions.items() if first < size]

    def words_at(self, dimension: str, size: int) -> dict[str, str]:
        """The goods or programmes named before `size`: as compared, as written."""
        return {
            compared: written
            for compared, (position, written) in self.words[dimension].items()
            if position < size
        }


_position = attrgetter("position")


class InMemorySource:
    """Everything recorded, in order; only ever added to. A source held in memory.

    A book of the log's end alone continues the `summary` of what stands before it.
    """

    def __init__(self, summary: Summary | None = None) -> None:
        self.size = 0
        self.summary = summary or Summary()
        self._records: dict[str, list[Change]] = {}
        self._instruments: dict[str, Instrument] = {}
        self._instrument_corrections: dict[str, list[Change]] = {}
        self._ends: list[int] = [0]
        self._order: list[str] = []
        self._home: dict[str, tuple[int, str]] = {}
        self._subjects: dict[str, list[str]] = {kind: [] for kind in SUBJECTS}
        self._first: dict[str, int] = {}
        self._carriers: dict[str, list[Change]] = {}
        self._streams: dict[str, tuple[int, Stream]] = {}
        self.at = lru_cache(maxsize=8)(self._at)

    # -- adding --------------------------------------------------------------------

    def add_change(self, change: Change) -> None:
        """Put the next record of the log at the end of its subject's stream."""
        content, kind, stream, position = (
            change.content,
            change.type,
            change.stream,
            change.position,
        )
        self._home[change.id] = (position, stream)
        self._records.setdefault(stream, []).append(change)
        self.size = position + 1
        if not may_be_listed(content):
            return
        if kind.establishes and stream not in self._first:
            self._first[stream] = position
            insort(self._subjects[kind.subject], change.subject)
        self.summary.add(change)
        if corrects_instrument(change):
            self._instrument_corrections.setdefault(content["target"], []).append(change)
        for order in orders_named(change):
            self._carriers.setdefault(order, []).append(change)

    def add_instrument(self, instrument: Instrument) -> None:
        """Put an instrument's own record after those of its changes."""
        self._instruments[instrument.id] = instrument
        self._order.append(instrument.id)
        self.size = instrument.position + 1
        self._ends.append(self.size)

    # -- reading -------------------------------------------------------------------

    @property
    def ends(self) -> Sequence[int]:
        """The sizes at which an instrument ends, and 0: the valid sizes of a viewpoint."""
        return self._ends

    def instruments(self) -> Sequence[str]:
        """The ids of all instruments, in the order of recording."""
        return self._order

    def _at(self, size: int) -> History:
        return History(self, size)

    def head(self) -> History:
        """The history as recorded up to now."""
        return self.at(self.size)

    @property
    def address(self) -> None:
        """It is in this process's memory."""
        return None

    @property
    def is_whole(self) -> bool:
        """All that was recorded can be read."""
        return True

    def read_ahead(self, streams: Iterable[str]) -> None:
        """All is read."""

    def let_go(self) -> None:
        """It is held all the same."""

    def stream_at(self, name: str, size: int) -> Stream:
        """One stream as its records before `size` leave it."""
        records = self._records.get(name)
        if records is None:
            return EMPTY
        count = bisect_left(records, size, key=_position)
        kept, stream = self._streams.get(name, (0, EMPTY))
        if count < kept:
            return EMPTY.extended(records[:count])
        if count > kept:
            stream = stream.extended(records[kept:count])
            self._streams[name] = (count, stream)
        return stream

    def recorded_in(self, name: str, size: int) -> list[Change]:
        """The records of a stream before `size`, as they were recorded, none corrected."""
        records = self._records.get(name, [])
        if size >= self.size:
            return records[:]
        return records[: bisect_left(records, size, key=_position)]

    def home_at(self, change_id: str, size: int) -> str | None:
        position, home = self._home.get(change_id, (size, ""))
        return home if position < size else None

    def instrument_at(self, instrument_id: str, size: int) -> Instrument | None:
        found = self._instruments.get(instrument_id)
        return found if found and found.position < size else None

    def instruments_at(self, names: Sequence[str], size: int) -> list[Instrument | None]:
        found = list(map(self._instruments.get, names))
        if size < self.size:
            return [one if one and one.position < size else None for one in found]
        return found

    def corrections_at(self, instrument_id: str, size: int) -> list[Change]:
        corrections = self._instrument_corrections.get(instrument_id)
        if corrections is None:
            return []
        return [one for one in corrections if one.position < size]

    def corrected_among(self, names: Iterable[str]) -> Collection[str]:
        return self._instrument_corrections.keys() & names if self._instrument_corrections else ()

    def subjects_at(self, kind: str, size: int, after: str, limit: int | None) -> list[str]:
        names = self._subjects[kind]
        known = (n for n in names[bisect_right(names, after) :] if self.knows_at(kind, n, size))
        return list(islice(known, limit))

    def knows_at(self, kind: str, name: str, size: int) -> bool:
        return self._first.get(f"{kind}/{name}", size) < size

    def naming_order_at(self, order: str, size: int) -> list[str]:
        changes = [one for one in self._carriers.get(order, ()) if one.position < size]
        return [corrected_id(change) for change in changes]

    def spoken_of_at(self, size: int) -> Collection[str]:
        return self.summary.spoken_of

    def completions_at(self, size: int) -> list[str]:
        return self.summary.completions_at(size)

    def words_at(self, dimension: str, size: int) -> dict[str, str]:
        return self.summary.words_at(dimension, size)

    def instruments_like_at(self, name: str, size: int) -> list[str]:
        there = (one for one in self._order if self._instruments[one].position < size)
        return around(sorted(there), name)

    def subjects_like_at(self, kind: str, name: str, size: int) -> list[str]:
        first = self._first
        return around([one for one in self._subjects[kind] if first[f"{kind}/{one}"] < size], name)
