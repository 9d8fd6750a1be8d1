"""Texts side by side and below each other, as wide as there is room, none ever cut.

A table's columns that tell ids and days are not broken; the others share what room is left. Where
that is too little to read, a row becomes a few lines, below each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from .texts import Piece, text

Shown = RenderableType
GAP = 2
"""How many blanks stand between columns."""
PROSE, READABLE, LONGEST_WORD = 40, 20, 32
"""What is wider than `PROSE` is a text: it has lines of `READABLE` at least. Words up to the
longest are not broken."""
WHOLE = {"position", "change", "type", "published", "entry", "court order", "instrument", "which"}
"""The columns that are not broken: ids and days."""


def stacked(*shown: Shown) -> Shown:
    """One below the other."""
    return Group(*(_renderable(one) for one in shown))


def indented(shown: Shown, below: int = 0) -> Shown:
    """Two blanks from the left, with empty lines below."""
    return Padding(_renderable(shown), (0, 0, below, 2))


def titled(title: str, shown: Shown) -> Iterator[Shown]:
    """Something under its title."""
    yield text("")
    yield text(title, "bold")
    yield indented(shown)


def one_line(said: Text) -> Shown:
    """A text that is cut where the line ends, since what stands below it must stay in its place."""
    said.no_wrap, said.overflow = True, "ellipsis"
    return said


def unbroken(said: Text) -> Shown:
    """A text on one line however long it is: a place that one copies, or opens from an editor."""
    said.no_wrap, said.overflow = True, "ignore"
    return said


class Fitted:
    """What is made for the room there is."""

    def __init__(self, made: Callable[[int], Shown]) -> None:
        self._made = made

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Shown]:
        yield self._made(options.max_width)


class Picture:
    """Rows of cells of given widths, a heading on top; what is too long for its cell goes on
    below."""

    def __init__(self, widths: Sequence[int], heading: Sequence[str]) -> None:
        self._table = Table(box=None, padding=0, header_style="bold")
        for name, width in zip(heading, widths, strict=True):
            self._table.add_column(text(name), width=width, overflow="fold")

    def add(self, *cells: Piece) -> None:
        """A row, with a cell for each column."""
        self._table.add_row(*map(text, cells))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Shown]:
        yield self._table


class AnswerTable:
    """A table without lines, or its rows below each other where it is too wide to read."""

    def __init__(self, *columns: str) -> None:
        self._columns = columns
        self._rows: list[list[Text]] = []

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, *cells: Piece) -> None:
        """A row, with a cell for each column."""
        if len(cells) != len(self._columns):
            raise ValueError(f"{len(cells)} cells for the columns {', '.join(self._columns)}")
        self._rows.append([text(one) for one in cells])

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Shown]:
        widths = self._widths(options.max_width)
        if widths:
            yield self._side_by_side(widths)
        else:
            yield from self._below_each_other(options.max_width)

    def _widths(self, room: int) -> list[int]:
        """How wide each column is; nothing if there is no room to read them side by side."""
        cells = [
            [text(name), *column]
            for name, column in zip(self._columns, self._turned(), strict=True)
        ]
        wanted = [max(_width(cell) for cell in column) for column in cells]
        widths = [
            want if name in WHOLE else min(want, _least(want, column))
            for name, want, column in zip(self._columns, wanted, cells, strict=True)
        ]
        left = room - sum(widths) - GAP * (len(widths) - 1)
        if left < 0:
            return []
        while left and (short := [one for one in range(len(widths)) if widths[one] < wanted[one]]):
            widths[min(short, key=widths.__getitem__)] += 1
            left -= 1
        return widths

    def _turned(self) -> Sequence[Sequence[Text]]:
        return [[row[place] for row in self._rows] for place in range(len(self._columns))]

    def _side_by_side(self, widths: Sequence[int]) -> Shown:
        table = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0), header_style="dim")
        for name, width in zip(self._columns, widths, strict=True):
            table.add_column(text(name), width=width, overflow="fold")
        for row in self._rows:
            table.add_row(*row)
        return table

    def _below_each_other(self, room: int) -> Iterator[Shown]:
        names = max(map(len, self._columns))
        for number, row in enumerate(self._rows):
            table = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0), show_header=False)
            table.add_column(width=names, no_wrap=True, style="dim")
            table.add_column(width=max(1, room - names - GAP), overflow="fold")
            for name, cell in zip(self._columns, row, strict=True):
                if cell:
                    table.add_row(text(name), cell)
            yield from [text("")] if number else []
            yield table


def _renderable(shown: Shown) -> Shown:
    return text(shown) if isinstance(shown, str) else shown


def _width(cell: Text) -> int:
    """How wide a cell is, if nothing of it is wrapped."""
    return max((line.cell_len for line in cell.split("\n", allow_blank=True)), default=0)


def _least(wanted: int, cells: Sequence[Text]) -> int:
    """How wide a column must be to be read."""
    longest = max((text(word).cell_len for cell in cells for word in cell.plain.split()), default=0)
    return max(min(longest, LONGEST_WORD), READABLE if wanted > PROSE else 0)
