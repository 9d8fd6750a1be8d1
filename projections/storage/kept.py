"""What was read of the log and is kept in memory while there is room."""

from __future__ import annotations

from collections import OrderedDict
from typing import Generic, TypeVar

from ...domain.history.changes import Change
from ...domain.history.streams import EMPTY, Stream

_K = TypeVar("_K")
_V = TypeVar("_V")


class Kept(OrderedDict[_K, _V], Generic[_K, _V]):
    """The values used last; the one not used for longest goes first."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def used(self, key: _K) -> _V | None:
        """The value of a key, if it is kept."""
        found = self.get(key)
        if found is not None:
            self.move_to_end(key)
        return found

    def keep(self, key: _K, value: _V) -> _V:
        """Keep a value."""
        self[key] = value
        if len(self) > self.most:
            self.popitem(last=False)
        return value


class StreamRead:
    """A stream as read so far: its records as recorded, and the stream they come to, which is made
    when it is asked for."""

    __slots__ = ("_count", "_stream", "records")

    def __init__(self, records: list[Change]) -> None:
        self.records = records
        self._stream = EMPTY
        self._count = 0

    @property
    def stream(self) -> Stream:
        """All of it; a stream handed out before stays as it was."""
        if self._count < len(self.records):
            self._stream = self._stream.extended(self.records[self._count :])
            self._count = len(self.records)
        return self._stream
