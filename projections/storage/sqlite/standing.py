"""Which files a path named when a ledger was opened there, and whether it still names them."""

# ruff: noqa: PTH100, PTH116, PTH120

from __future__ import annotations

import os
import time
from pathlib import Path

from ..errors import LedgerFileError

_Named = tuple[int, int] | None
"""A file by its device and inode; None if there is none."""
_SETTLES = 2_000_000_000
"""A folder that was changed so many nanoseconds ago shows by its time if it is changed again:
file systems tell time in steps."""


class Standing:
    """The file of a ledger and the one beside it, with what is not yet carried over into it.

    Whoever has them open goes on reading and writing them when somebody removes them, or puts
    others in their place: what is recorded then is gone with them.
    """

    def __init__(self, path: Path, beside: bool) -> None:
        real = os.path.realpath(path)
        self._path = os.fspath(path)
        self._wal = real + "-wal" if beside else None
        self._folder = os.path.dirname(real) if os.path.abspath(path) == real else None
        self._settled = -1
        self._said = ""
        self._were = self._now()

    def check(self) -> None:
        """`LedgerFileError` from the first time on that the path names other files."""
        folder = os.stat(self._folder).st_mtime_ns if self._folder else 0
        if folder == self._settled and not self._said:
            return  # nothing was put into the folder, or taken out of it
        if not self._said and (said := self._difference()):
            self._said = said  # what one thread found, none that looked before takes back
        if self._said:
            raise LedgerFileError(self._said)
        if self._folder and time.time_ns() - folder > _SETTLES:
            self._settled = folder

    def _difference(self) -> str:
        """What happened, in a sentence; empty if the path names the same files."""
        now = self._now()
        if now == self._were:
            return ""
        file = now[0] != self._were[0]
        which, name = (self._path, now[0]) if file else (self._wal, now[1])
        happened = "was removed" if name is None else "was replaced by another file"
        return (
            f"{which} {happened} while the ledger was in use; nothing more is read from it or "
            "recorded to it: put the right file in its place, and start again"
        )

    def _now(self) -> tuple[_Named, _Named]:
        return _named(self._path), _named(self._wal) if self._wal else None


def _named(path: str) -> _Named:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino
