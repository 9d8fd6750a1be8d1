"""What an instrument would do, drawn: of each licence what is answered now and what would be, on
the days on which the two differ.

Of two bars the upper one is now and the lower one then; where a bar is missing, both say the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from .patterns import LOOKS, patterns
from .svg_text import as_svg_text, label

Json = Mapping[str, Any]

_WIDTH, _LEFT, _RIGHT, _TOP = 900, 150, 24, 34
_BAR, _ROW = 17, 64
_LETTER = 6.2
_LOOK_OF = {"in_force": "covered", "undetermined": "undetermined"}
_FIRST, _LAST = date.min.toordinal(), date.max.toordinal()
DRAWN = 40
"""So many licences are drawn; the others are told."""


def before_after_svg(licences: Sequence[Json], title: str, text: Callable[[str], str]) -> str:
    """The licences of a dry run that would differ; `text` says words in the page's language."""
    rows = [one for one in licences if one["periods"]][:DRAWN]
    axis = _Axis([period for one in rows for period in one["periods"]])
    height = _TOP + _ROW * len(rows) + 12
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
            f'width="{_WIDTH}" height="{height}" role="img" aria-labelledby="flips-title" '
            'font-family="sans-serif" font-size="11" fill="#111">',
            f'<title id="flips-title">{as_svg_text(title)}</title>',
            f"<defs>{''.join(patterns('flips'))}</defs>",
            f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>',
            *_ticks(axis, height),
            *(part for n, one in enumerate(rows) for part in _row(one, n, axis, text)),
            "</svg>\n",
        ]
    )


class _Axis:
    """The days to the right: all on which anything would differ, with some room around them. The
    first and the last day that there is are no such days: there time is cut off."""

    def __init__(self, periods: Sequence[Json]) -> None:
        said = [one[end] for one in periods for end in ("from", "until") if one[end]]
        days = [date.fromisoformat(day).toordinal() for day in said]
        days = [day for day in days if _FIRST < day < _LAST] or [_FIRST]
        room = max(400, int((max(days) - min(days)) * 0.15))
        self.first, self.last = max(_FIRST, min(days) - room), min(_LAST, max(days) + 2 * room)

    def x(self, day: int) -> float:
        share = (min(max(day, self.first), self.last) - self.first) / (self.last - self.first)
        return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)

    def between(self, period: Json) -> tuple[float, float]:
        """Where a period begins and ends."""
        since, until = (
            period[end] and date.fromisoformat(period[end]).toordinal() for end in ("from", "until")
        )
        return self.x(since or self.first), self.x(until or self.last)


def _ticks(axis: _Axis, height: int) -> Iterator[str]:
    years = range(date.fromordinal(axis.first).year + 1, date.fromordinal(axis.last).year + 1)
    for year in years[:: max(1, len(years) // 10)]:
        x = axis.x(date(year, 1, 1).toordinal())
        yield f'<path d="M{x:.1f} {_TOP - 8}V{height - 8}" stroke="#ddd"/>'
        yield label(str(year), x, _TOP - 14, more=' text-anchor="middle" fill="#555"')


def _row(one: Json, number: int, axis: _Axis, text: Callable[[str], str]) -> Iterator[str]:
    top = _TOP + _ROW * number
    yield f'<path d="M0 {top - 4}H{_WIDTH}" stroke="#ddd"/>'
    yield label(one["licence"], 8, top + 26, 14, ' font-size="13" font-weight="bold"')
    for said, below in (("now", 13), ("then", 13 + _BAR + 5)):
        yield label(text(said), _LEFT - 8, top + below + 3, 10, ' text-anchor="end" fill="#444"')
    for period in one["periods"]:
        left, right = axis.between(period)
        for side, below in (("before", 0), ("after", _BAR + 5)):
            yield from _bar(period, side, left, right, top + 4 + below, text)


def _bar(
    period: Json, side: str, x: float, right: float, y: float, text: Callable[[str], str]
) -> Iterator[str]:
    status = period[side]["status"]
    look = _LOOK_OF.get(status, "not_covered")
    said = text(status)
    if side == "after" and (told := _parts(period, text)):
        said = f"{said}: {told}"
    days = f"{period['from'] or '…'} – {period['until'] or '…'}"
    width = max(3.0, right - x)
    yield (
        f"<g><title>{as_svg_text(f'{days}: {said}')}</title>"
        f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{_BAR}" rx="3" '
        f'fill="url(#flips-{look})" stroke="{LOOKS[look].ink}" stroke-width="0.8"/>'
    )
    room = int((width - 12) / _LETTER)
    if room > 3:
        shown = label(said, x + 6, y + 12.5, room)
        wide = min(len(said), room) * _LETTER + 4
        yield (
            f'<rect x="{x + 4:.1f}" y="{y + 2}" width="{wide:.1f}" height="{_BAR - 4}" '
            f'fill="#fff" fill-opacity="0.85"/>{shown}'
        )
    yield "</g>"


def _parts(period: Json, text: Callable[[str], str]) -> str:
    """How many parts come, go and alter."""
    found = (("+", "added"), ("−", "removed"), ("~", "altered"))
    counts = [f"{sign}{len(period[name])}" for sign, name in found if period[name]]
    beside = text("groups")
    groups = [f"{beside} ~{len(period['groups'])}"] if period["groups"] else []
    return " ".join([*counts, *groups])
