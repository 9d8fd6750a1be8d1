"""A text file read as UTF-8, whatever its encoding is, a piece at a time."""

from __future__ import annotations

import codecs
from typing import Any

from ..locations import Location, to_read

_PLAIN = ("utf-8", "ascii")


class Recoded:
    """The bytes of a file in UTF-8, without its mark; `UnicodeDecodeError` where they are none of
    its encoding."""

    def __init__(self, file: Any, encoding: str) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._held = b""
        self._ended = False

    def __enter__(self) -> Recoded:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()

    def read(self, size: int) -> bytes:
        """So many bytes, or fewer at the file's end."""
        while len(self._held) < size and not self._ended:
            piece = bytes(self._file.read(size))
            self._ended = not piece
            self._held += self._decoder.decode(piece, self._ended).encode()
        found, self._held = self._held[:size], self._held[size:]
        return found


def opened_as(location: Location, encoding: str) -> Any:
    """A file to be read from its beginning to its end, in UTF-8."""
    file = to_read(location)
    return file if encoding in _PLAIN else Recoded(file, encoding)
