"""The built-in record: the instruments this release ships, and what a ledger lacks of them."""

from __future__ import annotations

from pathlib import Path

from ...domain.faults import OtherContentError
from ...projections.ledger import Ledger
from .instruments import FoundInstrument, instruments_in

RECORD_FOLDER = Path(__file__).parents[2] / "record"
RECORDER = "built-in record"


def built_in() -> list[FoundInstrument]:
    """The instruments of the built-in record, in the order of recording."""
    return list(instruments_in(RECORD_FOLDER))


def lacking(ledger: Ledger) -> list[FoundInstrument]:
    """What a ledger does not have of the built-in record, in the order of recording."""
    with ledger.reading() as book:
        head = book.head()
        return [
            found
            for found in built_in()
            if head.recorded_instrument(found.content["instrument"]) is None
        ]


def record_lacking(ledger: Ledger) -> int:
    """Record what is lacking; how many instruments that were.

    An instrument that somebody recorded under the same id with other content stays theirs.
    """
    count = 0
    for found in lacking(ledger):
        try:
            count += not ledger.record(found.content, RECORDER).already
        except OtherContentError:
            continue
    return count
