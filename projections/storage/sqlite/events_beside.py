"""Events that are kept beside the log; their table is made with the first of them.

A ledger beside whose log nothing is kept stays as earlier releases read it.
"""

from __future__ import annotations

import sqlite3

from ..ports import EventBeside, EventsBeside, HeadMovedError
from .connection import ReadRows
from .tables import FORMAT_WITH_BESIDE, TABLES_BESIDE

_COLUMNS = "SELECT number, stream, version, CAST(event AS BLOB) FROM events_beside WHERE "


def keeps_events(read: ReadRows) -> bool:
    """Whether events are kept beside the log of a file, by its format or by its tables."""
    statement = (
        "SELECT user_version >= ? OR EXISTS (SELECT 1 FROM sqlite_master "
        "WHERE name = 'events_beside') FROM pragma_user_version"
    )
    return bool(read(statement, FORMAT_WITH_BESIDE)[0][0])


def events_after(read: ReadRows, after: int, limit: int) -> list[EventBeside]:
    """The events after the first so many, at most so many."""
    if not keeps_events(read):
        return []
    found = read(f"{_COLUMNS} number > ? ORDER BY number LIMIT ?", after, limit)
    return [EventBeside(*row) for row in found]


def events_of_stream(read: ReadRows, stream: str, after: int) -> list[EventBeside]:
    """The events of one stream after its first so many, in their order."""
    if not keeps_events(read):
        return []
    found = read(f"{_COLUMNS} stream = ? AND version > ? ORDER BY version", stream, after)
    return [EventBeside(*row) for row in found]


def count_of_events(read: ReadRows) -> int:
    """How many events there are."""
    if not keeps_events(read):
        return 0
    return int(read("SELECT coalesce(max(number), 0) FROM events_beside")[0][0])


def insert_events(writer: sqlite3.Connection, more: EventsBeside) -> None:
    """Put events after those that are there; `HeadMovedError` if these are others than thought."""
    if not keeps_events(lambda statement, *values: writer.execute(statement, values).fetchall()):
        for statement in TABLES_BESIDE:
            writer.execute(statement)
    (last,) = writer.execute("SELECT coalesce(max(number), 0) FROM events_beside").fetchone()
    if last != more.after:
        raise HeadMovedError
    writer.executemany("INSERT INTO events_beside VALUES (?,?,?,?)", more.events)
