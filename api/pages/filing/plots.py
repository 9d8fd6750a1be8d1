"""What came of a file, as plots: verdicts over time, by country, by what decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from ....projections.pictures.bars_svg import Bar, Bars, along_time_svg, beside_each_other_svg
from ..prose import Prose
from ..saying.counted import (
    BY_CAUSE,
    BY_COUNTRY,
    OVER_TIME,
    along_time,
    by_cause,
    by_country,
    verdict_or_faulty,
)
from ..terms import marked

Json = Mapping[str, Any]
_FLIPS = marked("What flips")
_FLIPS_OVER_TIME = marked("What flips, over time")


class Plot:
    """A picture with the same in a table: a heading, the verdicts and a row for each bar."""

    def __init__(self, drawn: Bars, svg: str) -> None:
        self.name = drawn.name
        self.title = drawn.title
        self.svg = Markup(svg)
        self.words = drawn.words
        self.bars = drawn.bars
        self.said = drawn.text


def plots_of(summary: Json, say: Prose) -> list[Plot]:
    """The plots of a run; those of an impact, if it is one."""
    if summary["impact"]:
        return _of_impact(summary, say)
    return [
        _plot("time", OVER_TIME, along_time(summary["months"], say), say, along=True),
        _plot("countries", BY_COUNTRY, by_country(summary["destinations"], say), say),
        _plot("causes", BY_CAUSE, by_cause(summary["causes"], say), say),
    ]


def _of_impact(summary: Json, say: Prose) -> list[Plot]:
    flips: dict[str, Counter[str]] = {}
    for one in summary["flips"]:
        name = f"{say.term(one['from'])} → {say.term(one['to'])}"
        flips.setdefault(name, Counter())[one["to"]] += one["rows"]
    bars = along_time(summary["impact"]["months"], say)
    return [
        _plot("flips", _FLIPS, list(flips.items()), say),
        _plot("time", _FLIPS_OVER_TIME, bars, say, along=True),
    ]


def _plot(name: str, title: str, bars: Sequence[Bar], say: Prose, along: bool = False) -> Plot:
    drawn = Bars(name, say.said.text(title), bars, verdict_or_faulty(say), say.said.number)
    return Plot(drawn, along_time_svg(drawn) if along else beside_each_other_svg(drawn))
