"""What is read into memory is held against what the log commits to, before an answer rests on it.

Each instrument's own record commits to a map: how many records each stream has, which subjects
there are, what carries an order out, where a `requirements_complete` stands. What is looked up
beside it (who mentions what, the words of clauses) has values of the same kind in the index. A
difference is an error that says what to do, never an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...domain.audit.stored_json import said_by_stored
from ...domain.history.changes import Change
from ...domain.history.instruments import Instrument
from ...domain.history.topics import INSTRUMENT_TOPIC
from ...domain.proof.growing_map import GrowingMap
from ...domain.proof.sparse_map import SparseMap, list_value, stream_key
from ...domain.proof.tree import Frontier, leaf_hash
from .errors import not_whole
from .map_parts import Commitment
from .ports import Record, Store


class Committed:
    """What the log commits to at the size to which it was taken in."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._maps = Commitment(store)
        self._map: SparseMap | GrowingMap = self._maps.at(0)
        self._map_at = 0
        self.size = 0

    def value(self, key: str) -> bytes | None:
        """The value of a key of the map; none for a name that is no UTF-8, which names nothing."""
        try:
            return self._newest().value(key)
        except UnicodeEncodeError:
            return None

    def know_by(self, newest: GrowingMap | None) -> None:
        """Hold what is read at this size against a map that this process made and saved, and has
        at hand; without one against what is stored again."""
        self._map, self._map_at = (newest, self.size) if newest else (self._maps.at(0), 0)

    def _newest(self) -> SparseMap | GrowingMap:
        if self._map_at != self.size:
            found = self._maps.at(self.size)
            self._hold_root(found.root)
            self._map, self._map_at = found, self.size
        return self._map

    def _hold_root(self, root: bytes) -> None:
        """An error unless the last instrument's own record commits to this root."""
        for row in self._store.rows_between(self.size - 1, self.size):
            own = row.topic == INSTRUMENT_TOPIC
            if own and said_by_stored(row.record).get("map_root") == root.hex():
                return
        raise not_whole(f"the map stored at size {self.size}")

    def hold_stream(self, stream: str, records: Sequence[Record]) -> None:
        """An error unless these are all records of a stream, in their order. An instrument's own
        record, of which there is one, counts only beside others."""
        value = self.value(stream_key(stream))
        if value is None and not records:
            return  # of what is recorded now
        if value is None and len(records) == 1 and isinstance(records[0], Instrument):
            if stream != f"instrument/{records[0].id}":
                raise not_whole(f"what is found of {stream}")
            return  # most often: nothing but its own
        count = int(value) if value else len(records[:1])
        if value is None and any(isinstance(one, Change) for one in records):
            count = 0
        last = -1
        for one in records:
            own = one.stream if isinstance(one, Change) else f"instrument/{one.id}"
            if own != stream or one.position <= last:
                raise not_whole(f"what is found of {stream}")
            last = one.position
        if len(records) != count:
            raise not_whole(
                f"of {stream} {len(records)} records are found, {count} committed to; it"
            )

    def hold_list(self, key: str, items: Iterable[str]) -> None:
        """An error unless these are the items of a list of the map, in their order."""
        hold_list(key, items, self.value(key))


def hold_list(name: str, items: Iterable[str], value: bytes | None) -> None:
    """An error unless a list has this value; None is that of an empty one."""
    made = Frontier()
    made.add_all(leaf_hash(item.encode()) for item in items)
    if (list_value(made) if made.size else None) != value:
        raise not_whole(f"the list `{name}`")


def list_item(position: int, said: str) -> str:
    """An item of a list of the index, with its place in the log."""
    return f"{position} {said}"
