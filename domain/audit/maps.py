"""What each instrument of a log commits to, held against the map that is made again.

It is made by other means than when it was recorded, of what an audit took; each instrument's own
record must say what comes of it.
"""

from __future__ import annotations

from ..history.changes import read_change
from ..proof.sparse_map import EMPTY, Listed
from ..vocabulary.change_types import CHANGE_TYPES
from .commitment import listed
from .made_map import MadeMap, WrongPartError
from .records import Audit, WrongRecordError

_LISTED = frozenset(
    kind.name
    for kind in CHANGE_TYPES.values()
    if kind.establishes or kind.name in ("requirements_complete", "record_corrected")
)
"""The changes that may add to a list of the map; others may where they name an order."""
_NAMING_ORDERS = frozenset(("ordered_by", "restated"))


class MapAudit:
    """The map after the instruments that an audit took so far."""

    def __init__(self, audit: Audit) -> None:
        self.root = EMPTY
        self._audit = audit
        self._map = MadeMap()
        self._lists: list[Listed] = []

    def take(self) -> None:
        """Take in the change that the audit took last; `WrongRecordError` if it cannot be read."""
        audit = self._audit
        content = audit.said["change"]
        if content["type"] not in _LISTED and _NAMING_ORDERS.isdisjoint(content):
            return
        try:
            change = read_change(audit.said["id"], audit.size - 1, audit.stream, content)
            self._lists += listed(change, audit.version == 1)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise WrongRecordError(audit.size - 1, f"it cannot be read ({error})") from error

    def hold(self) -> None:
        """Hold the map after the instrument that the audit took last against what its own record,
        the last one, commits to; `WrongRecordError` if that is another map."""
        audit = self._audit
        self.root = self._map.after(audit.counts, self._lists)
        self._lists.clear()
        if "map_root" not in audit.said:
            raise WrongRecordError(audit.size - 1, "it cannot be read ('map_root')")
        if self.root.hex() != audit.said["map_root"]:
            raise WrongRecordError(
                audit.size - 1,
                f"the map that `{audit.said['id']}` commits to is not that of the records: some "
                "were left out, or added",
            )

    def hold_parts(self, top: bytes, number: int, row: bytes, start: int) -> int | None:
        """Hold what the instrument that was taken last changes of the map against what is stored
        of that: the top's place, and the parts from `start` on in the row of this number; where
        they end, or None if they are others."""
        try:
            return self._map.hold(top, number, row, start)
        except WrongPartError:
            return None
