"""The built-in record, as the stories that it tells are asked of it."""

from __future__ import annotations

import pytest
from licence_ledger.projections.ledger import open_ledger
from licence_ledger.projections.register.timelines import Timelines
from record_files import instruments_of
from record_questions import NOW, RECORD, TODAY


@pytest.fixture(scope="session")
def register() -> Timelines:
    """The register over the built-in record."""
    ledger = open_ledger(":memory:", lambda: TODAY, lambda: NOW)
    for found in instruments_of(RECORD):
        ledger.record(found.content, "built-in")
    return Timelines(ledger)
