"""The packs that there are, as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .layout import AnswerTable, Shown


def packs_shown(rows: Sequence[Mapping[str, Any]]) -> Shown:
    """Packs, one a row: whose law each is, and how much of it the ledger holds."""
    table = AnswerTable("pack", "law of", "names", "days", "from", "instruments", "in the ledger")
    for one in rows:
        number = one["recorded"]
        table.add(
            *(one["pack"], one["jurisdiction"], one["names"], one["days"], one["from"]),
            *(str(one["instruments"]), "no ledger" if number is None else str(number)),
        )
    return table
