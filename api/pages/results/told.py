"""What is to be known of a result before its rows are read: sentences in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..terms import marked
from .limits import CELL_LONGEST, ROWS_MOST
from .rows import ReadableRows


def tellings(rows: ReadableRows, cut: int = 0, sheets: Sequence[str] = ()) -> Iterator[str]:
    """How many rows there are, how many are faulty or repeat others, and what could not be told or
    written whole."""
    text, number = rows.reader.text, rows.reader.number
    counts = rows.counts
    told = text(marked("rows: {rows}; of these faulty, without a verdict: {errors}"))
    yield told.format(rows=number(counts.rows), errors=number(counts.errors))
    if rows.repeats.count:
        said = marked("rows that say what a row before them says: {rows} (see the last column)")
        yield text(said).format(rows=number(rows.repeats.count))
    if not rows.repeats.whole:
        yield text(marked("there are more rows than are compared with each other"))
    if rows.lookups.left:
        said = marked(
            "rows of which it was not looked up until when their verdict stands and what is to be "
            "done: {rows}; there are more than {most} different questions"
        )
        yield text(said).format(rows=number(rows.lookups.left), most=number(rows.lookups.most))
    if len(sheets) > 1:
        said = marked("a sheet has at most {most} rows: the rows go on in {sheets}")
        yield text(said).format(most=number(ROWS_MOST), sheets=", ".join(sheets[1:]))
    if cut:
        said = marked(
            "texts that are cut, since a cell holds {most} characters: {cells}; they are whole in "
            "CSV, Parquet and NDJSON"
        )
        yield text(said).format(cells=number(cut), most=number(CELL_LONGEST))
