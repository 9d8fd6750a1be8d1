"""What is wrong with the bytes of a file, and where: line, column, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ...texts import FileError
from ..locations import Location, to_read

UTF8_MARK = b"\xef\xbb\xbf"
_MARKS = {
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
_OTHERS = {
    b"PK\x03\x04": "a ZIP archive, as a workbook is; let its name end in .xlsx or .ods",
    b"\x1f\x8b": "compressed with gzip; unpack it",
    b"PAR1": "Parquet; let its name end in .parquet",
}
_PREPARE = "let `licence-ledger prepare` read it as it is"
_LINE_END = re.compile(rb"\r\n|\r|\n")
_AT_A_TIME = 1 << 20


class BytesError(Exception):
    """Something is wrong at a byte of a file. In the sentence `{other}` stands for where `other`,
    another byte, is."""

    def __init__(self, offset: int, sentence: str, other: int | None = None) -> None:
        super().__init__(sentence)
        self.offset = offset
        self.sentence = sentence
        self.other = other


@contextmanager
def placed(location: Location, opened: Callable[[Location], Any] = to_read) -> Iterator[None]:
    """Tell what is wrong with the bytes of a file, as it was `opened`, by line and column."""
    try:
        yield
    except BytesError as error:
        line, column = line_and_column(location, error.offset, opened)
        sentence = error.sentence
        if error.other is not None:
            other = "line {}, column {}".format(*line_and_column(location, error.other, opened))
            sentence = sentence.replace("{other}", other)
        raise FileError(f"{location}, line {line}, column {column}: {sentence}", line) from error


def line_and_column(
    location: Location, offset: int, opened: Callable[[Location], Any] = to_read
) -> tuple[int, int]:
    """The line and the column, both from 1, of a byte; lines end in CR, LF or CR LF."""
    with opened(location) as file:
        before = _line_before(file, offset)
    return before[0], len(before[1].removeprefix(UTF8_MARK).decode("utf-8", "replace")) + 1


def _line_before(file: Any, offset: int) -> tuple[int, bytes]:
    """The number of the line that a byte stands in, and what stands before it there."""
    line, left, held = 1, offset, b""
    while left and (more := file.read(min(left, _AT_A_TIME))):
        left -= len(more)
        *ended, held = _LINE_END.split(held + more)
        line += len(ended)
        if left and more.endswith(b"\r"):  # perhaps half a line end: read it with what follows
            line, held = line - 1, ended[-1] + b"\r"
    return line, held


def refuse_other_kinds(head: bytes) -> None:
    """Tell what a file is that holds no UTF-8 text, by how it begins."""
    for mark, said in _OTHERS.items():
        if head.startswith(mark):
            raise BytesError(0, f"the file is {said}")
    found = next((name for mark, name in _MARKS.items() if head.startswith(mark)), None)
    if found is None and every_other_is_zero(head[:1000]):
        found = "UTF-16 (every other byte is zero)"
    if found:
        raise BytesError(0, f"the file seems to be {found}; save it as UTF-8, or {_PREPARE}")


def every_other_is_zero(beginning: bytes) -> bool:
    """Whether it holds Latin letters as UTF-16 writes them."""
    few, many = sorted(
        part.count(0) / (len(part) or 1) for part in (beginning[::2], beginning[1::2])
    )
    return many > 0.8 and few < 0.2


def no_utf8(error: UnicodeDecodeError, offset: int) -> BytesError:
    """What is wrong with bytes that are no UTF-8, the first of which stands at `offset`."""
    wrong = error.object[error.start : error.start + 1]
    try:
        letter = wrong.decode("cp1252")
    except UnicodeDecodeError:
        seems = ""
    else:
        known = "Windows-1252" if 0x80 <= wrong[0] < 0xA0 else "Windows-1252 or ISO 8859-1"
        seems = f"; the file seems to be {known}, where this is `{letter}`"
    todo = f"save the file as UTF-8, or {_PREPARE}"
    sentence = f"byte 0x{wrong.hex().upper()} is no UTF-8{seems}: {todo}"
    return BytesError(offset + error.start, sentence)
