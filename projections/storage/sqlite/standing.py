"""Which files a path named when a ledger was opened there, and whether it still names them."""

from __future__ import annotations

import os
from pathlib import Path

from ..errors import LedgerFileError

_Named = tuple[int, int] | None
"""A file by its device and inode; None if there is none."""


class Standing:
    """The file of a ledger and the one beside it, with what is not yet carried over into it.

    Whoever has them open goes on reading and writing them when somebody removes them, or puts
    others in their place: what is recorded then is gone with them.
    """

    def __init__(self, path: Path, beside: bool) -> None:
        self._path = os.fspath(path)
        self._wal = self._path + "-wal" if beside else None
        self._said = ""
        self._were = self._now()

    def check(self) -> None:
        """`LedgerFileError` from the first time on that the path names other files."""
        if not self._said:
            now = self._now()
            if now == self._were:
                return
            which = self._path if now[0] != self._were[0] else self._wal
            name, there = (now[0], self._were[0]) if which == self._path else (now[1], True)
            happened = "was removed" if name is None and there else "was replaced by another file"
            self._said = (
                f"{which} {happened} while the ledger was in use; nothing more is read from it or "
                "recorded to it: put the right file in its place, and start again"
            )
        raise LedgerFileError(self._said)

    def _now(self) -> tuple[_Named, _Named]:
        return _named(self._path), _named(self._wal) if self._wal else None


def _named(path: str) -> _Named:
    try:
        found = os.stat(path)  # noqa: PTH116  # before every question: a `Path` costs more
    except OSError:
        return None
    return found.st_dev, found.st_ino
