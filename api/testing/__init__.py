"""The law in the tests of other systems: ledgers in memory, verdicts that explain themselves."""

from .ledger import Day, LedgerInTests, NotRecordedError, Recordable, SeenFrom
from .verdict import Verdict

__all__ = ["Day", "LedgerInTests", "NotRecordedError", "Recordable", "SeenFrom", "Verdict"]
