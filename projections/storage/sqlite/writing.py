"""What is written of a log: records with all that stands beside them, or that alone made anew."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from ....domain.proof.tree import nodes_before
from ..errors import LedgerFileError
from ..ports import Addition
from .events_beside import keeps_events
from .tables import BESIDE, TABLES, TABLES_BESIDE


def last_record(writer: sqlite3.Connection) -> int | None:
    """The number of the last record; None without any."""
    found: tuple[int | None] = writer.execute(
        "SELECT max(rowid) FROM stored_events NOT INDEXED"
    ).fetchone()
    return found[0]


def insert_rows(writer: sqlite3.Connection, more: Addition) -> None:
    """Put records at the end of the log, and what stands beside them."""
    rows = [
        (stream, version, topic, bytearray(said)) for _, stream, version, topic, said in more.rows
    ]
    writer.executemany("INSERT INTO stored_events VALUES (?,?,?,?)", rows)
    if last_record(writer) != more.frontier.size:
        raise LedgerFileError("the ledger's rows are not gapless; restore it from a backup")
    _insert_beside(writer, more)


def _insert_beside(writer: sqlite3.Connection, more: Addition) -> None:
    # whatever is no `bytearray` sqlite3 asks at length whether it has another form for it
    heads = [(size, bytearray(root), bytearray(top)) for size, root, top in more.heads]
    writer.executemany("INSERT INTO log_heads VALUES (?,?,?)", heads)
    writer.executemany("INSERT INTO map_parts VALUES (?,?)", more.parts)
    first = nodes_before(more.judged_at.size)
    writer.execute("INSERT INTO log_hashes VALUES (?,?)", (first, bytearray(more.completed)))
    writer.execute(
        "INSERT OR REPLACE INTO log_frontier VALUES (1,?,?)",
        (more.frontier.size, bytearray(more.frontier.to_bytes())),
    )


def make_tables(writer: sqlite3.Connection) -> None:
    """Make the tables that are not there."""
    for statement in TABLES:
        if statement.startswith("CREATE TABLE"):
            writer.execute(statement)


def remake(writer: sqlite3.Connection, made: Iterable[Addition]) -> None:
    """Make anew what stands beside the records: its tables, and the triggers of all."""
    triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    for (name,) in writer.execute(triggers).fetchall():
        writer.execute(f'DROP TRIGGER "{name}"')
    for table in BESIDE:
        writer.execute(f"DROP TABLE IF EXISTS {table}")
    make_tables(writer)
    for more in made:
        _insert_beside(writer, more)
    keeps = keeps_events(lambda statement, *values: writer.execute(statement, values).fetchall())
    for statement in (*TABLES, *(TABLES_BESIDE if keeps else ())):
        writer.execute(statement)
