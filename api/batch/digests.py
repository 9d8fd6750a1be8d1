"""What a receipt tells of a run over files: digests of what the rows came to, and of the files."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Sequence
from typing import Any

from ..receipts import Receipt
from ..texts import FileError
from .locations import Location, to_read, why

Json = dict[str, Any]
ROW_WIDTH = 16
"""So many bytes of the digest are of one row."""


class Digest:
    """SHA-256 of what rows came to, `ROW_WIDTH` bytes each: of all rows, or of each part by itself
    where it is told how many rows each of them has. Rows beyond the last are one more part."""

    def __init__(self, parts: Sequence[int] | None = None) -> None:
        self._cut = parts is not None
        self._wanted = deque(parts or ())
        self._parts: list[Json] = []
        self._begin()

    def _begin(self) -> None:
        self._rows, self._digest = 0, hashlib.sha256()
        self._room = self._wanted.popleft() if self._wanted else None

    def update(self, digests: bytes | memoryview) -> None:
        """Take some more rows, in their order."""
        left = memoryview(digests)
        while self._room is not None and len(left) >= ROW_WIDTH * (self._room - self._rows):
            left = self._take(left, self._room - self._rows)
            self.add(self._rows, self._digest.hexdigest())
            self._begin()
        self._take(left, len(left) // ROW_WIDTH)

    def _take(self, digests: memoryview, rows: int) -> memoryview:
        self._digest.update(digests[: ROW_WIDTH * rows])
        self._rows += rows
        return digests[ROW_WIDTH * rows :]

    def add(self, rows: int, sha256: str) -> None:
        """Take a part whose digest is known."""
        self._parts.append({"rows": rows, "sha256": sha256})

    def shown(self) -> Json:
        """The digests, as a receipt tells of them."""
        whole = {"sha256": self._digest.hexdigest()}
        if not self._cut:
            return whole
        return {"parts": [*self._parts, *([{"rows": self._rows, **whole}] if self._rows else [])]}


def parts_of(told: Receipt) -> list[int] | None:
    """How many rows each part of a run had, as its receipt tells; None if it was in one."""
    if "parts" not in told.answer:
        return None
    found = told.answer["parts"]
    parts = found if isinstance(found, list) else [found]
    rows = [one["rows"] for one in parts if isinstance(one, dict) and _is_count(one.get("rows"))]
    if len(rows) < len(parts):
        raise FileError("the receipt is not whole: each of its `parts` has a number of rows")
    return rows


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and value >= 0


def file_shown(location: Location) -> Json:
    """A file, as a receipt tells of it."""
    digest, length = hashlib.sha256(), 0
    try:
        with to_read(location) as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
                length += len(piece)
        return {"name": location.name, "sha256": digest.hexdigest(), "bytes": length}
    except OSError as error:
        raise FileError(f"{location} cannot be read: {why(error)}") from error
