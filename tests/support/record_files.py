"""The files of the built-in record, each read once for all tests of a process."""

from __future__ import annotations

from functools import cache
from itertools import chain
from pathlib import Path

from licence_ledger.api.files.instruments import FoundInstrument, files_in, instruments_in


@cache
def instruments_of(path: Path) -> tuple[FoundInstrument, ...]:
    """The instruments of a file, or of a folder's files in the order of their names; only to be
    read."""
    if path.is_dir():
        return tuple(chain.from_iterable(map(instruments_of, files_in(path))))
    return tuple(instruments_in(path))
