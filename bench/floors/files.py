"""The least that judging a file takes: it is read, and written with columns that are made already.

`python bench/floors/files.py [record] [clauses] [licences] [million]`; `BENCH_ROWS` as for
`bench/batch.py`, whose files, law and baseline (DuckDB's copy of the file with one constant
column) these are. Nothing is judged, counted or hashed: the answers' columns were made by a run
before, and stand in memory in the cheapest form that Arrow has for them (dictionaries). Each of
two threads reads half of the row groups with pyarrow, adds the columns and writes a file of its
own, with our writer's options: no thread waits for the other, and nobody puts the halves
together. Told is the time by the clock and, for a machine with other work, by the processor, each
as a ratio to the baseline's: with all columns, and without those that came after the bound was
measured (`covered_by`, `notes`, `assumed`).
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import batch
import pyarrow as pa
import pyarrow.parquet as pq
from licence_ledger.api.batch.columns import Columns
from licence_ledger.api.batch.evaluating import Run
from licence_ledger.api.batch.formats.parquet_rows import parquet_portions
from licence_ledger.api.batch.writing import WRITERS
from licence_ledger.domain.history.history import History
from licence_ledger.domain.over_time.knowledge import Known
from licence_ledger.domain.vocabulary.viewpoint import Viewpoint
from licence_ledger.projections.batch.compiled_engine import CompiledEngine
from licence_ledger.projections.kernel.outcomes import ASSUMED, COVERED_BY, NOTES
from run import ROUNDS, tell

CAME_LATER = (COVERED_BY, NOTES, ASSUMED)
Added = Sequence[Mapping[str, pa.Array]]


def columns_made(source: Path, history: History) -> Added:
    """The columns that judging adds to each portion of a file."""
    engine, viewpoint = CompiledEngine(history, Known()), Viewpoint(None, None, 0, "0" * 64)
    run = Run([source], Columns(), Known(), viewpoint, history, engine=engine)
    return [
        added for _, _, added in run.judged(lambda read: None, lambda _, answers: answers.columns())
    ]


def written_back(source: Path, folder: Path, made: Added) -> Callable[[], None]:
    """Two threads, each of which reads half of a file and writes it with these columns."""
    groups = pq.read_metadata(source).num_row_groups
    middle = groups // 2
    # Where a half begins a portion does: row groups are of whole portions.
    before = sum(1 for _ in parquet_portions(source, Columns(), range(middle)))
    halves = [(range(middle), made[:before]), (range(middle, groups), made[before:])]

    def half(number: int) -> None:
        which, added = halves[number]
        if not which:
            return
        with (folder / f"half-{number}.parquet").open("wb") as file:
            writer = WRITERS["parquet"](file)
            for portion, more in zip(
                parquet_portions(source, Columns(), which), added, strict=True
            ):
                writer.write(portion, more)
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
    made = columns_made(source, history)
    fewer = [{n: one for n, one in some.items() if n not in CAME_LATER} for some in made]
    for which, added in (("all columns", made), (f"without {', '.join(CAME_LATER)}", fewer)):
        told(f"{name}, {which}", baseline, written_back(source, folder, added))


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
