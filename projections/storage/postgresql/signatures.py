"""Who signed a ledger's checkpoints, and the last that each signed: the newest row counts."""

from __future__ import annotations

from typing import Any

from .connection import PostgreSQLDatabase, ReadRows

_LAST = "SELECT number, note FROM ledger.log_signed WHERE key = %s ORDER BY number DESC LIMIT 1"


def keys_that_signed(read: ReadRows) -> list[str]:
    """The keys that checkpoints were signed with, the last one last."""
    return [key for (key,) in read("SELECT key FROM ledger.log_signers ORDER BY number")]


def remember_key(database: PostgreSQLDatabase, key: str) -> None:
    """Remember a key that checkpoints are signed with, once."""
    while key not in keys_that_signed(database.read):
        database.run(
            "INSERT INTO ledger.log_signers "
            "SELECT coalesce(max(number), 0) + 1, %s FROM ledger.log_signers "
            "ON CONFLICT DO NOTHING",
            key,
        )


def last_of_key(read: ReadRows, key: str) -> tuple[int, str] | None:
    """The last checkpoint that a key signed, with its number among those of that key."""
    found = read(_LAST, key)
    return found[0] if found else None


def remember_note(database: PostgreSQLDatabase, key: str, before: str | None, note: str) -> bool:
    """Remember the last checkpoint that a key signed; False if another one was meanwhile."""
    last = last_of_key(database.read, key)
    number, stands = last or (0, None)
    if stands != before:
        return False
    taken = database.run(
        "INSERT INTO ledger.log_signed VALUES (%s, %s, %s) ON CONFLICT DO NOTHING RETURNING 1",
        *(key, number + 1, note),
    )
    return bool(taken)


def signed_and_by_whom(read: ReadRows) -> list[tuple[Any, Any]]:
    """The keys that are remembered, each with the last checkpoint that it signed, if any."""
    found: list[tuple[Any, Any]] = [(key, None) for key in keys_that_signed(read)]
    found += read(
        "SELECT DISTINCT ON (key) key, note FROM ledger.log_signed ORDER BY key, number DESC"
    )
    return found
