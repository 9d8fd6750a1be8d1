"""Transactions as plain Python has them, for engines that are asked one at a time."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa

Json = dict[str, Any]
FIELDS = ("activity", "goods", "origin", "destination", "programme")
_EPOCH = date(1970, 1, 1).toordinal()


def days_of(rows: pa.Table) -> list[int]:
    """The day of each, as `date.toordinal()` counts."""
    since = rows["date"].cast(pa.int32())
    return [int(one) + _EPOCH for one in since.to_numpy()]


def said(rows: pa.Table) -> list[tuple[Any, ...]]:
    """The licence of each, its day, and what it says of each field."""
    columns = [rows[name].to_pylist() for name in ("licence", *FIELDS)]
    return list(zip(columns[0], days_of(rows), *columns[1:], strict=True))


def contexts(rows: pa.Table) -> list[tuple[str, Json]]:
    """The licence of each, and all else as an object of JSON."""
    return [
        (licence, {"day": day, **dict(zip(FIELDS, fields, strict=True))})
        for licence, day, *fields in said(rows)
    ]


def context(transaction: Json) -> Json:
    """The same of one transaction as it is handed in."""
    day = date.fromisoformat(transaction["date"]).toordinal()
    return {"day": day, **{field: transaction[field] for field in FIELDS}}
