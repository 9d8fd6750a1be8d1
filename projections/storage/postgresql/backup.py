"""A ledger of PostgreSQL written into a file: the same records, the same roots."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from ..carrying import carry
from ..ports import EventBeside, EventsBeside
from ..sqlite.opening import in_file
from .rows import StoredTables


def copy_rows(every: StoredTables, file: Path) -> None:
    """Write all that is stored of a log into a new SQLite file, with who signed its checkpoints and
    what people did beside it; `LedgerFileError` if the file cannot be written."""
    with closing(in_file(file)) as target:
        carry(every, target)
        for page in every.beside():
            events = [EventBeside(*row) for row in page]
            target.put_beside(EventsBeside(events[0].number - 1, events))
