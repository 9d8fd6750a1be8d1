"""Which words stand in which records, as one number: two such sets are compared without either
being put in order.

Every record has a number that was drawn at random, and so has every word, by a secret that was; a
word in a record counts as their product. Two sets that differ have the same sum once in some 2^59
draws (Schwartz and Zippel: the sum is a polynomial in what was drawn), whoever chose them: what was
drawn is known to nobody, and is not drawn twice.
"""

from __future__ import annotations

import json
import secrets
from array import array
from collections.abc import Iterable, Sequence
from typing import Any

_DRAWN = 4_096
"""Numbers of so many records are drawn at a time: how many records there are, a table only says."""


class WeighedWords:
    """The words of records that are taken in, to be held against those of a table."""

    def __init__(self) -> None:
        self._secret = secrets.token_hex(16)
        self._of_record: list[int] = []
        self._sum = 0

    def take(self, records: Iterable[tuple[int, Iterable[str]]]) -> int:
        """Take in records by their positions, with the words of each, every word once; how many
        records they were, without those far from all before them."""
        weigh, of_record, count, total = self._secret.__add__, self._of_record, 0, 0
        for position, words in records:
            if position >= len(of_record):
                of_record += array("Q", secrets.token_bytes(8 * _DRAWN))
                if position >= len(of_record):
                    continue
            total += of_record[position] * sum(map(hash, map(weigh, words)))
            count += 1
        self._sum += total
        return count

    def are_those_of(self, table: Iterable[Sequence[Any]]) -> bool:
        """Whether the same words stand in the same records by a table: each word once, with the
        positions of its records, as a text with commas, or its only one."""
        other, secret, of_record = 0, self._secret, self._of_record.__getitem__
        try:
            for word, positions in table:
                if type(positions) is int:
                    if positions < 0:
                        return False
                    of_records = of_record(positions)
                elif not positions or "-" in positions:
                    return False
                else:
                    of_records = sum(map(of_record, json.loads(f"[{positions}]")))
                other += hash(secret + word) * of_records
        except (ValueError, IndexError, TypeError):  # no such record, or no word
            return False
        return other == self._sum
