"""What judging a file costs, as ratios to DuckDB copying the same file with a constant added.

`python bench/batch.py [ROWS]` (ten million in `make bench`; a tenth of it tells the same).
Every ratio is the median of five, alternating; two threads each. The files are zstd Parquet of
eight columns, uniformly random; the relation is compiled beforehand.
"""

from __future__ import annotations

import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from licence_ledger.api.builtin import record_lacking
from licence_ledger.api.portions import Meant, portions
from licence_ledger.api.reevaluation import Run, evaluate
from licence_ledger.domain.book import Book
from licence_ledger.domain.changes import read_change
from licence_ledger.domain.history import History
from licence_ledger.domain.lines import Known
from licence_ledger.domain.streams import read_instrument
from licence_ledger.domain.viewpoint import Viewpoint
from licence_ledger.projections.compiled import Compiled
from licence_ledger.projections.reevaluation import OneByOne
from licence_ledger.projections.rows import Rows
from run import COUNTRIES, FIRST, GOODS, LAST, acts, opened, ratio

ROUNDS_OF_ROWS = 1_000_000


# -- what is judged --------------------------------------------------------------------


def shipments(path: Path, rows: int, licences: Sequence[str], goods: Sequence[str]) -> Path:
    """A file of random transactions."""
    chance = np.random.default_rng(7)

    def of(words: Sequence[str], count: int) -> pa.Array:
        return pa.array(words).take(pa.array(chance.integers(0, len(words), count)))

    first, last = ((day - date(1970, 1, 1)).days for day in (FIRST, LAST))
    writer = None
    for start in range(0, rows, ROUNDS_OF_ROWS):
        count = min(ROUNDS_OF_ROWS, rows - start)
        days = chance.integers(first, last, count).astype("int32")
        table = pa.table(
            {
                "date": pa.array(days, pa.date32()),
                "licence": of(licences, count),
                "activity": of(["export", "transit", "transfer"], count),
                "goods": of(goods, count),
                "origin": of(["NL", "US", "FR"], count),
                "destination": of(COUNTRIES, count),
                "programme": of(["F-35", "none", "Eurofighter"], count),
                "exporter": of([f"Exporter {n}" for n in range(1_000)], count),
            }
        )
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table)
    assert writer is not None
    writer.close()
    return path


def book_of(instruments: Any) -> History:
    """The history of instruments that are taken as they are, in memory."""
    book, position = Book(), 0
    for made in instruments:
        ids = []
        for number, said in enumerate(made["changes"], 1):
            name = f"{made['instrument']}#{number}"
            subject = next((s for s in ("licence", "group", "requirement") if s in said), None)
            target = said.get("target", "").partition("#")[0].rpartition("-")[0].upper()
            stream = f"{subject}/{said[subject]}" if subject else f"licence/{target}"
            book.add_change(read_change(name, position, stream, said))
            ids.append(name)
            position += 1
        content = {name: value for name, value in made.items() if name != "changes"}
        book.add_instrument(read_instrument(made["instrument"], position, content, ids))
        position += 1
    return book.head()


def sixty_clauses(licences: int) -> Any:
    """Instruments that give each licence sixty exclusions, all of one day."""
    chance = random.Random(3)
    for made in acts(licences, 1):
        changes = made["changes"]
        if changes[0]["type"] == "licence_established":
            licence = changes[0]["licence"]
            changes = changes + [
                {
                    "type": "destination_excluded",
                    "licence": licence,
                    "from": "2012-01-01",
                    "destinations": chance.sample(COUNTRIES, 2),
                    "goods": chance.sample(GOODS, 1),
                    "programmes": [f"programme {number}"],
                }
                for number in range(60)
            ]
        yield {**made, "changes": changes}


# -- the two ways ----------------------------------------------------------------------


def copying(source: Path, target: Path) -> Callable[[], float]:
    """DuckDB reads the file and writes it back with one constant column."""
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    query = (
        f"COPY (SELECT *, 'covered' AS verdict FROM '{source}') "
        f"TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
    )
    return lambda: timed(lambda: connection.execute(query))


def judging(source: Path, target: Path, history: History) -> Callable[[], float]:
    """The same with every transaction judged: all columns and those that are added."""
    engine = Compiled(history, Known())
    for portion in portions([source], Meant()):
        engine.answers(portion.rows)
    viewpoint = Viewpoint(None, None, history.size, "0" * 64)
    run = Run([source], Meant(), Known(), viewpoint, history, engine=engine)
    return lambda: timed(lambda: evaluate(run, target, lambda count: None))


def timed(call: Callable[[], Any]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def bench_files(folder: Path, rows: int) -> None:
    ledger = opened(folder / "built-in.db")
    record_lacking(ledger)
    with ledger.reading() as book:
        built_in = book.head()
        own = built_in.subjects("licence")
        _bench(folder, "the built-in record", rows, built_in, own, (*GOODS, "none"))
        _rule_function(folder / "in.parquet", built_in, rows)
    ledger.close()
    for name, count, made in (
        ("100,000 licences of ten changes", 100_000, acts(100_000, 10)),
        ("sixty clauses of a licence on one day", 1_000, sixty_clauses(1_000)),
        ("a million licences of one change", 1_000_000, acts(1_000_000, 1)),
    ):
        if rows >= 10_000_000 or count <= 100_000:
            names = [f"NL{number:06}" for number in range(count)]
            _bench(folder, name, rows, book_of(made), names, GOODS)


def _bench(
    folder: Path, name: str, rows: int, history: History, own: Sequence[str], goods: Sequence[str]
) -> None:
    source = shipments(folder / "in.parquet", rows, own, goods)
    baseline = copying(source, folder / "copy.parquet")
    started = time.perf_counter()
    measured = judging(source, folder / "out.parquet", history)
    print(f"{name}: compiled and judged once in {time.perf_counter() - started:.1f} s")
    ratio(f"{rows:,} rows, {name}, of DuckDB's plain copy", baseline, measured)


def _rule_function(source: Path, history: History, rows: int) -> None:
    """How many rows a second the rule function judges, each row anew."""
    portion = next(portions([source], Meant()))
    few = Rows({n: pa.array(c[:5_000]) for n, c in _texts(portion.rows).items()}, 5_000)
    rule = OneByOne(history, Known())
    print(f"the rule function row by row: {5_000 / timed(lambda: rule.answers(few)):,.0f} rows/s")


def _texts(rows: Rows) -> dict[str, list[str]]:
    said = [rows.said(row) for row in range(5_000)]
    return {name: [one[name] for one in said] for name in said[0]}


# -- compiling -------------------------------------------------------------------------


def bench_compiling(folder: Path, licences: int) -> None:
    ledger = opened(folder / "compile.db")
    ledger.record_all(list(acts(licences, 10)), "bench")

    def reading() -> float:
        return timed(lambda: list(ledger.log.rows_after(0)))

    def compiling() -> float:
        fresh = opened(folder / "compile.db")
        with fresh.reading() as book:
            taken = timed(lambda: Compiled(book.head(), Known()).relation.compile_all())
        fresh.close()
        return taken

    ratio(f"compiling a log of {ledger.size:,} records, of reading their rows", reading, compiling)
    ledger.close()


def main(rows: int) -> None:
    print(f"{os.cpu_count()} cores, {rows:,} rows, DuckDB {duckdb.__version__}")
    with tempfile.TemporaryDirectory() as name:
        bench_compiling(Path(name), min(50_000, rows // 100))
        bench_files(Path(name), rows)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(f"peak memory of all of it: {peak:.1f} GiB")


if __name__ == "__main__":
    main(int(float(sys.argv[1])) if len(sys.argv) > 1 else 10_000_000)
