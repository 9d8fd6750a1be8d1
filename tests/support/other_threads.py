"""What another thread does in the very moment in which this one reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class KeptBesideOthers(dict[Any, Any]):
    """What is kept, as a thread finds it that is interrupted right after each miss, and right after
    each time it puts something: then another one does `act`, once for each."""

    def __init__(self, act: Callable[[], object]) -> None:
        super().__init__()
        self.interrupted = 0
        self._act = act
        self._is_other = False

    def _interrupt(self) -> None:
        if not self._is_other:
            self._is_other = True
            try:
                self._act()
            finally:
                self._is_other = False
            self.interrupted += 1

    def get(self, key: Any, default: Any = None) -> Any:
        found = super().get(key, default)
        if not super().__contains__(key):
            self._interrupt()
        return found

    def __contains__(self, key: object) -> bool:
        found = super().__contains__(key)
        if not found:
            self._interrupt()
        return found

    def __missing__(self, key: Any) -> Any:
        self._interrupt()
        raise KeyError(key)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(key, value)
        self._interrupt()
