"""What judging files costs, as ratios to DuckDB copying the same file with a constant added.

`make bench`, or `python bench/batch.py [record] [licences] [million] [clauses] [linear] [flat]
[compile] [memory] [spark]` for some of it; `BENCH_ROWS` (ten million) sets how many rows.
Every ratio is the median of five, alternating; two threads each. The files are zstd Parquet of
eight columns, uniformly random; what is read is compiled beforehand. `spark` needs the extra.
"""

from __future__ import annotations

import os
import random
import subprocess
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
from licence_ledger.api.batch.columns import Columns
from licence_ledger.api.batch.evaluating import Run, evaluate_files
from licence_ledger.api.batch.reading import portions
from licence_ledger.api.files.built_in import record_lacking
from licence_ledger.domain.history.changes import read_change
from licence_ledger.domain.history.history import History
from licence_ledger.domain.history.in_memory import InMemorySource
from licence_ledger.domain.history.instruments import read_instrument
from licence_ledger.domain.over_time.knowledge import Known
from licence_ledger.domain.vocabulary.viewpoint import Viewpoint
from licence_ledger.projections.batch.compiled_engine import CompiledEngine
from licence_ledger.projections.batch.one_by_one import OneByOne
from licence_ledger.projections.batch.transactions import Rows
from run import COUNTRIES, FIRST, GOODS, LAST, acts, opened, ratio

ROWS = int(os.environ.get("BENCH_ROWS", "10_000_000"))
AT_A_TIME = 1_000_000
LICENCES = 50_000
"""With ten changes each, a million records."""


# -- what is judged --------------------------------------------------------------------


def shipments(path: Path, rows: int, licences: Sequence[str], goods: Sequence[str]) -> Path:
    """A file of random transactions."""
    chance = np.random.default_rng(7)

    def of(words: Sequence[str], count: int) -> pa.Array:
        return pa.array(words).take(pa.array(chance.integers(0, len(words), count)))

    first, last = ((day - date(1970, 1, 1)).days for day in (FIRST, LAST))
    writer = None
    for start in range(0, rows, AT_A_TIME):
        count = min(AT_A_TIME, rows - start)
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
    book, position = InMemorySource(), 0
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


def judging(
    source: Path, target: Path, history: History, compiled: bool = True
) -> Callable[[], float]:
    """The same with every transaction judged: all columns and those that are added; compiled
    beforehand, or each time anew."""
    engine = CompiledEngine(history, Known())
    for portion in portions([source], Columns()):
        engine.answers(portion.rows)
    viewpoint = Viewpoint(None, None, history.size, "0" * 64)
    run = Run([source], Columns(), Known(), viewpoint, history, engine=engine if compiled else None)
    return lambda: timed(lambda: evaluate_files(run, target, lambda count: None))


def timed(call: Callable[[], Any]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def bench_record(folder: Path) -> None:
    ledger = opened(folder / "built-in.db")
    record_lacking(ledger)
    with ledger.reading() as book:
        history = book.head()
        names = history.subjects("licence")
        against_copy(folder, "the built-in record", history, names, (*GOODS, "none"))
        rule_function(folder / "in.parquet", history)
    ledger.close()


def bench_licences(folder: Path) -> None:
    many(folder, "100,000 licences of ten changes", 100_000, acts(100_000, 10))


def bench_million(folder: Path) -> None:
    many(folder, "a million licences of one change", 1_000_000, acts(1_000_000, 1))


def bench_clauses(folder: Path) -> None:
    many(folder, "sixty clauses of a licence on one day", 1_000, sixty_clauses(1_000))


def many(folder: Path, name: str, count: int, made: Any) -> None:
    against_copy(folder, name, book_of(made), [f"NL{n:06}" for n in range(count)], GOODS)


def against_copy(
    folder: Path, name: str, history: History, own: Sequence[str], goods: Sequence[str]
) -> None:
    source = shipments(folder / "in.parquet", ROWS, own, goods)
    baseline = copying(source, folder / "copy.parquet")
    started = time.perf_counter()
    measured = judging(source, folder / "out.parquet", history)
    print(f"{name}: compiled and judged once in {time.perf_counter() - started:.1f} s")
    ratio(f"{ROWS:,} rows, {name}, of DuckDB's plain copy", baseline, measured)


def bench_linear(folder: Path) -> None:
    """Ten times the rows, of a thousand licences."""
    history, names = book_of(acts(1_000, 10)), [f"NL{n:06}" for n in range(1_000)]
    few, more = (
        judging(
            shipments(folder / f"{rows}.parquet", rows, names, GOODS),
            folder / f"{rows}.out.parquet",
            history,
        )
        for rows in (ROWS // 10, ROWS)
    )
    ratio(f"a row of {ROWS:,}, of a row of {ROWS // 10:,}", few, lambda: more() / 10)


def bench_flat(folder: Path) -> None:
    """The same rows, about a thousand licences; beside them none, or a hundred times as many."""
    names = [f"NL{n:06}" for n in range(1_000)]
    source = shipments(folder / "in.parquet", ROWS // 10, names, GOODS)
    few, more = (
        judging(source, folder / f"{count}.parquet", book_of(acts(count, 10)), compiled=False)
        for count in (1_000, 100_000)
    )
    ratio(f"{ROWS // 10:,} rows, a million changes that do not touch them, of none", few, more)


def rule_function(source: Path, history: History) -> None:
    """How many rows a second the rule function judges, each row anew."""
    portion = next(portions([source], Columns()))
    few = Rows({n: pa.array(c[:5_000]) for n, c in _texts(portion.rows).items()}, 5_000)
    rule = OneByOne(history, Known())
    print(f"the rule function row by row: {5_000 / timed(lambda: rule.answers(few)):,.0f} rows/s")


def _texts(rows: Rows) -> dict[str, list[str]]:
    said = [rows.said(row) for row in range(5_000)]
    return {name: [one[name] for one in said] for name in said[0]}


# -- compiling -------------------------------------------------------------------------


def bench_compile(folder: Path) -> None:
    """A ledger of a million records: their rows read as they are, and every line written."""
    ledger = opened(folder / "compile.db")
    ledger.record_all(list(acts(LICENCES, 10)), "bench")

    def reading() -> float:
        return timed(lambda: list(ledger.log.rows_after(0)))

    def compiling() -> float:
        fresh = opened(folder / "compile.db")
        with fresh.reading() as book:
            taken = timed(lambda: CompiledEngine(book.head(), Known()).relation.compile_all())
        fresh.close()
        return taken

    ratio(f"compiling a log of {ledger.size:,} records, of reading their rows", reading, compiling)
    ledger.close()


# -- more than fits --------------------------------------------------------------------


def bench_memory(folder: Path) -> None:
    """The command itself over ten times the rows: the most memory that it held."""
    database, rows = folder / "ledger.db", 10 * ROWS
    ledger = opened(database)
    record_lacking(ledger)
    with ledger.reading() as book:
        names = book.head().subjects("licence")
    ledger.close()
    source = shipments(folder / "in.parquet", rows, names, (*GOODS, "none"))
    command: list[str | Path] = [
        Path(sys.executable).with_name("licence-ledger"),
        "evaluate",
        source,
    ]
    command += ["-o", folder / "out.parquet", "--database", f"sqlite:///{database}"]
    started, peak = time.perf_counter(), 0
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    while process.poll() is None:
        peak = max(peak, _most_held(process.pid))
        time.sleep(0.1)
    assert process.returncode == 0
    taken = time.perf_counter() - started
    print(f"`evaluate` over {rows:,} rows: {taken:.0f} s, {peak / 1024**2:.2f} GiB at most")


def _most_held(process: int) -> int:
    """The most memory that a process has held so far, in KiB (Linux)."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)


# -- on Spark --------------------------------------------------------------------------


def bench_spark(folder: Path) -> None:
    """The same on Spark with two cores, and Spark's own plain copy; it was started before."""
    from licence_ledger.api.batch import spark
    from pyspark.sql import SparkSession
    from pyspark.sql.functions import lit

    database = folder / "ledger.db"
    ledger = opened(database)
    record_lacking(ledger)
    with ledger.reading() as book:
        viewpoint, history = ledger.viewpoint(book, {}, None)
        names = history.subjects("licence")
    source = shipments(folder / "in.parquet", ROWS, names, (*GOODS, "none"))
    session = SparkSession(spark.context_of("local[2]"))
    run = Run([source], Columns(), Known(), viewpoint, history)

    def copying() -> float:
        made = session.read.parquet(str(source)).withColumn("verdict", lit("covered"))
        writer = made.write.mode("overwrite").option("compression", "zstd")
        return timed(lambda: writer.parquet(str(folder / "copy")))

    def judging() -> float:
        copy, output = ledger.store.copy_to, str(folder / "out")
        return timed(lambda: spark.evaluate_on_spark(run, copy, output, "local[2]"))

    copying(), judging()
    ratio(f"{ROWS:,} rows on Spark, the built-in record, of its plain copy", copying, judging)
    ledger.close()


BENCHES = {
    "record": bench_record,
    "licences": bench_licences,
    "million": bench_million,
    "clauses": bench_clauses,
    "linear": bench_linear,
    "flat": bench_flat,
    "compile": bench_compile,
    "memory": bench_memory,
    "spark": bench_spark,
}


def main(asked: list[str]) -> None:
    print(f"{os.cpu_count()} cores, {ROWS:,} rows, DuckDB {duckdb.__version__}", flush=True)
    for bench in asked:
        with tempfile.TemporaryDirectory() as name:
            BENCHES[bench](Path(name))


if __name__ == "__main__":
    main(sys.argv[1:] or [name for name in BENCHES if name != "spark"])
