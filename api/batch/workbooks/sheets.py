"""The sheets of a workbook: which there are, which are hidden, and their rows as texts.

What a cell shows as a day, in whatever format, is read as that day; a number by its digits; an
error, or a formula that no program has computed, by its name. A cell that reaches over several rows
stands in each of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ...texts import FileError
from .marked_cells import MarkedCells, marked_in

AT_A_TIME = 20_000
"""So many rows are read at a time."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row that holds something: its number, from 1, its texts, and for columns whose cell stands
    further up the number of that row."""

    number: int
    texts: Sequence[str]
    above: Mapping[int, int]


class ReadWorkbook:
    """A workbook that is open; `epoch`: the beginning from which its numbers count days, where it
    is told."""

    def __init__(self, path: Path, book: Any) -> None:
        self._book = book
        self._marked = marked_in(path)
        import python_calamine as calamine  # needed where a workbook is read

        kinds = [one for one in book.sheets_metadata if one.typ is calamine.SheetTypeEnum.WorkSheet]
        shown = calamine.SheetVisibleEnum.Visible
        self.visible = [one.name for one in kinds if one.visible is shown]
        self.hidden = [one.name for one in kinds if one.visible is not shown]

    @property
    def epoch(self) -> str | None:
        """From which day numbers count that are days, where the workbook tells."""
        return self._marked.epoch

    def rows(self, sheet: str) -> Iterator[SheetRow]:
        """The rows of a sheet that hold something, all equally wide; `FileError` where there is no
        such sheet."""
        if sheet not in (*self.visible, *self.hidden):
            raise FileError(f"the workbook has no sheet `{sheet}`")
        found = self._book.get_sheet_by_name(sheet)
        spans = found.merged_cell_ranges or self._marked.spans(sheet)
        marks = self._marked.cells(sheet)
        yield from _filled(_with_marks(found, marks), _down(spans))


@contextmanager
def opened_workbook(path: Path) -> Iterator[ReadWorkbook]:
    """A workbook, as long as it is open; `FileError` where it cannot be read."""
    import python_calamine as calamine  # needed where a workbook is read

    try:
        with calamine.load_workbook(str(path)) as book:
            yield ReadWorkbook(path, book)
    except calamine.PasswordError as error:
        raise FileError(f"{path} has a password; save it without one") from error
    except (calamine.CalamineError, OSError) as error:
        raise FileError(f"{path} cannot be read as a workbook: {error}") from error


def _with_marks(found: Any, marks: MarkedCells) -> Iterator[tuple[int, list[str]]]:
    """Each row's number and texts, with what the program's reader leaves empty."""
    left = {row for row, _ in marks}
    last = max(left, default=0)
    read = 0
    for cells in _all_rows(found):
        read += 1
        texts = [_text(cell) for cell in cells]
        yield read, _marked_row(texts, read, marks) if read in left else texts
    for number in range(read + 1, last + 1):
        yield number, _marked_row([], number, marks)


def _all_rows(found: Any) -> Iterator[list[Any]]:
    """The rows from the first on, also those before the first cell."""
    if found.start is None:
        return
    row, column = found.start
    yield from ([] for _ in range(row))
    before = [""] * column
    for cells in found.to_python(skip_empty_area=True):
        yield before + cells


def _marked_row(texts: list[str], number: int, marks: MarkedCells) -> list[str]:
    own = {column: text for (row, column), text in marks.items() if row == number}
    width = max(len(texts), max(own) + 1)
    return [own.get(n) or (texts[n] if n < len(texts) else "") for n in range(width)]


def _text(cell: Any) -> str:
    """What a cell says."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        whole = (cell.hour, cell.minute, cell.second, cell.microsecond) == (0, 0, 0, 0)
        return cell.date().isoformat() if whole else cell.isoformat(timespec="seconds")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _down(spans: Sequence[Any]) -> dict[tuple[int, int], int]:
    """For the first column of every cell that reaches over several rows: the row, by each of the
    rows below it and the column."""
    return {
        (row + 1, first[1]): first[0] + 1
        for first, last in spans
        for row in range(first[0] + 1, last[0] + 1)
    }


def _filled(
    rows: Iterator[tuple[int, list[str]]], down: Mapping[tuple[int, int], int]
) -> Iterator[SheetRow]:
    """The rows that hold something of their own, with what reaches into them from above."""
    tops = {(top, column) for (_, column), top in down.items()}
    kept: dict[tuple[int, int], str] = {}
    by_row: dict[int, dict[int, int]] = {}
    for (row, column), top in down.items():
        by_row.setdefault(row, {})[column] = top
    for number, texts in rows:
        for column, text in enumerate(texts):
            if (number, column) in tops:
                kept[number, column] = text
        if not any(text.strip() for text in texts):
            continue
        above = {c: top for c, top in by_row.get(number, {}).items() if c < len(texts)}
        for column, top in above.items():
            texts[column] = kept.get((top, column), "")
        yield SheetRow(number, texts, above)
