"""What Parquet says of a file: structs of Thrift in its compact form, read and written.

A struct is read as a dictionary of its fields by their numbers, each with its type, so that what
is not understood here is handed on as it stands. The form:
https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

Field: TypeAlias = tuple[int, Any]
"""The type of a field, and what it says: a number, bytes, a struct, or (of a list) the type of its
elements and these."""
Struct: TypeAlias = dict[int, Field]

YES, NO, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, MAP, STRUCT = range(1, 13)
_INTEGERS = (I16, I32, I64)
_SHORT = 15
"""Lists of fewer elements say how many in the byte that tells their type."""
_MOST_BITS = 63
_NUMBERS = 1 << 64


class NoThriftError(ValueError):
    """Bytes that are no struct, or hold what Parquet never says."""


def read_struct(data: bytes) -> Struct:
    """The struct that some bytes begin with."""
    try:
        return _Reader(data).struct()
    except (IndexError, RecursionError) as error:
        raise NoThriftError(str(error)) from error


def written_struct(struct: Mapping[int, Field]) -> bytes:
    """A struct as bytes."""
    found = bytearray()
    _put_struct(struct, found)
    return bytes(found)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def number(self) -> int:
        found = shift = 0
        while True:
            byte = self.byte()
            found |= (byte & 0x7F) << shift
            if byte < 0x80 and found < _NUMBERS:
                return found
            shift += 7
            if shift > _MOST_BITS:
                raise NoThriftError("a number has more than 64 bits")

    def signed(self) -> int:
        found = self.number()
        return (found >> 1) ^ -(found & 1)

    def some(self, count: int) -> bytes:
        found = self.data[self.at : self.at + count]
        if len(found) < count:
            raise NoThriftError("there are fewer bytes than are told")
        self.at += count
        return found

    def struct(self) -> Struct:
        found: Struct = {}
        last = 0
        while head := self.byte():
            kind = head & 0x0F
            last = last + (head >> 4) if head >> 4 else self.signed()
            found[last] = kind, kind == YES if kind in (YES, NO) else self.value(kind)
        return found

    def value(self, kind: int) -> Any:
        if kind in _INTEGERS:
            return self.signed()
        if kind == BINARY:
            return self.some(self.number())
        if kind == STRUCT:
            return self.struct()
        if kind in (LIST, SET):
            head = self.byte()
            count, kind = head >> 4, head & 0x0F
            count = self.number() if count == _SHORT else count
            if count > len(self.data):
                raise NoThriftError("a list is longer than all there is")
            return kind, [self.value(kind) for _ in range(count)]
        if kind in (YES, NO, BYTE):
            return self.byte()
        if kind == DOUBLE:
            return self.some(8)
        raise NoThriftError(f"there is a field of type {kind}")


def _put_struct(struct: Mapping[int, Field], into: bytearray) -> None:
    last = 0
    for number, (kind, value) in sorted(struct.items()):
        step = number - last
        if 0 < step <= _SHORT:
            into.append(step << 4 | kind)
        else:
            into.append(kind)
            _put_number(number << 1 ^ number >> 63, into)
        last = number
        if kind not in (YES, NO):
            _put_value(kind, value, into)
    into.append(0)


def _put_value(kind: int, value: Any, into: bytearray) -> None:
    if kind in _INTEGERS:
        _put_number(value << 1 ^ value >> 63, into)
    elif kind == BINARY:
        _put_number(len(value), into)
        into += value
    elif kind == STRUCT:
        _put_struct(value, into)
    elif kind in (LIST, SET):
        of, every = value
        into.append(min(len(every), _SHORT) << 4 | of)
        if len(every) >= _SHORT:
            _put_number(len(every), into)
        for one in every:
            _put_value(of, one, into)
    elif kind == DOUBLE:
        into += value
    else:
        into.append(value)


def _put_number(number: int, into: bytearray) -> None:
    while number > 0x7F:
        into.append(number & 0x7F | 0x80)
        number >>= 7
    into.append(number)
