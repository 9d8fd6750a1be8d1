"""Where a ledger is kept, from its address, and the clock it is opened with."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from ..domain.faults import LedgerError
from ..projections.clock import AMSTERDAM
from ..projections.ledger import Ledger, open_ledger
from ..projections.storage.log import IN_MEMORY, Log, is_there, open_log
from ..projections.storage.postgresql.address import is_postgresql, without_password

DEFAULT = "sqlite:///ledger.db"


class AddressError(LedgerError):
    """The address of a ledger cannot be understood, or not by this release."""

    title = "No such kind of ledger"


class NoLedgerError(LedgerError):
    """There is no ledger at an address that is to be read."""

    title = "There is no ledger"


def today() -> date:
    """The calendar day in Europe/Amsterdam."""
    return datetime.now(AMSTERDAM).date()


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def path_of(address: str) -> str:
    """The file that `sqlite:///folder/ledger.db` names (`sqlite:////folder/…` from the root); the
    address of a ledger in PostgreSQL as it is.

    `sqlite://` alone is a ledger in memory, gone when it is closed.
    """
    if is_postgresql(address):
        return address
    if address == "sqlite://":
        return IN_MEMORY
    if address.startswith("sqlite:///") and len(address) > len("sqlite:///"):
        return address.removeprefix("sqlite:///")
    raise AddressError(
        f"`{address}` is no address of a ledger; give sqlite:///path/ledger.db, or "
        "postgresql://user@host/database"
    )


def place_shown(address: str) -> str:
    """Where a ledger is, as it may be shown: a file's name, or an address without its password."""
    return without_password(path_of(address))


def key_beside(address: str) -> Path | None:
    """Where the key of a ledger's file is kept if nothing else is said; None for one in memory,
    or in PostgreSQL: there is no file that it could be beside."""
    from ..projections.proof.keys import key_file_beside  # for those who sign

    path = path_of(address)
    return None if path == IN_MEMORY or is_postgresql(path) else key_file_beside(path)


def key_file_of(address: str, key: Path | None) -> Path:
    """The file of a ledger's key: the one that is named, or the one beside it; `KeyFileError`
    where neither is."""
    from ..projections.proof.keys import KeyFileError

    found = key or key_beside(address)
    if found is None:
        raise KeyFileError(
            f"{place_shown(address)} has no file that a key could be kept beside: name the key's "
            "file with --key or LEDGER_KEY"
        )
    return found


def source_of(named: str) -> str:
    """The ledger that is named by a file or an address, which must be there."""
    has_scheme = named.startswith("sqlite://") or is_postgresql(named)
    path = path_of(named) if has_scheme else named
    if not is_there(path) or Path(path).is_dir():
        raise NoLedgerError(f"there is no ledger at {without_password(named)} to copy from")
    return path


def ledger_at(address: str, *, must_exist: bool = False, read_only: bool = False) -> Ledger:
    """The ledger at an address, made if there is none unless it `must_exist`. One that is opened
    `read_only` follows what others record."""
    path = path_of(address)
    if must_exist:
        _must_exist(path, address)
    return open_ledger(path, today, now, read_only)


def log_at(address: str) -> Log:
    """The log at an address, of which nothing is read yet; it must be there."""
    path = path_of(address)
    _must_exist(path, address)
    return open_log(path)


def _must_exist(path: str, address: str) -> None:
    if not is_there(path):
        raise NoLedgerError(
            f"there is no ledger at {place_shown(address)}; make one with the built-in record: "
            f"licence-ledger record --built-in --database {without_password(address)}"
        )
