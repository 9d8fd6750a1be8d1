"""The records of a log held against what must be so of them, and against what is stored of
their tree and map; and found again by their streams."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ...domain.audit.records import Audit, WrongRecordError
from ...domain.proof.checkpoint import Checkpoint
from ...domain.proof.tree import nodes_before
from ..storage.ports import StoredLog
from .against import Against, LedgerDoesNotHoldError
from .maps_held import HeldMaps
from .stored_nodes import StoredNodes

Advance = Callable[[int], None]


@dataclass(frozen=True, slots=True, order=True)
class Wrong:
    """What does not hold, and at which record that comes to light."""

    position: int
    said: str = field(compare=False)


@dataclass(slots=True)
class HeldRecords:
    """What was found to hold: the audit at its end, and where each record stands."""

    audit: Audit
    streams: list[str] = field(default_factory=list[str])
    versions: array[int] = field(default_factory=lambda: array("q"))


def records_held(
    every: StoredLog, checkpoints: Sequence[Checkpoint], advance: Advance
) -> HeldRecords | Wrong:
    """Whether each record is what and where it must be, and all that is stored of the tree and of
    the map, and the checkpoints, are of these records."""
    audit = Audit()
    held = HeldRecords(audit)
    try:
        _hold_all(every, held, Against(checkpoints), advance)
    except WrongRecordError as error:
        return Wrong(error.position, str(error))
    except LedgerDoesNotHoldError as error:
        return Wrong(audit.size, str(error))
    return held


def _hold_all(every: StoredLog, held: HeldRecords, against: Against, advance: Advance) -> None:
    audit = held.audit
    nodes, maps, take = _Nodes(every, audit), HeldMaps(every, audit), audit.take
    stands_in, stands_as, take_change = held.streams.append, held.versions.append, maps.take
    try:
        for page in every.rows():
            advance(len(page))
            for rowid, stream, version, topic, record in page:
                if rowid != audit.size + 1:
                    said = "it is missing" if rowid > audit.size else "it was added"
                    raise WrongRecordError(audit.size, said)
                take(record)
                if (version, topic, stream) != (audit.version, audit.topic, audit.stream):
                    raise _stands_elsewhere(audit, stream, version, topic)
                stands_in(audit.stream)
                stands_as(version)
                if audit.inside:
                    take_change()
                    continue
                nodes.hold()
                maps.hold()
                if against.wants(audit.size):
                    against.look(audit.size, audit.tree.root())
    except WrongRecordError:
        nodes.hold()  # what is wrong with one before it comes first
        raise
    beyond = maps.end()
    _hold_end(audit, every)
    against.end(audit.size)
    if beyond:
        raise beyond


def _stands_elsewhere(audit: Audit, stream: str, version: int, topic: str) -> WrongRecordError:
    return WrongRecordError(
        audit.size - 1,
        f"it stands as number {version} of {stream}, as {topic}; by the records it is "
        f"number {audit.version} of {audit.stream}, {audit.topic}",
    )


class _Nodes:
    """The nodes that are stored, held against those of the records."""

    def __init__(self, every: StoredLog, audit: Audit) -> None:
        self._stored = StoredNodes(every)
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
            said = "its bytes, or some before it, are not what was hashed (log_hashes)"
            raise WrongRecordError(wrong, said)
        self._held = size


def _hold_end(audit: Audit, every: StoredLog) -> None:
    if audit.inside:
        raise WrongRecordError(audit.size, "it is missing: an instrument does not end")
    if every.node_count() != nodes_before(audit.size):
        raise WrongRecordError(audit.size, "it is missing: hashes of it are stored (log_hashes)")
    if every.frontier() != audit.tree:
        raise WrongRecordError(
            audit.size, "it is missing: the log is stored as of another size (log_frontier)"
        )


def found_by_stream(every: StoredLog, held: HeldRecords) -> list[str]:
    """The first record that is not found where it stands when it is looked for by its stream."""
    size, streams, versions = held.audit.size, held.streams, held.versions
    seen = bytearray(size)
    for page in every.by_stream():
        for stream, version, number in page:
            if not 0 < number <= size or seen[number - 1]:
                return [f"stored_events by stream, {stream} {version}: there is no such record"]
            if streams[number - 1] != stream or versions[number - 1] != version:
                return [f"stored_events by stream, {stream} {version}: another record is found"]
            seen[number - 1] = 1
    missing = seen.find(0)
    if missing < 0:
        return []
    which = f"{streams[missing]} {versions[missing]}"
    return [f"stored_events by stream, {which}: record {missing} is not found"]
