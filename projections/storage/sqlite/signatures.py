"""Who signed a ledger's checkpoints, and the last that each signed; tables made when first used."""

from __future__ import annotations

import sqlite3
from typing import Any

from .connection import ReadRows, SQLiteDatabase

_THERE = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
_SIGNERS = "CREATE TABLE IF NOT EXISTS log_signers (key TEXT NOT NULL UNIQUE)"
_SIGNED = "CREATE TABLE IF NOT EXISTS log_signed (key TEXT NOT NULL UNIQUE, note TEXT NOT NULL)"


def signers(read: ReadRows) -> list[str]:
    """The keys that checkpoints were signed with, the last one last."""
    if not read(_THERE, "log_signers"):
        return []
    return [key for (key,) in read("SELECT key FROM log_signers ORDER BY rowid")]


def remember_signer(database: SQLiteDatabase, key: str) -> None:
    """Remember a key that checkpoints are signed with."""
    with database.writing() as writer:
        writer.execute(_SIGNERS)
        writer.execute("INSERT OR IGNORE INTO log_signers VALUES (?)", (key,))


def last_signed(read: ReadRows, key: str) -> str | None:
    """The last checkpoint that a key signed."""
    found = read("SELECT note FROM log_signed WHERE key = ?", key) if _signed_there(read) else ()
    return found[0][0] if found else None


def remember_signed(database: SQLiteDatabase, key: str, before: str | None, note: str) -> bool:
    """Remember the last checkpoint that a key signed; False if another one was meanwhile."""
    with database.writing() as writer:
        writer.execute(_SIGNED)
        if last_signed(_reading(writer), key) != before:
            return False
        writer.execute("INSERT OR REPLACE INTO log_signed VALUES (?,?)", (key, note))
        return True


def signed_with(read: ReadRows) -> list[tuple[Any, Any]]:
    """The keys that are remembered, each with the last checkpoint that it signed, if any."""
    found: list[tuple[Any, Any]] = [(key, None) for key in signers(read)]
    if _signed_there(read):
        found += (tuple(row) for row in read("SELECT key, note FROM log_signed ORDER BY rowid"))
    return found


def _signed_there(read: ReadRows) -> bool:
    return bool(read(_THERE, "log_signed"))


def _reading(writer: sqlite3.Connection) -> ReadRows:
    return lambda statement, *values: writer.execute(statement, values).fetchall()
