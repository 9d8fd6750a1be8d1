"""Files in several parts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from shipments import read

Json = dict[str, Any]


def parquet(path: Path, rows: list[Json], group: int) -> Path:
    """A file of Parquet with so many rows a row group."""
    names = list(rows[0])
    table = pa.table({name: pa.array([row.get(name) for row in rows]) for name in names})
    pq.write_table(table, path, row_group_size=group)
    return path


def rows_of(folder: Path) -> list[Json]:
    """The rows of all parts, in the order of their names."""
    return [row for part in sorted(folder.glob("part-*")) for row in read(part)]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())
