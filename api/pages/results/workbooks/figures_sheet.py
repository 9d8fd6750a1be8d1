"""The sheet of figures, and the plots of the first sheet that are drawn of them. Each verdict has
its colour and its pattern, so that they are told apart in print without colour too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from .....projections.pictures.bars_svg import Bar
from .....projections.pictures.patterns import LOOKS
from ....batch.looking.spread import ERROR
from ...saying.counted import (
    BY_CAUSE,
    BY_COUNTRY,
    OVER_TIME,
    along_time,
    by_cause,
    by_country,
    verdict_or_faulty,
)
from ...terms import marked
from ..rows import ReadableRows
from .book import Book

_NAME = marked("Figures")
_VERDICTS = marked("Verdicts")
_CAUSES = 10
_NAME_LONGEST = 60
_PATTERNS = {
    "covered": "wide_upward_diagonal",
    "not_covered": "outlined_diamond",
    "undetermined": "dashed_horizontal",
    "licence_required": "narrow_horizontal",
    "no_licence_required": "light_vertical",
    ERROR: "percent_20",
}
_OTHER = ("#d9d9d9", "#444444")
_WIDE, _LINE = 760, 20
"""Pixels: how wide a plot is, and how high a line of the first sheet."""


class Figures:
    """The figures of a run, written below each other."""

    def __init__(self, book: Book, rows: ReadableRows) -> None:
        self.book = book
        self.rows = rows
        self.sheet = book.sheet(book.reader.text(_NAME))
        self.sheet.set_column(0, 0, 44)
        self._line = 0

    def charts(self) -> Iterator[tuple[Any, int]]:
        """The plots, each with the line of the first sheet at which it stands."""
        line = 1
        for title, bars, kind in self._plots():
            if bars:
                chart, high = self._drawn(title, bars, kind)
                yield chart, line
                line += high // _LINE + 2

    def _plots(self) -> Iterator[tuple[str, Sequence[Bar], str]]:
        counts, say = self.rows.counts, self.book.reader.say
        label = verdict_or_faulty(say)
        yield _VERDICTS, [(label(w), {w: n}) for w, n in counts.by_verdict.items()], "bar"
        yield OVER_TIME, along_time(dict(sorted(counts.months.items())), say), "column"
        yield BY_COUNTRY, by_country(counts.countries_in_order(), say), "bar"
        yield BY_CAUSE, _together(by_cause(list(self._causes()), say)), "bar"

    def _causes(self) -> Iterator[dict[str, Any]]:
        for (verdict, reason, decided_by), rows in self.rows.counts.causes.most_common(_CAUSES):
            found = self.rows.run.history.instrument((decided_by or "").partition("#")[0])
            title = self.book.reader.say.title(found.content) if found else None
            yield {"verdict": verdict, "reason": reason, "title": title, "rows": rows}

    def _drawn(self, title: str, bars: Sequence[Bar], kind: str) -> tuple[Any, int]:
        """A table of figures, and the plot of it; and how high that is, in pixels."""
        text, label = self.book.reader.text, verdict_or_faulty(self.book.reader.say)
        words = _words(bars)
        first = self._line + 2
        self.book.write_line(self.sheet, self._line, [text(title)], [self.book.bold])
        self.book.write_head(self.sheet, self._line + 1, ["", *map(label, words)])
        for place, (name, counts) in enumerate(bars, first):
            self.book.write_line(self.sheet, place, [name, *(counts.get(w, 0) for w in words)])
        last = first + len(bars) - 1
        self._line = last + 2
        chart = self.book.written.add_chart({"type": kind, "subtype": "stacked"})
        for column, word in enumerate(words, 1):
            chart.add_series(self._series(first, last, column, word))
        high = 300 if kind == "column" else 110 + 26 * len(bars)
        chart.set_title({"name": text(title), "name_font": {"size": 12}, "overlay": False})
        chart.set_size({"width": _WIDE, "height": high})
        chart.set_legend({"position": "top"})
        if kind == "bar":
            chart.set_y_axis({"reverse": True, "interval_unit": 1})
            chart.set_x_axis({"num_format": "#,##0", "label_position": "high"})
        else:
            chart.set_y_axis({"num_format": "#,##0"})
        return chart, high

    def _series(self, first: int, last: int, column: int, word: str) -> dict[str, Any]:
        name = self.sheet.get_name()
        look = LOOKS.get(word)
        ground, ink = (look.ground, look.ink) if look else _OTHER
        pattern = {
            "pattern": _PATTERNS.get(word, "percent_20"),
            "fg_color": ink,
            "bg_color": ground,
        }
        return {
            "name": [name, first - 1, column],
            "categories": [name, first, 0, last, 0],
            "values": [name, first, column, last, column],
            "pattern": pattern,
            "border": {"color": ink},
            "gap": 40,
        }


def _together(bars: Sequence[Bar]) -> list[Bar]:
    """Bars of one name as one; of a long name the beginning."""
    found: dict[str, Counter[str]] = {}
    for name, counts in bars:
        short = name if len(name) <= _NAME_LONGEST else name[: _NAME_LONGEST - 1] + "…"
        found.setdefault(short, Counter()).update(counts)
    return list(found.items())


def _words(bars: Sequence[Bar]) -> list[str]:
    """The verdicts that occur, in the order of a legend."""
    there = {word for _, counts in bars for word, count in counts.items() if count}
    return [*(word for word in LOOKS if word in there), *sorted(there - LOOKS.keys())]
