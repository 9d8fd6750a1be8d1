"""Where the records of a CSV file begin and end, told by its bytes alone (RFC 4180).

What reads the values is not asked: the bytes are looked at by themselves, so that the rows that
were read can be held against the records that there are. A line ends in CR, LF or CR LF. A quote
opens a value where the value begins, is doubled within it, and closes it where a separator, the
end of a line or of the file follows: whatever else a quote does is a fault with its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from .faults import BytesError

Positions = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
LONGEST = 32 * 1024 * 1024
"""No record is longer: a quote that is open for so many bytes is not closed."""
_CR, _LF, _QUOTE = b'\r\n"'
_TO_DO = "close it where the value ends, and write a quote within a value as two"


class Records:
    """The records that some bytes hold, of a file in which they stand at `offset`. If they are not
    its `last` bytes, a record that they only begin is left to what follows."""

    def __init__(self, data: bytes, offset: int, last: bool) -> None:
        self._bytes = np.frombuffer(data, dtype=np.uint8)
        self._offset = offset
        self._quotes = self._bytes == _QUOTE if b'"' in data else None
        self._quoted = None if self._quotes is None else _between_two(self._quotes)
        self._open = self._quoted is not None and bool(self._quoted[-1])
        self._ends = self._outside(_line_ends(self._bytes, b"\r" in data, last))
        self._endless = (last and self._open) or (len(data) > LONGEST and not len(self._ends))
        whole = int(self._ends[-1]) + 1 if len(self._ends) else 0
        self.length = len(data) if last else whole
        """So many bytes are of whole records."""

    def _outside(self, positions: Positions) -> Positions:
        """Those of some positions that stand within no quotes."""
        return positions if self._quoted is None else positions[~self._quoted[positions]]

    @cached_property
    def bounds(self) -> tuple[Positions, Positions]:
        """Where each line of whole records begins, and where what it holds ends; empty lines
        among them."""
        ends, held = self._ends, self._bytes
        begins = np.concatenate([np.zeros(1, dtype=np.int64), ends + 1])
        two = (held[ends] == _LF) & (ends > 0) & (held[np.maximum(ends - 1, 0)] == _CR)
        stops = np.concatenate([ends - two, [self.length]])
        there = len(ends) + int(begins[-1] < self.length)
        return begins[:there], stops[:there]

    def count(self, empty_too: bool) -> int:
        """How many records there are; a line that holds nothing is one if there is one column."""
        begins, stops = self.bounds
        return len(begins) if empty_too else int(np.count_nonzero(stops > begins))

    def first(self) -> tuple[int, int] | None:
        """Where the first record that holds something begins and its line ends, if it is whole."""
        begins, stops = self.bounds
        there = np.flatnonzero(stops > begins)
        if not len(there):
            return None
        n = int(there[0])
        return int(begins[n]), int(begins[n + 1] if n + 1 < len(begins) else self.length)

    def refuse_faulty_quotes(self, separator: bytes) -> None:
        """The first quote that neither opens a value, nor closes one, nor is one of two; or that
        opens a value that does not end."""
        if self._quotes is not None and self._quoted is not None:
            held, beside = self._bytes, self._quotes.copy()
            for byte in (_CR, _LF, separator[0]):
                beside |= held == byte
            fits = np.empty_like(beside)  # of an opening quote what is before, else what follows
            fits[0] = True
            np.copyto(fits[1:], beside[:-1])
            np.copyto(fits[:-1], beside[1:], where=~self._quoted[:-1])
            fits[-1] |= not self._quoted[-1]
            if (wrong := self._quotes & ~fits).any():
                raise self._stray(int(wrong.argmax()))
        self.refuse_endless()

    def _stray(self, at: int) -> BytesError:
        if self._quoted is not None and self._quoted[at]:
            sentence = (
                "a quote stands within a value that is not in quotes; write the whole value in "
                "quotes, and this quote as two"
            )
            return BytesError(self._offset + at, sentence)
        sentence = (
            "something follows the quote that closes a value here, which was opened in {other}; "
            + _TO_DO
        )
        return BytesError(self._offset + at, sentence, self._opened(at))

    def refuse_endless(self) -> None:
        """A quote that is not closed, or what can be no record for its length."""
        if self._endless and self._open:
            at = self._opened(len(self._bytes))
            raise BytesError(at, f"a quote is opened here and not closed; {_TO_DO}")
        if self._endless:
            sentence = f"a record of more than {LONGEST >> 20} MiB begins here; is this a CSV file?"
            raise BytesError(self._offset, sentence)

    def _opened(self, before: int) -> int:
        """Where the value was opened that a quote before some byte opens, or goes on with."""
        quotes = _all(self._bytes[:before], _QUOTE)
        number = (len(quotes) - 1) // 2 * 2
        while number and quotes[number] == quotes[number - 1] + 1:
            number -= 2
        return self._offset + int(quotes[number])

    def refuse_other_widths(self, separator: bytes, width: int) -> None:
        """The first record that has more values, or fewer, than there are columns."""
        begins, stops = self.bounds
        there = stops > begins
        begins, stops = begins[there], stops[there]
        between = self._outside(_all(self._bytes, separator[0]))
        first, after = np.searchsorted(between, begins), np.searchsorted(between, stops)
        values = after - first + 1
        wrong = np.flatnonzero(values != width)
        if not len(wrong):
            return
        n = int(wrong[0])
        few = values[n] < width
        at = int(stops[n] if few else between[first[n] + width - 1])
        does = "add what is missing" if few else "put a value that holds a separator in quotes"
        raise BytesError(
            self._offset + at,
            f"the record has {_several(int(values[n]), 'value')}, separated by "
            f"{separator_words(separator)}, and the header {_several(width, 'column')}; {does}",
        )


@dataclass(frozen=True, slots=True)
class Block:
    """Some bytes of a file that hold whole records, and where they stand in it."""

    data: bytes
    offset: int
    records: Records


def blocks(file: Any, held: bytes, offset: int, separator: bytes, size: int) -> Iterator[Block]:
    """The records of a file, about so many bytes at a time: first of what is `held` already, which
    stands at `offset`, then of what is still to be read."""
    last = False
    while not last or held:
        more = read_full(file, size)
        last = len(more) < size
        held += more
        records = Records(held, offset, last)
        records.refuse_faulty_quotes(separator)
        if records.length:
            yield Block(held[: records.length], offset, records)
        held, offset = held[records.length :], offset + records.length


def read_full(file: Any, size: int) -> bytes:
    """So many bytes of a file, or fewer at its end."""
    found = file.read(size)
    while len(found) < size and (more := file.read(size - len(found))):
        found += more
    return bytes(found)


def separator_words(separator: bytes) -> str:
    """A separator in words."""
    return "tabs" if separator == b"\t" else f"`{separator.decode()}`"


def _several(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _all(held: npt.NDArray[np.uint8], byte: int) -> Positions:
    return np.flatnonzero(held == byte)


def _between_two(quotes: Mask) -> Mask:
    """For each byte whether a quote is open after it: by the parity of the quotes up to there,
    taken of sixty-four at a time."""
    packed = np.packbits(quotes, bitorder="little")
    words = np.zeros(-(-len(packed) // 8), dtype="<u8")
    words.view(np.uint8)[: len(packed)] = packed
    for shift in (1, 2, 4, 8, 16, 32):
        words ^= words << np.uint64(shift)
    odd = np.bitwise_xor.accumulate(words >> np.uint64(63))
    words[1:] ^= np.uint64(0) - odd[:-1]
    return np.unpackbits(words.view(np.uint8), count=len(quotes), bitorder="little").view(np.bool_)


def _line_ends(held: npt.NDArray[np.uint8], returns: bool, last: bool) -> Positions:
    """The last byte of each line end. A CR that ends what is held may be half of one."""
    feeds = _all(held, _LF)
    if not returns:
        return feeds
    alone = _all(held, _CR)
    end = len(held) - 1
    alone = alone[(held[np.minimum(alone + 1, end)] != _LF) & ((alone < end) | last)]
    return np.sort(np.concatenate([feeds, alone])) if len(alone) else feeds
