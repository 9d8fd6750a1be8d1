"""What each instrument commits to, held against the map that is made again of the records, and all
that is stored of the map against it: every top and every part."""

from __future__ import annotations

from itertools import chain

from ...domain.audit.maps import MapAudit
from ...domain.audit.records import WrongRecordError
from ...domain.proof.sparse_map import row_and_offset
from ...domain.proof.tree import Frontier, nodes_before
from ..storage.ports import StoredLog
from .records_held import Wrong
from .stored_nodes import StoredAlong


def maps_held(every: StoredLog) -> Wrong | None:
    """Where an instrument commits to another map than that of the records, or another is stored,
    or another root of the log than that of the nodes that are stored.

    It ends where rows are not where they belong: whoever reads the records tells that, and of
    the nodes whether they are those of the records.
    """
    stored, audit, tree, parts = StoredAlong(every), MapAudit(), Frontier(), _Parts(every)
    rows = chain.from_iterable(every.rows())
    try:
        for size in audit.over(rows):
            count = nodes_before(size) - nodes_before(tree.size)
            tree.grow(size, stored.nodes(tree.size, 32 * count))
            head = stored.head()
            if head is None or head[:2] != (size, tree.root()):
                raise _other("root", size)
            if head[2][:32] != audit.root:
                raise _other("map", size)
            parts.hold(audit, head[2])
        if next(rows, None) is None:
            if stored.head() is not None:
                raise WrongRecordError(
                    audit.size, "it is missing: a root and a map of it are stored (log_heads)"
                )
            parts.end(audit.size)
    except WrongRecordError as error:
        return Wrong(error.position, str(error))
    return None


def _other(what: str, size: int) -> WrongRecordError:
    return WrongRecordError(
        size - 1, f"the {what} stored at size {size} is another (log_heads {size})"
    )


class _Parts:
    """The rows of the map's parts, each held to be what its instruments made, and no more."""

    def __init__(self, every: StoredLog) -> None:
        self._rows = chain.from_iterable(every.parts())
        self._number, self._row, self._end = 0, b"", 0

    def hold(self, audit: MapAudit, top: bytes) -> None:
        """Hold what the instrument that was taken last made: where its top is, all of it ends."""
        place = top[32:]
        number = row_and_offset(place)[0]
        if len(place) != 8 or (number != self._number and number != audit.size):
            raise WrongRecordError(
                audit.size - 1,
                f"the map stored at size {audit.size} is nowhere (log_heads {audit.size})",
            )
        if number != self._number:
            self.end(audit.size)
            row = next(self._rows, None)
            if row is None or row[0] != number:
                raise _other_parts(audit.size, number)
            self._number, self._row, self._end = number, bytes(row[1]), 0
        found = audit.hold_parts(place, self._number, self._row, self._end)
        if found is None:
            raise _other_parts(audit.size, number)
        self._end = found

    def end(self, size: int) -> None:
        """Hold that nothing else is in the row, and at the end of the log that there is no more."""
        if self._end != len(self._row):
            raise _other_parts(size, self._number)


def _other_parts(size: int, number: int) -> WrongRecordError:
    said = f"the map stored at size {size} holds other parts (map_parts {number})"
    return WrongRecordError(size - 1, said)
