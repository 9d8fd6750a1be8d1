"""The built-in record, opened once for all tests of the library."""

from __future__ import annotations

from collections.abc import Iterator

import licence_ledger
import pytest
from licence_ledger.api.library.opened import OpenLedger


@pytest.fixture(scope="package")
def opened_record() -> Iterator[OpenLedger]:
    """The built-in record, as `licence_ledger.open()` opens it."""
    with licence_ledger.open() as ledger:
        yield ledger
