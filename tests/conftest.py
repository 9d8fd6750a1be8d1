"""What several tests share: a ledger file with the built-in record."""

from __future__ import annotations

from pathlib import Path

import pytest
from licence_ledger.api.builtin import record_lacking
from licence_ledger.api.databases import opened


@pytest.fixture(scope="session")
def built_in_database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a ledger with the built-in record; only to be read."""
    path: Path = tmp_path_factory.mktemp("ledger") / "ledger.db"
    ledger = opened(f"sqlite:///{path}")
    record_lacking(ledger)
    ledger.close()
    return f"sqlite:///{path}"
