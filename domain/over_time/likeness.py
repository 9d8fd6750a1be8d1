"""What parts of the record that are alike have in common: all that the law is given of them.

Two parts of which this is the same are there alike, since the law had nothing else to say it
from. What it is not given it cannot look at by mistake: a rule that tries fails.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from ..history.changes import Change, Entry
from ..history.history import History, Stretch
from ..history.in_memory import InMemorySource
from ..history.instruments import Instrument
from ..history.streams import EMPTY, Stream
from ..law.running import Seen
from ..vocabulary.change_types import CHANGE_TYPES
from ..vocabulary.clauses import Clause
from ..vocabulary.dates import LegalDate
from ..vocabulary.truth import Truth
from .periods import FIRST_DAY, periods

PART, GONE = "part", "gone"
_STREAM = "licence/"
DAY_ONE = FIRST_DAY + 1
"""The first of the days by their order; before it nothing has been reached."""


class _Given(Mapping[str, Any]):
    """A content of which the law is given no more than what it amends, and who holds it where
    that is `told`: asked for anything else, even whether it is there, it fails."""

    def __init__(self, amends: str | None = None, **told: str | None) -> None:
        self._told = {"amends": amends, **told}

    def __contains__(self, name: object) -> bool:
        if name not in self._told:
            raise KeyError(f"the law is not given `{name}` of what makes parts alike")
        return self._told[str(name)] is not None

    def __getitem__(self, name: str) -> Any:
        if name not in self:
            raise KeyError(name)
        return self._told[name]

    def get(self, name: str, default: Any = None) -> Any:
        if name in self:
            return self._told[name]
        return default

    def __iter__(self) -> Iterator[str]:
        raise KeyError("the law is not given all fields of what makes parts alike")

    def __len__(self) -> int:
        raise KeyError("the law is not given all fields of what makes parts alike")


class _Alike(Change):
    """A change as the law is given it in place of the recorded one: without its entries."""

    @property
    def entries(self) -> tuple[Entry, ...]:
        raise AttributeError("the law is not given the entries of what makes parts alike")


class Bearing(NamedTuple):
    """All that the law looks at in a change that bears on a part.

    Changes are named by their place, the part itself by `PART`, what is not there by `GONE`;
    days are counted by their order. Of the law nothing else is given: a rule that looks at
    more of a change fails, instead of taking for alike what is not.
    """

    type: str
    target: str | None
    amends: str | None
    partial: bool
    starting: tuple[int, int] | None
    ending: tuple[int, int] | None
    published: int | None
    """The day it became known; None if it is not visible."""

    def change(self, place: int) -> Change:
        """The change that the law is asked about in place of the recorded one."""
        return _Alike(
            str(place),
            str(place),
            0,
            place,
            _STREAM,
            CHANGE_TYPES[self.type],
            _Given(self.amends),
            LegalDate("", *self.starting) if self.starting else None,
            LegalDate("", *self.ending) if self.ending else None,
            self.target,
            Clause(_Given()) if self.partial else None,
            (),
        )


class _Reduced(History):
    """Changes, as far as all that are alike have them in common: what `bears` on one part, or
    those of one licence."""

    def __init__(self, changes: Sequence[Change], published: Mapping[str, int | None]) -> None:
        super().__init__(InMemorySource(), 0)
        self._published = published
        self._changes = EMPTY.extended(changes)

    @staticmethod
    def bears(bearing: Sequence[Bearing]) -> _Reduced:
        """What bears on a part."""
        published = {str(place): one.published for place, one in enumerate(bearing)}
        return _Reduced([one.change(n) for n, one in enumerate(bearing)], published)

    def stream(self, name: str) -> Stream:
        return self._changes

    def change(self, change_id: str) -> Change | None:
        return self._changes.changes.get(change_id)

    def instrument(self, instrument_id: str) -> Instrument | None:
        published = self._published[instrument_id]
        return None if published is None else Instrument(instrument_id, 0, _Given(), (), published)

    def stretch(self, name: str, valid_on: int, known_on: int | None) -> Stretch:
        """A day each: each day is one on which something can change."""
        return name, valid_on, -1 if known_on is None else known_on

    def stretch_of_group(self, name: str, valid_on: int, known_on: int | None) -> Stretch:
        return self.stretch(f"group/{name}", valid_on, known_on)

    def present(self, part: str, day: int) -> Truth:
        """Whether the part of the first of them is there on a day, as known on that day."""
        entry = Entry(part, "", "", None, _Given())
        return Seen(self, day, day).present(self._changes.changes["0"], entry)


def presence_of(part: str, bearing: Sequence[Bearing], days: int) -> list[tuple[int, int, Truth]]:
    """What the law says of a part, between which of its days (the places of two; that of none
    after the last)."""
    reduced = _Reduced.bears(bearing)
    seen = periods(partial(reduced.present, part), range(DAY_ONE, DAY_ONE + days))
    return [(_place(one.begins, days), _place(one.ends, days), one.value) for one in seen]


def _place(day: int | None, days: int) -> int:
    """The place of a day among so many; of none that after the last."""
    return days if day is None else day - DAY_ONE


# -- licences ------------------------------------------------------------------------


class ClausePlace(Mapping[str, Any]):
    """What stands in place of a clause's words: which clause it is of the licence's (the place of
    its change, that of its entry; -1: the change's own). Two are equal where those are."""

    def __init__(self, change: int, entry: int = -1) -> None:
        self.place = change, entry

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ClausePlace) and self.place == other.place

    def __hash__(self) -> int:
        return hash(self.place)

    def __getitem__(self, name: str) -> Any:
        raise KeyError(f"the law is not given the clauses of what makes licences alike: `{name}`")

    def __iter__(self) -> Iterator[str]:
        raise KeyError("the law is not given the clauses of what makes licences alike")

    def __len__(self) -> int:
        raise KeyError("the law is not given the clauses of what makes licences alike")


class InCommon(NamedTuple):
    """All that the law looks at in a change of a licence, asked of one that matches some of its
    clauses, its changes told in rank: as `Bearing`, and which of them have an equal clause or
    holder, and its entries, each with its kind, and whether it has the change's id or a clause."""

    type: str
    target: str | None
    amends: str | None
    clause: int | None
    holder: int | None
    starting: tuple[int, int] | None
    ending: tuple[int, int] | None
    published: int
    entries: tuple[tuple[str, bool, bool], ...]

    def change(self, place: int) -> Change:
        """The change that the law is asked about in place of the recorded one."""
        holder = None if self.holder is None else str(self.holder)
        return Change(
            str(place),
            f"{place:06}",
            place,
            place,
            _STREAM,
            CHANGE_TYPES[self.type],
            _Given(self.amends, holder=holder, comply_by=None),  # that day decides nothing
            LegalDate("", *self.starting) if self.starting else None,
            LegalDate("", *self.ending) if self.ending else None,
            self.target,
            None if self.clause is None else Clause(ClausePlace(self.clause)),
            tuple(self._entry(place, *one) for one in enumerate(self.entries)),
        )

    def _entry(self, place: int, number: int, said: tuple[str, bool, bool]) -> Entry:
        kind, is_change, asks = said
        clause = Clause(ClausePlace(place, number)) if asks else None
        return Entry(entry_id(place, number, is_change), "", kind, clause, _Given())


def entry_id(place: int, number: int, is_change: bool) -> str:
    """The id of an entry of the change at a place."""
    return str(place) if is_change else f"{place}.{number}"


def licence_of(told: Sequence[InCommon]) -> History:
    """A record of nothing but a licence of which this is told, named by the empty name."""
    published = {f"{place:06}": one.published for place, one in enumerate(told)}
    return _Reduced([one.change(place) for place, one in enumerate(told)], published)
