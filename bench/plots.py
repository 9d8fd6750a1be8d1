"""Plots of how a figure grows with the number of licences, as SVG that stands by itself."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterator, Mapping
from xml.sax.saxutils import escape

Units = tuple[tuple[str, float], ...]

UNITS: Mapping[str, Units] = {
    "Seconds": (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6), ("ns", 1e-9)),
    "Megabytes": (("GB", 1e3), ("MB", 1.0)),
}
"""What a figure is in, by the first word of what it is: the largest first."""
WIDTH, HEIGHT, LEFT, TOP, WIDE, HIGH = 580, 300, 70, 46, 480, 200


def plot(title: str, figures: Mapping[str, float]) -> str:
    """One figure by the number of licences, both in powers of ten; and the law of its growth: of
    the line through its points, by least squares."""
    points = sorted((math.log10(int(size)), math.log10(one)) for size, one in figures.items())
    low, high = (math.floor(min(y for _, y in points)), math.ceil(max(y for _, y in points)))
    high = max(high, low + 1)

    def at(x: float, y: float) -> str:
        across, up = LEFT + WIDE * (x - 3) / 3, TOP + HIGH - HIGH * (y - low) / (high - low)
        return f"{across:.1f} {up:.1f}"

    units = UNITS[title.split()[0]]
    told = "; ".join(f"{10**x:,.0f}: {_told(10**y, units)}" for x, y in points)
    law = ""
    if len(points) > 1:
        law = f"grows as n^{slope(points):.2f}; over the last step as n^{slope(points[-2:]):.2f}"
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
            f'width="{WIDTH}" height="{HEIGHT}" font-family="sans-serif" font-size="12">',
            f"<title>{escape(title)}</title><desc>{told}; {law}</desc>",
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
            f'<text x="8" y="20" font-weight="bold">{escape(title)}</text>',
            f'<text x="8" y="36" fill="#333">{law}</text>',
            *_axes(low, high, at, units),
            f'<path d="M{"L".join(at(*point) for point in points)}" fill="none" stroke="#0b4f6c" '
            'stroke-width="2"/>',
            *(_point(at(x, y), 10**y, units) for x, y in points),
            "</svg>\n",
        ]
    )


def slope(points: list[tuple[float, float]]) -> float:
    """The slope of the line through points, by least squares."""
    xs, ys = zip(*points, strict=True)
    return statistics.linear_regression(xs, ys).slope


def _axes(low: int, high: int, at: Callable[[float, float], str], units: Units) -> Iterator[str]:
    for power in range(low, high + 1):
        start, end = at(3, power), at(6, power)
        y = float(start.split()[1])
        yield f'<path d="M{start}L{end}" stroke="#ccc"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{_told(10**power, units)}</text>'
    for power in range(3, 7):
        x = float(at(power, low).split()[0])
        yield (f'<text x="{x}" y="{TOP + HIGH + 20}" text-anchor="middle">{10**power:,}</text>')
    yield f'<text x="{LEFT + WIDE}" y="{TOP + HIGH + 38}" text-anchor="end">licences</text>'


def _point(place: str, value: float, units: Units) -> str:
    x, y = place.split()
    return (
        f'<circle cx="{x}" cy="{y}" r="3" fill="#0b4f6c"/>'
        f'<text x="{x}" y="{float(y) - 8:.1f}" text-anchor="middle">{_told(value, units)}</text>'
    )


def _told(value: float, units: Units) -> str:
    """A figure in the largest unit of which there is one."""
    unit, much = next((each for each in units if value >= each[1]), units[-1])
    return f"{value / much:.3g} {unit}"
