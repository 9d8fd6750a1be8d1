"""Files of shipments: written, judged and read back."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

Json = dict[str, Any]


F35 = {"activity": "export", "goods": "ML10", "origin": "NL", "programme": "F-35"}


SHIPMENTS: list[Json] = [
    {"shipment": "1", "date": "2024-02-25", "licence": "NL009", "destination": "IL", **F35},
    {"shipment": "2", "date": "2024-02-15", "licence": "NL009", "destination": "IL", **F35},
    {"shipment": "3", "date": "2024-02-15", "licence": None, "destination": "IL", **F35},
    {"shipment": "4", "date": "2024-02-15", "licence": "NL009", "destination": None, **F35},
    {"shipment": "5", "date": "2024-02-15", "licence": "NL009", "destination": "Israel", **F35},
    {"shipment": "6", "date": "2024-02", "licence": "NL009", "destination": "IL", **F35},
    {"shipment": "7", "date": "2024-02-15", "licence": "NL099", "destination": "IL", **F35},
]


def write(path: Path, rows: list[Json]) -> Path:
    """A file of these rows, in the format that its name says."""
    names = list(rows[0])
    table = pa.table({name: pa.array([row.get(name) for row in rows]) for name in names})
    if path.suffix == ".parquet":
        pq.write_table(table, path)
    elif path.suffix == ".csv":
        pa_csv.write_csv(table, path)
    else:
        given = [{name: value for name, value in row.items() if value is not None} for row in rows]
        path.write_text("".join(json.dumps(row) + "\n" for row in given))
    return path


def read(path: Path) -> list[Json]:
    """The rows of a file; nothing where a row has nothing."""
    if path.suffix == ".parquet":
        return pq.read_table(path).to_pylist()
    if path.suffix == ".csv":
        with path.open(newline="") as file:
            rows = [{k: v or None for k, v in row.items()} for row in csv.DictReader(file)]
        return [{**row, "depends_on": (row.get("depends_on") or "").split()} for row in rows]
    return [json.loads(line) for line in path.read_text().splitlines()]


def many(path: Path, rows: int = 4_000_000) -> Path:
    """A file of so many rows that are all alike."""
    row = {**SHIPMENTS[0], "shipment": "x" * 40}
    pq.write_table(pa.Table.from_pylist([row]).take(pa.array(np.zeros(rows, np.int64))), path)
    return path


def started(database: str, *arguments: object, **options: Any) -> subprocess.Popen[str]:
    script = Path(sys.executable).with_name("licence-ledger")
    return subprocess.Popen(
        [str(script), *map(str, arguments)],
        env={**os.environ, "LEDGER_DATABASE": database},
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        **options,
    )
