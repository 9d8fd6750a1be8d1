"""`rebuild`: whatever follows from the log thrown away and made again, also where it is damaged.

The log itself cannot be made again. Before anything is, its records must be those that were
hashed: one of the roots that are stored in three places must be theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import chain

from ...domain.audit.commitment import listed
from ...domain.audit.records import Audit, WrongRecordError
from ...domain.audit.stored_json import said_by_stored
from ...domain.history.changes import Change
from ...domain.proof.checkpoint import Checkpoint
from ...domain.proof.growing_map import GrowingMap, put_all
from ...domain.proof.sparse_map import Listed, Ref
from ...domain.proof.tree import Frontier, leaf_hash, nodes_before, place_of, root_at
from ..storage.errors import LedgerFileError
from ..storage.log import Log
from ..storage.lookups import rebuild_index
from ..storage.map_parts import ROW
from ..storage.ports import Addition, HeadMovedError, LogHead, Store, StoredLog
from ..storage.ports import Row as StoredRow
from ..storage.records import read_row
from .against import Against, LedgerDoesNotHoldError
from .records_held import Wrong, records_held
from .verification import remembered

Advance = Callable[[int], None]
_TOGETHER = 1_000
"""So many records at least are written together when the tree and the map are made anew."""


class NotMendedError(LedgerFileError):
    """What is wrong is in the log itself, from which all else follows."""

    title = "The log itself cannot be made again"


def rebuilt(log: Log, advance: Advance = lambda count: None) -> list[str]:
    """Make again all that follows from the log; what of it was damaged, in words.

    `NotMendedError` where the records are not those that were hashed: nothing is made of them.
    """
    log.store.reorder()
    mended = _mended(log, advance)
    rebuild_index(log.store, log.store.index(), advance)
    return mended


def _mended(log: Log, advance: Advance) -> list[str]:
    """Make the tree, the heads and the map again if they are not those of the records, and put
    back the guards; what was wrong."""
    while True:
        with log.store.stored() as every:
            size = every.size
            signed, _ = remembered(every)
            said = _damage(every, signed)
            if not said:
                return []
            _hold_log(every, signed)
        try:
            log.store.remake(_made(log.store, size, advance), size)
        except HeadMovedError:
            continue
        return said


def _damage(every: StoredLog, signed: Sequence[Checkpoint]) -> list[str]:
    """What of the tree, the heads, the map and the guards is not that of the records."""
    try:
        found = records_held(every, signed, lambda count: None)
        said = [found.said] if isinstance(found, Wrong) else []
        return said + every.beyond(every.size) + every.remade()
    except LedgerFileError as error:
        return [str(error)]


def _hold_log(every: StoredLog, signed: Sequence[Checkpoint]) -> None:
    """An error unless the records are those that were hashed, and of which roots were signed."""
    audit = Audit()
    try:
        against = Against(signed)
        for number, stream, version, topic, record in chain.from_iterable(every.rows()):
            if number != audit.size + 1:
                raise WrongRecordError(audit.size, "it is missing, or another was added")
            audit.take(record)
            audit.grown()
            if (version, topic, stream) != (audit.version, audit.topic, audit.stream):
                raise WrongRecordError(audit.size - 1, "it stands where it does not belong")
            if against.wants(audit.size):
                against.look(audit.size, audit.tree.root())
        against.end(audit.size)
        if audit.inside:
            raise WrongRecordError(audit.size, "it is missing: an instrument does not end")
    except (WrongRecordError, LedgerDoesNotHoldError, LedgerFileError) as error:
        raise NotMendedError(f"{error}; {_RESTORE}") from error
    for stored in (_root_in_heads, _root_of_edge, _root_of_nodes):
        with suppress(LedgerFileError):  # what cannot be read tells nothing
            if stored(every, audit.size) == audit.tree.root():
                return
    raise NotMendedError(
        f"its {audit.size} records are not those that were hashed, by any of the roots that are "
        f"stored: some were changed, cut off or added; {_RESTORE}"
    )


_RESTORE = "restore the ledger from a backup; see what licence-ledger verify says"


def _root_in_heads(every: StoredLog, size: int) -> bytes | None:
    heads = chain.from_iterable(every.heads())
    return next((head[1] for head in heads if head[0] == size), None)


def _root_of_edge(every: StoredLog, size: int) -> bytes | None:
    edge = every.frontier()
    return edge.root() if edge.size == size else None


def _root_of_nodes(every: StoredLog, size: int) -> bytes | None:
    nodes = b"".join(bytes(row[1]) for row in chain.from_iterable(every.hashes()))
    if len(nodes) != 32 * nodes_before(size):
        return None
    return root_at(lambda level, number: _node(nodes, level, number), size)


def _node(nodes: bytes, level: int, number: int) -> bytes:
    at = 32 * place_of(level, number)
    return nodes[at : at + 32]


def _made(store: Store, size: int, advance: Advance) -> Iterator[Addition]:
    """What stands beside the first so many records, made of them, some instruments at a time."""
    tree, maps = Frontier(), _GrowingParts()
    begun, nodes, heads = 0, bytearray(), list[tuple[int, bytes, bytes]]()
    for start in range(0, size, _TOGETHER):
        for row in store.rows_between(start, min(size, start + _TOGETHER)):
            nodes += tree.add(leaf_hash(row.record))
            if top := maps.take(row):
                heads.append((tree.size, tree.root(), top))
            if top and (tree.size - begun >= _TOGETHER or tree.size == size):
                edge = Frontier(tree.size, list(tree.hashes))
                yield Addition(LogHead(begun, b""), (), heads, bytes(nodes), maps.rows, edge)
                advance(tree.size - begun)
                begun, nodes, heads, maps.rows = tree.size, bytearray(), [], []


class _GrowingParts:
    """The map made anew, with the rows of its parts."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, bytearray]] = []
        self._map = GrowingMap(_at_hand)
        self._counts: dict[str, int] = {}
        self._lists: list[Listed] = []

    def take(self, row: StoredRow) -> bytes | None:
        """Take the next record; the reference to the map's top where an instrument ends."""
        record = read_row(row)
        if isinstance(record, Change):
            self._counts[row.stream] = row.version
            self._lists += listed(record, row.version == 1)
            return None
        if row.stream in self._counts:
            self._counts[row.stream] = row.version
        if not self.rows or len(self.rows[-1][1]) >= ROW:
            self.rows.append((row.position + 1, bytearray()))
        put_all(self._map, self._counts, self._lists, *self.rows[-1])
        self._counts, self._lists = {}, []
        root, place = self._map.top
        if said_by_stored(row.record)["map_root"] != root.hex():
            raise NotMendedError(
                f"record {row.position}: the map that `{record.id}` commits to is not that of the "
                f"records: some were left out, or added; {_RESTORE}"
            )
        return root + place


def _at_hand(ref: Ref) -> bytes:
    raise LookupError(f"nothing of a map that is made anew is read: {ref}")
