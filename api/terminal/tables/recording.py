"""What recording came to, why an instrument was refused, and the packs there are to record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ....domain.faults import Fault
from .layout import AnswerTable, Shown, stacked
from .texts import joined, text

_STYLES = {"recorded": "green", "refused": "red"}


def recordings_shown(rows: Sequence[tuple[str, str, str]]) -> Shown:
    """What recording came to, an instrument a row."""
    table = AnswerTable("instrument", "", "log size")
    for name, outcome, size in rows:
        table.add(name, text(outcome, _STYLES.get(outcome, "")), size)
    return table


def faults_shown(where: str, found: Sequence[Fault]) -> Shown:
    """Why an instrument was refused: every fault with its place."""
    table = AnswerTable("code", "at", "what to do")
    for fault in found:
        table.add(text(fault.code, "red"), fault.pointer or "/", fault.detail)
    heading = joined((where, "bold"), " was refused; nothing of it was recorded")
    return stacked(heading, table)


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
