"""A ledger opened, wherever it is: the built-in record, a file, a database, a server."""

from __future__ import annotations

from functools import cache

from ...projections.copying import Snapshot, begin_with, snapshot
from ...projections.ledger import open_ledger
from ...projections.storage.log import IN_MEMORY
from .. import databases
from ..files.built_in import begin
from .every_question import EveryQuestion
from .on_a_server import OnAServer
from .opened import OpenLedger

_SERVERS = ("http://", "https://")


def opened_at(address: str | None = None) -> OpenLedger:
    """The ledger at an address; without one the built-in record, in memory.

    A server's is its `https://…`; a ledger in PostgreSQL has its `postgresql://…`; anything else is
    a file, by its path or as `sqlite:///…`. It is there, and only read: `NoLedgerError`.
    """
    if address is None:
        return OpenLedger(_built_in_record(), "the built-in record")
    if address.startswith(_SERVERS):
        return OpenLedger(OnAServer(address), address.rstrip("/"))
    named = address if "://" in address else f"sqlite:///{address}"
    ledger = databases.ledger_at(named, must_exist=True, read_only=True)
    return OpenLedger(EveryQuestion(ledger), databases.place_shown(named))


def _built_in_record() -> EveryQuestion:
    ledger = open_ledger(IN_MEMORY, databases.today, databases.now)
    begin_with(ledger, _recorded_once())
    return EveryQuestion(ledger)


@cache
def _recorded_once() -> Snapshot:
    """The log that this release begins with, judged once in a process."""
    ledger = open_ledger(IN_MEMORY, databases.today, databases.now)
    begin(ledger)
    taken = snapshot(ledger)
    ledger.close()
    return taken
