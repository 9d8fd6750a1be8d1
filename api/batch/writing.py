"""Rows written in some format, with the columns that were added to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from ...projections.kernel.outcomes import NOTES
from ..texts import FileError
from .carried_values import as_lines, as_texts, texts_of, value_as_json
from .formats.ndjson_rows import LINES
from .formats.parquet_written import EncodedGroup, encoded_beside, parquet_writer
from .formats.portion import Portion
from .formats.row_groups import JoinedFile


class Sink(Protocol):
    """Takes bytes, from the beginning of a file to its end."""

    def write(self, data: Any) -> int:
        """Write some bytes; how many."""


class Writer(Protocol):
    """Writes rows with what was added to them."""

    def write(self, portion: Portion, added: Mapping[str, pa.Array]) -> None:
        """Write a portion's rows."""

    def close(self) -> None:
        """There are no more rows."""


LINE = "line"
"""Where a line of NDJSON stands as it is, if it is no object to which anything can be added."""


class SteadyColumns:
    """The columns of a file that tells them once: those of its first rows. Lines of NDJSON may
    have fewer further on, but none says what is new."""

    def __init__(self) -> None:
        self._names: list[str] = []

    def of(self, portion: Portion, added: Mapping[str, pa.Array]) -> pa.Table:
        """A portion's rows with what was added, in these columns."""
        table = _carried(portion)
        for name, column in added.items():
            table = table.append_column(name, column)
        self._names = self._names or table.column_names
        have = {name for name in table.column_names if name in self._names}
        if new := [n for n in table.column_names if n not in have and _says(table.column(n))]:
            raise FileError(
                f"rows further on say `{new[0]}`, and none of the first {LINES:,} does: such a "
                "column cannot be added later; write NDJSON, or put a row that says it first"
            )
        nothing = pa.nulls(table.num_rows, pa.string())
        columns = [table.column(name) if name in have else nothing for name in self._names]
        return pa.table(dict(zip(self._names, columns, strict=True)))


def _says(column: pa.ChunkedArray) -> bool:
    """Whether any row says anything there."""
    return bool(column.null_count < len(column))


class _Parquet:
    """Rows of Parquet. Where row groups are carried through as they are stored, what was added is
    encoded apart and put beside them: any thread may do that, and only the writing waits for its
    turn."""

    def __init__(self, file: Sink) -> None:
        self.file = file
        self.columns = SteadyColumns()
        self.writer: pq.ParquetWriter | None = None
        self.joined: JoinedFile | None = None

    def write(self, portion: Portion, added: Mapping[str, pa.Array]) -> None:
        if portion.group is not None:
            self.put(encoded_beside(portion, portion.group, added))
            return
        table = self.columns.of(portion, added)
        if self.writer is None:
            self.writer = parquet_writer(self.file, table)
        try:
            alike = table.cast(self.writer.schema)
        except pa.ArrowException as error:
            raise FileError(
                f"rows further on do not fit the columns of the first: {error}"
            ) from error
        self.writer.write_table(alike)

    def put(self, encoded: EncodedGroup) -> None:
        """Write a row group that is encoded already."""
        if self.joined is None:
            self.joined = JoinedFile(self.file.write)
            self.first = encoded
        self.joined.put(encoded.group)

    def close(self) -> None:
        if self.writer is not None:
            self.writer.close()
        if self.joined is not None:
            self.joined.close(self.first.said, self.first.made_by)


def encoded_ahead(
    writer: Writer, portion: Portion, added: Mapping[str, pa.Array]
) -> Callable[[], None]:
    """Do what can be done of a portion's writing before it is its turn, in any thread; what is
    left to do then."""
    if isinstance(writer, _Parquet) and portion.group is not None:
        return partial(writer.put, encoded_beside(portion, portion.group, added))
    return partial(writer.write, portion, added)


class _Csv:
    def __init__(self, file: Sink) -> None:
        self.file = file
        self.columns = SteadyColumns()
        self.header = True

    def write(self, portion: Portion, added: Mapping[str, pa.Array]) -> None:
        table = self.columns.of(portion, added)
        texts = {}
        for name in table.column_names:
            column = table.column(name)
            words = column_in_words(column, _between(name)) if name in added else as_texts(column)
            texts[name] = words
        self._put(pa.table(texts))
        self.header = False

    def _put(self, table: pa.Table) -> None:
        """Values in quotes only where one of them needs it."""
        for style in ("none", "needed"):
            try:
                sink = pa.BufferOutputStream()
                options = pa_csv.WriteOptions(include_header=False, quoting_style=style)
                pa_csv.write_csv(table, sink, options)
                break
            except pa.ArrowInvalid:
                continue
        if self.header:
            self.file.write((",".join(map(_csv_name, table.column_names)) + "\n").encode())
        self.file.write(sink.getvalue().to_pybytes())

    def close(self) -> None:
        pass


BETWEEN, BETWEEN_NOTES = " ", " | "
"""What stands in CSV between several ids, and between several notes, which are sentences."""


def _between(name: str) -> str:
    return BETWEEN_NOTES if name.endswith(NOTES) else BETWEEN


def column_in_words(column: pa.ChunkedArray, between: str = BETWEEN) -> pa.ChunkedArray:
    """A column that was added, as texts; what is several is one text with this between."""
    if pa.types.is_list(column.type):
        texts = pc.binary_join(column.cast(pa.list_(pa.string())), between)
        return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)
    return column.cast(pa.string())


def _csv_name(name: str) -> str:
    if any(letter in name for letter in ',"\n\r\ufeff'):
        return '"' + name.replace('"', '""') + '"'
    return name


class _Ndjson:
    def __init__(self, file: Sink) -> None:
        self.file = file

    def write(self, portion: Portion, added: Mapping[str, pa.Array]) -> None:
        columns = [(name, column.to_pylist()) for name, column in added.items()]
        for row, line in enumerate(portion.lines or as_lines(_carried(portion))):
            answer = value_as_json({name: values[row] for name, values in columns})
            whole = value_as_json({LINE: line}) if row in portion.unread else line
            self.file.write(f"{_open_object(whole)}{answer[1:]}\n".encode())

    def close(self) -> None:
        pass


def _open_object(line: str) -> str:
    """An object to which fields can be added: without its end."""
    inside = line[:-1].rstrip()
    return inside if inside == "{" else f"{inside},"


def _carried(portion: Portion) -> pa.Table:
    """The rows as they were read; of NDJSON its fields as texts, and after them the lines that
    have none: that column is there whichever line is the first of them, if any is."""
    if portion.table is not None:
        return portion.table
    found = [
        {LINE: line} if row in portion.unread else texts_of(line)
        for row, line in enumerate(portion.lines)
    ]
    names = dict.fromkeys((*portion.names, LINE))
    return pa.table(
        {name: pa.array([one.get(name) for one in found], pa.string()) for name in names}
    )


WRITERS: dict[str, Callable[[Sink], Writer]] = {
    "parquet": _Parquet,
    "csv": _Csv,
    "ndjson": _Ndjson,
}
