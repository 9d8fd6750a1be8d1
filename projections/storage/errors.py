"""What is told when the ledger's file cannot be used, or proves that it was changed."""

from __future__ import annotations

from ...domain.faults import LedgerError


class LedgerFileError(LedgerError):
    """A ledger's file cannot be opened, read or written."""

    title = "The ledger's file cannot be used"


def damaged(what: str) -> LedgerFileError:
    """The error for stored hashes that do not lead where they must."""
    return LedgerFileError(
        f"the stored hashes do not prove {what}: the ledger's file was changed or is damaged; "
        "see what licence-ledger verify says, and restore it from a backup"
    )
