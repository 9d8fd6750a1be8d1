"""`verify`: the whole log made again from its bytes, and held against all that is stored.

Somebody who can write to the file can drop the triggers, change records and make the hashes
fit again. Whatever they leave as it was betrays them; what they make to fit completely, or
cut off where an instrument ends, only a checkpoint kept elsewhere does.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import chain
from multiprocessing import get_context

from ...domain.audit.maps import MapAudit, Row
from ...domain.audit.records import Audit, WrongRecordError
from ...domain.faults import LedgerError
from ...domain.proof.checkpoint import Checkpoint
from ...domain.proof.tree import EMPTY_ROOT, Frontier, nodes_before
from ..storage.log import Log, open_store
from ..storage.ports import StoredLog

Advance = Callable[[int], None]
_PAGE = 250
"""Progress is told of so many records at a time."""


class LedgerDoesNotHoldError(LedgerError):
    """The log, or what is to prove something about it, is not as it must be."""

    title = "This does not hold"


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found to hold: so many records of so many instruments, with this root."""

    size: int
    instruments: int
    root: bytes
    against: tuple[Checkpoint, ...]


class _Against:
    """Checkpoints kept elsewhere, each held against the log when it has that size."""

    def __init__(self, checkpoints: Iterable[Checkpoint]) -> None:
        self.all = tuple(sorted(checkpoints, key=lambda one: one.size))
        self._waiting = list(self.all)
        self._held = 0
        self.look(0, EMPTY_ROOT)

    def wants(self, size: int) -> bool:
        return bool(self._waiting) and self._waiting[0].size <= size

    def look(self, size: int, root: bytes) -> None:
        """Hold those of this size against the log's root there."""
        while self.wants(size):
            one = self._waiting.pop(0)
            if one.size != size or one.root != root:
                raise LedgerDoesNotHoldError(
                    f"the first {one.size} records are not those of the checkpoint of that size: "
                    f"something in records {self._held} to {one.size - 1} was changed and all "
                    "that follows made to fit"
                )
            self._held = one.size

    def end(self, size: int) -> None:
        if self._waiting:
            raise LedgerDoesNotHoldError(
                f"record {size} is missing, and all after it: the log has {size} records, and a "
                f"checkpoint says that it had {self._waiting[-1].size}"
            )


def verify_log(
    log: Log,
    checkpoints: Sequence[Checkpoint] = (),
    advance: Advance = lambda count: None,
    alone: int = 50_000,
) -> Verified:
    """Make the log again and hold it against what is stored; `LedgerDoesNotHoldError` names the
    first record that is wrong, missing, swapped or added.

    What each instrument commits to is gone through separately; of a log with more than
    `alone` records at the same time, by another process.
    """
    address = log.store.address if log.store.head().size > alone else None
    with log.store.stored() as every:
        if address is None:
            found, wrong = _records(every, checkpoints, advance), _maps(every)
        else:
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
                future = other.submit(_maps_of, address)
                found, wrong = _records(every, checkpoints, advance), future.result()
        remade = every.remade()
    return _held(found, wrong, remade)


def _held(found: Verified | _Wrong, wrong: _Wrong | None, remade: Sequence[str]) -> Verified:
    """What was found to hold; `LedgerDoesNotHoldError` for the first that does not."""
    if isinstance(found, _Wrong):
        raise LedgerDoesNotHoldError((min(found, wrong) if wrong else found).said)
    if wrong:
        raise LedgerDoesNotHoldError(wrong.said)
    if remade:
        raise LedgerDoesNotHoldError(
            f"the records hold, but the file is not made as a ledger's is: {', '.join(remade)}; "
            "somebody could change what is recorded, or did: hold it against a checkpoint kept "
            "elsewhere, and copy it into a new ledger (licence-ledger copy)"
        )
    return found


@dataclass(frozen=True, slots=True, order=True)
class _Wrong:
    """What does not hold, and at which record that comes to light."""

    position: int
    said: str = field(compare=False)


def _records(
    every: StoredLog, checkpoints: Sequence[Checkpoint], advance: Advance
) -> Verified | _Wrong:
    """Whether each record is what and where it must be, and all that is stored of the tree, and
    the checkpoints, are of these records."""
    stored, audit = _Stored(every), Audit()
    nodes, take = _Nodes(stored, audit), audit.take
    try:
        against = _Against(checkpoints)
        try:
            for page in stored.rows():
                advance(len(page))
                for rowid, stream, version, topic, record in page:
                    if rowid != audit.size + 1:
                        said = "it is missing" if rowid > audit.size else "it was added"
                        raise WrongRecordError(audit.size, said)
                    take(record)
                    if (version, topic, stream) != (audit.version, audit.topic, audit.stream):
                        raise _stands_elsewhere(audit, stream, version, topic)
                    if not audit.inside:
                        nodes.hold()
                        if against.wants(audit.size):
                            against.look(audit.size, audit.tree.root())
        except WrongRecordError:
            nodes.hold()  # what is wrong with one before it comes first
            raise
        _hold_end(audit, stored)
        against.end(audit.size)
    except WrongRecordError as error:
        return _Wrong(error.position, str(error))
    except LedgerDoesNotHoldError as error:
        return _Wrong(audit.size, str(error))
    return Verified(audit.size, audit.instruments, audit.tree.root(), against.all)


def _stands_elsewhere(audit: Audit, stream: str, version: int, topic: str) -> WrongRecordError:
    return WrongRecordError(
        audit.size - 1,
        f"it stands as number {version} of {stream}, as {topic}; by the records it is "
        f"number {audit.version} of {audit.stream}, {audit.topic}",
    )


class _Nodes:
    """The nodes that are stored, held against those of the records."""

    def __init__(self, stored: _Stored, audit: Audit) -> None:
        self._stored = stored
        self._audit = audit
        self._held = 0

    def hold(self) -> None:
        """Hold those of the records that were taken since; the first is told that is wrong."""
        made, size = self._audit.grown(), self._audit.size
        found = self._stored.nodes(self._held, len(made))
        if found != made:
            same = next((n for n, byte in enumerate(found) if byte != made[n]), len(found))
            place = nodes_before(self._held) + same // 32
            wrong = next(n for n in range(self._held, size) if nodes_before(n + 1) > place)
            said = "its bytes, or some before it, are not what was hashed"
            raise WrongRecordError(wrong, said)
        self._held = size


def _maps_of(address: str) -> _Wrong | None:
    """`_maps`, of a file, in a process of its own: nothing is left for a collector to find."""
    gc.disable()
    store = open_store(address)
    try:
        with store.stored() as every:
            return _maps(every)
    finally:
        store.close()


def _maps(every: StoredLog) -> _Wrong | None:
    """Where an instrument commits to another map than that of the records, or another is stored,
    or another root of the log than that of the nodes that are stored.

    It ends where rows are not where they belong: whoever reads the records tells that, and of
    the nodes whether they are those of the records.
    """
    stored, audit, tree = _Stored(every), MapAudit(), Frontier()
    rows = chain.from_iterable(stored.rows())
    try:
        for size in audit.over(rows):
            count = nodes_before(size) - nodes_before(tree.size)
            tree.grow(size, stored.nodes(tree.size, 32 * count))
            head, made = stored.head(), (size, tree.root(), audit.root)
            if head != made:
                raise _other("map" if head and head[:2] == made[:2] else "root", size)
        if next(rows, None) is None and stored.head() is not None:
            raise WrongRecordError(audit.size, "it is missing: a root and a map of it are stored")
    except WrongRecordError as error:
        return _Wrong(error.position, str(error))
    return None


def _other(what: str, size: int) -> WrongRecordError:
    return WrongRecordError(size - 1, f"the {what} stored at size {size} is another")


def verify_records(
    lines: Iterable[bytes],
    checkpoints: Sequence[Checkpoint] = (),
    advance: Advance = lambda count: None,
) -> Verified:
    """The same of a log's canonical lines, mirrored elsewhere: nothing is stored beside them."""
    audit, maps, against = Audit(), MapAudit(), _Against(checkpoints)
    rows: list[Row] = []
    try:
        for line in lines:
            record = line.removesuffix(b"\n")
            audit.take(record)
            rows.append((audit.size, audit.stream, audit.version, audit.topic, record))
            if not audit.inside:
                audit.grown()
                list(maps.over(rows))
                rows.clear()
                if against.wants(audit.size):
                    against.look(audit.size, audit.tree.root())
            if audit.size % _PAGE == 0:
                advance(_PAGE)
        if audit.inside:
            raise WrongRecordError(audit.size, "it is missing: an instrument does not end")
    except WrongRecordError as error:
        raise LedgerDoesNotHoldError(str(error)) from error
    against.end(audit.size)
    return Verified(audit.size, audit.instruments, audit.tree.root(), against.all)


def _hold_end(audit: Audit, stored: _Stored) -> None:
    if audit.inside:
        raise WrongRecordError(audit.size, "it is missing: an instrument does not end")
    if stored.node_count() != nodes_before(audit.size):
        raise WrongRecordError(audit.size, "it is missing: hashes of it are stored")
    if stored.frontier() != audit.tree:
        raise WrongRecordError(audit.size, "it is missing: the log is stored as of another size")


class _Stored:
    """What is stored, read along with the records."""

    def __init__(self, stored: StoredLog) -> None:
        self.rows = stored.rows
        self.node_count = stored.node_count
        self.frontier = stored.frontier
        self._heads = chain.from_iterable(stored.heads())
        self._hash_rows = chain.from_iterable(stored.hashes())
        self._first, self._hashes = 0, b""

    def head(self) -> tuple[int, bytes, bytes] | None:
        """The next size that is stored, with the log's root and the map's."""
        row = next(self._heads, None)
        return None if row is None else tuple(row)

    def nodes(self, position: int, length: int) -> bytes:
        """The stored nodes that a record completes, so many bytes."""
        place = (2 * position - position.bit_count() - self._first) * 32
        while place >= len(self._hashes):
            row = next(self._hash_rows, None)
            if row is None:
                return b""
            place -= (row[0] - self._first) * 32
            self._first, self._hashes = row[0], bytes(row[1])
            if place < 0:
                return b""
        return self._hashes[place : place + length]
