"""A transaction on all days at once, drawn for paper: a function of what was answered, no more.

To the right goes the day of the transaction, upwards the day up to which is known. Each verdict has
a colour and a pattern; each line is a day, with the instruments that were published on it or that
begin or end something then. On the thick line lies what one could know on the day itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .patterns import LOOKS, patterns
from .plane import Plane
from .svg_text import apart, as_svg_text, label

Json = Mapping[str, Any]

_LEFT, _TOP, _SIDE, _RIGHT = 110, 76, 540, 330
_LINE = 13
_LETTER, _LONGEST = 6.2, 40
"""About so wide is a letter, and so many has a label at the most."""
_THICK = (
    "known on the day itself: above it, what became known later; below it, what was known before "
    "(not to scale)"
)


def map_svg(answer: Json, title: str, instruments: Sequence[Json], name: str = "map") -> str:
    """The map of a transaction as SVG; `instruments` are those that bear on it, `name` makes its
    ids its own where several drawings stand on a page."""
    plane = _Drawn(answer["cells"])
    width = plane.right + _RIGHT
    instruments = plane.at_lines(instruments)
    days = [_with_instruments(day, _of_day(day, instruments)) for day in plane.valid]
    below = plane.bottom + 40 + _LETTER * min(_LONGEST, max(map(len, ["", *days])))
    height = below + 52 + _LINE * len(instruments)
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height:.0f}" '
            f'width="{width}" height="{height:.0f}" role="img" '
            f'aria-labelledby="{name}-title {name}-desc" font-family="sans-serif" '
            'font-size="11" fill="#111">',
            f'<title id="{name}-title">{as_svg_text(title)}</title>',
            f'<desc id="{name}-desc">{as_svg_text(_told(plane))}</desc>',
            f"<defs>{''.join(patterns(name))}</defs>",
            f'<rect width="{width}" height="{height:.0f}" fill="#fff"/>',
            label(title, 8, 24, 110, ' font-size="16" font-weight="bold"'),
            label(_seen_from(answer), 8, 42, 140, ' fill="#444"'),
            *_cells(plane, name),
            *_lines_along_valid(plane, days),
            *_lines_along_known(plane, instruments),
            *_diagonal(plane),
            *_inscriptions(plane),
            *_axes(plane),
            *_legend(name, below),
            *_listed(instruments, below + 44),
            "</svg>\n",
        ]
    )


class _Drawn(Plane):
    """A plane with its place in the drawing: as wide as its lines need to be told apart."""

    def __init__(self, cells: Sequence[Json]) -> None:
        super().__init__(cells)
        self.side = max(_SIDE, _LINE * (max(len(self.valid), len(self.known)) + 1))
        self.right, self.bottom = _LEFT + self.side, _TOP + self.side

    def x(self, place: float) -> float:
        """How far to the right a day of the transaction is."""
        return _LEFT + place * self.side

    def y(self, place: float) -> float:
        """How far down a day of knowledge is."""
        return self.bottom - place * self.side


def _told(plane: Plane) -> str:
    """The drawing in words."""
    bands = list(plane.bands())
    now = "; ".join(_cell_told(cell) for cell in bands[-1]) if bands else ""
    return (
        f"To the right the day of the transaction, upwards the day up to which is known: "
        f"{len(plane.cells)} cells in {len(bands)} bands of knowledge. As known now: {now}."
    )


def _cell_told(cell: Json) -> str:
    days = f"from {cell['valid_from']}" if cell["valid_from"] else "from before all days"
    until = f" until {cell['valid_until']}" if cell["valid_until"] else ""
    by = f" by {cell['decided_by']}" if cell["decided_by"] else ""
    return f"{days}{until} {_words(cell)}{by}"


def _words(cell: Json) -> str:
    return f"{LOOKS[cell['verdict']].words}, {cell['reason'].replace('_', ' ')}"


def _seen_from(answer: Json) -> str:
    seen = answer["viewpoint"]
    return f"at log size {seen['log_size']} (root {seen['root_hash']})"


# -- the cells ---------------------------------------------------------------------------


def _cells(plane: _Drawn, name: str) -> Iterator[str]:
    for cell in plane.cells:
        x, y, width, height = _box(plane, cell)
        known = f"known from {cell['known_from'] or 'before all days'}"
        if cell["known_until"]:
            known += f" until {cell['known_until']}"
        yield (
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
            f'fill="url(#{name}-{cell["verdict"]})" stroke="#555" stroke-width="0.6">'
            f"<title>{as_svg_text(f'{_cell_told(cell)}; {known}')}</title></rect>"
        )


def _box(plane: _Drawn, cell: Json) -> tuple[float, float, float, float]:
    """Where a cell is: its left, its top, how wide and how high it is."""
    left, right = (plane.x(at) for at in plane.between(cell, "valid"))
    low, high = (plane.y(at) for at in plane.between(cell, "known"))
    return left, high, right - left, low - high


def _inscriptions(plane: _Drawn) -> Iterator[str]:
    """What each cell says, in it, where there is room."""
    for cell in plane.cells:
        yield from _inscribed(cell, *_box(plane, cell))


def _inscribed(cell: Json, x: float, y: float, width: float, height: float) -> Iterator[str]:
    for words in (_words(cell), cell["reason"].replace("_", " ")):
        room = len(words) * _LETTER + 8
        if width >= room and height >= _LINE + 4:
            yield (
                f'<rect x="{x + 3:.1f}" y="{y + 3:.1f}" width="{room - 4:.1f}" '
                f'height="{_LINE + 1}" fill="#fff" fill-opacity="0.88"/>'
            )
            yield label(words, x + 5, y + 13)
            return


# -- the lines ---------------------------------------------------------------------------


def _lines_along_valid(plane: _Drawn, days: Sequence[str]) -> Iterator[str]:
    """A line upwards for each day on which the law changes, with the instruments it is of."""
    bottom = plane.bottom
    places = [plane.x(plane.begin(day)) for day in plane.valid]
    for said, x, at in zip(days, places, apart(places, _LINE, plane.right), strict=True):
        yield _line(f"M{x:.1f} {_TOP}V{bottom}L{at:.1f} {bottom + 12}v4")
        turned = f' transform="rotate(90 {at - 4:.1f} {bottom + 20})"'
        yield label(said, at - 4, bottom + 20, _LONGEST, turned)


def _lines_along_known(plane: _Drawn, instruments: Sequence[Json]) -> Iterator[str]:
    """A line to the right for each day on which something became known, with what did."""
    right = plane.right
    days = [*reversed(plane.known)]
    places = [plane.y(plane.begin(day)) for day in days]
    for day, y, at in zip(days, places, apart(places, _LINE, plane.bottom), strict=True):
        new = [one for one in instruments if one["published_on"] == day]
        yield _line(f"M{_LEFT} {y:.1f}H{right}L{right + 12} {at:.1f}h4")
        yield label(_with_instruments(day, new), right + 20, at + 4, _LONGEST + 10)


def _line(path: str) -> str:
    return f'<path d="{path}" fill="none" stroke="#333" stroke-width="0.7" stroke-dasharray="3 2"/>'


def _of_day(day: str, instruments: Sequence[Json]) -> list[Json]:
    """The instruments of which something begins or ends on a day."""
    return [one for one in instruments if day in one["days"]]


def _with_instruments(day: str, found: Sequence[Json]) -> str:
    return " ".join([day, ", ".join(one["instrument"] for one in found)]).strip()


def _diagonal(plane: _Drawn) -> Iterator[str]:
    path = f"M{_LEFT} {plane.bottom}L{plane.right} {_TOP}"
    yield f'<path d="{path}" stroke="#fff" stroke-width="6" fill="none"/>'
    yield f'<path d="{path}" stroke="#000" stroke-width="2.5" fill="none"/>'


def _axes(plane: _Drawn) -> Iterator[str]:
    top, bottom, right = _TOP, plane.bottom, plane.right
    middle = top + plane.side / 2 + 66
    yield (
        f'<rect x="{_LEFT}" y="{top}" width="{plane.side}" height="{plane.side}" fill="none" '
        'stroke="#000" stroke-width="1.2"/>'
    )
    yield label("day of the transaction →", right - 134, top - 6, 60, ' font-weight="bold"')
    upwards = f' font-weight="bold" transform="rotate(-90 {_LEFT - 10} {middle})"'
    yield label("known up to this day →", _LEFT - 10, middle, 60, upwards)
    yield label("as known now", _LEFT - 88, top + 11)
    yield label("before all", _LEFT - 70, bottom - 4)


# -- below -------------------------------------------------------------------------------


def _legend(name: str, top: float) -> Iterator[str]:
    """What the patterns and the thick line mean."""
    x = 8.0
    for verdict, look in LOOKS.items():
        yield (
            f'<rect x="{x:.1f}" y="{top - 11:.1f}" width="22" height="14" stroke="#555" '
            f'stroke-width="0.6" fill="url(#{name}-{verdict})"/>'
        )
        yield label(look.words, x + 28, top)
        x += 48 + len(look.words) * _LETTER
    yield f'<path d="M8 {top + 22:.1f}l22 -14" stroke="#000" stroke-width="2.5"/>'
    yield label(_THICK, 36, top + 20, 120)


def _listed(instruments: Sequence[Json], top: float) -> Iterator[str]:
    """The instruments, each with the day on which it was published and its title."""
    for number, one in enumerate(instruments):
        said = f"{one['published_on']}  {one['instrument']}: {one['title']}"
        yield label(said, 8, top + number * _LINE, 150)
