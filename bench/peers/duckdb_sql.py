"""DuckDB: each rule a bit, each value of a field the bits of the rules that it falls under.

A transaction falls under the rules whose bits are in all of its masks. Rules of one licence are
few, so the bits of a licence fit into one number; what is left is six joins with small tables.
"""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

Json = dict[str, Any]
FIELDS = ("activity", "goods", "origin", "destination", "programme")
_BITS = 64
_EPOCH = 719_163
"""1 January 1970, as Python counts days."""
_ASKED = """
SELECT coalesce((d.mask & a.mask & g.mask & o.mask & e.mask & p.mask & l.forbids) = 0
            AND (d.mask & a.mask & g.mask & o.mask & e.mask & p.mask & l.permits) <> 0, false)
FROM {rows} AS r
LEFT JOIN licences AS l ON l.licence = r.licence
ASOF LEFT JOIN days AS d ON d.licence = r.licence AND r.date >= d.begins
LEFT JOIN activity AS a ON a.licence = r.licence AND a.value = r.activity
LEFT JOIN goods AS g ON g.licence = r.licence AND g.value = r.goods
LEFT JOIN origin AS o ON o.licence = r.licence AND o.value = r.origin
LEFT JOIN destination AS e ON e.licence = r.licence AND e.value = r.destination
LEFT JOIN programme AS p ON p.licence = r.licence AND p.value = r.programme
ORDER BY r.number
"""
_ONE = _ASKED.format(
    rows="(SELECT 0 AS number, $licence AS licence, $date::DATE AS date, $activity AS activity,"
    " $goods AS goods, $origin AS origin, $destination AS destination, $programme AS programme)"
)


class Engine:
    """The masks as tables of a database in memory."""

    rows = 1_000_000

    def __init__(self, table: Json) -> None:
        self.connection = duckdb.connect()
        self.connection.execute("SET threads = 2")
        masks: dict[str, list[tuple[Any, ...]]] = {name: [] for name in ("days", *FIELDS)}
        effects = []
        for licence in table["licences"]:
            own = [one for one in table["rules"] if one["licence"] in (None, licence)]
            if len(own) > _BITS:
                raise ValueError(f"{licence} has more than {_BITS} rules")
            permits = [one["effect"] == "permit" for one in own]
            effects.append((licence, _bits(permits), _bits([not one for one in permits])))
            for day in sorted({0, *(d for one in own for d in (one["begins"], one["ends"]))}):
                holds = _bits([one["begins"] <= day < one["ends"] for one in own])
                masks["days"].append((licence, day - _EPOCH, holds))
            for field in FIELDS:
                for value in table["values"][field]:
                    named = [one[field] is None or value in one[field] for one in own]
                    masks[field].append((licence, value, _bits(named)))
        self._table("licences", effects, ("licence", "permits", "forbids"))
        for name, rows in masks.items():
            columns = ("licence", "begins" if name == "days" else "value", "mask")
            self._table(name, rows, columns)

    def _table(self, name: str, rows: list[tuple[Any, ...]], columns: tuple[str, ...]) -> None:
        found = pa.table(dict(zip(columns, map(list, zip(*rows, strict=True)), strict=True)))
        for place, column in enumerate(columns):
            if column in ("mask", "permits", "forbids"):
                found = found.set_column(place, column, found[column].cast(pa.uint64()))
            elif column == "begins":
                found = found.set_column(
                    place, column, found[column].cast(pa.int32()).cast(pa.date32())
                )
        self.connection.execute(f"CREATE TABLE {name} AS SELECT * FROM found")

    def load(self, rows: pa.Table) -> str:
        """The transactions as a table of the database."""
        numbered = rows.append_column("number", pa.array(np.arange(rows.num_rows)))
        assert numbered.num_rows == rows.num_rows
        self.connection.execute("CREATE OR REPLACE TABLE asked AS SELECT * FROM numbered")
        return "asked"

    def judge(self, rows: str) -> np.ndarray:
        """Whether each is covered."""
        found = self.connection.execute(_ASKED.format(rows=rows)).fetchnumpy()
        answers: np.ndarray = np.asarray(next(iter(found.values())), dtype=bool)
        return answers

    def one(self, transaction: Json) -> bool:
        """Whether one transaction is covered, by the same query with parameters."""
        found = self.connection.execute(_ONE, transaction).fetchone()
        return bool(found and found[0])


def _bits(holds: list[bool]) -> int:
    return sum(1 << place for place, one in enumerate(holds) if one)
