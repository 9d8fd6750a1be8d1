"""A judged file's rows as a person reads them: his own cells as they stood, and behind them what
each came to, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ....domain.faults import Fault, QuestionError, did_you_mean
from ....projections.kernel.outcomes import COLUMNS
from ...batch.carried_values import as_texts
from ...batch.evaluating import Run
from ...batch.formats.portion import Portion
from ...batch.looking.fault_kinds import fault_kind
from ...batch.looking.spread import ERROR
from ...batch.writing import BETWEEN, BETWEEN_NOTES, SteadyColumns
from ..saying.counted import verdict_or_faulty
from ..saying.faults import FAULTS
from ..terms import marked
from .columns import Cell, headings
from .explaining import Explaining
from .looking_up import RowLookups
from .reader import Reader
from .repeats import Repeats
from .row_counts import RowCounts

DATED = ("date", "registered_on")
"""The fields of a transaction that hold a day."""
_NO_END = marked("no end is recorded")


@dataclass(frozen=True, slots=True)
class ReadableRow:
    """One row: its own cells, its verdict (`error` for none), and what it came to in words, in the
    order of `HEADINGS`, of which the last is told by itself: the earlier row that it repeats."""

    number: int
    own: Sequence[Cell]
    verdict: str
    told: Sequence[Cell]
    repeats: int | None


@dataclass
class ReadableRows:
    """The rows of a run for a reader; `key` is the column of the shipments' numbers, by which a
    row is known to be the same shipment as an earlier one."""

    run: Run
    reader: Reader
    key: str | None = None
    counts: RowCounts = field(default_factory=RowCounts)
    repeats: Repeats = field(default_factory=Repeats)
    names: Sequence[str] = ()
    headings: Sequence[str] = ()

    def __post_init__(self) -> None:
        self.lookups = RowLookups(self.run.history, self.run.known)
        self.explaining = Explaining(self.run.history, self.reader)
        self._columns = SteadyColumns()

    def of(self, portion: Portion, added: Mapping[str, Any]) -> Iterator[ReadableRow]:
        """A portion's rows, one after the other."""
        more = {name: column for name, column in added.items() if name not in COLUMNS}
        table = self._columns.of(portion, more)
        self._begin(table.column_names)
        sources = self.run.columns.sources()
        dated = {sources[name]: name for name in DATED}
        own = [_cells(table.column(name)) for name in table.column_names]
        places = [(n, dated[name]) for n, name in enumerate(table.column_names) if name in dated]
        keys = own[list(table.column_names).index(self.key)] if self.key else None
        answers = {name: added[name].to_pylist() for name in COLUMNS}
        for row in range(portion.rows.count):
            number = self.counts.rows + 1
            said = {} if row in portion.unread else portion.rows.said(row)
            cells = [column[row] for column in own]
            for place, name in places:
                cells[place] = _day(said.get(name)) or cells[place]
            key = None if keys is None else str(keys[row])
            answer = {name: column[row] for name, column in answers.items()}
            self.counts.take(number, answer, said)
            first = self.repeats.of(number, said, key)
            yield ReadableRow(number, cells, *self._told(answer, said), first)

    def _begin(self, names: Sequence[str]) -> None:
        if self.names:
            return
        if self.key is not None and self.key not in names:
            sentence = f"the file has no column `{self.key}`{did_you_mean(self.key, names)}"
            raise QuestionError([Fault("malformed", "", sentence)])
        self.names = list(names)
        self.headings = headings(names, self.reader)

    def _told(
        self, answer: Mapping[str, Any], said: Mapping[str, str]
    ) -> tuple[str, Sequence[Cell]]:
        text, explaining = self.reader.text, self.explaining
        if answer["verdict"] is None:
            nothing: list[Cell] = [None] * 6
            faulty = verdict_or_faulty(self.reader.say)(ERROR)
            kind = FAULTS.get(fault_kind(answer["error"]), "")
            told = [faulty, text(kind) if kind else None, None, explaining.faulty(), *nothing]
            return ERROR, [*told, answer["error"]]
        found = self.lookups.of(said)
        until = None if found is None else _day(found.until) or found.until or text(_NO_END)
        decided_by = answer["decided_by"]
        term = self.reader.say.term
        return answer["verdict"], [
            term(answer["verdict"]),
            explaining.why(answer, said),
            until,
            BETWEEN_NOTES.join(explaining.to_do(answer, found)),
            BETWEEN.join(answer["covered_by"]) or None,
            explaining.source(decided_by) if decided_by else None,
            decided_by,
            term(answer["required"]) if answer["required"] else None,
            BETWEEN_NOTES.join(answer["notes"]) or None,
            ", ".join(map(self.reader.say.field, answer["assumed"])) or None,
            None,
        ]


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _cells(column: Any) -> list[Cell]:
    """The values of a column: days and numbers where it holds them by its type, else its texts."""
    found: list[Cell] = (column if _is_plain(column.type) else as_texts(column)).to_pylist()
    return found


def _is_plain(kind: Any) -> bool:
    """Whether values of a type are days or numbers that a cell holds as they are."""
    name = str(kind)
    whole = name.removeprefix("u").startswith("int") or name in ("double", "date32[day]")
    return whole or name.startswith("decimal")
