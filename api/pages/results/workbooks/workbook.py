"""A result as a workbook (ECMA-376): a summary with plots, the rows, and what decided them.

It is written as the rows come, in little memory however many there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xlsxwriter.utility import xl_range

from ....batch.formats.portion import Portion
from ....batch.writing import Sink
from ....texts import FileError
from ...terms import marked
from ..columns import HEADINGS, Cell
from ..limits import COLUMNS_MOST, ROWS_MOST
from ..rows import ReadableRow, ReadableRows
from ..told import tellings
from .book import Book
from .causes_sheet import write_causes
from .faults_sheet import write_faults
from .summary_sheet import write_summary

_WIDTHS = {"verdict": 20, "why": 48, "until": 14, "to_do": 48, "source": 32, "notes": 32}
_WIDTH, _WIDEST = 16, 36
_SUMMARY = marked("Summary")
_SHIPMENTS = marked("Shipments")


class Workbook:
    """A workbook being written: the rows that one sheet cannot hold stand on further ones."""

    def __init__(self, sink: Sink, rows: ReadableRows) -> None:
        self.rows = rows
        self.rows_most = ROWS_MOST
        self.book = Book(sink, rows.reader)
        self.summary = self.book.sheet(rows.reader.text(_SUMMARY))
        self.sheets: list[Any] = []
        self._row = 0
        self._whole = False

    def write(self, portion: Portion, added: Mapping[str, Any]) -> None:
        """Write a portion's rows."""
        for row in self.rows.of(portion, added):
            if not self.sheets or self._row == self.rows_most:
                self._begin_sheet()
            self._write_row(row)

    def _begin_sheet(self) -> None:
        names = [*self.rows.names, *self.rows.headings]
        if len(names) > COLUMNS_MOST:
            raise FileError(
                f"a sheet of a workbook has at most {COLUMNS_MOST:,} columns, and this has "
                f"{len(names):,}: write CSV or Parquet, or leave columns out"
            )
        self._end_sheet()
        name, number = self.rows.reader.text(_SHIPMENTS), len(self.sheets) + 1
        sheet = self.book.sheet(name if number == 1 else f"{name} {number}", whole=False)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        for column, said in enumerate(self.rows.names):
            sheet.set_column(column, column, min(_WIDEST, max(_WIDTH - 4, len(said) + 4)))
        for column, word in enumerate(HEADINGS, len(self.rows.names)):
            sheet.set_column(column, column, _WIDTHS.get(word, _WIDTH))
        self.book.write_head(sheet, 0, names)
        self.sheets.append(sheet)
        self._row = 1

    def _write_row(self, row: ReadableRow) -> None:
        sheet, write, own = self.sheets[-1], self.book.cells.write, len(row.own)
        for column, value in enumerate((*row.own, *row.told)):
            form = self.book.verdicts[row.verdict] if column == own else None
            write(sheet, self._row, column, value, form)
        if row.repeats is not None:
            write(sheet, self._row, own + len(row.told), self.place(row.repeats))
        self._row += 1

    def place(self, number: int) -> Cell:
        """Where a row of the file stands: its line in the sheet of rows; from the second sheet on
        with that sheet's name."""
        before, line = divmod(number - 1, self.rows_most - 1)
        return f"{self.sheets[before].get_name()}, {line + 2}" if before else line + 2

    def _end_sheet(self) -> None:
        if self.sheets:
            last = len(self.rows.names) + len(self.rows.headings) - 1
            self.sheets[-1].autofilter(0, 0, self._row - 1, last)
            whole = xl_range(0, 0, self._row - 1, last)
            self.sheets[-1].ignore_errors({"number_stored_as_text": whole})

    def close(self) -> None:
        """There are no more rows: what they came to is told, and the workbook is whole."""
        if self._whole:
            return
        self._whole = True
        if not self.sheets and self.rows.names:
            self._begin_sheet()
        self._end_sheet()
        write_causes(self.book, self.rows)
        write_faults(self.book, self.rows, self.place)
        write_summary(self.book, self.summary, self.rows, self.told())
        self.summary.activate()
        self.book.close()

    def told(self) -> list[str]:
        """What is to be known of it."""
        names = [one.get_name() for one in self.sheets]
        return list(tellings(self.rows, self.book.cells.cut, names))

    def abandon(self) -> None:
        """Nothing more is written."""
        self.book.abandon()
