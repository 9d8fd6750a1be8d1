"""Failures to enter, counted: who failed too often from one place waits."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict, deque
from collections.abc import Callable

from .entry_errors import TooManyAttemptsError

MOST = 10
"""So many failures from one place within `SECONDS`."""
SECONDS = 300
_PLACES_MOST = 10_000


class Attempts:
    """The failures of a while, by where they came from; `clock` tells seconds that only grow.

    Each process of a server counts its own.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failed: OrderedDict[str, deque[float]] = OrderedDict()

    def must_be_few(self, place: str) -> None:
        """`TooManyAttemptsError` if so many failed from this place that no more is tried."""
        now = self._clock()
        with self._lock:
            failed = self._failed.get(place, deque[float]())
            while failed and failed[0] <= now - SECONDS:
                failed.popleft()
            if len(failed) >= MOST:
                raise TooManyAttemptsError(math.ceil(failed[0] + SECONDS - now))

    def count(self, place: str) -> None:
        """Count a failure from a place."""
        with self._lock:
            self._failed.setdefault(place, deque(maxlen=MOST)).append(self._clock())
            self._failed.move_to_end(place)
            while len(self._failed) > _PLACES_MOST:
                self._failed.popitem(last=False)
