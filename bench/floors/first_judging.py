"""The least that compiling and judging for the first time can take, beside what it takes.

`python bench/floors/first_judging.py`; `FLOOR_LICENCES` (ten thousand, of ten changes each) sets
how large it is: a hundred rows a licence, as in `python bench/batch.py licences`. Figures are told
of its size, a hundred thousand licences and ten million rows, of which the bound is 12 s.

Nobody can leave out reading the records in the form in which the log keeps them (`sqlite3`), the
JSON of changes (`orjson`), of an instrument's own record the day of its publication, and judging
and writing the rows when all is compiled. Left out is what holds records against what the log
commits to, the objects made of them, and all that is derived. Beside it ours: of a ledger in memory
as the bound measures it (judged, not written), and of one in a file, as somebody has it (judged and
written). Medians of five, alternating in one run: by the clock, and by the processor.
"""

from __future__ import annotations

import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import orjson

sys.path.insert(0, str(Path(__file__).parents[1]))

from batch import book_of, judging, shipments
from licence_ledger.api.batch.columns import Columns
from licence_ledger.api.batch.evaluating import Run, evaluate_files
from licence_ledger.domain.history.topics import INSTRUMENT_TOPIC
from licence_ledger.domain.over_time.knowledge import Known
from run import GOODS, ROUNDS, acts, opened

BOUND, OF_LICENCES, ROWS_EACH = 12, 100_000, 100
LICENCES = int(os.environ.get("FLOOR_LICENCES", "10_000"))
LARGER = OF_LICENCES / LICENCES
PUBLISHED = b'"published_on":"'

Way = Callable[[], Callable[[], object]]
"""Makes ready, and returns what is measured."""


def ways(folder: Path) -> dict[str, Way]:
    """What is measured, by what it is called."""
    made, path = list(acts(LICENCES, 10)), folder / "ledger.db"
    ledger = opened(path)
    ledger.record_all(made, "bench")
    ledger.close()
    names = [f"NL{number:06}" for number in range(LICENCES)]
    source = shipments(folder / "in.parquet", ROWS_EACH * LICENCES, names, GOODS)
    again = judging(source, folder / "again.parquet", book_of(made))

    def records() -> list[tuple[str, bytes]]:
        connection = sqlite3.connect(path)
        found = connection.execute("SELECT topic, state FROM stored_events").fetchall()
        connection.close()
        return found

    stored = records()

    def parse() -> None:
        for topic, state in stored:
            if topic == INSTRUMENT_TOPIC:
                day = state.index(PUBLISHED) + len(PUBLISHED)
                _ = state[day : day + 10]
            else:
                orjson.loads(state)

    def in_memory() -> Callable[[], object]:
        fresh = book_of(made)  # nothing of it was asked before
        return lambda: judging(source, folder / "memory.parquet", fresh)

    def from_file() -> Callable[[], object]:
        fresh = opened(path)

        def judged() -> None:
            with fresh.reading() as book:
                viewpoint, history = fresh.viewpoint(book, {}, None)
                run = Run([source], Columns(), Known(), viewpoint, history)
                evaluate_files(run, folder / "file.parquet", lambda count: None)
            fresh.close()

        return judged

    return {
        "records read": lambda: records,
        "parsed": lambda: parse,
        "judged again, and written": lambda: again,
        "ours, in memory": in_memory,
        "ours, of a file": from_file,
    }


def seconds(way: Way) -> tuple[float, float]:
    """By the clock, and by the processor with the processes that ended; of the bound's size."""
    call = way()
    clock, processor = time.perf_counter(), sum(os.times()[:4])
    call()
    taken = time.perf_counter() - clock, sum(os.times()[:4]) - processor
    return taken[0] * LARGER, taken[1] * LARGER


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        measured = ways(Path(folder))
        found = [{name: seconds(way) for name, way in measured.items()} for _ in range(ROUNDS)]
    for one in found:
        clock, processor = zip(*list(one.values())[:3], strict=True)
        one["the floor: these three"] = sum(clock), sum(processor)
    for name in found[0]:
        clock, processor = zip(*[one[name] for one in found], strict=True)
        middle, low, high = statistics.median(clock), min(clock), max(clock)
        told = f"{middle:.1f} s ({low:.1f} to {high:.1f}), {middle / BOUND:.2f} of the bound"
        print(f"{name}: {told}; by the processor {statistics.median(processor):.1f} s", flush=True)


if __name__ == "__main__":
    main()
