"""Faults of rows by kind: what is wrong with many rows is seldom many things."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

_CODE = re.compile(r"([a-z]+(?:_[a-z]+)*): ")
UNREADABLE = "unreadable"
"""The kind of a row that holds no transaction at all."""
UNCOUNTED = "more_faults"
"""The kind of rows whose faults were too many different ones to be kept apart."""


@dataclass(slots=True)
class FaultKind:
    """One kind of fault: how many rows have it, in how many wordings, and the first that does."""

    kind: str
    rows: int = 0
    different: int = 0
    first_row: int | None = None


def fault_kind(error: str) -> str:
    """The kind of what is wrong with a row: the code of its first fault."""
    found = _CODE.match(error)
    return found[1] if found else UNREADABLE


def fault_kinds(
    faults: Mapping[str, int], first_rows: Mapping[str, int], errors: int
) -> list[dict[str, Any]]:
    """The kinds of faults, those of most rows first; rows whose fault was not kept are one more."""
    kinds: dict[str, FaultKind] = {}
    for error, rows in faults.items():
        one = kinds.setdefault(fault_kind(error), FaultKind(fault_kind(error)))
        one.rows += rows
        one.different += 1
        firsts = [row for row in (one.first_row, first_rows.get(error)) if row is not None]
        one.first_row = min(firsts, default=None)
    if (left := errors - sum(faults.values())) > 0:
        kinds[UNCOUNTED] = FaultKind(UNCOUNTED, left)
    return [asdict(one) for one in sorted(kinds.values(), key=lambda one: (-one.rows, one.kind))]
