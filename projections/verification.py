"""`verify`: the whole log made again from its bytes, and held against all that is stored.

Somebody who can write to the file can drop the triggers, change records and make the hashes
fit again. Whatever they leave as it was betrays them; what they make to fit completely, or
cut off where an instrument ends, only a checkpoint kept elsewhere does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import Any

from ..domain.audit import Audit, WrongRecordError
from ..domain.checkpoint import Checkpoint
from ..domain.events import INSTRUMENT_TOPIC
from ..domain.faults import LedgerError
from ..domain.map_audit import LISTED, NAMES_ORDER, MapAudit
from ..domain.tree import EMPTY_ROOT, Frontier, nodes_before
from .log import IN_MEMORY, Log, open_log

Advance = Callable[[int], None]
_PAGE = 5_000


class DoesNotHoldError(LedgerError):
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
                raise DoesNotHoldError(
                    f"the first {one.size} records are not those of the checkpoint of that size: "
                    f"something in records {self._held} to {one.size - 1} was changed and all "
                    "that follows made to fit"
                )
            self._held = one.size

    def end(self, size: int) -> None:
        if self._waiting:
            raise DoesNotHoldError(
                f"record {size} is missing, and all after it: the log has {size} records, and a "
                f"checkpoint says that it had {self._waiting[-1].size}"
            )


def verify_log(
    log: Log,
    checkpoints: Sequence[Checkpoint] = (),
    advance: Advance = lambda count: None,
    alone: int = 50_000,
) -> Verified:
    """Make the log again and hold it against what is stored; `DoesNotHoldError` names the
    first record that is wrong, missing, swapped or added.

    What each instrument commits to is gone through separately; of a log with more than
    `alone` records at the same time, by another process.
    """
    if log.database == IN_MEMORY or log.recorder.size() <= alone:
        found, wrong = _records(log, checkpoints, advance), _maps(log)
    else:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
            future = other.submit(_maps_of, log.database)
            found, wrong = _records(log, checkpoints, advance), future.result()
    if isinstance(found, _Wrong):
        wrong = min(found, wrong) if wrong else found
    if wrong:
        raise DoesNotHoldError(wrong.said)
    if remade := log.recorder.remade():
        raise DoesNotHoldError(
            f"the records hold, but the file is not made as a ledger's is: {', '.join(remade)}; "
            "somebody could change what is recorded, or did: hold it against a checkpoint kept "
            "elsewhere, and copy it into a new ledger (licence-ledger copy)"
        )
    assert isinstance(found, Verified)
    return found


@dataclass(frozen=True, slots=True, order=True)
class _Wrong:
    """What does not hold, and at which record that comes to light."""

    position: int
    said: str = field(compare=False)


def _records(log: Log, checkpoints: Sequence[Checkpoint], advance: Advance) -> Verified | _Wrong:
    """Whether each record is what and where it must be, and all that is stored of the tree, and
    the checkpoints, are of these records."""
    stored, audit = _Stored(log), Audit()
    take, node_bytes = audit.take, stored.nodes
    try:
        against = _Against(checkpoints)
        for rowid, stream, version, topic, record in stored.rows():
            size = audit.size
            if size % _PAGE == 0:
                advance(_PAGE)
            if rowid != size + 1:
                raise WrongRecordError(size, "it is missing" if rowid > size else "it was added")
            completed = take(record)
            if (stream, version, topic) != (audit.stream, audit.version, audit.topic):
                raise WrongRecordError(
                    size,
                    f"it stands as number {version} of {stream}, as {topic}; by the records it is "
                    f"number {audit.version} of {audit.stream}, {audit.topic}",
                )
            if node_bytes(size, len(completed)) != completed:
                raise WrongRecordError(
                    size, "its bytes, or some before it, are not what was hashed"
                )
            if not audit.inside:
                _hold_head(audit, stored, against)
        _hold_end(audit, stored)
        against.end(audit.size)
    except WrongRecordError as error:
        return _Wrong(error.position, str(error))
    except DoesNotHoldError as error:
        return _Wrong(audit.size, str(error))
    return Verified(audit.size, audit.instruments, audit.tree.root(), against.all)


def _maps_of(database: str) -> _Wrong | None:
    """`_maps`, of a file."""
    log = open_log(database)
    try:
        return _maps(log)
    finally:
        log.close()


def _maps(log: Log) -> _Wrong | None:
    """Where an instrument commits to another map than that of the records, or another is stored.

    It ends where rows are not where they belong: whoever reads the records tells that.
    """
    stored, audit, size = _Stored(log), MapAudit(), 0
    try:
        for rowid, stream, version, topic, record in stored.rows_for_map():
            if rowid != size + 1:
                return None
            audit.take(size, stream, version, topic, record)
            size += 1
            if topic == INSTRUMENT_TOPIC and stored.map_root() != (size, audit.root):
                raise WrongRecordError(size - 1, f"the map stored at size {size} is another")
        if stored.map_root() is not None:
            raise WrongRecordError(size, "it is missing: a map of it is stored")
    except WrongRecordError as error:
        return _Wrong(error.position, str(error))
    return None


def verify_records(
    lines: Iterable[bytes],
    checkpoints: Sequence[Checkpoint] = (),
    advance: Advance = lambda count: None,
) -> Verified:
    """The same of a log's canonical lines, mirrored elsewhere: nothing is stored beside them."""
    audit, maps, against = Audit(), MapAudit(), _Against(checkpoints)
    try:
        for line in lines:
            record = line.removesuffix(b"\n")
            audit.take(record)
            maps.take(audit.size - 1, audit.stream, audit.version, audit.topic, record)
            if not audit.inside and against.wants(audit.size):
                against.look(audit.size, audit.tree.root())
            if audit.size % _PAGE == 0:
                advance(_PAGE)
        if audit.inside:
            raise WrongRecordError(audit.size, "it is missing: an instrument does not end")
    except WrongRecordError as error:
        raise DoesNotHoldError(str(error)) from error
    against.end(audit.size)
    return Verified(audit.size, audit.instruments, audit.tree.root(), against.all)


def _hold_head(audit: Audit, stored: _Stored, against: _Against) -> None:
    root = audit.tree.root()
    if stored.head() != (audit.size, root):
        raise WrongRecordError(audit.size - 1, f"the root stored at size {audit.size} is another")
    if against.wants(audit.size):
        against.look(audit.size, root)


def _hold_end(audit: Audit, stored: _Stored) -> None:
    if audit.inside:
        raise WrongRecordError(audit.size, "it is missing: an instrument does not end")
    if stored.head() is not None or stored.node_count() != nodes_before(audit.size):
        raise WrongRecordError(audit.size, "it is missing: hashes of it are stored")
    if stored.frontier() != audit.tree:
        raise WrongRecordError(audit.size, "it is missing: the log is stored as of another size")


class _Stored:
    """What is stored, read along with the records."""

    def __init__(self, log: Log) -> None:
        self._read = log.recorder.datastore.read
        self._heads = self._paged("log_heads", "log_size", "log_size, CAST(root AS BLOB)")
        self._hash_rows = self._paged("log_hashes", "first", "first, CAST(hashes AS BLOB)")
        map_root = "CAST(substr(map_top, 1, 32) AS BLOB)"
        self._maps = self._paged("log_heads", "log_size", f"log_size, {map_root}")
        self._first, self._hashes = 0, b""

    def rows(self) -> Iterator[tuple[int, str, int, str, bytes]]:
        """The rows of the log in their order."""
        columns = "rowid, originator_id, originator_version, topic, state"
        return self._paged("stored_events", "rowid", columns)

    def rows_for_map(self) -> Iterator[tuple[int, str, int, str, bytes]]:
        """The same, of the records only those that the map is made of."""
        topics = ", ".join(f"'{topic}'" for topic in sorted({*LISTED, INSTRUMENT_TOPIC}))
        named = f"instr(state, X'{NAMES_ORDER.hex()}')"
        state = f"CASE WHEN topic IN ({topics}) OR {named} THEN state ELSE X'' END"
        columns = f"rowid, originator_id, originator_version, topic, {state}"
        return self._paged("stored_events", "rowid", columns)

    def _paged(self, table: str, key: str, columns: str) -> Iterator[Any]:
        start = -(1 << 63)  # a row before the first would be read by the ledger too
        statement = f"SELECT {columns} FROM {table} WHERE {key} >= ? ORDER BY {key} LIMIT {_PAGE}"
        while page := self._read(statement, start):
            yield from page
            start = page[-1][0] + 1

    def head(self) -> tuple[int, bytes] | None:
        """The next size and root that are stored."""
        row = next(self._heads, None)
        return None if row is None else (row[0], bytes(row[1]))

    def map_root(self) -> tuple[int, bytes] | None:
        """The next size and root of the map that are stored."""
        row = next(self._maps, None)
        return None if row is None else (row[0], bytes(row[1] or b""))

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

    def node_count(self) -> int:
        """How many nodes are stored."""
        found = self._read(
            "SELECT first + length(hashes) / 32 FROM log_hashes ORDER BY first DESC LIMIT 1"
        )
        return int(found[0][0]) if found else 0

    def frontier(self) -> Frontier:
        """The tree to which the next record would be added."""
        found = self._read("SELECT log_size, CAST(hashes AS BLOB) FROM log_frontier")
        try:
            return Frontier.from_bytes(*found[0]) if found else Frontier()
        except ValueError:
            return Frontier(-1)
