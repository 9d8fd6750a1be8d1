"""What `eventsourcing` asks of a recorder, answered by any store; the root kept in step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from eventsourcing.persistence import (
    ApplicationRecorder,
    Notification,
    StoredEvent,
    Subscription,
)

from ...domain.history.topics import INSTRUMENT_TOPIC
from ...domain.proof.tree import Frontier, leaf_hash, place_of
from .errors import damaged
from .ports import EMPTY_HEAD, Addition, EventsBeside, LogHead, MapParts, Row, Store


class LogRecorder(ApplicationRecorder):
    """Appends events and, together with them, the root of the log after them."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self._frontier = Frontier()
        self._stands_at = EMPTY_HEAD

    def append(
        self,
        events: Sequence[StoredEvent],
        judged_at: LogHead,
        maps: MapParts,
        beside: EventsBeside | None = None,
    ) -> Sequence[LogHead]:
        """Put events at the end of the log; its heads at the ends of their instruments."""
        frontier = self._frontier_at(judged_at)
        heads: list[tuple[int, bytes, bytes]] = []
        completed, tops = bytearray(), iter(maps.tops)
        for event in events:
            completed += frontier.add(leaf_hash(event.state))
            if event.topic == INSTRUMENT_TOPIC:
                heads.append((frontier.size, frontier.root(), next(tops)))
        rows = [
            Row(place, str(one.originator_id), one.originator_version, one.topic, one.state)
            for place, one in enumerate(events, judged_at.size)
        ]
        nodes = bytes(completed)
        more = Addition(judged_at, rows, heads, nodes, maps.rows, frontier, maps.begun, beside)
        self._store.append(more)
        ends = [LogHead(size, root) for size, root, _ in heads]
        self._frontier, self._stands_at = frontier, ends[-1]
        return ends

    def _frontier_at(self, head: LogHead) -> Frontier:
        """The tree at a head, to be grown: as it was left, or made of the stored nodes."""
        if self._stands_at == head:
            return Frontier(head.size, list(self._frontier.hashes))
        found = Frontier(head.size)
        for level in reversed(range(head.size.bit_length())):
            if head.size >> level & 1:
                place = place_of(level, (head.size >> level) - 1)
                found.hashes.append(self._store.node(place) or b"")
        if found.root() != head.root:
            raise damaged(f"the root at size {head.size}")
        return found

    # -- as the library asks ---------------------------------------------------------

    def insert_events(
        self, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        """Append events; `judged_at` and `maps` are named beside them."""
        self.append(stored_events, kwargs["judged_at"], kwargs["maps"])
        first = kwargs["judged_at"].size + 1
        return range(first, first + len(stored_events))

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """The events of one stream."""
        rows = self._store.rows_of([str(originator_id)], self._store.head().size)
        found = [
            StoredEvent(
                originator_id=row.stream,
                originator_version=row.version,
                topic=row.topic,
                state=row.record,
            )
            for row in rows
            if (gt is None or row.version > gt) and (lte is None or row.version <= lte)
        ]
        return (found[::-1] if desc else found)[:limit]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """The events from a number on, at most so many."""
        first = 0 if start is None else start - inclusive_of_start
        end = min(self._store.head().size, first + limit, stop or first + limit)
        return [
            Notification(
                id=row.position + 1,
                originator_id=row.stream,
                originator_version=row.version,
                topic=row.topic,
                state=row.record,
            )
            for row in self._store.rows_between(first, end)
            if not topics or row.topic in topics
        ]

    def max_notification_id(self) -> int | None:
        """The number of the last event."""
        return self._store.head().size or None

    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> Subscription[ApplicationRecorder]:
        """Nothing: whoever follows the log asks the store for its head."""
        raise NotImplementedError("ask the store for its head")
