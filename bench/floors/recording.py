"""The least that recording can take, as ratios to the same raw rows as `bench/run.py record`.

`python bench/floors/recording.py [one] [many]`: the ledger records once, and what it writes within
its transactions is written down, statement by statement with the values. The floor then does
nothing but this, all values made beforehand:

- *tables*: the same rows into the same tables with their keys and guards, in as many transactions,
  as durable; nothing is read, looked up or compared;
- *tables and hashes*: that, the hashes of the tree and the map over inputs that are there already,
  and the JSON of each record (`orjson`);
- *tables, and what goes in them told*: the rows, and by the ledger's own functions what nobody
  knows before an instrument is there: which record of its stream each is, the map after it with
  its root, the log's tree and root, its JSON, and the words by which its records are found.

Left out is all else that is the ledger's own: whether an instrument is of sound shape and may be
recorded, a copy of it, what is kept in memory of it, what stood recorded before, and that nobody
else recorded meanwhile. With `processor` it prints microseconds of the processor for each
instrument instead, and those of the ledger.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import orjson

sys.path.insert(0, str(Path(__file__).parents[1]))

from licence_ledger.domain.faults import LedgerError
from licence_ledger.domain.history.searchable import words_to_find_said
from licence_ledger.domain.proof import growing_map, sparse_map, tree
from licence_ledger.domain.recording.events import canonical
from licence_ledger.projections.storage.map_parts import ROW
from licence_ledger.projections.storage.sqlite import connection
from run import ONE_AT_A_TIME, acts, opened, ratio, raw_batched, raw_one_at_a_time

BOUNDS = {"one": 0.4, "many": 0.08}
WAYS = {"one": "one at a time", "many": "a hundred a commit"}
TABLES, HASHES, TOLD = "tables", "tables and hashes", "tables, and what goes in them told"
FLOORS = (TABLES, HASHES, TOLD)
Statement = tuple[str, list[Sequence[Any]]]
Said = tuple[list[Any], list[sparse_map.Listed]]
"""What the records of an instrument say, and what they add to lists."""


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
        started = _processor()
        count = len(ledger.record_all(made, "bench"))
    else:
        made = list(acts(400, 10))[:ONE_AT_A_TIME]
        started = _processor()
        for one in made:
            try:
                ledger.record(one, "bench")
                count += 1
            except LedgerError:
                continue
    spent = _processor() - started
    rows = [(r.stream, r.version, r.topic, r.record) for r in ledger.log.rows_after(0)]
    ledger.close()
    return count, spent, rows


def _processor() -> float:
    """Seconds of the processor so far, with those of processes that were started and ended."""
    return sum(os.times()[:4])


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


def _hash_and_write(done: Written) -> None:
    """The hashes over inputs that are there, and the JSON of each record."""
    for said in done.hashed:
        hashlib.sha256(said).digest()
    for record in done.records:
        orjson.dumps(record, option=orjson.OPT_SORT_KEYS)


class _Telling:
    """Tells what goes into the tables, an instrument after the other, as the ledger does; what
    each adds to lists is here beforehand."""

    def __init__(self, instruments: list[list[Said]]) -> None:
        self._instruments = iter(instruments)
        self._map = growing_map.GrowingMap(_nothing_is_read)
        self._tree, self._counts = tree.Frontier(), dict[str, int]()
        self.heads = list[tuple[int, bytes, bytes]]()

    def tell_next(self) -> list[tuple[str, int, bytearray]]:
        """The rows of the next transaction's records."""
        rows, parts = list[tuple[str, int, bytearray]](), bytearray()
        for records, listed in next(self._instruments):
            counts, leaves = dict[str, int](), list[bytes]()
            for said in records[:-1]:
                stream = said["stream"]
                counts[stream] = self._counts[stream] = self._counts.get(stream, 0) + 1
            if len(parts) >= ROW:
                parts = bytearray()
            growing_map.put_all(self._map, counts, listed, 1, parts)
            root = self._map.top[0]
            for said in (*records[:-1], {**records[-1], "map_root": root.hex()}):
                record = canonical(said)
                leaves.append(tree.leaf_hash(record))
                words_to_find_said(said)
                rows.append((said["stream"], counts.get(said["stream"], 1), bytearray(record)))
            self._tree.add_all(leaves)
            self.heads.append((self._tree.size, self._tree.root(), root))
        return rows


def _nothing_is_read(ref: sparse_map.Ref) -> bytes:
    raise AssertionError("all of the map is at hand")


def _heads_in(transaction: list[Statement]) -> list[tuple[int, bytes, bytes]]:
    """The heads of the log that a transaction saves: size, root, and the map's root."""
    told = "INSERT INTO log_heads"
    rows = [head for said, heads in transaction if said.startswith(told) for head in heads]
    return [(size, bytes(root), bytes(top[:32])) for size, root, top in rows]


def _instruments(done: Written) -> list[list[Said]]:
    """The instruments of each transaction."""
    found, start, begun = list[list[Said]](), 0, set[str]()
    for transaction in done.transactions:
        found.append([])
        for size, _, _ in _heads_in(transaction):
            records, listed = done.records[start:size], list[sparse_map.Listed]()
            for stream in (said["stream"] for said in records[:-1]):
                kind, _, subject = stream.partition("/")
                if stream not in begun:
                    listed.append((sparse_map.subjects_key(kind), subject))
                    begun.add(stream)
            found[-1].append((records, listed))
            start = size
    return found


def _floor(folder: Path, done: Written, what: str) -> tuple[float, float]:
    """Instruments a second, and seconds of the processor, of what was written down, again."""
    path = folder / f"floor-{time.perf_counter_ns()}.db"
    opened(path).close()
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("PRAGMA synchronous=FULL")
    telling = _Telling(_instruments(done)) if what == TOLD else None
    started, busy = time.perf_counter(), time.process_time()
    if what == HASHES:
        _hash_and_write(done)
    for transaction in done.transactions:
        if telling:
            telling.tell_next()
        raw.execute("BEGIN IMMEDIATE")
        for statement, values in transaction:
            if len(values) == 1:
                raw.execute(statement, values[0])
            else:
                raw.executemany(statement, values)
        raw.execute("COMMIT")
    taken, spent = time.perf_counter() - started, time.process_time() - busy
    raw.close()
    heads = [head for transaction in done.transactions for head in _heads_in(transaction)]
    if telling and telling.heads != heads:
        raise SystemExit("what was told is not what the ledger wrote")
    return done.instruments / taken, spent


def _rate(folder: Path, done: Written, what: str) -> float:
    """Instruments a second of a floor."""
    return _floor(folder, done, what)[0]


def main(asked: list[str]) -> None:
    processor = "processor" in asked
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for way in [one for one in BOUNDS if one in asked] or list(BOUNDS):
            done = written(folder, way)
            if processor:
                _tell_processor(folder, way, done)
                continue
            for what in FLOORS:
                ratio(
                    f"{WAYS[way]}, {what}, of raw rows (bound {BOUNDS[way]})",
                    _raw(folder, way, done),
                    partial(_rate, folder, done, what),
                )


def _raw(folder: Path, way: str, done: Written) -> Callable[[], float]:
    """The baseline of the bench, in instruments a second."""
    if way == "one":
        return lambda: raw_one_at_a_time(folder, done.rows)
    return lambda: raw_batched(folder) * done.instruments / len(done.rows)


def _tell_processor(folder: Path, way: str, done: Written) -> None:
    scale = 1e6 / done.instruments
    floors = {what: min(_floor(folder, done, what)[1] for _ in range(5)) for what in FLOORS}
    told = "; ".join(f"{what} {spent * scale:.0f}" for what, spent in floors.items())
    print(
        f"{WAYS[way]}, microseconds of the processor for an instrument: {told}; "
        f"the ledger {done.spent * scale:.0f}"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
