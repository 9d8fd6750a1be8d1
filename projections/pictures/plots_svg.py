"""Reported figures as small plots: a bar a period, each with its number."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from .svg_text import as_svg_text, label

Json = Mapping[str, Any]

_WIDTH, _BAR, _ROW, _LEFT, _TOP = 620, 16, 26, 250, 34
_ROOM = 300


def figures_svg(reports: Sequence[Json], text: Callable[[str], str] = str) -> Iterator[str]:
    """A plot for each thing that figures were reported of: all together, to one country, of some
    goods. Figures with a speaker are never added up; each is a bar of its own."""
    found: dict[tuple[str, str], list[Json]] = {}
    for one in reports:
        found.setdefault((one["destination"] or "", one["goods"] or ""), []).append(one)
    for number, (of, figures) in enumerate(found.items()):
        title = text("transactions reported")
        beside = ", ".join(filter(None, of))
        yield figure_svg(f"{title} ({beside})" if beside else title, figures, f"figure-{number}")


def figure_svg(title: str, figures: Sequence[Json], name: str) -> str:
    """The figures of one thing, in the order given, as bars on one scale from nought."""
    height = _TOP + _ROW * len(figures) + 6
    most = max([1, *(one["transactions"] for one in figures)])
    told = "; ".join(f"{one['period']}: {one['transactions']}" for one in figures)
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
            f'width="{_WIDTH}" height="{height}" role="img" aria-labelledby="{name}-title '
            f'{name}-desc" font-family="sans-serif" font-size="12" fill="#111">',
            f'<title id="{name}-title">{as_svg_text(title)}</title>',
            f'<desc id="{name}-desc">{as_svg_text(told)}</desc>',
            f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>',
            label(title, 8, 20, 80, ' font-weight="bold"'),
            *_bars(figures, most),
            "</svg>\n",
        ]
    )


def _bars(figures: Sequence[Json], most: int) -> Iterator[str]:
    yield f'<path d="M{_LEFT} {_TOP - 4}V{_TOP + _ROW * len(figures)}" stroke="#333"/>'
    for row, one in enumerate(figures):
        y, wide = _TOP + row * _ROW, _ROOM * one["transactions"] / most
        yield label(one["period"], 8, y + 13, 39)
        yield (
            f'<rect x="{_LEFT}" y="{y}" width="{wide:.1f}" height="{_BAR}" fill="#cfdde8" '
            'stroke="#0b4f6c"/>'
        )
        yield label(str(one["transactions"]), _LEFT + wide + 6, y + 13, 20)
