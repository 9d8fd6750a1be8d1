"""Where a history reads the records from, asked for at a size of the log."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from typing import Protocol

from .changes import Change
from .instruments import Instrument
from .streams import Stream

NEAR = 500
"""How many names before and after an unknown one are looked at for the nearest."""


def around(names: Sequence[str], name: str) -> list[str]:
    """The names next to one in an ordered list."""
    place = bisect_left(names, name)
    return list(names[max(0, place - NEAR) : place + NEAR])


class Source(Protocol):
    """Where a history reads the records: everything recorded, asked for at a size of the log."""

    @property
    def address(self) -> str | None:
        """From where another process can read the same; None if it cannot."""
        return None

    @property
    def is_whole(self) -> bool:
        """Whether all that was recorded can be read, and reading more than an answer needs changes
        nothing; not where what is read is proven."""
        return True

    def read_ahead(self, streams: Iterable[str]) -> None:
        """Read these streams together: they will all be asked for."""
        return

    def let_go(self) -> None:
        """Keep nothing of what was read: it will hardly be asked for again."""
        return

    def stream_at(self, name: str, size: int) -> Stream:
        """One stream as its records before `size` leave it."""

    def recorded_in(self, name: str, size: int) -> list[Change]:
        """The records of a stream before `size`, as they were recorded, none corrected."""

    def home_at(self, change_id: str, size: int) -> str | None:
        """The stream in which a change was recorded before `size`."""

    def instrument_at(self, instrument_id: str, size: int) -> Instrument | None:
        """An instrument as it was recorded before `size`."""

    def instruments_at(self, names: Sequence[str], size: int) -> list[Instrument | None]:
        """The same of many."""
        return [self.instrument_at(name, size) for name in names]

    def corrections_at(self, instrument_id: str, size: int) -> list[Change]:
        """The corrections of an instrument's own fields before `size`, in log order."""

    def corrected_among(self, names: Iterable[str]) -> Collection[str]:
        """Those of these instruments of which some own field may have been corrected."""
        return set(names)

    def subjects_at(self, kind: str, size: int, after: str, limit: int | None) -> list[str]:
        """The names of a kind that were established before `size`, in their order."""

    def knows_at(self, kind: str, name: str, size: int) -> bool:
        """Whether a subject was ever established before `size`."""

    def spoken_of_at(self, size: int) -> Collection[str]:
        """The instruments that a statement or proceedings before `size` can be about; maybe
        some later ones too."""

    def naming_order_at(self, order: str, size: int) -> list[str]:
        """The ids of the changes that say, or said, that they carry out an order."""

    def completions_at(self, size: int) -> list[str]:
        """The streams that hold a `requirements_complete`."""

    def words_at(self, dimension: str, size: int) -> dict[str, str]:
        """The goods or programmes that recorded clauses name: as compared, as written."""

    def instruments_like_at(self, name: str, size: int) -> list[str]:
        """The ids of instruments recorded before `size` that are near this one in the alphabet, to
        offer instead of it."""

    def subjects_like_at(self, kind: str, name: str, size: int) -> list[str]:
        """The names of a kind established before `size` that are near this one in the alphabet, to
        offer instead of it."""
