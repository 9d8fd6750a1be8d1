"""The rows of a ledger's log."""

from __future__ import annotations

from typing import Any

from builders import Case


def log_rows(case: Case) -> list[Any]:
    with case.ledger.store.stored() as stored:
        return [*stored.rows(), *stored.heads(), stored.frontier()]
