"""Up to which size of the log others were told what changed for the watches of a ledger.

Kept beside the log, so that of many servers one tells, and that one once: whoever writes down
first that he tells up to a size is the one who does.
"""

from __future__ import annotations

import json
from typing import NamedTuple

from ...domain.approval.proposal_events import canonical_json
from ..storage.ports import EventBeside, EventsBeside, HeadMovedError
from ..viewpoints import as_recorded
from .watches import Watch, Watches

_TOLD = "watches-told"


class ToTell(NamedTuple):
    """A watch, and the sizes of the log between which what changed for it is to be told."""

    watch: Watch
    since: int
    log_size: int


class TellingTurns:
    """Whose turn it is to tell."""

    def __init__(self, watches: Watches) -> None:
        self._watches = watches
        self._ledger = watches.ledger
        self._read = self._size = 0

    def taken(self) -> list[ToTell]:
        """The watches of which the caller is to tell what was recorded since the last turn, and
        nobody else does; none where nothing was, nothing is watched, or another took the turn.
        In the first turn of all it is what was recorded since each was reported."""
        store = self._ledger.store
        size = store.head().size
        if size <= self._size or not (watches := self._watches.every()):
            return []
        count = store.count_beside()
        for event in store.stream_beside(_TOLD, self._read):
            self._read, self._size = event.version, json.loads(event.event)["log_size"]
        if size <= self._size:
            return []
        said = {"event": "told", "log_size": size, "at": as_recorded(self._ledger.now())}
        event = EventBeside(count + 1, _TOLD, self._read + 1, canonical_json(said))
        try:
            store.put_beside(EventsBeside(count, [event]))
        except HeadMovedError:
            return []
        found = [self._to_tell(one, size) for one in watches]
        self._read, self._size = event.version, size
        return [one for one in found if one.since < one.log_size]

    def _to_tell(self, watch: Watch, size: int) -> ToTell:
        since = max(self._size, watch.added_size) if self._read else watch.log_size
        return ToTell(watch, since, size)
