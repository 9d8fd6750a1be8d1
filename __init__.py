"""A ledger of regulatory change: export-control licences, on any day, as known on any day."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .api.library.opened import OpenLedger


def open(address: str | None = None) -> OpenLedger:
    """A ledger to be asked: the built-in record; a ledger's file or address; or a server's.

    Nothing is given: the built-in record of this release, in memory. `ledger.db`,
    `sqlite:///ledger.db`, `postgresql://…`: the ledger that is kept there, which is only read.
    `https://…`: a server. Close it, or use it as a context. Nothing is loaded before it is called.

    >>> import licence_ledger
    >>> with licence_ledger.open() as ledger:
    ...     ledger.licence("NL007", valid_on="2018-01-01").status
    'in_force'
    """
    from .api.library.opening import opened_at

    return opened_at(address)
