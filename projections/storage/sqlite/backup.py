"""A copy of a file as it stands at one moment, also while it is read and written."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from ..errors import LedgerFileError


def copy_file(source: Path, target: Path) -> None:
    """Write a file's content into a new one; `LedgerFileError` if that cannot be."""
    try:
        with (
            closing(sqlite3.connect(source)) as reading,
            closing(sqlite3.connect(target)) as writing,
        ):
            reading.backup(writing)
    except sqlite3.Error as error:
        raise LedgerFileError(str(error)) from error
