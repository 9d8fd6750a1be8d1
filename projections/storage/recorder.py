"""The application of `eventsourcing` that saves events, and what it asks of a recorder, answered
by any store; the root kept in step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import (
    ApplicationRecorder,
    InfrastructureFactory,
    JSONTranscoder,
    Mapper,
    Notification,
    StoredEvent,
    Subscription,
    Transcoder,
)
from eventsourcing.popo import POPOFactory
from eventsourcing.utils import Environment, EnvType

from ...domain.history.topics import INSTRUMENT_TOPIC
from ...domain.proof.tree import Frontier, leaf_hash, place_of
from ...domain.recording.events import EVENTS, Event, NewEvent, canonical
from .errors import damaged, unknown_topic
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
        rows: Sequence[Row],
        judged_at: LogHead,
        maps: MapParts,
        beside: EventsBeside | None = None,
    ) -> Sequence[LogHead]:
        """Put events at the end of the log, as their rows; its heads at the ends of their
        instruments."""
        frontier = self._frontier_at(judged_at)
        heads: list[tuple[int, bytes, bytes]] = []
        completed, leaves, tops = bytearray(), list[bytes](), iter(maps.tops)
        for row in rows:
            leaves.append(leaf_hash(row.record))
            if row.topic == INSTRUMENT_TOPIC:
                completed += frontier.add_all(leaves)
                leaves.clear()
                heads.append((frontier.size, frontier.root(), next(tops)))
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
        rows = [
            Row(place, str(one.originator_id), one.originator_version, one.topic, one.state)
            for place, one in enumerate(stored_events, kwargs["judged_at"].size)
        ]
        self.append(rows, kwargs["judged_at"], kwargs["maps"])
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


_TOPICS: dict[type[Any], str] = {event: topic for topic, event in EVENTS.items()}


def _topic_of(kind: type[Any]) -> str:
    topic = _TOPICS.get(kind)
    if topic is None:
        raise TypeError(f"{kind.__name__} is no event of a ledger")
    return topic


class EventMapper(Mapper[str]):
    """Between events and the bytes that are stored, by declared names only.

    The library's own mapper resolves whatever class a row names; this one knows the closed
    registry `EVENTS`.
    """

    def to_row(self, event: NewEvent, position: int) -> Row:
        """The row of an event at a position of the log."""
        kind, stream, version, said = event
        fields = (position, stream, version, _topic_of(kind), canonical(said))
        return tuple.__new__(Row, fields)  # as `Row(*fields)`, in half the time

    def to_stored_event(self, domain_event: DomainEventProtocol[str]) -> StoredEvent:
        topic, event = _topic_of(type(domain_event)), cast("Event", domain_event)
        return StoredEvent(event.originator_id, event.originator_version, topic, event.record)

    def to_domain_event(self, stored_event: StoredEvent) -> DomainEventProtocol[str]:
        event = EVENTS.get(stored_event.topic)
        if event is None:
            raise unknown_topic(stored_event.topic)
        return event.read(
            str(stored_event.originator_id), stored_event.originator_version, stored_event.state
        )


class EventApplication(Application[str]):
    """The event-sourced application: saves an instrument's events whole, or not at all."""

    recorder: LogRecorder
    mapper: EventMapper

    def __init__(self, store: Store) -> None:
        self.store = store
        super().__init__()

    def append(
        self,
        events: Sequence[NewEvent],
        judged_at: LogHead,
        maps: MapParts,
        beside: EventsBeside | None,
    ) -> Sequence[LogHead]:
        """Save events as `Log.append()` says."""
        to_row = self.mapper.to_row
        rows = list(map(to_row, events, range(judged_at.size, judged_at.size + len(events))))
        return self.recorder.append(rows, judged_at, maps, beside)

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """Only what the ledger sets: the user's own environment is not the library's."""
        return Environment(name, {})

    def construct_factory(self, env: Environment) -> InfrastructureFactory[Any]:
        return POPOFactory(env)  # of it nothing is used: recorder and mapper are the log's own

    def construct_recorder(self) -> LogRecorder:
        return LogRecorder(self.store)

    def construct_transcoder(self) -> Transcoder:
        return JSONTranscoder()  # never used: the mapper has its own bytes

    def construct_mapper(self) -> EventMapper:
        return EventMapper(self.construct_transcoder())
