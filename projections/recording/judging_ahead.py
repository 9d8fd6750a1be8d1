"""Many instruments, judged by another process ahead of this one, which saves them.

To judge an instrument and to save it (its bytes, the map and the tree after it, what is looked up)
take about as long, and both are Python: two processes do on two cores in half of the time what one
does. The other one opens the same store and reads it; it writes nothing. What it judges are the
parts in their order, each as if all that it found sound before stood recorded; whether it does is
asked when a part is saved, as ever, and where it does not (somebody else recorded meanwhile) the
other one begins again.
"""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, NamedTuple

from ...domain.faults import Fault, OtherContentError, RefusedError
from ...domain.history.changes import read_change
from ...domain.history.instruments import read_instrument
from ..other_processes import (
    Awaited,
    OtherProcess,
    OtherProcessEndedError,
    cores,
    other_processes,
)
from ..storage.log import open_store
from ..storage.lookups import TAIL_MOST
from ..storage.ports import Store
from ..storage.stored_source import StoredSource
from .judging import (
    Recording,
    Sound,
    already_recorded,
    judged_on,
    load_rules,
    look_for,
    sound_of,
)

ALONE = 4_000
"""So many instruments this process records before another one is worth starting."""
_AHEAD = 3
"""How many parts are asked for before they are wanted."""

_UNSEEN = 10 * TAIL_MOST
"""So many records the other process holds in memory before it looks how far they are saved: what it
reads it holds against the map that is stored there, which it then has to read anew."""

Outcome = Sound | Recording | RefusedError
"""What came of an instrument: it may be recorded, it is already, or it was refused."""


@contextmanager
def judging_ahead(
    address: str | None, parts: Sequence[Sequence[Any]], today: Callable[[], date]
) -> Iterator[JudgedAhead | None]:
    """Parts of what is to be recorded in a store, judged by another process as they are asked for
    in their order; None where there are few, or no other process could."""
    if address is None or sum(map(len, parts)) <= ALONE or cores() < 2:
        yield None
        return
    with other_processes(1, _begin, address) as (other,):
        yield JudgedAhead(other, parts, today)


class JudgedAhead:
    """Parts that another process judges: what it was asked for, and how far it is."""

    def __init__(
        self, other: OtherProcess, parts: Sequence[Sequence[Any]], today: Callable[[], date]
    ) -> None:
        self._other, self._parts, self._today = other, parts, today
        self._begun = other.ask(_is_ready)
        self._asked = deque[tuple[int, Awaited[_Judged]]]()
        self._next = 0
        self._size = -1
        self._is_over = False

    def is_ready(self) -> bool:
        """Whether the other process has started, and can be asked."""
        return not self._is_over and self._begun.done()

    def part(self, number: int, size: int) -> Sequence[Outcome] | None:
        """What came of a part, by its number, where it is saved at a size of the log; None if it
        was not judged for there, or could not be: whoever asks does."""
        try:
            if not self._asked or self._asked[0][0] != number or self._size != size:
                self._begin_at(number, size)
            _, asked = self._asked.popleft()
            found = asked.result()
            self._ask(size)
        except OtherProcessEndedError:
            self._is_over = True
            return None
        except Exception:  # whatever it is: it is judged here, which then tells it
            self._asked.clear()
            return None
        if found.size != size:
            self._asked.clear()
            return None
        outcomes, self._size = _unpacked(found)
        return outcomes

    def _begin_at(self, number: int, size: int) -> None:
        """Ask for the parts from one on, each at the end of what was found sound of those before
        it, the first at a size of the log. What was asked for before is of no use."""
        self._asked.clear()
        self._next, self._size = number, size
        self._ask(size, anew=True)

    def _ask(self, saved: int, *, anew: bool = False) -> None:
        while len(self._asked) < _AHEAD and self._next < len(self._parts):
            part, today = self._parts[self._next], self._today()
            self._asked.append((self._next, self._other.ask(_judge, part, saved, anew, today)))
            self._next, anew = self._next + 1, False


# -- what comes from there, as plain values: they are read here as they are from the log ---


class _Packed(NamedTuple):
    """A sound instrument: its id, its own fields, its changes with their streams."""

    id: str
    content: Mapping[str, Any]
    changes: Sequence[tuple[str, Mapping[str, Any]]]
    versions: Mapping[str, int]


class _Refused(NamedTuple):
    """Why an instrument was refused; whether another one is recorded under its id."""

    faults: Sequence[Fault]
    is_other_content: bool


class _Judged(NamedTuple):
    """What came of the instruments of a part, that is saved at a size of the log."""

    size: int
    outcomes: Sequence[_Packed | Recording | _Refused]


def _unpacked(found: _Judged) -> tuple[list[Outcome], int]:
    """The outcomes, and the size of the log after those that may be recorded."""
    outcomes, size = list[Outcome](), found.size
    for one in found.outcomes:
        if isinstance(one, _Packed):
            outcomes.append(_sound(one, size))
            size += len(one.changes) + 1
        elif isinstance(one, _Refused):
            kind = OtherContentError if one.is_other_content else RefusedError
            outcomes.append(kind(one.faults))
        else:
            outcomes.append(one)
    return outcomes, size


def _sound(said: _Packed, size: int) -> Sound:
    changes = [
        read_change(f"{said.id}#{n}", size + n - 1, stream, content)
        for n, (stream, content) in enumerate(said.changes, 1)
    ]
    names = [change.id for change in changes]
    own = read_instrument(said.id, size + len(changes), said.content, names)
    return Sound(changes, own, said.versions)


# -- in the other process ------------------------------------------------------------------


class _Judging:
    """Judges parts in their order."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._book: StoredSource | None = None
        self._saved = 0

    def part(self, submitted: Sequence[Any], saved: int, anew: bool, today: date) -> _Judged:
        """What comes of the next part, where so much of the log is saved; of the one to begin with,
        at that size."""
        book = self._book
        if book is None or anew:
            book = self._book = StoredSource(self._store)
        if anew or saved - self._saved >= _UNSEEN:
            self._saved = saved
            book.catch_up(saved)
        look_for(submitted, book)
        return _Judged(book.size, [self._next(one, book, today) for one in submitted])

    def _next(
        self, submitted: Any, book: StoredSource, today: date
    ) -> _Packed | Recording | _Refused:
        try:
            history = book.head()
            if already := already_recorded(submitted, history, self._store):
                return already
            judge = judged_on(submitted, history, today)
        except RefusedError as error:
            return _Refused(error.faults, isinstance(error, OtherContentError))
        sound = sound_of(judge, book, book.size)
        book.take([*sound.changes, sound.own])
        changes = [(change.stream, change.content) for change in sound.changes]
        return _Packed(judge.id, sound.own.content, changes, sound.versions)


_judging: _Judging | None = None


def _begin(address: str) -> None:
    """What the other process does first."""
    global _judging
    gc.set_threshold(50_000, 50, 50)  # hardly anything is left for a collector to find
    load_rules()
    _judging = _Judging(open_store(address))


def _is_ready() -> bool:
    return _judging is not None


def _judge(submitted: Sequence[Any], saved: int, anew: bool, today: date) -> _Judged:
    if _judging is None:
        raise RuntimeError("this process was not told where the record is")
    return _judging.part(submitted, saved, anew, today)
