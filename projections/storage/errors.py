"""What is told when the ledger's file cannot be used, or proves that it was changed."""

from __future__ import annotations

from ...domain.faults import LedgerError


class LedgerFileError(LedgerError):
    """A ledger's file cannot be opened, read or written."""

    title = "The ledger's file cannot be used"


class EarlierFormatError(LedgerFileError):
    """A ledger's file has an earlier format, and must be copied into a new ledger."""


class LedgerDatabaseError(LedgerFileError):
    """A ledger's database cannot be reached, opened, read or written."""

    title = "The ledger's database cannot be used"


def damaged(what: str) -> LedgerFileError:
    """The error for stored hashes that do not lead where they must."""
    return LedgerFileError(
        f"the stored hashes do not prove {what}: the ledger's file was changed or is damaged; "
        "see what licence-ledger verify says, and restore it from a backup"
    )


def not_there(what: str) -> LedgerFileError:
    """The error for what must stand recorded, by something else that does, and is not there."""
    return LedgerFileError(
        f"{what} is not there, though the ledger's file says that it was recorded: the file was "
        "changed or is damaged; see what licence-ledger verify says, and restore it from a backup"
    )


def not_whole(what: str) -> LedgerFileError:
    """The error for what is looked up and is not what the log commits to."""
    return LedgerFileError(
        f"{what} is not what the log commits to: the ledger's file was changed or is damaged, and "
        "nothing is answered from it; see what licence-ledger verify says, and make what follows "
        "from the log anew with licence-ledger rebuild"
    )


def unknown_topic(topic: str) -> LedgerFileError:
    """The error for a record of a kind that this release does not know."""
    return LedgerFileError(
        f"the ledger holds a record of the kind `{topic}`, which this release does not know; "
        "it was written by a newer release: use that one"
    )
