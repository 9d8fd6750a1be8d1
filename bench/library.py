"""What judging a table in memory costs, as ratios to judging the same rows in a file.

`make bench`, or `python bench/library.py`; `BENCH_TABLE` (a million) sets how many rows. Every
ratio is the median of five, alternating, in processor time of this process (both use two threads).
Of the file engine it is reading Parquet, judging and writing Parquet; of the library handing over,
judging, and a table of the same kind. Both have the law compiled beforehand.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import licence_ledger
import polars
import pyarrow.parquet as pq
from batch import shipments
from licence_ledger.api import databases
from licence_ledger.api.batch.evaluating import evaluate_files, prepared_run
from licence_ledger.api.files.built_in import begin
from licence_ledger.api.library.record_here import RecordHere
from licence_ledger.projections.batch.engines import ByNeed
from licence_ledger.projections.ledger import Ledger, open_ledger
from licence_ledger.projections.storage.log import IN_MEMORY
from run import GOODS, ratio

ROWS = int(os.environ.get("BENCH_TABLE", "1_000_000"))


def used(call: Callable[[], Any]) -> float:
    """The processor time that a call takes, in seconds."""
    started = time.process_time()
    call()
    return time.process_time() - started


def bench_tables(folder: Path) -> None:
    """The built-in record; random shipments of its licences."""
    with licence_ledger.open() as ledger:
        names = [one.licence for one in ledger.licences()]
        source = shipments(folder / "in.parquet", ROWS, names, (*GOODS, "none"))
        tables = {
            "polars": polars.read_parquet(source),
            "pandas": polars.read_parquet(source).to_pandas(),
            "DuckDB": duckdb.from_parquet(str(source)),
            "pyarrow": pq.read_table(source),
        }
        here = RecordHere(begun_with_the_record())
        with prepared_run(here, str(source), {}) as run:
            engine = ByNeed(run.history, run.known)
            compiled = replace(run, engine=engine)

            def file() -> float:
                return used(lambda: evaluate_files(compiled, folder / "out.parquet", _told))

            file()
            for library, table in tables.items():

                def judging(table: Any = table) -> float:
                    return used(lambda: ledger.evaluate(table))

                judging()
                ratio(f"{ROWS:,} rows, a table of {library}, of the file engine", file, judging)
        here.close()


def _told(count: int) -> None:
    pass


def begun_with_the_record() -> Ledger:
    """A ledger in memory with the built-in record."""
    ledger = open_ledger(IN_MEMORY, databases.today, databases.now)
    begin(ledger)
    return ledger


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        bench_tables(Path(made))
