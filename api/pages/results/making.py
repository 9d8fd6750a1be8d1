"""How a result is written for people: as its file's name and the options say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ....domain.faults import Fault, QuestionError
from ...batch.writing import Sink, Writer

if TYPE_CHECKING:  # what people read is loaded where a result is written for them
    from ...batch.evaluating import Run
    from .reader import Reader
    from .rows import ReadableRows

WORKBOOK, CSV = ".xlsx", ".csv"


class ReadableWriter(Writer, Protocol):
    """Writes rows for people."""

    def told(self) -> list[str]:
        """What is to be known of what was written, in sentences."""

    def abandon(self) -> None:
        """Nothing more is written; what stood on the disk meanwhile is gone."""


@dataclass(frozen=True, slots=True)
class ForPeople:
    """How a person wants a result: `language` of its words, the `locale` of his spreadsheet, the
    column of shipments' numbers, and whether CSV begins with a line that tells its separator."""

    language: str | None = None
    locale: str | None = None
    key: str | None = None
    sep_line: bool = False

    @property
    def is_said(self) -> bool:
        """Whether anything is said of it."""
        return self != ForPeople()

    @property
    def reader(self) -> Reader:
        """Whoever reads it."""
        from .reader import reader_of

        return reader_of(self.language, self.locale)

    def suits(self, output: Path) -> bool:
        """Whether a file of this name is written for people; `QuestionError` for one that cannot
        be, although something is said of it."""
        kind = output.suffix.lower()
        if kind == WORKBOOK:
            return True
        if kind == CSV and self.locale is not None:
            return True
        if not self.is_said:
            return False
        if kind == CSV:
            raise _faulty(
                "say whose spreadsheet is to open the CSV: --for-excel nl, or en-GB, de, fr"
            )
        raise _faulty(f"{output} is written for programs; for people there are .xlsx and .csv")


@dataclass
class Readable:
    """A result being written for people; `make` makes its writer."""

    rows: ReadableRows
    kind: str
    sep_line: bool
    writers: list[ReadableWriter] = field(default_factory=list)

    def make(self, sink: Sink) -> Writer:
        """The writer of the result."""
        self.writers.append(self._made(sink))
        return self.writers[-1]

    def _made(self, sink: Sink) -> ReadableWriter:
        if self.kind == WORKBOOK:
            from .workbooks.workbook import Workbook  # its library is needed for nothing else

            return Workbook(sink, self.rows)
        from .locale_csv import LocaleCsv

        return LocaleCsv(sink, self.rows, self.sep_line)

    def told(self) -> list[str]:
        """What is to be known of it, once it is written."""
        return [sentence for one in self.writers for sentence in one.told()]


@contextmanager
def for_people(run: Run, output: Path, wanted: ForPeople) -> Iterator[Readable]:
    """A result of a run, written for people by the name of its file."""
    from .rows import ReadableRows

    rows = ReadableRows(run, wanted.reader, wanted.key)
    made = Readable(rows, output.suffix.lower(), wanted.sep_line)
    try:
        yield made
    finally:
        for writer in made.writers:
            writer.abandon()


def _faulty(sentence: str) -> QuestionError:
    return QuestionError([Fault("malformed", "", sentence)])
