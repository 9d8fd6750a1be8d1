"""What every ledger that is opened answers, wherever it is kept: as JSON, the same everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from ...domain.faults import LedgerError
from .reading_answers import Json

Asked = Mapping[str, Any]
"""What a question names of its viewpoint."""


@dataclass(frozen=True, slots=True)
class Meant:
    """How the columns of a table are meant: `columns` says which of theirs is which field,
    `default` what a row says that leaves a field out, `carry` which are no field, whatever they
    look like."""

    columns: Mapping[str, str] = field(default_factory=dict)
    default: Mapping[str, str] = field(default_factory=dict)
    carry: tuple[str, ...] = ()

    def as_said(self) -> tuple[list[str], list[str], list[str]]:
        """The same as options of the command say it."""
        mapped = [f"{theirs}={name}" for theirs, name in self.columns.items()]
        default = [f"{name}={value}" for name, value in self.default.items()]
        return mapped, default, list(self.carry)


class Questions(Protocol):
    """The questions of the library. `QuestionError` for one that cannot be answered as it was
    put; every other error is a `LedgerError` too."""

    def evaluate(self, transaction: Json, asked: Asked, *, with_stands: bool) -> Json:
        """A transaction's verdict; `with_stands`: with the days on which the same is said."""

    def licence(self, name: str, asked: Asked) -> Json:
        """A licence on a day."""

    def licences(self, asked: Asked, limit: int, after: str) -> Json:
        """A page of the register."""

    def timeline(self, name: str, asked: Asked, limit: int, after: str) -> Json:
        """The days on which a licence's answers change."""

    def history(self, name: str, asked: Asked, limit: int, after: str) -> Json:
        """Every change to a licence, in the order of recording."""

    def group(self, name: str, asked: Asked) -> Json:
        """A group's members on a day."""

    def policy(self, name: str, dimensions: Mapping[str, str], asked: Asked) -> Json:
        """A policy's value on a day."""

    def judged(self, table: Any, asked: Asked, meant: Meant) -> Any:
        """A table of transactions with its verdicts, of the same kind."""

    def size(self) -> int:
        """How many records the log has."""

    def close(self) -> None:
        """Let go of the ledger."""


class ClosedLedgerError(LedgerError):
    """A ledger was closed, and asked all the same."""

    title = "The ledger is closed"

    def __init__(self) -> None:
        super().__init__("the ledger was closed: open it again, and ask within its block")
