"""A ledger's records, held in memory."""

from __future__ import annotations

from builders import Case
from licence_ledger.domain.history.in_memory import InMemorySource
from licence_ledger.domain.history.instruments import Instrument
from licence_ledger.projections.storage.records import read_row


def replayed(case: Case) -> InMemorySource:
    """A book in memory, filled from the stored events one after the other."""
    book = InMemorySource()
    for row in case.ledger.log.rows_after(0):
        record = read_row(row)
        if isinstance(record, Instrument):
            book.add_instrument(record)
        else:
            book.add_change(record)
    return book
