"""The least that `verify` can take: every row that an answer hangs on read once, and nothing held
against anything.

`python bench/floors/verifying.py [RECORDS]`, in ratios to the baseline of `proof.py verify`
(reading the records' bytes and hashing them once), alternating with it: half of the processor's
time, as if two cores shared it evenly and processes came for nothing. Read are, through the module
`sqlite3`, the records with all their columns, the roots, nodes and parts that are stored, the
tables of what is looked up, the words as bytes, and the records' index; SQLite checks its own
tables and indexes. Each record is parsed once, by the quickest parser that there is, and written
again, since there is one way to write it; and the tree is made. Left out are: which stream a record
belongs to, the hashes of the map, what a record's words are, what is looked up, and comparing any
of it.

Then the same with two things that nobody can leave out either: a hash for each node of the map that
is stored, and each word with its records, as SQLite tells them.
"""

from __future__ import annotations

import gc
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

sys.path.insert(0, str(Path(__file__).parent.parent))

from licence_ledger.domain.proof.sparse_map import NODE
from licence_ledger.domain.proof.tree import Frontier
from licence_ledger.projections.storage.sqlite.index import INDEX_TABLES, INDEX_WORDS
from proof import hashing, large
from run import ROUNDS, tell

RECORDS = 200_000
Step = Callable[[sqlite3.Connection], object]


def pages(file: sqlite3.Connection, statement: str) -> Iterator[list[Any]]:
    """The rows of a statement, as many at a time as the processor's cache holds."""
    found = file.execute(statement)
    while page := found.fetchmany(250):
        yield page


def records(file: sqlite3.Connection) -> None:
    """The records: read, parsed, written again, hashed, and the tree of them."""
    tree, loads, dumps = Frontier(), orjson.loads, orjson.dumps
    for page in pages(
        file,
        "SELECT rowid, originator_id, originator_version, topic, state FROM stored_events "
        "NOT INDEXED ORDER BY rowid",
    ):
        for row in page:
            dumps(loads(row[4]), option=orjson.OPT_SORT_KEYS)
        tree.add_all([sha256(b"\x00" + row[4]).digest() for row in page])


def stored_beside(file: sqlite3.Connection) -> None:
    """All that is stored beside the records, and SQLite's check of itself."""
    tables = ("log_heads", "log_hashes", "map_parts", *INDEX_TABLES, f"{INDEX_WORDS}_data")
    for table in tables:
        for _ in pages(file, f"SELECT * FROM {table}"):
            pass
    for _ in pages(
        file,
        "SELECT originator_id, originator_version, rowid FROM stored_events "
        "INDEXED BY sqlite_autoindex_stored_events_1 ORDER BY 1, 2",
    ):
        pass
    file.execute("PRAGMA integrity_check").fetchall()


def map_hashed(file: sqlite3.Connection) -> None:
    """A hash for each node of the map that is stored; leaves are not counted."""
    for page in pages(file, "SELECT parts FROM map_parts"):
        for (parts,) in page:
            for at in range(0, len(parts) - NODE + 1, NODE):
                sha256(parts[at : at + 257]).digest()


def words_told(file: sqlite3.Connection) -> None:
    """Each word with its records, as the table of words tells them."""
    file.execute(f"CREATE VIRTUAL TABLE temp.told USING fts5vocab(main, {INDEX_WORDS}, instance)")
    for _ in pages(
        file, "SELECT term, group_concat(doc, ' ') FROM temp.told GROUP BY term ORDER BY term"
    ):
        pass


READING: tuple[Step, ...] = (stored_beside, records)
MORE: tuple[Step, ...] = (map_hashed, words_told)


def seconds(step: Step, path: Path) -> float:
    """How long a step takes the processor."""
    with closing(sqlite3.connect(path)) as file:
        started = time.process_time()
        step(file)
        return time.process_time() - started


def baseline(path: Path) -> float:
    """The same of the baseline."""
    started = time.process_time()
    hashing(path)
    return time.process_time() - started


def main(size: int) -> None:
    """Print each step, and what they come to by halves."""
    gc.disable()
    with tempfile.TemporaryDirectory() as name:
        path = large(Path(name), size)
        found: dict[Step, list[float]] = {step: [] for step in (*READING, *MORE)}
        for step, ratios in [*found.items()] * (ROUNDS + 1):  # the first is to warm up
            base = baseline(path)
            ratios.append(seconds(step, path) / base)
        for step, ratios in found.items():
            tell(f"{step.__name__}, of the baseline", ratios[1:])
        for what, steps in (
            ("read and parsed once", READING),
            ("map and words", (*READING, *MORE)),
        ):
            tell(
                f"{what}, by halves",
                [sum(some) / 2 for some in zip(*(found[step] for step in steps), strict=True)][1:],
            )


if __name__ == "__main__":
    if "--help" in sys.argv:
        raise SystemExit(__doc__)
    main(int(sys.argv[1]) if sys.argv[1:] else RECORDS)
