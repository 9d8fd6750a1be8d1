"""Cells of CSV that a spreadsheet is to show as they stand.

A spreadsheet takes the text of a CSV cell for a number, a day or a formula wherever it can: `1E002`
becomes 100, `1-2` a day in February. What it would change is written as `="1E002"`, which it shows
as that text; what it would carry out has an apostrophe before it (OWASP, CSV injection).
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from babel.dates import get_month_names

from .columns import Cell
from .limits import DIGITS
from .reader import Reader

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_POWER = re.compile(r"\s*[+-]?\d+(?:[.,]\d*)?[eE][+-]?\d+\s*")
_FIGURES = re.compile(r"[\d.,:/\-+%()$€£\s]*\d[\d.,:/\-+%()$€£\s]*")
_NAMED_DAY = re.compile(r"\s*(?:\d{1,4}[\s./-]*)?([^\W\d_]{3,10})\.?(?:[\s./,-]*\d{1,4})*\s*")
_TRUTHS = {"true", "false", "waar", "onwaar", "wahr", "falsch", "vrai", "faux"}


class CsvCells:
    """Cells as a reader's spreadsheet is to read them."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        decimal = re.escape(reader.decimal)
        self._number = re.compile(
            rf"-?(?:0|[1-9]\d{{0,{DIGITS - 1}}})(?:{decimal}\d{{1,{DIGITS}}})?"
        )
        self._months = _months("en") | _months(reader.locale.language)

    def written(self, value: Cell) -> str:
        """A cell: a day and a number as the reader's country writes them, a text as it stands."""
        if value is None:
            return ""
        if isinstance(value, date):
            return self.reader.day(value)
        if isinstance(value, float | Decimal):
            return self._with_decimals(value)
        return self.kept(str(value))

    def _with_decimals(self, value: float | Decimal) -> str:
        number = Decimal(repr(value)) if isinstance(value, float) else value
        return f"{number:f}".replace(".", self.reader.decimal) if number.is_finite() else str(value)

    def kept(self, text: str) -> str:
        """A text in such a way that a spreadsheet shows it as it stands."""
        if self._number.fullmatch(text):
            return text
        if _POWER.fullmatch(text) or _FIGURES.fullmatch(text) or self._names_a_day(text):
            return f'="{text}"'
        if text.lstrip(" ").startswith(_FORMULA):
            return f"'{text}"
        return f'="{text}"' if text.strip().lower() in _TRUTHS else text

    def _names_a_day(self, text: str) -> bool:
        found = _NAMED_DAY.fullmatch(text)
        return bool(found and found[1].lower() in self._months and any(c.isdigit() for c in text))


def _months(language: str) -> set[str]:
    """The names of months, and their beginnings by which a spreadsheet knows them too."""
    names = (
        name.lower().rstrip(".")
        for width in ("wide", "abbreviated")
        for name in get_month_names(width, locale=language).values()
    )
    return {name[:length] for name in names for length in range(3, len(name) + 1)}
