"""Cells of a workbook: what a cell can hold, and what is done with what it cannot."""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal
from typing import Any

from xlsxwriter.worksheet import Worksheet

from ..columns import Cell
from ..limits import CELL_LONGEST, DIGITS

_FIRST_DAY = date(1900, 3, 1)
"""Before it Excel counts a day that never was: 29 February 1900."""
_CUT = "…"


class TextSheet(Worksheet):  # type: ignore[misc]
    """A sheet in which every text is written as it is. The library takes one between `<r>` and
    `</r>` for markup of its own, and would write it unescaped."""

    def _xml_rich_inline_string(self, string: str, attributes: Any) -> None:
        self._xml_inline_string(string, string != string.strip(), attributes)


class Cells:
    """Writes cells; `cut` counts texts of which only the beginning fits."""

    def __init__(self, text: Any, day: Any, number: Any) -> None:
        self._text, self._day, self._number = text, day, number
        self.cut = 0

    def write(self, sheet: Worksheet, row: int, column: int, value: Cell, form: Any = None) -> None:
        """Write one cell: a text never as anything else, a day as a day where Excel knows it, a
        number where Excel keeps each of its digits."""
        if value is None:
            if form is not None:
                sheet.write_blank(row, column, None, form)
        elif isinstance(value, date):
            self._write_day(sheet, row, column, value)
        elif isinstance(value, str) or not _is_kept(value):
            sheet.write_string(row, column, self.fitting(str(value)), form or self._text)
        else:
            sheet.write_number(row, column, value, form or self._number)

    def _write_day(self, sheet: Worksheet, row: int, column: int, value: date) -> None:
        if value < _FIRST_DAY:
            sheet.write_string(row, column, value.isoformat(), self._text)
        else:
            sheet.write_datetime(row, column, value, self._day)

    def fitting(self, text: str) -> str:
        """A text as a cell holds it: of one that is too long the beginning, and a sign of that."""
        if len(text) * 2 <= CELL_LONGEST or len(text.encode("utf-16-le")) // 2 <= CELL_LONGEST:
            return text
        self.cut += 1
        kept = text.encode("utf-16-le")[: 2 * (CELL_LONGEST - len(_CUT))]
        return kept.decode("utf-16-le", "ignore") + _CUT


def _is_kept(value: int | float | Decimal) -> bool:
    """Whether Excel keeps each digit of a number."""
    if isinstance(value, float):
        return math.isfinite(value)
    digits = value.as_tuple().digits if isinstance(value, Decimal) else str(abs(value))
    return len(digits) <= DIGITS
