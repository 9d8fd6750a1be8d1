"""What each instrument commits to, held against the map that is made again of the records, and all
that is stored of the map against it: every top and every part."""

from __future__ import annotations

from itertools import chain

from ...domain.audit.maps import MapAudit
from ...domain.audit.records import Audit, WrongRecordError
from ...domain.proof.sparse_map import row_and_offset
from ..storage.ports import StoredLog


class HeldMaps:
    """The map, and the roots and parts that are stored, held along with the records that an audit
    takes: `WrongRecordError` where an instrument commits to another map than that of the records,
    or another is stored, or another root of the log."""

    def __init__(self, every: StoredLog, audit: Audit) -> None:
        self._audit = audit
        self._map = MapAudit(audit)
        self._heads = chain.from_iterable(every.heads())
        self._parts = _Parts(every)
        self.take = self._map.take

    def hold(self) -> None:
        """Hold what the instrument that was taken last comes to."""
        self._map.hold()
        size, head = self._audit.size, next(self._heads, None)
        if head is None or (head[0], head[1]) != (size, self._audit.tree.root()):
            raise _other("root", size)
        if head[2][:32] != self._map.root:
            raise _other("map", size)
        self._parts.hold(self._map, size, head[2])

    def end(self) -> WrongRecordError | None:
        """Hold that all parts were held, unless there is a root of more records: that is given
        back, since what else is wrong at the log's end is told first."""
        size = self._audit.size
        if next(self._heads, None) is None:
            self._parts.end(size)
            return None
        return WrongRecordError(
            size, "it is missing: a root and a map of it are stored (log_heads)"
        )


def _other(what: str, size: int) -> WrongRecordError:
    return WrongRecordError(
        size - 1, f"the {what} stored at size {size} is another (log_heads {size})"
    )


class _Parts:
    """The rows of the map's parts, each held to be what its instruments made, and no more."""

    def __init__(self, every: StoredLog) -> None:
        self._rows = chain.from_iterable(every.parts())
        self._number, self._row, self._end = 0, b"", 0

    def hold(self, audit: MapAudit, size: int, top: bytes) -> None:
        """Hold what the instrument that was taken last made: where its top is, all of it ends."""
        place = top[32:]
        number = row_and_offset(place)[0]
        if len(place) != 8 or (number != self._number and number != size):
            raise WrongRecordError(
                size - 1, f"the map stored at size {size} is nowhere (log_heads {size})"
            )
        if number != self._number:
            self.end(size)
            row = next(self._rows, None)
            if row is None or row[0] != number:
                raise _other_parts(size, number)
            self._number, self._row, self._end = number, bytes(row[1]), 0
        found = audit.hold_parts(place, self._number, self._row, self._end)
        if found is None:
            raise _other_parts(size, number)
        self._end = found

    def end(self, size: int) -> None:
        """Hold that nothing else is in the row, and at the end of the log that there is no more."""
        if self._end != len(self._row):
            raise _other_parts(size, self._number)


def _other_parts(size: int, number: int) -> WrongRecordError:
    said = f"the map stored at size {size} holds other parts (map_parts {number})"
    return WrongRecordError(size - 1, said)
