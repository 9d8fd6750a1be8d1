"""A log carried into another store as it is: the same records, the same roots."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from ...domain.proof.tree import Frontier, nodes_before
from .errors import not_whole
from .ports import EMPTY_HEAD, Addition, Row, Store, StoredLog

_TOGETHER = 1_000
"""So many records at least are written together."""


class _Along:
    """Rows in the order of a number, taken as far as one."""

    def __init__(self, pages: Iterator[list[Any]]) -> None:
        self._rows = chain.from_iterable(pages)
        self._next = next(self._rows, None)

    def up_to(self, number: int) -> list[Sequence[Any]]:
        """The next rows, up to the one of this number."""
        found = list[Sequence[Any]]()
        while self._next is not None and self._next[0] <= number:
            found.append(self._next)
            self._next = next(self._rows, None)
        return found


def carry(every: StoredLog, target: Store) -> None:
    """Put all that is stored of a log into an empty store, as it is: nothing is judged or made
    anew. An error where the log does not end as it says."""
    heads, records, parts = _Along(every.heads()), _Along(every.rows()), _Along(every.parts())
    frontier, judged_at, map_top = Frontier(), EMPTY_HEAD, b""
    for nodes in _nodes_together(every):
        size = _size_of(nodes_before(frontier.size) + len(nodes) // 32)
        frontier = Frontier(frontier.size, list(frontier.hashes))
        frontier.grow(size, nodes)
        ends = [(end, bytes(root), bytes(top)) for end, root, top in heads.up_to(size)]
        if not ends or ends[-1][:2] != (size, frontier.root()):
            raise not_whole(f"the log's end, at size {size},")
        rows = [
            Row(number - 1, stream, version, topic, record)
            for number, stream, version, topic, record in records.up_to(size)
        ]
        more = [(number, bytearray(part)) for number, part in parts.up_to(size)]
        target.append(Addition(judged_at, rows, ends, nodes, more, frontier, map_top))
        judged_at, map_top = target.head(), ends[-1][2]
    for key, note in every.signed():
        if note is None:
            target.remember_signer(key)
        else:
            target.remember_signed(key, None, note)


def _nodes_together(every: StoredLog) -> Iterator[bytes]:
    """The nodes of the tree, of some transactions together."""
    found = bytearray()
    for _, nodes in chain.from_iterable(every.hashes()):
        found += nodes
        if len(found) >= 2 * 32 * _TOGETHER:
            yield bytes(found)
            found.clear()
    if found:
        yield bytes(found)


def _size_of(count: int) -> int:
    """How many leaves complete so many nodes."""
    low, high = count // 2, count
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if nodes_before(middle) >= count else (middle + 1, high)
    return low
