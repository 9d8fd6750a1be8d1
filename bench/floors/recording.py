"""The least that recording can take, as ratios to the same raw rows as `bench/run.py record`.

`python bench/floors/recording.py [one] [many]`: the ledger records once, and what it writes within
its transactions is written down, statement by statement with the values. The floor then does
nothing but this, all values made beforehand:

- *tables*: the same rows into the same tables with their keys and guards, in as many transactions,
  as durable; nothing is read, looked up or compared;
- *and hashes*: that, the hashes of the tree and the map over inputs that are there already, and
  the JSON of each record (`orjson`).

Left out is all that is the ledger's own: whether an instrument is of sound shape and may be
recorded, where its records belong in the map, by which words they are found, what is kept in
memory of them, and that nobody else recorded meanwhile. With `processor` it prints microseconds of
the processor for each instrument instead, and those of the ledger.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import orjson

sys.path.insert(0, str(Path(__file__).parents[1]))

from licence_ledger.domain.faults import LedgerError
from licence_ledger.domain.proof import growing_map, sparse_map, tree
from licence_ledger.projections.storage.sqlite import connection
from run import ONE_AT_A_TIME, acts, opened, ratio, raw_batched, raw_one_at_a_time

BOUNDS = {"one": 0.4, "many": 0.08}
WAYS = {"one": "one at a time", "many": "a hundred a commit"}
Statement = tuple[str, list[Sequence[Any]]]


class Written(NamedTuple):
    """What a ledger wrote: its statements by transaction, what it hashed, what its records say;
    how many instruments that were."""

    transactions: list[list[Statement]]
    hashed: list[bytes]
    records: list[Any]
    rows: list[Any]
    instruments: int
    spent: float


class _Watched(connection.Connection):
    """A connection that writes down what is inserted and replaced on it."""

    transactions: list[list[Statement]]

    def execute(self, statement: str, values: Any = ()) -> sqlite3.Cursor:
        if statement == "BEGIN IMMEDIATE":
            self.transactions.append([])
        elif statement.startswith(("INSERT", "UPDATE")):
            self._note(statement, [values])
        return super().execute(statement, values)

    def executemany(self, statement: str, values: Any) -> sqlite3.Cursor:
        every = list(values)
        self._note(statement, every)
        return super().executemany(statement, every)

    def _note(self, statement: str, values: list[Sequence[Any]]) -> None:
        last = self.transactions[-1]
        if last and last[-1][0] == statement:
            last[-1][1].extend(values)
        elif values:
            last.append((statement, list(values)))


@contextmanager
def _watched(transactions: list[list[Statement]], hashed: list[bytes]) -> Iterator[None]:
    """Write down what is stored and hashed meanwhile."""

    def noted(said: bytes) -> Any:
        hashed.append(bytes(said))
        return hashlib.sha256(said)

    class Watched(_Watched):
        pass

    Watched.transactions = transactions
    before, connection.Connection = connection.Connection, Watched  # type: ignore[misc]
    for module in (growing_map, sparse_map, tree):
        module.sha256 = noted  # type: ignore[attr-defined]
    try:
        yield
    finally:
        connection.Connection = before  # type: ignore[misc]
        for module in (growing_map, sparse_map, tree):
            module.sha256 = hashlib.sha256  # type: ignore[attr-defined]


def _record(path: Path, way: str) -> tuple[int, float, list[Any]]:
    """Record as the bench does: how many instruments, the seconds of the processor, the rows."""
    ledger, count = opened(path), 0
    if way == "many":
        made = list(acts(2_000, 5))
        started = time.process_time()
        count = len(ledger.record_all(made, "bench"))
    else:
        made = list(acts(400, 10))[:ONE_AT_A_TIME]
        started = time.process_time()
        for one in made:
            try:
                ledger.record(one, "bench")
                count += 1
            except LedgerError:
                continue
    spent = time.process_time() - started
    rows = [(r.stream, r.version, r.topic, r.record) for r in ledger.log.rows_after(0)]
    ledger.close()
    return count, spent, rows


def written(folder: Path, way: str) -> Written:
    """What a ledger writes while it records as the bench does."""
    transactions, hashed = list[list[Statement]](), list[bytes]()
    opened(folder / f"{way}.db").close()  # its tables are there
    with _watched(transactions, hashed):
        count, _, rows = _record(folder / f"{way}.db", way)
    _record(folder / f"{way}-warm.db", way)
    _, spent, _ = _record(folder / f"{way}-again.db", way)
    records = [json.loads(row[3]) for row in rows]
    return Written([one for one in transactions if one], hashed, records, rows, count, spent)


def _floor(folder: Path, done: Written, hashes: bool) -> tuple[float, float]:
    """Instruments a second, and seconds of the processor, of what was written down, again."""
    path = folder / f"floor-{time.perf_counter_ns()}.db"
    opened(path).close()
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("PRAGMA synchronous=FULL")
    started, busy = time.perf_counter(), time.process_time()
    if hashes:
        for said in done.hashed:
            hashlib.sha256(said).digest()
        for record in done.records:
            orjson.dumps(record, option=orjson.OPT_SORT_KEYS)
    for transaction in done.transactions:
        raw.execute("BEGIN IMMEDIATE")
        for statement, values in transaction:
            if len(values) == 1:
                raw.execute(statement, values[0])
            else:
                raw.executemany(statement, values)
        raw.execute("COMMIT")
    taken, spent = time.perf_counter() - started, time.process_time() - busy
    raw.close()
    return done.instruments / taken, spent


def main(asked: list[str]) -> None:
    processor = "processor" in asked
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for way in [one for one in BOUNDS if one in asked] or list(BOUNDS):
            done = written(folder, way)
            if processor:
                _tell_processor(folder, way, done)
                continue
            for hashes, what in ((False, "tables"), (True, "tables and hashes")):
                ratio(
                    f"{WAYS[way]}, {what}, of raw rows (bound {BOUNDS[way]})",
                    _raw(folder, way, done),
                    lambda done=done, hashes=hashes: _floor(folder, done, hashes)[0],
                )


def _raw(folder: Path, way: str, done: Written) -> Callable[[], float]:
    """The baseline of the bench, in instruments a second."""
    if way == "one":
        return lambda: raw_one_at_a_time(folder, done.rows)
    return lambda: raw_batched(folder) * done.instruments / len(done.rows)


def _tell_processor(folder: Path, way: str, done: Written) -> None:
    scale = 1e6 / done.instruments
    tables, both = (min(_floor(folder, done, h)[1] for _ in range(5)) for h in (False, True))
    print(
        f"{WAYS[way]}, microseconds of the processor for an instrument: "
        f"tables {tables * scale:.0f}, with hashes {both * scale:.0f}, "
        f"the ledger {done.spent * scale:.0f}"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
