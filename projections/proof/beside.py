"""Parts of a verification that other processes do at the same time, where the log is large."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from ..other_processes import Awaited, OtherProcessEndedError, other_processes
from ..storage.log import Log, open_store
from ..storage.ports import StoredLog

Part = Callable[[StoredLog], Any]
"""A part of a verification."""


@contextmanager
def done_beside(
    log: Log, every: StoredLog, alone: int, *parts: Part
) -> Iterator[list[Callable[[], Any]]]:
    """What tells of each part what came of it. Of a log of more than `alone` records each is
    begun at once, by a process of its own; of a smaller one when it is asked for, here.

    Such a process reads the store as it stands at its own moment, and gives its part the size of
    the log in `every`: what came later it passes over.
    """
    address, size = log.store.address, every.size
    if address is None or size <= alone:
        yield [partial(part, every) for part in parts]
        return
    with other_processes(len(parts)) as others:
        asked = [
            one.ask(_done, part, address, size) for one, part in zip(others, parts, strict=True)
        ]
        yield [partial(_told, *one, every) for one in zip(asked, parts, strict=True)]


def _told(asked: Awaited[Any], part: Part, every: StoredLog) -> Any:
    """What came of a part; if the process ended that was asked for it, it is done here."""
    try:
        return asked.result()
    except OtherProcessEndedError:
        return part(every)


def _done(part: Part, address: str, size: int) -> Any:
    gc.disable()  # nothing is left for a collector to find
    store = open_store(address)
    try:
        with store.stored(size) as every:
            return part(every)
    finally:
        store.close()
