"""The log: events written through `eventsourcing` into a store, serialised, with their root.

An instrument's events are saved in one transaction or not at all, and only if the head they
were judged against is still the log's: of two writers the second has to judge again. The
Merkle root is kept with them, as a frontier; nothing is computed again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

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

from .errors import LedgerFileError, unknown_topic
from .ports import EventsBeside, LogHead, MapParts, Row, Store
from .postgresql.address import is_postgresql
from .recorder import LogRecorder
from .sqlite.opening import in_file, in_memory

if TYPE_CHECKING:
    from ...domain.recording.events import Event

IN_MEMORY = ":memory:"
_PAGE = 5_000


class EventMapper(Mapper[str]):
    """Between events and the bytes that are stored, by declared names only.

    The library's own mapper resolves whatever class a row names; this one knows the closed
    registry `EVENTS`.
    """

    def to_stored_event(self, domain_event: DomainEventProtocol[str]) -> StoredEvent:
        from ...domain.recording.events import Event  # for those who record

        if not isinstance(domain_event, Event):
            raise TypeError(f"{type(domain_event).__name__} is no event of a ledger")
        return StoredEvent(
            originator_id=domain_event.originator_id,
            originator_version=domain_event.originator_version,
            topic=domain_event.topic(),
            state=domain_event.record,
        )

    def to_domain_event(self, stored_event: StoredEvent) -> DomainEventProtocol[str]:
        from ...domain.recording.events import EVENTS

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
    """The store at an address: a schema of PostgreSQL (`postgresql://…`), a SQLite file (each made
    if there is none, unless it is `read_only`), or memory (`:memory:`).

    `LedgerFileError` if it cannot be used, is another program's, or a newer ledger's.
    """
    if is_postgresql(database):
        found: Store = _postgresql().in_schema(database, read_only)
        return found
    return in_memory() if database == IN_MEMORY else in_file(Path(database), read_only)


def _postgresql(what: str = "opening") -> ModuleType:
    """The module of the room for PostgreSQL that opens ledgers, or another of its. The driver is
    loaded only where it is used: it comes with an extra of the package."""
    try:
        return import_module(f".postgresql.{what}", __package__)
    except ImportError as error:
        raise LedgerFileError(
            "for a ledger in PostgreSQL install its driver: pip install "
            f"'licence-ledger[postgresql]' ({error})"
        ) from error


def is_there(database: str) -> bool:
    """Whether there is a ledger at an address that can be opened; one in memory always is."""
    if is_postgresql(database):
        return bool(_postgresql().is_in_schema(database))
    return database == IN_MEMORY or Path(database).exists()


def tables_made(address: str) -> bool:
    """Make the tables of a ledger in PostgreSQL; whether they were not there."""
    return bool(_postgresql().made_in_schema(address))


def rights_granted(address: str, role: str, reads_only: bool) -> tuple[str, ...]:
    """Let a role of the database read a ledger, and add to it unless it `reads_only`; the rights
    that it has then."""
    return tuple(_postgresql("rights").granted_in_schema(address, role, reads_only))


def open_log(database: str, read_only: bool = False) -> Log:
    """The log in a store of its own; it is closed with the log."""
    return Log(open_store(database, read_only))
