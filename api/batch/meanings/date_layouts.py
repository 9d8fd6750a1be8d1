"""How a day is written: its layout, the forms that a layout can have, and the day it then is.

A layout is a text's outline: `9` for a number of one or two digits, `9999` for one of four, `a` for
the name of a month; `01-03-2025` has the layout `9-9-9999`, which may have the form `DD-MM-YYYY` or
`MM-DD-YYYY`. A time of day is no part of it: the day counts, as it stands there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from ..meanings.meaning import spelled, with_plain_strokes

EXCEL_1900, EXCEL_1904 = "Excel 1900", "Excel 1904"
"""Days counted by a workbook, from the one beginning or the other."""
SWAPPED = "YYYY-DD-MM"
"""A day that a spreadsheet read with day and month changed round."""
YEARS = range(1900, 2101)
"""A shipment is of one of these years; two digits are of 1950 to 2049."""
_TIME = re.compile(r"[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?")
_TOKEN = re.compile(r"[0-9]+|[^\W\d_]+\.?|.", re.DOTALL)
_PARTS = re.compile(r"Y+|M+|D+")
_LANGUAGES = ("nl", "en", "de", "fr")
_ALSO = {"mrt": 3, "maa": 3, "sept": 9, "okt": 10, "oct": 10, "dec": 12, "dez": 12, "mei": 5}
_BEGINNING = {EXCEL_1900: date(1899, 12, 30), EXCEL_1904: date(1904, 1, 1)}


def layout_of(text: str) -> str:
    """The layout of a tidy text."""
    return "".join(_outline(token) for token in _tokens(text))


def _tokens(text: str) -> list[str]:
    plain = with_plain_strokes(text)
    found = _TIME.search(plain)
    whole = plain[: found.start()] if found and found.end() == len(plain) else plain
    return _TOKEN.findall(whole)


def _outline(token: str) -> str:
    if token.isdecimal() and token.isascii():
        return "9" if len(token) <= 2 else "9" * len(token)
    return "a" if _month(token) else token


@cache
def forms_of(layout: str) -> tuple[str, ...]:
    """The forms that a layout can have, none where it is no day's."""
    if layout in _OF_DIGITS:
        return _OF_DIGITS[layout]
    orders = {
        "9999x9x9": ("YMD",),
        "9x9x9999": ("DMY", "MDY"),
        "9x9x9": ("DMY", "MDY", "YMD"),
        "9xax9999": ("DMY",),
        "9xax9": ("DMY", "YMD"),
        "ax9x9999": ("MDY",),
        "9999xax9": ("YMD",),
    }
    between = re.split(r"(?:9999|9|a)", layout)
    marks = [one for one in between if one]
    if not all(re.fullmatch(r"[-/.] ?|,? |, ", one) for one in marks):
        return ()
    outline = re.sub(r"[^9a]+", "x", layout)
    return tuple(_form(layout, order) for order in orders.get(outline, ()))


_OF_DIGITS = {
    "99999999": ("YYYYMMDD", "DDMMYYYY", "MMDDYYYY"),
    "9999999": ("DMMYYYY", "MDDYYYY"),
    "999999": ("YYMMDD", "DDMMYY", "MMDDYY"),
    "99999": (EXCEL_1900, EXCEL_1904, "DMMYY", "MDDYY"),
}


def _form(layout: str, order: str) -> str:
    """A layout with letters in place of its digits: `DD-MM-YYYY`."""
    parts = iter(order)

    def letters(found: re.Match[str]) -> str:
        letter = next(parts)
        many = {"9999": 4, "9": 2, "a": 3}[found[0]]
        return letter * many

    return re.sub(r"9999|9|a", letters, layout)


def day_read(text: str, form: str) -> str | None:
    """The day that a tidy text is in a form, as `2025-03-01`; None if it is none."""
    if form in _BEGINNING:
        return _counted(text, form)
    if form == SWAPPED:
        found = day_read(text, "YYYY-MM-DD")
        swapped = found and f"{found[:5]}{found[8:]}-{found[5:7]}"
        return _sound(swapped) if swapped else None
    tokens = [one for one in _tokens(text) if one[0].isalnum()]
    letters = _PARTS.findall(form)
    if len(tokens) == 1 and len(letters) == 3:
        tokens = list(_cut(tokens[0], letters))
    if len(tokens) != 3 or len(letters) != 3:
        return None
    return _day({one[0]: token for one, token in zip(letters, tokens, strict=True)})


def _cut(digits: str, letters: list[str]) -> Iterator[str]:
    at = 0
    for one in letters:
        yield digits[at : at + len(one)]
        at += len(one)


def _day(said: dict[str, str]) -> str | None:
    month = _month(said["M"]) or said["M"]
    if not all(str(one).isdecimal() for one in (said["Y"], month, said["D"])):
        return None
    year = int(said["Y"])
    if len(said["Y"]) == 2:
        year += 2000 if year < 50 else 1900
    return _sound(f"{year:04d}-{int(month):02d}-{int(said['D']):02d}")


def _sound(day: str) -> str | None:
    try:
        return day if date.fromisoformat(day).year in YEARS else None
    except ValueError:
        return None


def _counted(text: str, form: str) -> str | None:
    if not (text.isascii() and text.isdecimal()) or len(text) > 6:
        return None
    found = _BEGINNING[form] + timedelta(days=int(text))
    return found.isoformat() if found.year in YEARS else None


def _month(token: str) -> int | None:
    """The number of the month that a word names, long or short."""
    return _months().get(spelled(token)) if token[:1].isalpha() else None


@cache
def _months() -> dict[str, int]:
    from babel import Locale  # needed where words are understood, and for no judging

    found: dict[str, set[int]] = {word: {number} for word, number in _ALSO.items()}
    for language in _LANGUAGES:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                names = Locale(language).months[context][width]
                for number, name in names.items():
                    found.setdefault(spelled(name), set()).add(number)
    return {name: min(numbers) for name, numbers in found.items() if len(numbers) == 1 and name}
