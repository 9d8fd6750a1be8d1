"""A transaction on all days at once, drawn for paper: a function of what was answered, no more.

To the right goes the day of the transaction, upwards the day up to which is known. Each verdict has
a colour and a pattern; each line is a day, with the instruments that were published on it or that
begin or end something then. On the thick line lies what one could know on the day itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .patterns import LOOKS, patterns
from .plane import Plane
from .svg_text import apart, as_svg_text, label

Json = Mapping[str, Any]

_LEFT, _TOP, _SIDE, _RIGHT = 110, 76, 540, 330
_LINE = 13
_LETTER, _LONGEST = 6.2, 40
"""About so wide is a letter, and so many has a label at the most."""


def in_words(said: str) -> str:
    """A text as it stands; a word of an answer with its underscores as spaces."""
    return said.replace("_", " ")


@dataclass(frozen=True, slots=True)
class OnPage:
    """How a drawing stands on a page: `name` makes its ids its own where there are several, `text`
    says its words in the page's language, `links` tells the address of a cell, and `asked` is the
    pair of days (of the transaction, and of knowledge or None) that is marked in it."""

    name: str = "map"
    text: Callable[[str], str] = in_words
    links: Callable[[Json], str] | None = None
    asked: tuple[str, str | None] | None = None


ALONE = OnPage()
"""A drawing on paper."""


def map_svg(answer: Json, title: str, instruments: Sequence[Json], on: OnPage = ALONE) -> str:
    """The map of a transaction as SVG; `instruments` are those that bear on it."""
    plane, name = _Drawn(answer["cells"]), on.name
    width = plane.right + _RIGHT
    role = "document" if on.links else "img"
    instruments = plane.at_lines(instruments)
    days = [_with_instruments(day, _of_day(day, instruments)) for day in plane.valid]
    below = plane.bottom + 40 + _LETTER * min(_LONGEST, max(map(len, ["", *days])))
    height = below + 52 + _LINE * len(instruments)
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height:.0f}" '
            f'width="{width}" height="{height:.0f}" role="{role}" '
            f'aria-labelledby="{name}-title {name}-desc" font-family="sans-serif" '
            'font-size="11" fill="#111">',
            f'<title id="{name}-title">{as_svg_text(title)}</title>',
            f'<desc id="{name}-desc">{as_svg_text(_told(plane, on))}</desc>',
            f"<defs>{''.join(patterns(name))}</defs>",
            f'<rect width="{width}" height="{height:.0f}" fill="#fff"/>',
            label(title, 8, 24, 110, ' font-size="16" font-weight="bold"'),
            label(_seen_from(answer, on), 8, 42, 140, ' fill="#444"'),
            *_cells(plane, on),
            *_lines_along_valid(plane, days),
            *_lines_along_known(plane, instruments),
            *_diagonal(plane),
            *_inscriptions(plane, on),
            *_asked_point(plane, on),
            *_axes(plane, on),
            *_legend(on, below),
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


def _told(plane: Plane, on: OnPage) -> str:
    """The drawing in words."""
    bands = list(plane.bands())
    now = "; ".join(_cell_told(cell, on) for cell in bands[-1]) if bands else ""
    told = on.text(
        "To the right the day of the transaction, upwards the day up to which is known: "
        "{cells} cells in {bands} bands of knowledge. As known now: {now}."
    )
    return told.format(cells=len(plane.cells), bands=len(bands), now=now)


def _cell_told(cell: Json, on: OnPage) -> str:
    since, until = cell["valid_from"], cell["valid_until"]
    days = on.text("from {day}").format(day=since) if since else on.text("from before all days")
    ends = " " + on.text("until {day}").format(day=until) if until else ""
    by = (
        " " + on.text("by {change}").format(change=cell["decided_by"]) if cell["decided_by"] else ""
    )
    return f"{days}{ends} {_words(cell, on)}{by}"


def _words(cell: Json, on: OnPage) -> str:
    return f"{on.text(LOOKS[cell['verdict']].words)}, {_reason(cell, on)}"


def _reason(cell: Json, on: OnPage) -> str:
    return on.text(cell["reason"])


def _seen_from(answer: Json, on: OnPage) -> str:
    seen = answer["viewpoint"]
    told = on.text("at log size {size} (root {root})")
    return told.format(size=seen["log_size"], root=seen["root_hash"])


# -- the cells ---------------------------------------------------------------------------


def _cells(plane: _Drawn, on: OnPage) -> Iterator[str]:
    for cell in plane.cells:
        x, y, width, height = _box(plane, cell)
        told = as_svg_text(f"{_cell_told(cell, on)}; {_known_told(cell, on)}")
        drawn = (
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
            f'fill="url(#{on.name}-{cell["verdict"]})" stroke="#555" stroke-width="0.6">'
            f"<title>{told}</title></rect>"
        )
        yield _linked(drawn, on.links(cell), told) if on.links else drawn


def _linked(drawn: str, address: str, told: str) -> str:
    return f'<a href="{as_svg_text(address)}" aria-label="{told}">{drawn}</a>'


def _known_told(cell: Json, on: OnPage) -> str:
    since, until = cell["known_from"], cell["known_until"]
    begins = (
        on.text("known from {day}").format(day=since)
        if since
        else on.text("known from before all days")
    )
    return begins + (" " + on.text("until {day}").format(day=until) if until else "")


def _asked_point(plane: _Drawn, on: OnPage) -> Iterator[str]:
    """The pair of days that was asked about, as a ring."""
    if on.asked is None:
        return
    day, known = on.asked
    x = plane.x(plane.at(day))
    y = plane.y(1.0) + _below_words(plane) if known is None else plane.y(plane.at(known))
    told = as_svg_text(on.text("what was asked"))
    yield (
        f'<g class="asked"><title>{told}</title>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="7" fill="none" stroke="#fff" stroke-width="5"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="7" fill="#fff" fill-opacity="0.6" stroke="#111" '
        'stroke-width="2.5"/></g>'
    )


def _below_words(plane: _Drawn) -> float:
    """How far below the top what is known now is drawn: below the words there, if it has room."""
    heights = [_box(plane, cell)[3] for band in list(plane.bands())[-1:] for cell in band]
    return 2.0 * _LINE if min(heights, default=0.0) >= 3 * _LINE else 7.0


def _box(plane: _Drawn, cell: Json) -> tuple[float, float, float, float]:
    """Where a cell is: its left, its top, how wide and how high it is."""
    left, right = (plane.x(at) for at in plane.between(cell, "valid"))
    low, high = (plane.y(at) for at in plane.between(cell, "known"))
    return left, high, right - left, low - high


def _inscriptions(plane: _Drawn, on: OnPage) -> Iterator[str]:
    """What each cell says, in it, where there is room."""
    for cell in plane.cells:
        yield from _inscribed((_words(cell, on), _reason(cell, on)), *_box(plane, cell))


def _inscribed(
    said: Sequence[str], x: float, y: float, width: float, height: float
) -> Iterator[str]:
    for words in said:
        room = len(words) * _LETTER + 8
        if width >= room and height >= _LINE + 4:
            yield (
                f'<g pointer-events="none"><rect x="{x + 3:.1f}" y="{y + 3:.1f}" '
                f'width="{room - 4:.1f}" height="{_LINE + 1}" fill="#fff" fill-opacity="0.88"/>'
                f"{label(words, x + 5, y + 13)}</g>"
            )
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


def _axes(plane: _Drawn, on: OnPage) -> Iterator[str]:
    top, bottom, right = _TOP, plane.bottom, plane.right
    middle = top + plane.side / 2 + 66
    yield (
        f'<rect x="{_LEFT}" y="{top}" width="{plane.side}" height="{plane.side}" fill="none" '
        'stroke="#000" stroke-width="1.2"/>'
    )
    across = on.text("day of the transaction →")
    yield label(across, right - _LETTER * len(across), top - 6, 60, ' font-weight="bold"')
    upwards = f' font-weight="bold" transform="rotate(-90 {_LEFT - 10} {middle})"'
    yield label(on.text("known up to this day →"), _LEFT - 10, middle, 60, upwards)
    yield label(on.text("as known now"), _LEFT - 88, top + 11)
    yield label(on.text("before all"), _LEFT - 70, bottom - 4)


# -- below -------------------------------------------------------------------------------


def _legend(on: OnPage, top: float) -> Iterator[str]:
    """What the patterns and the thick line mean."""
    x = 8.0
    for verdict, look in LOOKS.items():
        words = on.text(look.words)
        yield (
            f'<rect x="{x:.1f}" y="{top - 11:.1f}" width="22" height="14" stroke="#555" '
            f'stroke-width="0.6" fill="url(#{on.name}-{verdict})"/>'
        )
        yield label(words, x + 28, top)
        x += 48 + len(words) * _LETTER
    yield f'<path d="M8 {top + 22:.1f}l22 -14" stroke="#000" stroke-width="2.5"/>'
    told = on.text(
        "known on the day itself: above it, what became known later; below it, what was known "
        "before (not to scale)"
    )
    yield label(told, 36, top + 20, 140)


def _listed(instruments: Sequence[Json], top: float) -> Iterator[str]:
    """The instruments, each with the day on which it was published and its title."""
    for number, one in enumerate(instruments):
        said = f"{one['published_on']}  {one['instrument']}: {one['title']}"
        yield label(said, 8, top + number * _LINE, 150)
