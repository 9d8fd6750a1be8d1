"""Periods and days of change along one axis of days: data in, SVG out.

Time goes to the right, evenly. Each lane is one thing over time; each period has a colour and a
pattern, and both periods and days can be links. The day asked about and today stand in it as lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from .patterns import PERIODS, Look, patterns
from .svg_text import as_svg_text, label

WIDTH = 1100
_LEFT, _RIGHT, _TOP = 214, 1086, 78
_ROW, _BAR, _HEADING = 24, 16, 24
_LETTER, _LABEL = 6.1, 31
_YEARS_MOST = 14


class Bar(NamedTuple):
    """A period of a lane: half-open, None for no bound; how it looks, and what is told of it."""

    since: str | None
    until: str | None
    look: str
    told: str
    address: str | None = None


class Mark(NamedTuple):
    """A day, and what is told of it."""

    day: str
    told: str
    address: str | None = None


class Lane(NamedTuple):
    """One thing over time; `heading` begins a group of lanes."""

    title: str
    spans: Sequence[Bar] = ()
    marks: Sequence[Mark] = ()
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Days:
    """What a timeline is drawn with: its title, the same in words, the days of change as links,
    what is told of the day asked about and of today, and the words of its looks."""

    title: str
    told: str
    changes: Sequence[Mark]
    asked: Mark | None = None
    today: Mark | None = None
    words: Mapping[str, str] = field(default_factory=dict[str, str])
    name: str = "timeline"


def timeline_svg(lanes: Sequence[Lane], days: Days) -> str:
    """The lanes over time as SVG."""
    axis, height = _Axis(lanes, days), _TOP
    drawn: list[str] = []
    for lane in lanes:
        if lane.heading:
            drawn.append(label(lane.heading, 8, height + 16, 60, ' font-weight="bold"'))
            height += _HEADING
        drawn += _lane(lane, height, axis, days.name)
        height += _ROW
    bottom, name = height + 4, days.name
    used = {span.look for lane in lanes for span in lane.spans}
    looks = {word: look for word, look in PERIODS.items() if word in used}
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {bottom + 36}" '
            f'width="{WIDTH}" height="{bottom + 36}" role="document" '
            f'aria-labelledby="{name}-title" aria-describedby="{name}-desc" '
            'font-family="sans-serif" font-size="12" fill="#111">',
            f'<title id="{name}-title">{as_svg_text(days.title)}</title>',
            f'<desc id="{name}-desc">{as_svg_text(days.told)}</desc>',
            f"<defs>{''.join(patterns(name, looks))}</defs>",
            f'<rect width="{WIDTH}" height="{bottom + 36}" fill="#fff"/>',
            *_years(axis, bottom),
            *_changes(days.changes, axis, bottom),
            *drawn,
            *_line_of(days.today, axis, bottom, "#555", ' stroke-dasharray="5 3"', 20),
            *_line_of(days.asked, axis, bottom, "#000", ' stroke-width="2.5"', 8),
            *_legend(looks, days, bottom + 24),
            "</svg>\n",
        ]
    )


class _Axis:
    """Where days are: from the first that is named to the last, with some room on either side."""

    def __init__(self, lanes: Sequence[Lane], days: Days) -> None:
        named = [one.day for one in days.changes]
        named += [one.day for one in (days.asked, days.today) if one]
        named += [d for lane in lanes for s in lane.spans for d in (s.since, s.until) if d]
        named += [one.day for lane in lanes for one in lane.marks]
        ordinals = [_ordinal(day) for day in named] or [_ordinal("2000-01-01")]
        room = max(120, (max(ordinals) - min(ordinals)) // 40)
        self.first = max(1, min(ordinals) - room)
        self.last = min(date.max.toordinal(), max(ordinals) + room)

    def x(self, day: str | None, otherwise: int = _LEFT) -> float:
        """How far to the right a day is; where None is, is said."""
        if day is None:
            return otherwise
        return self.at(_ordinal(day))

    def at(self, ordinal: int) -> float:
        """The same for the number of a day."""
        whole = self.last - self.first
        return _LEFT + (_RIGHT - _LEFT) * (ordinal - self.first) / whole

    def years(self) -> Iterator[tuple[int, float]]:
        """The years that stand along it, not too many."""
        first = date.fromordinal(self.first).year + 1
        last = date.fromordinal(self.last).year
        step = next(
            n for n in (1, 2, 5, 10, 20, 50, 100, 1000, 10000) if (last - first) / n <= _YEARS_MOST
        )
        for year in range(-(-first // step) * step, last + 1, step):
            yield year, self.at(date(year, 1, 1).toordinal())


def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def _years(axis: _Axis, bottom: float) -> Iterator[str]:
    for year, x in axis.years():
        yield f'<path d="M{x:.1f} {_TOP - 6}V{bottom}" stroke="#e3e3e3" fill="none"/>'
        yield f'<text x="{x:.1f}" y="{_TOP - 28}" text-anchor="middle" fill="#444">{year}</text>'


def _changes(days: Sequence[Mark], axis: _Axis, bottom: float) -> Iterator[str]:
    """The days of change: a tick each, and between two a field that leads to the first."""
    top, places = _TOP - 22, [axis.x(one.day) for one in days]
    for place, (mark, x) in enumerate(zip(days, places, strict=True)):
        end = places[place + 1] if place + 1 < len(places) else float(_RIGHT)
        field_ = (
            f'x="{x:.1f}" y="{top}" width="{max(1.5, end - x):.1f}" height="14" '
            f'fill="{"#e4ecf2" if place % 2 else "#cfdde8"}" stroke="#5d7a90" stroke-width="0.5"'
        )
        yield _shape("rect", field_, mark.told, mark.address)
        yield f'<path d="M{x:.1f} {top + 14}V{bottom}" stroke="#c9d5de" stroke-width="0.6"/>'


def _lane(lane: Lane, top: float, axis: _Axis, name: str) -> Iterator[str]:
    yield label(lane.title, 20, top + 16, _LABEL, ' fill="#222"')
    yield f'<path d="M{_LEFT} {top + _ROW / 2}H{_RIGHT}" stroke="#e3e3e3"/>'
    for span in lane.spans:
        left, right = axis.x(span.since), axis.x(span.until, _RIGHT)
        bar = (
            f'x="{left:.1f}" y="{top + 4}" width="{max(2.5, right - left):.1f}" '
            f'height="{_BAR}" fill="url(#{name}-{span.look})" stroke="{PERIODS[span.look].ink}" '
            'stroke-width="0.8"'
        )
        yield _shape("rect", bar, span.told, span.address)
    for mark in lane.marks:
        x, y = axis.x(mark.day), top + _ROW / 2
        diamond = (
            f'd="M{x:.1f} {y - 6}l6 6l-6 6l-6 -6z" fill="#0b4f6c" stroke="#fff" stroke-width="1"'
        )
        yield _shape("path", diamond, mark.told, mark.address)


def _shape(element: str, attributes: str, told: str, address: str | None) -> str:
    """A shape that tells what it is, as a link where it has an address."""
    said = as_svg_text(told)
    drawn = f"<{element} {attributes}><title>{said}</title></{element}>"
    if address is None:
        return drawn
    return f'<a href="{as_svg_text(address)}" aria-label="{said}">{drawn}</a>'


def _line_of(
    mark: Mark | None, axis: _Axis, bottom: float, ink: str, more: str, y: int
) -> Iterator[str]:
    if mark is None:
        return
    x = axis.x(mark.day)
    yield (
        f'<path d="M{x:.1f} {y + 4}V{bottom}" stroke="{ink}" fill="none" '
        f'pointer-events="none"{more}/>'
    )
    wide = len(mark.told) * _LETTER
    beside = x + 5 if x + wide + 8 < WIDTH else x - wide - 5
    yield label(mark.told, beside, y + 8, 60, f' fill="{ink}"')


def _legend(looks: Mapping[str, Look], days: Days, y: float) -> Iterator[str]:
    x = 20.0
    for word, look in looks.items():
        said = days.words.get(word, look.words)
        yield (
            f'<rect x="{x:.1f}" y="{y - 11}" width="22" height="14" stroke="{look.ink}" '
            f'stroke-width="0.8" fill="url(#{days.name}-{word})"/>'
        )
        yield label(said, x + 28, y)
        x += 48 + len(said) * _LETTER
