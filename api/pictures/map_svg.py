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
from .svg_text import apart, label, shortened, written

Json = Mapping[str, Any]

_LEFT, _TOP, _SIDE, _RIGHT, _BELOW = 110, 76, 540, 330, 250
_LINE = 13
_WIDTH = _LEFT + _SIDE + _RIGHT
_FIRST_WIDTH, _LETTER = 96, 6.2
"""So wide a cell must be for its words, and about so wide is a letter."""
_THICK = "known on the day itself; above it later, below it before (not to scale)"


def map_svg(answer: Json, title: str, instruments: Sequence[Json], name: str = "map") -> str:
    """The map of a transaction as SVG; `instruments` are those that bear on it, `name` makes its
    ids its own where several drawings stand on a page."""
    plane = Plane(answer["cells"])
    listed = [*_legend(name), *_listed(instruments)]
    height = _TOP + _SIDE + _BELOW + 24 + _LINE * len(instruments)
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
            f'width="{_WIDTH}" height="{height}" role="img" '
            f'aria-labelledby="{name}-title {name}-desc" font-family="sans-serif" '
            'font-size="11" fill="#111">',
            f'<title id="{name}-title">{written(title)}</title>',
            f'<desc id="{name}-desc">{written(_told(plane))}</desc>',
            f"<defs>{''.join(patterns(name))}</defs>",
            f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>',
            label(title, 8, 24, 110, ' font-size="16" font-weight="bold"'),
            label(_seen_from(answer), 8, 42, 140, ' fill="#444"'),
            *_cells(plane, name),
            *_lines_along_valid(plane, instruments),
            *_lines_along_known(plane, instruments),
            *_diagonal(),
            *_axes(),
            *listed,
            "</svg>\n",
        ]
    )


def _x(place: float) -> float:
    return _LEFT + place * _SIDE


def _y(place: float) -> float:
    return _TOP + (1 - place) * _SIDE


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


def _cells(plane: Plane, name: str) -> Iterator[str]:
    for cell in plane.cells:
        x, y = _x(plane.begin(cell["valid_from"])), _y(plane.end(cell["known_until"]))
        width = _x(plane.end(cell["valid_until"])) - x
        height = _y(plane.begin(cell["known_from"])) - y
        known = f"known from {cell['known_from'] or 'before all days'}"
        if cell["known_until"]:
            known += f" until {cell['known_until']}"
        yield (
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
            f'fill="url(#{name}-{cell["verdict"]})" stroke="#555" stroke-width="0.6">'
            f"<title>{written(f'{_cell_told(cell)}; {known}')}</title></rect>"
        )
        yield from _inscribed(cell, x, y, width, height)


def _inscribed(cell: Json, x: float, y: float, width: float, height: float) -> Iterator[str]:
    """What a cell says, in it, where there is room."""
    said = cell["reason"].replace("_", " ")
    for words in (_words(cell), said):
        room = len(words) * _LETTER + 8
        if width >= room and height >= _LINE + 4:
            yield (
                f'<rect x="{x + 3:.1f}" y="{y + 3:.1f}" width="{room - 4:.1f}" '
                f'height="{_LINE + 1}" fill="#fff" fill-opacity="0.88"/>'
            )
            yield label(words, x + 5, y + 13)
            return


# -- the lines ---------------------------------------------------------------------------


def _lines_along_valid(plane: Plane, instruments: Sequence[Json]) -> Iterator[str]:
    """A line upwards for each day on which the law changes, with the instruments it is of."""
    bottom = _TOP + _SIDE
    places = [_x(plane.begin(day)) for day in plane.valid]
    for day, x, at in zip(plane.valid, places, apart(places, _LINE, _LEFT + _SIDE), strict=True):
        said = _with_instruments(day, [one for one in instruments if day in one["days"]])
        yield _line(f"M{x:.1f} {_TOP}V{bottom}L{at:.1f} {bottom + 12}v4")
        turned = f' transform="rotate(90 {at - 4:.1f} {bottom + 20})"'
        yield label(said, at - 4, bottom + 20, 36, turned)


def _lines_along_known(plane: Plane, instruments: Sequence[Json]) -> Iterator[str]:
    """A line to the right for each day on which something became known, with what did."""
    right = _LEFT + _SIDE
    days = [*reversed(plane.known)]
    places = [_y(plane.begin(day)) for day in days]
    for day, y, at in zip(days, places, apart(places, _LINE, _TOP + _SIDE), strict=True):
        new = [one for one in instruments if one["published_on"] == day]
        yield _line(f"M{_LEFT} {y:.1f}H{right}L{right + 12} {at:.1f}h4")
        yield label(_with_instruments(day, new), right + 20, at + 4, 48)


def _line(path: str) -> str:
    return f'<path d="{path}" fill="none" stroke="#333" stroke-width="0.7" stroke-dasharray="3 2"/>'


def _with_instruments(day: str, found: Sequence[Json]) -> str:
    return " ".join([day, ", ".join(one["instrument"] for one in found)]).strip()


def _diagonal() -> Iterator[str]:
    path = f"M{_LEFT} {_TOP + _SIDE}L{_LEFT + _SIDE} {_TOP}"
    yield f'<path d="{path}" stroke="#fff" stroke-width="6" fill="none"/>'
    yield f'<path d="{path}" stroke="#000" stroke-width="2.5" fill="none"/>'


def _axes() -> Iterator[str]:
    top, bottom, right = _TOP, _TOP + _SIDE, _LEFT + _SIDE
    middle = top + _SIDE / 2 + 66
    yield (
        f'<rect x="{_LEFT}" y="{top}" width="{_SIDE}" height="{_SIDE}" fill="none" '
        'stroke="#000" stroke-width="1.2"/>'
    )
    yield label("day of the transaction →", right - 134, top - 6, 60, ' font-weight="bold"')
    upwards = f' font-weight="bold" transform="rotate(-90 {_LEFT - 10} {middle})"'
    yield label("known up to this day →", _LEFT - 10, middle, 60, upwards)
    yield label("as known now", _LEFT - 88, top + 11)
    yield label("before all", _LEFT - 70, bottom - 4)


# -- below -------------------------------------------------------------------------------


def _legend(name: str) -> Iterator[str]:
    """What the patterns and the thick line mean."""
    x, y = 8.0, _TOP + _SIDE + _BELOW - 14
    for verdict, look in LOOKS.items():
        yield (
            f'<rect x="{x:.1f}" y="{y - 11}" width="22" height="14" stroke="#555" '
            f'stroke-width="0.6" fill="url(#{name}-{verdict})"/>'
        )
        yield label(look.words, x + 28, y)
        x += 46 + len(look.words) * _LETTER
    yield f'<path d="M{x:.1f} {y + 2}l22 -14" stroke="#000" stroke-width="2.5"/>'
    yield label(_THICK, x + 28, y, 80)


def _listed(instruments: Sequence[Json]) -> Iterator[str]:
    """The instruments, each with the day on which it was published and its title."""
    top = _TOP + _SIDE + _BELOW + 8
    for number, one in enumerate(instruments):
        said = f"{one['published_on']}  {one['instrument']}: {one['title']}"
        yield label(shortened(said, 150), 8, top + number * _LINE, 150)
