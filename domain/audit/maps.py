"""A log read from its first record to its last: what each instrument commits to.

The map is made again, by other means than when it was recorded, and each instrument's own
record must say what comes of it. Which stream a record stands in, and as which of its
records, is taken from who reads it (`audit`) before or at the same time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..history.changes import read_change
from ..history.topics import INSTRUMENT_TOPIC
from ..proof.sparse_map import EMPTY, Listed
from ..vocabulary.change_types import CHANGE_TYPES
from .commitment import listed
from .made_map import MadeMap, WrongPartError
from .records import WrongRecordError
from .stored_json import said_by_stored

Row = tuple[int, str, int, str, bytes]
"""A row of the log: its number from 1 on, the stream and which of its records, topic, record."""
LISTED = frozenset(
    f"{kind.name}.{kind.version}"
    for kind in CHANGE_TYPES.values()
    if kind.establishes or kind.name in ("requirements_complete", "record_corrected")
)
"""The topics of what may add to a list of the map; others may where they have `NAMES_ORDER`."""
NAMES_ORDER = b'"ordered_by":'


class MapAudit:
    """The map after the instruments taken so far."""

    def __init__(self) -> None:
        self.size = 0
        self.root = EMPTY
        self._map = MadeMap()
        self._counts: dict[str, int] = {}
        self._lists: list[Listed] = []

    def over(self, rows: Iterable[Row]) -> Iterator[int]:
        """Take the next records; the size of the log after each instrument, when its own is
        taken. It ends where a row does not stand where it belongs. `WrongRecordError` for an
        instrument's own record that commits to another map."""
        counts, lists = self._counts, self._lists
        try:
            for rowid, stream, version, topic, record in rows:
                if rowid != self.size + 1:
                    return
                self.size = rowid
                if topic == INSTRUMENT_TOPIC:
                    self._hold(stream, version, said_by_stored(record))
                    yield rowid
                    continue
                counts[stream] = version
                if topic in LISTED or NAMES_ORDER in record:
                    said = said_by_stored(record)
                    change = read_change(said["id"], rowid - 1, stream, said["change"])
                    lists += listed(change, version == 1)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise WrongRecordError(self.size - 1, f"it cannot be read ({error})") from error

    def hold_parts(self, top: bytes, number: int, row: bytes, start: int) -> int | None:
        """Hold what the instrument that was taken last changes of the map against what is stored
        of that: the top's place, and the parts from `start` on in the row of this number; where
        they end, or None if they are others."""
        try:
            return self._map.hold(top, number, row, start)
        except WrongPartError:
            return None

    def _hold(self, stream: str, version: int, said: dict[str, Any]) -> None:
        if stream in self._counts:
            self._counts[stream] = version
        self.root = self._map.after(self._counts, self._lists)
        self._counts.clear()
        self._lists.clear()
        if self.root.hex() != said["map_root"]:
            raise WrongRecordError(
                self.size - 1,
                f"the map that `{said['id']}` commits to is not that of the records: some were "
                "left out, or added",
            )
