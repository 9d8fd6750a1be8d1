"""The least that judging a file takes: it is read, and written with columns that are made already.

`python bench/floors/files.py [record] [clauses] [licences] [million]`; `BENCH_ROWS` as for
`bench/batch.py`, whose files, law and baseline (DuckDB's copy of the file with one constant
column) these are. Nothing is judged, counted or hashed: the answers' columns were made by a run
before, and stand in memory in the cheapest form that Arrow has for them (dictionaries). Each of
two threads reads half of the row groups with pyarrow, adds the columns and writes a file of its
own: no thread waits for the other, and nobody puts the halves together. It is written by Arrow's
writer, all of it; and with the row groups as they are stored and our columns packed, as a run
does. Told are the time by the clock and, for a machine with other work, by the processor, each as
a ratio to the baseline's: with all columns, and without those that came after the bound was
measured (`covered_by`, `notes`, `assumed`); and last what judging takes, all of it.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import batch
import pyarrow as pa
from licence_ledger.api.batch.columns import Columns
from licence_ledger.api.batch.evaluating import Run, evaluate_files, portions_judged
from licence_ledger.api.batch.formats.parquet_rows import parquet_portions
from licence_ledger.api.batch.reading import portions
from licence_ledger.api.batch.writing import WRITERS
from licence_ledger.domain.history.history import History
from licence_ledger.domain.over_time.knowledge import Known
from licence_ledger.domain.vocabulary.viewpoint import Viewpoint
from licence_ledger.projections.batch.compiled_engine import CompiledEngine
from licence_ledger.projections.kernel.outcomes import ASSUMED, COVERED_BY, NOTES
from run import ROUNDS, tell

CAME_LATER = (COVERED_BY, NOTES, ASSUMED)
Added = Sequence[Mapping[str, pa.Array]]


def run_of(source: Path, history: History) -> Run:
    """Judging a file, by an engine that is kept."""
    engine, viewpoint = CompiledEngine(history, Known()), Viewpoint(None, None, 0, "0" * 64)
    return Run([source], Columns(), Known(), viewpoint, history, engine=engine)


def columns_made(run: Run) -> Added:
    """The columns that judging adds to each portion of a file."""
    assert run.engine
    found = portions(run.files, run.columns)
    judged = portions_judged(found, run.engine, lambda _, answers: answers.columns())
    return [added for _, _, added in judged]


def written_back(source: Path, folder: Path, made: Added, stored: bool) -> Callable[[], None]:
    """Two threads, each of which reads half of a file and writes it with these columns, its row
    groups as they are `stored` or all of it by Arrow's writer."""
    groups = range(len(made))
    halves = groups[: len(made) // 2], groups[len(made) // 2 :]

    def half(number: int) -> None:
        with (folder / f"half-{number}.parquet").open("wb") as file:
            writer = WRITERS["parquet"](file)
            which = halves[number]
            found = parquet_portions(source, Columns(), which, as_stored=True) if which else ()
            for portion, group in zip(found, which, strict=True):
                as_asked = portion if stored else replace(portion, group=None)
                writer.write(as_asked, made[group])
            writer.close()

    def both() -> None:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(half, range(2)))

    return both


def told(name: str, baseline: Callable[[], Any], measured: Callable[[], Any]) -> None:
    """Tell measured / baseline, alternating, by the clock and by the processor."""
    found: list[tuple[float, float]] = []
    for _ in range(ROUNDS):
        (clock, processor), (clock_of, processor_of) = spent(baseline), spent(measured)
        found.append((clock_of / clock, processor_of / processor))
    for by, ratios in zip(("clock", "processor"), zip(*found, strict=True), strict=True):
        tell(f"{name}, by the {by}", list(ratios))


def spent(call: Callable[[], Any]) -> tuple[float, float]:
    """Seconds by the clock and of the processor (all threads) that a call takes."""
    clock, processor = time.perf_counter(), time.process_time()
    call()
    return time.perf_counter() - clock, time.process_time() - processor


def floors(
    folder: Path, name: str, history: History, own: Sequence[str], goods: Sequence[str]
) -> None:
    """The floor of one line of `bench/batch.py`, in place of what is measured there."""
    source = batch.shipments(folder / "in.parquet", batch.ROWS, own, goods)
    baseline = batch.copying(source, folder / "copy.parquet")
    run = run_of(source, history)
    made = columns_made(run)
    fewer = [{n: one for n, one in some.items() if n not in CAME_LATER} for some in made]
    for which, added in (("all columns", made), (f"without {', '.join(CAME_LATER)}", fewer)):
        for stored, how in ((False, "by Arrow's writer"), (True, "as stored and packed")):
            back = written_back(source, folder, added, stored)
            told(f"{name}, {which}, {how}", baseline, back)
    del made, fewer
    out = folder / "out.parquet"
    told(f"{name}, judged", baseline, lambda: evaluate_files(run, out, lambda read: None))


def main(asked: Sequence[str]) -> None:
    print(f"{batch.ROWS:,} rows; the floor of each, of DuckDB's plain copy", flush=True)
    batch.against_copy = floors
    batch.rule_function = lambda source, history: None
    for bench in asked:
        with tempfile.TemporaryDirectory() as name:
            batch.BENCHES[bench](Path(name))


if __name__ == "__main__":
    if sys.argv[1:2] in (["-h"], ["--help"]):
        print(__doc__)
    else:
        main(sys.argv[1:] or ["record", "clauses", "licences", "million"])
