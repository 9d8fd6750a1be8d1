"""What came of a file, as plots: verdicts over time, by country, by what decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from ....projections.pictures.bars_svg import Bar, Bars, along_time_svg, beside_each_other_svg
from ...batch.looking.spread import ERROR
from ..prose import Prose
from ..terms import marked

Json = Mapping[str, Any]
MONTHS_MOST = 60
"""Of more months the years are drawn."""
SHOWN = 20
"""So many countries are drawn; the others together."""
_OVER_TIME = marked("Verdicts over time")
_BY_COUNTRY = marked("Verdicts by country of destination")
_BY_CAUSE = marked("What decided")
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
    bars = [(name or _none(say), one) for name, one in _by_time(summary["months"])]
    countries = [
        (say.place(code) if code else _none(say), one)
        for code, one in _first(summary["destinations"], say)
    ]
    return [
        _plot("time", _OVER_TIME, bars, say, along=True),
        _plot("countries", _BY_COUNTRY, countries, say),
        _plot("causes", _BY_CAUSE, _causes(summary, say), say),
    ]


def _of_impact(summary: Json, say: Prose) -> list[Plot]:
    flips: dict[str, Counter[str]] = {}
    for one in summary["flips"]:
        name = f"{say.term(one['from'])} → {say.term(one['to'])}"
        flips.setdefault(name, Counter())[one["to"]] += one["rows"]
    bars = [(name or _none(say), one) for name, one in _by_time(summary["impact"]["months"])]
    return [
        _plot("flips", _FLIPS, list(flips.items()), say),
        _plot("time", _FLIPS_OVER_TIME, bars, say, along=True),
    ]


def _plot(name: str, title: str, bars: Sequence[Bar], say: Prose, along: bool = False) -> Plot:
    faulty = say.said.text(marked("faulty"))

    def text(word: str) -> str:
        return faulty if word == ERROR else say.term(word)

    drawn = Bars(name, say.said.text(title), bars, text, say.said.number)
    return Plot(drawn, along_time_svg(drawn) if along else beside_each_other_svg(drawn))


def _none(say: Prose) -> str:
    return say.said.text(marked("not said, or faulty"))


def _by_time(months: Mapping[str, Mapping[str, int]]) -> list[Bar]:
    """Every month between the first and the last, or every year, if these are too many."""
    said = sorted(name for name in months if name)
    if not said:
        return list(months.items())
    every = _months(said)
    short = len(every) > MONTHS_MOST
    found: dict[str, Counter[str]] = {}
    for name in every:
        counts = found.setdefault(name[:4] if short else name, Counter())
        counts.update(months.get(name, {}))
    without = [("", Counter(months[""]))] if "" in months else []
    return [*without, *found.items()]


def _months(said: Sequence[str]) -> list[str]:
    """Every month from the first to the last; only those that are said, of more than a century."""
    begin, end = (int(one[:4]) * 12 + int(one[5:7]) - 1 for one in (said[0], said[-1]))
    if end - begin > 1_200:
        return list(said)
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(begin, end + 1)]


def _first(places: Mapping[str, Mapping[str, int]], say: Prose) -> list[Bar]:
    """The destinations with the most rows, and the others together."""
    every = list(places.items())
    rest: Counter[str] = Counter()
    for _, counts in every[SHOWN:]:
        rest.update(counts)
    others = say.said.text(marked("all others"))
    return [*every[:SHOWN], *([(others, rest)] if rest else [])]


def _causes(summary: Json, say: Prose) -> list[Bar]:
    found: list[Bar] = []
    for one in summary["causes"]:
        title = one["title"] or say.term(one["reason"])
        found.append((title, {one["verdict"]: one["rows"]}))
    return found
