"""The days on which something became known: what was recorded was published on them."""

from __future__ import annotations

import threading

from ..domain.history.history import History
from .ledger import Ledger
from .storage.errors import not_there

_TOGETHER = 1_000
"""So many instruments are read at once."""


class KnowledgeDays:
    """The publication days of a ledger's instruments, as they read at its head. A correction tells
    nothing new of the law, only of the record. What was read once is kept."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._lock = threading.Lock()
        self._day_of: dict[str, int] = {}
        self._position = -1
        self._whole: tuple[int, list[int]] = 0, []
        """How many records were read to the end, and the days that they tell."""

    def at_hand(self) -> list[int] | None:
        """The days, where nothing has to be read for them; else None."""
        size, days = self._whole
        return days if size == self._ledger.size else None

    def until_now(self) -> list[int]:
        """The days as ordinals, each once, in order."""
        with self._lock, self._ledger.reading() as book:
            history = book.head()
            while names := book.instruments_after(self._position, history.size, _TOGETHER):
                for name in names:
                    self._take_in(name, history)
                self._whole = self._position + 1, sorted(set(self._day_of.values()))
            return self._whole[1]

    def _take_in(self, name: str, history: History) -> None:
        recorded = history.recorded_instrument(name)
        if recorded is None:
            raise not_there(f"the instrument {name}")
        self._position = recorded.position
        if recorded.content["kind"] != "correction":
            self._read(name, history)
            return
        for change in history.recorded_changes(recorded.changes):
            if change.target and "#" not in change.target:
                self._read(change.target, history)

    def _read(self, name: str, history: History) -> None:
        found = history.instrument(name)
        if found is None:
            self._day_of.pop(name, None)
        else:
            self._day_of[name] = found.published_on
