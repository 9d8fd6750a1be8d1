"""The log: events written through `eventsourcing` into a store, serialised, with their root.

An instrument's events are saved in one transaction or not at all, and only if the head they
were judged against is still the log's: of two writers the second has to judge again. The
Merkle root is kept with them, as a frontier; nothing is computed again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from eventsourcing.application import Application
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import (
    InfrastructureFactory,
    JSONTranscoder,
    Mapper,
    StoredEvent,
    Transcoder,
)
from eventsourcing.popo import POPOFactory
from eventsourcing.utils import Environment, EnvType

from ...domain.recording.events import EVENTS, Event
from .errors import unknown_topic
from .ports import EventsBeside, LogHead, MapParts, Row, Store
from .recorder import LogRecorder
from .sqlite.opening import in_file, in_memory

IN_MEMORY = ":memory:"
_PAGE = 5_000


class EventMapper(Mapper[str]):
    """Between events and the bytes that are stored, by declared names only.

    The library's own mapper resolves whatever class a row names; this one knows the closed
    registry `EVENTS`.
    """

    def to_stored_event(self, domain_event: DomainEventProtocol[str]) -> StoredEvent:
        if not isinstance(domain_event, Event):
            raise TypeError(f"{type(domain_event).__name__} is no event of a ledger")
        return StoredEvent(
            originator_id=domain_event.originator_id,
            originator_version=domain_event.originator_version,
            topic=domain_event.topic(),
            state=domain_event.record,
        )

    def to_domain_event(self, stored_event: StoredEvent) -> DomainEventProtocol[str]:
        event = EVENTS.get(stored_event.topic)
        if event is None:
            raise unknown_topic(stored_event.topic)
        return event.read(
            str(stored_event.originator_id), stored_event.originator_version, stored_event.state
        )


class Log(Application[str]):
    """The event-sourced application: saves an instrument's events whole, or not at all."""

    recorder: LogRecorder

    def __init__(self, store: Store) -> None:
        self.store = store
        super().__init__()

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """Only what the ledger sets: the user's own environment is not the library's."""
        return Environment(name, {})

    def construct_factory(self, env: Environment) -> InfrastructureFactory[Any]:
        return POPOFactory(env)  # of it nothing is used: recorder and mapper are the log's own

    def construct_recorder(self) -> LogRecorder:
        return LogRecorder(self.store)

    def construct_transcoder(self) -> Transcoder:
        return JSONTranscoder()  # never used: the mapper has its own bytes

    def construct_mapper(self) -> Mapper[str]:
        return EventMapper(self.construct_transcoder())

    def append(
        self,
        events: Sequence[Event],
        judged_at: LogHead,
        maps: MapParts,
        beside: EventsBeside | None = None,
    ) -> Sequence[LogHead]:
        """Save events judged against a head of the log; the new heads, at the instruments' ends.
        `maps` is what of the map comes with each of their instruments; `beside` is kept with them.

        `HeadMovedError` if the log has grown since; `LedgerFileError` if it cannot be written.
        """
        stored = [self.mapper.to_stored_event(event) for event in events]
        return self.recorder.append(stored, judged_at, maps, beside)

    def rows_after(self, size: int) -> Iterator[Row]:
        """Every record from position `size` on, as far as the log goes now."""
        end = self.store.head().size
        for start in range(size, end, _PAGE):
            yield from self.store.rows_between(start, min(start + _PAGE, end))

    def close(self) -> None:
        self.store.close()
        super().close()


def open_store(database: str, read_only: bool = False) -> Store:
    """The store in a SQLite file (made if there is none, unless it is `read_only`), or in memory
    (`:memory:`).

    `LedgerFileError` if the file cannot be used, is another program's, or a newer ledger's.
    """
    return in_memory() if database == IN_MEMORY else in_file(Path(database), read_only)


def open_log(database: str, read_only: bool = False) -> Log:
    """The log in a store of its own; it is closed with the log."""
    return Log(open_store(database, read_only))
