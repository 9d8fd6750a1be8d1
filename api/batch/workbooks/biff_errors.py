"""The errors in cells of an old workbook (.xls), and from which day its numbers count.

A workbook of Excel 97 to 2003 is a stream of records (BIFF8, [MS-XLS]) in a compound file
([MS-CFB]). Of the records only those are looked at that hold errors, name sheets, or tell the
date system; all else is read by the workbook's reader.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA
_SHORT_BELOW = 4096
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_FORMULA, _EOF, _DATE_SYSTEM, _SHEET, _ERROR_CELL = 0x0006, 0x000A, 0x0022, 0x0085, 0x0205
_BEGIN = 0x0809

Cells = dict[tuple[int, int], str]


def errors_in_biff(data: bytes) -> tuple[str | None, dict[str, Cells]]:
    """From which day numbers count, and for every sheet its errors by row, from 1, and column, from
    0; nothing of what is no such workbook."""
    stream = _stream(data)
    if stream is None:
        return None, {}
    epoch = "Excel 1900"
    sheets: list[tuple[str, int]] = []
    for code, body in _records(stream, 0):
        if code == _DATE_SYSTEM and body[:2] == b"\x01\x00":
            epoch = "Excel 1904"
        elif code == _SHEET:
            sheets.append((_name(body), struct.unpack_from("<I", body)[0]))
    return epoch, {name: _errors(stream, begin) for name, begin in sheets}


def _errors(stream: bytes, begin: int) -> Cells:
    found: Cells = {}
    for code, body in _records(stream, begin):
        if code not in (_ERROR_CELL, _FORMULA):
            continue
        row, column = struct.unpack_from("<HH", body)
        if code == _ERROR_CELL and body[7] == 1:
            found[row + 1, column] = _ERRORS.get(body[6], "#VALUE!")
        elif code == _FORMULA and body[12:14] == b"\xff\xff" and body[6] == 2:
            found[row + 1, column] = _ERRORS.get(body[8], "#VALUE!")
    return found


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records of one part of the stream, up to its end."""
    while at + 4 <= len(stream):
        code, length = struct.unpack_from("<HH", stream, at)
        if code == _EOF:
            return
        yield code, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _name(body: bytes) -> str:
    length, wide = body[6], body[7] & 1
    raw = body[8 : 8 + length * (2 if wide else 1)]
    return raw.decode("utf-16-le" if wide else "latin-1", "replace")


# -- the compound file ----------------------------------------------------------------------


def _stream(data: bytes) -> bytes | None:
    """The stream that holds the workbook; None of what is no compound file with one."""
    if not data.startswith(_SIGNATURE):
        return None
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    table = _sector_table(data, size)
    directory = _chained(data, table, struct.unpack_from("<I", data, 48)[0], size)
    entries = [directory[n : n + 128] for n in range(0, len(directory), 128)]
    for entry in entries:
        length = struct.unpack_from("<H", entry, 64)[0]
        if entry[: max(length - 2, 0)].decode("utf-16-le", "replace") in ("Workbook", "Book"):
            first, bytes_held = struct.unpack_from("<II", entry, 116)
            if bytes_held < _SHORT_BELOW:
                return _short(data, table, entries[0], size, first)[:bytes_held]
            return _chained(data, table, first, size)[:bytes_held]
    return None


def _sector_table(data: bytes, size: int) -> list[int]:
    """For every sector the one that follows it."""
    sectors = list(struct.unpack_from("<109I", data, 76))
    more = struct.unpack_from("<I", data, 68)[0]
    while more < _END:
        held = struct.unpack_from(f"<{size // 4}I", data, (more + 1) * size)
        sectors += held[:-1]
        more = held[-1]
    table: list[int] = []
    for one in sectors:
        if one < _END and (one + 2) * size <= len(data) + size:
            raw = data[(one + 1) * size : (one + 2) * size].ljust(size, b"\xff")
            table += struct.unpack(f"<{size // 4}I", raw)
    return table


def _chained(data: bytes, table: list[int], first: int, size: int) -> bytes:
    found, seen = [], 0
    while first < len(table) and seen <= len(table):
        found.append(data[(first + 1) * size : (first + 2) * size])
        first, seen = table[first], seen + 1
    return b"".join(found)


def _short(data: bytes, table: list[int], root: bytes, size: int, first: int) -> bytes:
    """A stream of few bytes, which stands in the small sectors of the root's own."""
    small = 1 << struct.unpack_from("<H", data, 32)[0]
    held = _chained(data, table, struct.unpack_from("<I", root, 116)[0], size)
    raw = _chained(data, table, struct.unpack_from("<I", data, 60)[0], size)
    follow = struct.unpack(f"<{len(raw) // 4}I", raw)
    found, seen = [], 0
    while first < len(follow) and seen <= len(follow):
        found.append(held[first * small : (first + 1) * small])
        first, seen = follow[first], seen + 1
    return b"".join(found)
