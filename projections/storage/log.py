"""The log: events written through `eventsourcing` into a store, serialised, with their root.

An instrument's events are saved in one transaction or not at all, and only if the head they
were judged against is still the log's: of two writers the second has to judge again. The
Merkle root is kept with them, as a frontier; nothing is computed again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from .errors import LedgerFileError
from .ports import EventsBeside, LogHead, MapParts, Row, Store
from .postgresql.address import is_postgresql
from .sqlite.opening import in_file, in_memory

if TYPE_CHECKING:
    from ...domain.recording.events import NewEvent
    from .recorder import EventApplication

IN_MEMORY = ":memory:"
_PAGE = 5_000


class Log:
    """A store's log: an instrument's events are saved whole, or not at all."""

    def __init__(self, store: Store) -> None:
        self.store = store

    @cached_property
    def application(self) -> EventApplication:
        """The event-sourced application that saves them. Its library is loaded when something is
        recorded: who only reads does not wait for it."""
        from .recorder import EventApplication

        return EventApplication(self.store)

    def append(
        self,
        events: Sequence[NewEvent],
        judged_at: LogHead,
        maps: MapParts,
        beside: EventsBeside | None = None,
    ) -> Sequence[LogHead]:
        """Save events judged against a head of the log; the new heads, at the instruments' ends.
        `maps` is what of the map comes with each of their instruments; `beside` is kept with them.

        `HeadMovedError` if the log has grown since; `LedgerFileError` if it cannot be written.
        """
        return self.application.append(events, judged_at, maps, beside)

    def rows_after(self, size: int) -> Iterator[Row]:
        """Every record from position `size` on, as far as the log goes now."""
        end = self.store.head().size
        for start in range(size, end, _PAGE):
            yield from self.store.rows_between(start, min(start + _PAGE, end))

    def close(self) -> None:
        self.store.close()
        if "application" in vars(self):
            self.application.close()


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
