"""A ledger that is kept here, asked: by the library, by the command and over HTTP alike.

What is asked of a record is stated once, in the rooms of `projections/register/`. In `api/` it is
asked of this one object (`.importlinter`, `asked`): the library makes typed values of what it
answers, HTTP sends it as JSON, the command prints it.
"""

from __future__ import annotations

from typing import Any

from ...projections.ledger import Ledger
from ...projections.register.timelines import Timelines
from ..parts import needing_parts
from .questions import Asked, Meant


class RecordHere(Timelines):
    """The questions of the library, put to a ledger in this process."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__(ledger)
        self._engines: dict[Any, Any] = {}

    def judged(self, table: Any, asked: Asked, meant: Meant) -> Any:
        """A table of transactions with its verdicts, of the same kind. The law stays compiled for
        the next table that is seen from the same viewpoint."""
        with needing_parts():
            from ..batch.tables import judged_table, like

        return like(table, judged_table(self, table, asked, meant.as_said(), self._engines))

    def size(self) -> int:
        """How many records the log has."""
        with self.ledger.reading() as book:
            return book.size

    def close(self) -> None:
        """Close the file."""
        self._engines.clear()
        self.ledger.close()
