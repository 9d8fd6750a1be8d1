"""The rows of a ledger's log."""

from __future__ import annotations

from typing import Any

from builders import Case


def _rows(case: Case) -> list[Any]:
    recorder = case.ledger.log.recorder
    with recorder.datastore.transaction(commit=False) as cursor:
        found = []
        for table in ("stored_events", "log_heads", "log_frontier"):
            cursor.execute(f"SELECT * FROM {table}")
            found.append([tuple(row) for row in cursor.fetchall()])
    return found
