"""A result as CSV that the spreadsheets of one country open by a double click."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from io import StringIO
from typing import Any

from ...batch.formats.portion import Portion
from ...batch.writing import Sink
from .csv_cells import CsvCells
from .rows import ReadableRow, ReadableRows
from .told import tellings

_MARK = "\ufeff"
"""By it a spreadsheet knows UTF-8."""


class LocaleCsv:
    """Rows written with a country's separators, days and decimals, lines ended as RFC 4180 has it.
    `sep_line`: the first line says what the separator is, for a spreadsheet of another country."""

    def __init__(self, sink: Sink, rows: ReadableRows, sep_line: bool = False) -> None:
        self.sink = sink
        self.rows = rows
        self.cells = CsvCells(rows.reader)
        self._begun = False
        self._before = f"sep={rows.reader.delimiter}\r\n" if sep_line else ""
        self.first_line = 3 if sep_line else 2

    def write(self, portion: Portion, added: Mapping[str, Any]) -> None:
        """Write a portion's rows."""
        out = StringIO()
        writer = csv.writer(out, delimiter=self.rows.reader.delimiter, lineterminator="\r\n")
        lines = [self._line(row) for row in self.rows.of(portion, added)]
        if not self._begun:
            self._begun = True
            out.write(_MARK + self._before)
            writer.writerow(map(self.cells.kept, (*self.rows.names, *self.rows.headings)))
        writer.writerows(lines)
        self.sink.write(out.getvalue().encode())

    def _line(self, row: ReadableRow) -> list[str]:
        first = None if row.repeats is None else row.repeats + self.first_line - 1
        return [self.cells.written(value) for value in (*row.own, *row.told, first)]

    def close(self) -> None:
        """There are no more rows."""

    def told(self) -> list[str]:
        """What is to be known of it."""
        return list(tellings(self.rows))

    def abandon(self) -> None:
        """Nothing more is written."""
