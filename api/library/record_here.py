"""A ledger that is kept here, asked: by the library and by the command alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...projections.ledger import Ledger
from ...projections.register.register import Register
from ..parts import needing_parts
from .questions import Asked, Meant
from .reading_answers import Json


class RecordHere:
    """The questions, put to a ledger in this process."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.register = Register(ledger)
        self._engines: dict[Any, Any] = {}

    def evaluation(self, transaction: Json, asked: Asked, stands: bool) -> Json:
        """A transaction's verdict; `stands`: with the days on which the same is said."""
        return self.register.evaluate(transaction, asked, with_stands=stands)

    def licence(self, name: str, asked: Asked) -> Json:
        """A licence on a day."""
        return self.register.licence(name, asked)

    def licences(self, asked: Asked, limit: int, after: str) -> Json:
        """A page of the register."""
        return self.register.licences(asked, limit, after)

    def timeline(self, name: str, asked: Asked, limit: int, after: str) -> Json:
        """The days on which a licence's answers change."""
        from ...projections.register.timelines import Timelines  # most questions need none

        return Timelines(self.ledger).timeline(name, asked, limit, after)

    def history(self, name: str, asked: Asked, limit: int, after: str) -> Json:
        """Every change to a licence, in the order of recording."""
        return self.register.history(name, asked, limit, after)

    def group(self, name: str, asked: Asked) -> Json:
        """A group's members on a day."""
        return self.register.group(name, asked)

    def policy(self, name: str, dimensions: Mapping[str, str], asked: Asked) -> Json:
        """A policy's value on a day."""
        return self.register.policy(name, dimensions, asked)

    def judged(self, table: Any, asked: Asked, meant: Meant) -> Any:
        """A table of transactions with its verdicts, of the same kind. The law stays compiled for
        the next table that is seen from the same viewpoint."""
        with needing_parts():
            from ..batch.tables import judged_table, like

        return like(
            table, judged_table(self.register, table, asked, meant.as_said(), self._engines)
        )

    def size(self) -> int:
        """How many records the log has."""
        with self.ledger.reading() as book:
            return book.size

    def close(self) -> None:
        """Close the file."""
        self._engines.clear()
        self.ledger.close()
