"""Events that are kept beside the log, as people did them."""

from __future__ import annotations

from typing import Any

from ..ports import EventBeside, EventsBeside, HeadMovedError
from .connection import ReadRows

PUT_BESIDE = """
    WITH judged AS (
        SELECT 1 WHERE coalesce((SELECT max(number) FROM ledger.events_beside), 0) = %s
    ),
    first AS (
        INSERT INTO ledger.events_beside SELECT %s, %s, %s, %b FROM judged
        ON CONFLICT DO NOTHING RETURNING 1
    ),
    others AS (
        INSERT INTO ledger.events_beside
        SELECT o.* FROM first, unnest(%s::bigint[], %s::text[], %s::bigint[], %b::bytea[]) AS o
    )
    SELECT 1 FROM first"""
"""Whoever takes the first new number has the turn; whoever comes second waits for him, takes
nothing, and is given no row."""
_COLUMNS = "SELECT number, stream, version, event FROM ledger.events_beside WHERE "


def put_events(write: ReadRows, more: EventsBeside) -> None:
    """Put events after those that are there; `HeadMovedError` if these are others than thought."""
    if not write(PUT_BESIDE, *values_beside(more)):
        raise HeadMovedError


def values_beside(more: EventsBeside) -> list[Any]:
    """The values of `PUT_BESIDE`."""
    first, *others = more.events
    columns = [list(one) for one in zip(*others, strict=True)] or [[], [], [], []]
    return [more.after, *first, *columns]


def events_after(read: ReadRows, after: int, limit: int) -> list[EventBeside]:
    """The events after the first so many, at most so many."""
    found = read(f"{_COLUMNS} number > %s ORDER BY number LIMIT %s", after, limit)
    return [EventBeside(*row) for row in found]


def events_of_stream(read: ReadRows, stream: str) -> list[EventBeside]:
    """The events of one stream, in their order."""
    found = read(f"{_COLUMNS} stream = %s ORDER BY version", stream)
    return [EventBeside(*row) for row in found]
