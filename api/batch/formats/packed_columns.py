"""Columns of few different texts, or of lists of them, as Parquet stores them.

A column is its different texts and, in one page, the number of each row's own, in so few bits as
they need (https://parquet.apache.org/docs/file-format/data-pages/encodings/: RLE_DICTIONARY).
Arrow's writer takes 40 ns for a row's list, of which each is looked at by itself; here it is three.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from .thrift_structs import BINARY, I32, I64, LIST, STRUCT, Struct, written_struct

FEWEST_ROWS = 1 << 14
"""Columns of fewer rows are left to Arrow: loops that are compiled need not be loaded for them."""
_TEXTS, _ZSTD = 6, 6
_PLAIN, _LEVELS, _BY_DICTIONARY = 0, 3, 8
_DATA, _DICTIONARY = 0, 2

Packed = tuple[Struct, bytes]
"""What is told of a column, and its bytes."""


def packed(name: str, column: pa.Array) -> Packed | None:
    """A column as it is stored; None if it is not one of few texts or lists of few."""
    if len(column) < FEWEST_ROWS:
        return None
    if pa.types.is_dictionary(column.type) and column.type.value_type == pa.string():
        return _of_texts(name, column)
    if pa.types.is_list(column.type) and not column.null_count:
        found = column.flatten()
        if pa.types.is_dictionary(found.type) and not found.null_count:
            return _of_lists(name, column, found)
    return None


def _of_texts(name: str, column: pa.DictionaryArray) -> Packed:
    said = column.indices
    if column.null_count:
        there = said.is_valid().to_numpy(zero_copy_only=False)
        levels = _bits(np.packbits(there, bitorder="little"), len(column))
        said = said.drop_null()
    else:
        levels = _run(len(column), 1)
    return _stored([name], len(column), _sized(levels), said, column.dictionary)


def _of_lists(name: str, column: pa.ListArray, found: pa.DictionaryArray) -> Packed:
    path = [name, "list", "element"]
    if not len(found):
        levels = _sized(_run(len(column), 0)) + _sized(_run(len(column), 1))
        return _stored(path, len(column), levels, found.indices, found.dictionary)
    from ....projections.kernel.columns.packing import pack_levels

    room = len(column) + len(found)
    begins, holds = (np.zeros(room * bits // 32 + 2, dtype="<u4") for bits in (1, 2))
    count = pack_levels(column.offsets.to_numpy(), begins, holds)
    levels = _sized(_bits(begins, count)) + _sized(_bits(holds, 2 * count, 2))
    return _stored(path, count, levels, found.indices, found.dictionary)


def _stored(path: list[str], count: int, levels: bytes, said: pa.Array, words: pa.Array) -> Packed:
    """The pages of a column of so many values, those that are not there included."""
    pages, whole = b"", 0
    data, encoding = levels, _PLAIN
    told: Struct = {}
    if len(said):
        texts = b"".join(len(one).to_bytes(4, "little") + one for one in _as_bytes(words))
        pages, whole = _page(_DICTIONARY, 7, {1: (I32, len(words)), 2: (I32, _PLAIN)}, texts)
        told[11] = I64, 4
        bits = max(1, (len(words) - 1).bit_length())
        data, encoding = levels + bytes([bits]) + _numbers(said, bits), _BY_DICTIONARY
    kinds = {2: (I32, encoding), 3: (I32, _LEVELS), 4: (I32, _LEVELS)}
    told[9] = I64, 4 + len(pages)
    page, of_page = _page(_DATA, 5, {1: (I32, count), **kinds}, data)
    pages += page
    encodings = sorted({_PLAIN, _LEVELS, encoding})
    told |= {
        1: (I32, _TEXTS),
        2: (LIST, (I32, encodings)),
        3: (LIST, (BINARY, [part.encode() for part in path])),
        4: (I32, _ZSTD),
        5: (I64, count),
        6: (I64, whole + of_page),
        7: (I64, len(pages)),
    }
    return told, pages


def _as_bytes(words: pa.Array) -> list[bytes]:
    found: list[bytes] = words.cast(pa.binary()).to_pylist()
    return found


def _page(kind: int, field: int, told: Struct, data: bytes) -> tuple[bytes, int]:
    """A page as it is stored, and how many bytes it has when it is not compressed."""
    stored = pa.compress(data, codec="zstd", asbytes=True)
    head: Struct = {
        1: (I32, kind),
        2: (I32, len(data)),
        3: (I32, len(stored)),
        field: (STRUCT, told),
    }
    begin = written_struct(head)
    return begin + bytes(stored), len(begin) + len(data)


def _numbers(said: pa.Array, bits: int) -> bytes:
    from ....projections.kernel.columns.packing import pack

    words = np.zeros(len(said) * bits // 32 + 2, dtype="<u4")
    pack(said.to_numpy(), bits, words)
    return _bits(words, len(said) * bits, bits)


def _bits(packed: npt.NDArray[Any], count: int, width: int = 1) -> bytes:
    """So many packed bits, of numbers so wide; they are told of in eights."""
    eights = -(-count // (8 * width))
    data = packed.tobytes()[: eights * width]
    return _varint(eights << 1 | 1) + data + bytes(eights * width - len(data))


def _run(count: int, number: int) -> bytes:
    """The same number so many times, of eight bits at most."""
    return _varint(count << 1) + bytes([number])


def _sized(levels: bytes) -> bytes:
    return len(levels).to_bytes(4, "little") + levels


def _varint(number: int) -> bytes:
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*found, number])
