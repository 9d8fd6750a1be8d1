"""The law in the tests of other systems: ledgers in memory, verdicts that explain themselves."""

from ..library.given import Day
from .ledger import LedgerInTests, NotRecordedError, Recordable, SeenFrom
from .verdict import Verdict

__all__ = ["Day", "LedgerInTests", "NotRecordedError", "Recordable", "SeenFrom", "Verdict"]
