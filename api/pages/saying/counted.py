"""Counts of verdicts, ready to be drawn: along time, by country, by what decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ....projections.pictures.bars_svg import Bar
from ...batch.looking.spread import ERROR
from ..terms import marked
from .spoken import Spoken

Json = Mapping[str, Any]
MONTHS_MOST = 60
"""Of more months the years are drawn."""
SHOWN = 20
"""So many countries are drawn; the others together."""
OVER_TIME = marked("Verdicts over time")
BY_COUNTRY = marked("Verdicts by country of destination")
BY_CAUSE = marked("What decided")


def verdict_or_faulty(say: Spoken) -> Callable[[str], str]:
    """The word for a verdict, or for a row that has none."""
    faulty = say.said.text(marked("faulty"))
    return lambda word: faulty if word == ERROR else say.term(word)


def along_time(months: Mapping[str, Mapping[str, int]], say: Spoken) -> list[Bar]:
    """Every month between the first and the last, or every year, if these are too many."""
    return [(name or _none(say), counts) for name, counts in _by_time(months)]


def by_country(places: Mapping[str, Mapping[str, int]], say: Spoken) -> list[Bar]:
    """The destinations with the most rows by name, and the others together."""
    every = [(say.place(code) if code else _none(say), one) for code, one in places.items()]
    rest: Counter[str] = Counter()
    for _, counts in every[SHOWN:]:
        rest.update(counts)
    others = say.said.text(marked("all others"))
    return [*every[:SHOWN], *([(others, rest)] if rest else [])]


def by_cause(causes: Sequence[Json], say: Spoken) -> list[Bar]:
    """What decided, by the title of its instrument; where nothing did, by the reason."""
    return [
        (one["title"] or say.term(one["reason"]), {one["verdict"]: one["rows"]}) for one in causes
    ]


def _none(say: Spoken) -> str:
    return say.said.text(marked("not said, or faulty"))


def _by_time(months: Mapping[str, Mapping[str, int]]) -> list[Bar]:
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
