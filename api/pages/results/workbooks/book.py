"""A workbook's sheets and formats: what all of its sheets share."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import xlsxwriter

from .....projections.pictures.patterns import LOOKS
from ....batch.looking.spread import ERROR
from ....batch.writing import Sink
from ..columns import Cell
from ..reader import Reader
from .sheet_cells import Cells, TextSheet

_CREATED = datetime(2000, 1, 1)
"""A workbook is the same bytes whenever it is written: it does not tell when that was."""
_A4 = 9
_TOP = {"valign": "top"}
_TEXT = {**_TOP, "num_format": "@"}
_FAULTY = {"bg_color": "#d9d9d9", "font_color": "#444444"}


class Book:
    """A workbook that is written to a file in the order of its bytes; until it is whole its rows
    stand in a folder of their own, which is gone with it."""

    def __init__(self, sink: Sink, reader: Reader) -> None:
        self.reader = reader
        self._folder = tempfile.TemporaryDirectory(prefix="licence-ledger-")
        options = {"constant_memory": True, "tmpdir": self._folder.name, "use_zip64": True}
        self.written = xlsxwriter.Workbook(sink, options)
        self.written.set_properties({"created": _CREATED})
        self._make_formats()

    def _make_formats(self) -> None:
        add = self.written.add_format
        days = {**_TOP, "num_format": self.reader.day_pattern.lower(), "align": "left"}
        text, day, number = add(_TEXT), add(days), add(_TOP)
        self.cells = Cells(text, day, number)
        self.bold = add({**_TEXT, "bold": True})
        self.title = add({**_TEXT, "bold": True, "font_size": 16})
        self.link = add({**_TEXT, "font_color": "#0b4f6c", "underline": 1})
        self.count = add({**_TOP, "num_format": "#,##0"})
        head = {"bold": True, "bottom": 1, "bg_color": "#e4ecf2", "text_wrap": True}
        self.head = add({**_TEXT, **head})
        self.verdicts = {
            word: add({**_TEXT, **_look(word), "bold": True}) for word in (*LOOKS, ERROR)
        }

    def sheet(self, name: str, whole: bool = True) -> Any:
        """A further sheet; printed it is as wide as its paper, if it is shown `whole`."""
        made = self.written.add_worksheet(name, TextSheet)
        made.set_paper(_A4)
        made.set_landscape()
        if whole:
            made.fit_to_pages(1, 0)
        return made

    def write_line(
        self, sheet: Any, row: int, values: Sequence[Cell], forms: Sequence[Any] = ()
    ) -> None:
        """A line of cells in these formats; counts with their thousands apart."""
        for column, value in enumerate(values):
            form = forms[column] if column < len(forms) else None
            if form is None and isinstance(value, int):
                form = self.count
            self.cells.write(sheet, row, column, value, form)

    def write_head(self, sheet: Any, row: int, names: Sequence[str]) -> None:
        """The headings of a table."""
        self.write_line(sheet, row, names, [self.head] * len(names))

    def close(self) -> None:
        """The workbook is whole."""
        self.written.close()
        self.abandon()

    def abandon(self) -> None:
        """Nothing more is written; what stood on the disk meanwhile is gone."""
        self._folder.cleanup()


def _look(word: str) -> dict[str, str]:
    look = LOOKS.get(word)
    return {"bg_color": look.ground, "font_color": look.ink} if look else _FAULTY
