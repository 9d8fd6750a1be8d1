"""What an instrument's own record commits to: the map after it.

A record in the log proves itself; that none was left out beside it, it does not. So the last
record of each instrument holds the root of a map (`map`): for every stream that holds a change
the number of its records, this instrument's among them, and lists that say what there is to be
read at all: the subjects of each kind, what carries out an order, where a
`requirements_complete` stands. An instrument's own record, of which there is one, is shown by
being shown: a stream with nothing else in it has no place in the map.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from ..history.changes import Change
from ..history.mentions import corrected_id, may_be_listed, orders_named
from ..proof.sparse_map import COMPLETIONS, Listed, orders_key, subjects_key


def listed(change: Change, first: bool) -> list[Listed]:
    """What a record adds to the map's lists; `first`: it is the first of its stream, which of a
    subject's is its establishment."""
    found: list[Listed] = []
    if not may_be_listed(change.content):
        return found
    for order in dict.fromkeys(orders_named(change)):
        found.append((orders_key(order), f"{change.stream} {corrected_id(change)}"))
    if first and change.type.establishes:
        found.append((subjects_key(change.type.subject), change.subject))
    if change.type.name == "requirements_complete":
        found.append((COMPLETIONS, change.stream))
    return found


def all_listed(changes: Iterable[Change], begun: Collection[str]) -> Iterator[Listed]:
    """The same for the changes of one instrument; `begun` are the streams that had records."""
    new: set[str] = set()
    for change in changes:
        first = change.stream not in begun and change.stream not in new
        yield from listed(change, first)
        new.add(change.stream)
