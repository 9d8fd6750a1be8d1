"""What is written of a log: records with all that stands beside them, or that alone made anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ....domain.proof.tree import nodes_before
from ..ports import Addition, EventBeside
from .connection import KEPT, ReadRows
from .tables import FOLLOWING, OTHER_TRIGGERS, TABLES_OF_LOG, TRIGGERS, guards

_EVENTS = "unnest(%s::text[], %s::bigint[], %s::text[], %b::bytea[])"
_ACTS = "unnest(%s::bigint[], %s::text[], %s::bigint[], %b::bytea[])"
LAST_BESIDE = "(SELECT coalesce(max(number), 0) FROM ledger.events_beside)"
PUT_BESIDE = f"""
    WITH acts AS (
        INSERT INTO ledger.events_beside
        SELECT a.* FROM {_ACTS} AS a WHERE {LAST_BESIDE} = %s RETURNING 1
    )
    {KEPT} FROM acts LIMIT 1"""
"""One statement: no row comes back where others came meanwhile."""
_BESIDE = """
    heads AS (
        INSERT INTO ledger.log_heads
        SELECT h.* FROM taken, unnest(%s::bigint[], %b::bytea[], %b::bytea[]) AS h
    ),
    parts AS (
        INSERT INTO ledger.map_parts
        SELECT p.* FROM taken, unnest(%s::bigint[], %b::bytea[]) AS p
    )"""
APPENDED = f"""
    WITH judged AS (
        SELECT 1 WHERE CASE WHEN %s = 0
            THEN NOT EXISTS (SELECT 1 FROM ledger.stored_events)
            ELSE EXISTS (SELECT 1 FROM ledger.log_heads
                         WHERE log_size = %s AND root = %b AND map_top = %b) END
        AND (%s::bigint IS NULL OR %s = {LAST_BESIDE})
    ),
    taken AS (
        INSERT INTO ledger.log_hashes SELECT %s, %b FROM judged ON CONFLICT DO NOTHING RETURNING 1
    ),
    events AS (
        INSERT INTO ledger.stored_events
        SELECT %s + e.n, e.stream, e.version, e.topic, e.record
        FROM taken, {_EVENTS} WITH ORDINALITY AS e (stream, version, topic, record, n)
    ),
    acts AS (
        INSERT INTO ledger.events_beside
        SELECT a.* FROM taken, {_ACTS} AS a
    ),{_BESIDE}
    {KEPT} FROM taken"""
"""One statement, and so one transaction: whoever takes the place of the first new hash has the
turn, if the log still ends where it was judged; whoever comes second waits for the first, takes
nothing, and is given no row. The numbers of records follow on that place, without a gap."""
_REMADE = f"""
    WITH taken AS (INSERT INTO ledger.log_hashes VALUES (%s, %b) RETURNING 1),{_BESIDE}
    SELECT 1 FROM taken"""


def values_appended(more: Addition) -> list[Any]:
    """The values of `APPENDED`."""
    size, root = more.judged_at
    rows, after = more.rows, more.beside.after if more.beside else None
    return [
        *(size, size, root, more.map_top, after, after),
        *(nodes_before(size), more.completed, size),
        [row.stream for row in rows],
        [row.version for row in rows],
        [row.topic for row in rows],
        [row.record for row in rows],
        *values_of_events(more.beside.events if more.beside else ()),
        *_values_beside(more),
    ]


def values_of_events(events: Sequence[EventBeside]) -> list[list[Any]]:
    """The values of events that are put beside the log."""
    columns: list[list[Any]] = [list(column) for column in zip(*events, strict=True)]
    return columns or [[], [], [], []]


def _values_beside(more: Addition) -> list[list[Any]]:
    heads: Sequence[Sequence[Any]] = list(zip(*more.heads, strict=True)) or [[], [], []]
    return [
        *map(list, heads),
        [number for number, _ in more.parts],
        [bytes(part) for _, part in more.parts],
    ]


def remake_beside(write: ReadRows, made: Iterable[Addition]) -> None:
    """Make anew what stands beside the records, and put the guards of all back. Who reads waits
    for nothing meanwhile, and sees it as it was."""
    for table in FOLLOWING:
        write(TABLES_OF_LOG[table].made(table))
        write(f"ALTER TABLE ledger.{table} DISABLE TRIGGER USER")
        write(f"DELETE FROM ledger.{table}")
    for more in made:
        first = nodes_before(more.judged_at.size)
        write(_REMADE, first, more.completed, *_values_beside(more))
    write(";".join(guards()))
    for table, name in write(OTHER_TRIGGERS, list(TRIGGERS)):
        write(f"DROP TRIGGER {name} ON ledger.{table}")
