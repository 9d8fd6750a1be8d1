"""Where a ledger is kept, from its address, and the clock it is opened with."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from ..domain.faults import LedgerError
from ..projections.ledger import Ledger, open_ledger
from ..projections.storage.log import Log, open_log

DEFAULT = "sqlite:///ledger.db"
_AMSTERDAM = ZoneInfo("Europe/Amsterdam")


class AddressError(LedgerError):
    """The address of a ledger cannot be understood, or not by this release."""

    title = "No such kind of ledger"


class NoLedgerError(LedgerError):
    """There is no ledger at an address that is to be read."""

    title = "There is no ledger"


def today() -> date:
    """The calendar day in Europe/Amsterdam."""
    return datetime.now(_AMSTERDAM).date()


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def path_of(address: str) -> str:
    """The file that `sqlite:///folder/ledger.db` names (`sqlite:////folder/…` from the root).

    `sqlite://` alone is a ledger in memory, gone when it is closed.
    """
    if address == "sqlite://":
        return ":memory:"
    if address.startswith("sqlite:///") and len(address) > len("sqlite:///"):
        return address.removeprefix("sqlite:///")
    if address.startswith(("postgresql://", "postgres://")):
        raise AddressError(
            "this release keeps ledgers in SQLite files only; give sqlite:///path/ledger.db"
        )
    raise AddressError(f"`{address}` is no address of a ledger; give sqlite:///path/ledger.db")


def ledger_at(address: str, *, must_exist: bool = False) -> Ledger:
    """The ledger at an address, made if there is none unless it `must_exist`."""
    path = path_of(address)
    if must_exist:
        _must_exist(path, address)
    return open_ledger(path, today, now)


def log_at(address: str) -> Log:
    """The log at an address, of which nothing is read yet; it must be there."""
    path = path_of(address)
    _must_exist(path, address)
    return open_log(path)


def _must_exist(path: str, address: str) -> None:
    if path != ":memory:" and not Path(path).exists():
        raise NoLedgerError(
            f"there is no ledger at {path}; make one with the built-in record: "
            f"licence-ledger record --built-in --database {address}"
        )
