"""A ledger of PostgreSQL written into a file: the same records, the same roots."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from ..carrying import carry
from ..ports import StoredLog
from ..sqlite.opening import in_file


def copy_rows(every: StoredLog, file: Path) -> None:
    """Write all that is stored of a log into a new SQLite file, with who signed its checkpoints;
    `LedgerFileError` if the file cannot be written."""
    with closing(in_file(file)) as target:
        carry(every, target)
