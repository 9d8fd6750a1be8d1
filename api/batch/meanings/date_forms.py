"""In which form the days of a column are written, decided over the whole of it.

`01-03-2025` is the first of March or the third of January until a day above 12 settles it: in the
same column and the same layout. Where nothing settles it, or both occur, somebody is asked. So it
is where days that a spreadsheet took for dates never lie after the twelfth, and those that it left
as texts always do: it may have read the former with day and month changed round.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..meanings.date_layouts import EXCEL_1900, EXCEL_1904, SWAPPED, day_read, forms_of, layout_of
from ..meanings.meaning import Meaning, left_open

_YEAR_FIRST = ("9999-9-9",)
"""How a date cell, and every day of a program, reads."""


@dataclass(frozen=True, slots=True)
class Forms:
    """For every layout of a column the form that it has; `faulty`: texts that are no day in any
    form, with their rows."""

    forms: Mapping[str, Meaning]
    faulty: Mapping[str, int] = field(default_factory=dict)


def forms_in(texts: Mapping[str, int], epoch: str | None = None) -> Forms:
    """The forms of a column of tidy texts, each with how often it occurs; `epoch`: from which day
    numbers count, where the file says so."""
    by_layout: dict[str, dict[str, int]] = defaultdict(dict)
    for text, rows in texts.items():
        by_layout[layout_of(text)][text] = rows
    found: dict[str, Meaning] = {}
    faulty: dict[str, int] = {}
    for layout, own in by_layout.items():
        readable = _readable(own, _possible(layout, epoch))
        faulty |= {text: rows for text, rows in own.items() if text not in readable}
        if readable:
            rows = sum(own[text] for text in readable)
            found[layout] = _with_rows(_decided(readable), rows)
    return Forms(_doubted(found, by_layout), faulty)


def _possible(layout: str, epoch: str | None) -> tuple[str, ...]:
    forms = forms_of(layout)
    if epoch is None:
        return forms
    other = {EXCEL_1900: EXCEL_1904, EXCEL_1904: EXCEL_1900}[epoch]
    return tuple(form for form in forms if form != other)


def _readable(texts: Mapping[str, int], forms: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """For every text that is a day in some form: in which, and which day."""
    read = {text: {form: day_read(text, form) for form in forms} for text in texts}
    days = {t: {form: day for form, day in of.items() if day} for t, of in read.items()}
    return {text: of for text, of in days.items() if of}


def _decided(readable: Mapping[str, Mapping[str, str]]) -> Meaning:
    """The form in which all of some texts are days; open where that is none, or where several give
    other days."""
    every = list(dict.fromkeys(form for of in readable.values() for form in of))
    whole = [form for form in every if all(form in of for of in readable.values())]
    if not whole:
        return left_open("no one form makes days of all of them", every)
    days = {tuple(of[form] for of in readable.values()) for form in whole}
    if len(days) > 1:
        return left_open("nothing in the column settles which is meant", whole)
    if len(every) == 1:
        return Meaning(whole[0], "it can be no other")
    settled = next((text for text, of in readable.items() if len(of) == 1), None)
    return Meaning(whole[0], f"`{settled}` settles it" if settled else "each form is the same day")


def _doubted(
    found: Mapping[str, Meaning], by_layout: Mapping[str, Mapping[str, int]]
) -> dict[str, Meaning]:
    """The same, but that of days with the year first open, where others look as if a spreadsheet
    had read those with day and month changed round."""
    beside = [layout for layout in found if layout not in _YEAR_FIRST]
    doubted = dict(found)
    for layout in _YEAR_FIRST:
        if layout in found and beside and _early(by_layout[layout]):
            others = [text for one in beside for text in by_layout[one]]
            if others and all(_late(text) for text in others):
                doubted[layout] = Meaning(
                    "?",
                    "no day of these is after the 12th, and every other in the column is: a "
                    "spreadsheet may have changed day and month round",
                    ("YYYY-MM-DD", SWAPPED),
                    found[layout].rows,
                )
    return doubted


def _early(texts: Mapping[str, int]) -> bool:
    days = [day for text in texts if (day := day_read(text, "YYYY-MM-DD"))]
    return bool(days) and all(int(day[8:]) <= 12 for day in days)


def _late(text: str) -> bool:
    """Whether a text is a day after the twelfth in each form that it can have, numbers aside."""
    forms = [form for form in forms_of(layout_of(text)) if not form.startswith("Excel")]
    days = [day for form in forms if (day := day_read(text, form))]
    return bool(days) and all(int(day[8:]) > 12 for day in days)


def _with_rows(meaning: Meaning, rows: int) -> Meaning:
    return Meaning(meaning.means, meaning.why, meaning.may_be, rows)
