"""What an answer reads of the record, and the same read from evidence alone.

A `Noted` source answers as the ledger's own does and notes what was asked. A `Proven` source
has nothing but records that were proved to be all there are of some streams; asked for
anything else it says so. Whatever an answer derives from the second, it could not have
derived otherwise from the whole log.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from ..history.changes import Change, clauses_in
from ..history.in_memory import InMemorySource
from ..history.instruments import Instrument
from ..history.sources import Source
from ..history.streams import Stream
from ..proof.sparse_map import COMPLETIONS, orders_key, subjects_key
from ..vocabulary.clauses import Clause
from ..vocabulary.dimensions import COUNTRY_DIMENSIONS


class NotProvenError(Exception):
    """An answer reads what the evidence does not hold."""


def also_read(change: Change) -> Iterator[str]:
    """The streams that count as read with a change: its instrument's, with its own record; and
    of every group that a clause of it, or a group, names, and every list that a clause names."""
    yield f"instrument/{change.instrument}"
    for said in (change.content, change.content.get("restated", {})):
        names = [*said.get("members", ())]
        for clause in clauses_in(said):
            names += (one for dimension in COUNTRY_DIMENSIONS for one in clause.get(dimension, ()))
            yield from (f"list/{name}" for name in Clause(clause).lists())
        yield from (f"group/{name[1:]}" for name in names if name[0] == "@")


class Noted(Source):
    """A source that notes the streams and the lists (keys of the map) that were read."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.streams: dict[str, None] = {}
        self.lists: dict[str, None] = {}

    @property
    def is_whole(self) -> bool:
        return False

    def read_also(self, size: int) -> None:
        """Note what counts as read with the records of what was read."""
        waiting = list(self.streams)
        while waiting:
            for change in self.source.recorded_in(waiting.pop(), size):
                for name in also_read(change):
                    if name not in self.streams:
                        self.streams[name] = None
                        waiting.append(name)

    def stream_at(self, name: str, size: int) -> Stream:
        self.streams[name] = None
        return self.source.stream_at(name, size)

    def recorded_in(self, name: str, size: int) -> list[Change]:
        self.streams[name] = None
        return self.source.recorded_in(name, size)

    def home_at(self, change_id: str, size: int) -> str | None:
        home = self.source.home_at(change_id, size)
        instrument, hash_sign, _ = change_id.partition("#")
        if home or hash_sign:
            self.streams[home or f"instrument/{instrument}"] = None
        return home

    def instrument_at(self, instrument_id: str, size: int) -> Instrument | None:
        self.streams[f"instrument/{instrument_id}"] = None
        return self.source.instrument_at(instrument_id, size)

    def corrections_at(self, instrument_id: str, size: int) -> list[Change]:
        self.streams[f"instrument/{instrument_id}"] = None
        return self.source.corrections_at(instrument_id, size)

    def subjects_at(self, kind: str, size: int, after: str, limit: int | None) -> list[str]:
        self.lists[subjects_key(kind)] = None
        return self.source.subjects_at(kind, size, after, limit)

    def knows_at(self, kind: str, name: str, size: int) -> bool:
        self.streams[f"{kind}/{name}"] = None
        return self.source.knows_at(kind, name, size)

    def spoken_of_at(self, size: int) -> Collection[str]:
        return self.source.spoken_of_at(size)  # of the instruments read, whose streams are noted

    def naming_order_at(self, order: str, size: int) -> list[str]:
        self.lists[orders_key(order)] = None
        return self.source.naming_order_at(order, size)

    def completions_at(self, size: int) -> list[str]:
        self.lists[COMPLETIONS] = None
        return self.source.completions_at(size)

    def words_at(self, dimension: str, size: int) -> dict[str, str]:
        return self.source.words_at(dimension, size)  # notes about names stand outside the proof

    def instruments_like_at(self, name: str, size: int) -> list[str]:
        return self.source.instruments_like_at(name, size)

    def subjects_like_at(self, kind: str, name: str, size: int) -> list[str]:
        return self.source.subjects_like_at(kind, name, size)


class Proven(Source):
    """A source that holds all records of some streams, and some lists, and knows of no others."""

    def __init__(
        self,
        records: Iterable[Change | Instrument],
        streams: Collection[str],
        lists: Mapping[str, Sequence[str]],
    ) -> None:
        self._book = InMemorySource()
        for record in records:
            if isinstance(record, Instrument):
                self._book.add_instrument(record)
            else:
                self._book.add_change(record)
        self._streams = frozenset(streams)
        self._lists = lists

    def lacking(self, size: int) -> list[str]:
        """The streams that count as read with what is there, and are not."""
        named = {
            name
            for stream in self._streams
            for change in self._book.recorded_in(stream, size)
            for name in also_read(change)
        }
        return sorted(named - self._streams)

    def _needs(self, stream: str) -> str:
        if stream not in self._streams:
            raise NotProvenError(f"the answer reads {stream}, and nothing shows all its records")
        return stream

    def _list(self, key: str) -> Sequence[str]:
        if key not in self._lists:
            raise NotProvenError(f"the answer reads the list `{key}`, and nothing shows it whole")
        return self._lists[key]

    @property
    def is_whole(self) -> bool:
        return False

    def stream_at(self, name: str, size: int) -> Stream:
        return self._book.stream_at(self._needs(name), size)

    def recorded_in(self, name: str, size: int) -> list[Change]:
        return self._book.recorded_in(self._needs(name), size)

    def home_at(self, change_id: str, size: int) -> str | None:
        home = self._book.home_at(change_id, size)
        if home is not None:
            return self._needs(home)
        instrument, hash_sign, _ = change_id.partition("#")
        if hash_sign:
            found = self.instrument_at(instrument, size)
            if found and change_id in found.changes:
                raise NotProvenError(f"the answer reads {change_id}, which is not there")
        return None  # there is no such change: its instrument, if there is one, has no such

    def instrument_at(self, instrument_id: str, size: int) -> Instrument | None:
        self._needs(f"instrument/{instrument_id}")
        found = self._book.instrument_at(instrument_id, size)
        if found is None:
            raise NotProvenError(f"the answer reads {instrument_id}, whose own record is not there")
        return found

    def corrections_at(self, instrument_id: str, size: int) -> list[Change]:
        self._needs(f"instrument/{instrument_id}")
        return self._book.corrections_at(instrument_id, size)

    def subjects_at(self, kind: str, size: int, after: str, limit: int | None) -> list[str]:
        names = sorted(name for name in self._list(subjects_key(kind)) if name > after)
        return names[:limit]

    def knows_at(self, kind: str, name: str, size: int) -> bool:
        self._needs(f"{kind}/{name}")
        return self._book.knows_at(kind, name, size)

    def spoken_of_at(self, size: int) -> Collection[str]:
        kinds = (name.partition("/") for name in self._streams)
        return {name for kind, _, name in kinds if kind == "instrument"}

    def naming_order_at(self, order: str, size: int) -> list[str]:
        return [item.partition(" ")[2] for item in self._list(orders_key(order))]

    def completions_at(self, size: int) -> list[str]:
        return list(dict.fromkeys(self._list(COMPLETIONS)))

    def words_at(self, dimension: str, size: int) -> dict[str, str]:
        return {}

    def instruments_like_at(self, name: str, size: int) -> list[str]:
        return []

    def subjects_like_at(self, kind: str, name: str, size: int) -> list[str]:
        return []
