"""A transaction on all days at once: a picture of blocks, and its cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ....projections.pictures.plane import Plane, on_diagonal
from .layout import AnswerTable, Fitted, Shown, stacked, titled, unbroken
from .sections import ending
from .texts import Json, Piece, coloured, in_lines, joined, text, words

_BLOCKS = {
    "covered": ("█", "green"),
    "not_covered": ("·", "red"),
    "undetermined": ("░", "yellow"),
    "licence_required": ("▒", "yellow"),
    "no_licence_required": ("▓", "blue"),
}
"""The block and the colour of each verdict."""
MARK = "◆"
LABEL, DAY, WIDEST, NARROWEST = 17, 10, 12, 3
"""How wide the names of bands and a day are, and a column at the most and at the least."""


def map_shown(answer: Json, title: str, instruments: Sequence[Json], cells: bool) -> Shown:
    """The picture, its legend, the instruments that bear on it, and if asked the cells."""
    plane = Plane(answer["cells"])
    return stacked(
        text(title, "bold"),
        text(""),
        Fitted(lambda room: stacked(*_pictures(plane, room))),
        text(""),
        _legend(plane),
        text(f"{MARK} what one could know on the day itself (not to scale)", "dim"),
        *_instruments(plane.at_lines(instruments)),
        *(titled("cells", _cells(answer["cells"])) if cells else ()),
        *ending(answer),
    )


# -- the picture -------------------------------------------------------------------------


Column = tuple[str | None, str | None]
"""The days of the transaction from one until another, between which nothing changes."""


def _pictures(plane: Plane, room: int) -> Iterator[Shown]:
    """The days of the transaction to the right, as many side by side as fit, then the next."""
    columns = list(pairwise([None, *plane.valid, None]))
    fit = max(1, (room - LABEL - DAY) // NARROWEST)
    for first in range(0, len(columns), fit):
        some = columns[first : first + fit]
        width = min(WIDEST, max(NARROWEST, (room - LABEL - DAY) // len(some)))
        if first:
            yield text("")
        yield from _heading(some, width)
        yield from _bands(plane, some, width)


def _heading(columns: Sequence[Column], width: int) -> Iterator[Shown]:
    """A flag for each day on which a column begins, the last day on top."""
    for place in range(len(columns) - 1, -1, -1):
        poles = "".join("│".ljust(width) for _ in columns[:place])
        yield unbroken(text(f"{'':{LABEL}}{poles}{columns[place][0] or 'before'}", "bold"))


def _bands(plane: Plane, columns: Sequence[Column], width: int) -> Iterator[Shown]:
    """A row for each band of knowledge, the latest on top."""
    for band in reversed(list(plane.bands())):
        name = f"known {band[0]['known_from'] or 'before'}"
        blocks = [_block(band, column, width) for column in columns]
        yield unbroken(joined(f"{name:{LABEL}}", *blocks))


def _block(band: Sequence[Json], column: Column, width: int) -> Piece:
    """What a band says between two days; marked, where one could know it on such a day."""
    begins, ends = column
    cell = [one for one in band if (one["valid_from"] or "") <= (begins or "")][-1]
    block, colour = _BLOCKS[cell["verdict"]]
    said = block * width
    if on_diagonal({**cell, "valid_from": begins, "valid_until": ends}):
        half = width // 2
        said = f"{said[:half]}{MARK}{said[half + 1 :]}"
    return text(said, colour)


# -- below -------------------------------------------------------------------------------


def _legend(plane: Plane) -> Shown:
    """The verdicts there are, each with its block."""
    found = dict.fromkeys(cell["verdict"] for cell in plane.cells)
    looks = [(one, *_BLOCKS[one]) for one in _BLOCKS if one in found]
    return joined(*((f"{block} {words(one)}   ", colour) for one, block, colour in looks))


def _instruments(found: Sequence[Json]) -> Iterator[Shown]:
    """By what it changes: when that became known, and on which days it begins or ends something."""
    if found:
        table = AnswerTable("published", "instrument", "its days", "title")
        for one in found:
            days = in_lines(one["days"])
            table.add(one["published_on"], one["instrument"], days, one["title"] or "")
        yield from titled("by what", table)


def _cells(found: Sequence[Json]) -> Shown:
    table = AnswerTable("of days", "known", "verdict", "reason", "by")
    for one in found:
        of, known = (_days(one, time) for time in ("valid", "known"))
        verdict = coloured(one["verdict"])
        table.add(of, known, verdict, words(one["reason"]), one["decided_by"] or "")
    return table


def _days(cell: Json, time: str) -> str:
    begins, ends = cell[f"{time}_from"], cell[f"{time}_until"]
    if begins and ends:
        return f"{begins} until {ends}"
    return f"from {begins}" if begins else f"until {ends}" if ends else "always"
