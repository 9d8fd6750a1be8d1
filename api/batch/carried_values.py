"""Values that are carried through, in another format: as they stand, no digit more or less."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa


class _Number(str):
    """A number of JSON, by its digits."""


def texts_of(line: str) -> dict[str, str | None]:
    """The values of a JSON object as texts: numbers by their digits, what is nested as JSON."""
    found = json.loads(line, parse_int=_Number, parse_float=_Number)
    return {
        name: value if value is None or isinstance(value, str) else _rendered(value)
        for name, value in found.items()
    }


def _rendered(value: Any) -> str:
    if isinstance(value, _Number):
        return value
    if isinstance(value, dict):
        return "{" + ",".join(f"{value_as_json(k)}:{_rendered(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_rendered, value)) + "]"
    return value_as_json(value)


def as_lines(table: pa.Table) -> Iterator[str]:
    """Each row of a table as an object of JSON."""
    columns = [(name, _plain_values(table.column(name))) for name in table.column_names]
    for row in range(table.num_rows):
        yield value_as_json({name: values[row] for name, values in columns})


def as_texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column as texts; what is nested, or has no other text, as JSON."""
    try:
        return column.cast(pa.string())
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
        texts = [None if one is None else _text(one) for one in _plain_values(column)]
        return pa.chunked_array([pa.array(texts, pa.string())])


def _text(value: Any) -> str:
    shown = _in_json(value)
    return shown if isinstance(shown, str) else value_as_json(shown)


def _plain_values(column: pa.ChunkedArray) -> list[Any]:
    """The values of a column, as JSON can say them."""
    kind = column.type
    if pa.types.is_float16(kind) or pa.types.is_float32(kind):
        texts = column.cast(pa.float32()).cast(pa.string())  # its own digits, not a double's
        return [_in_json(None if one is None else float(one)) for one in texts.to_pylist()]
    if getattr(kind, "unit", None) == "ns" and not pa.types.is_duration(kind):
        return list(column.cast(pa.string()).to_pylist())
    return list(column.to_pylist())


def value_as_json(value: Any) -> str:
    """A value as JSON in one line; what JSON has no word for, as a text."""
    try:
        return _dumped(value)
    except ValueError:
        return _dumped(_in_json(value))


def _dumped(value: Any) -> str:
    return json.dumps(
        value, ensure_ascii=False, separators=(",", ":"), default=_in_json, allow_nan=False
    )


def _in_json(value: Any) -> Any:
    """A value as JSON can say it: no number that is none, bytes as a text or in hexadecimal."""
    if isinstance(value, Mapping):
        return {str(name): _in_json(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_in_json(inner) for inner in value]
    if isinstance(value, float):
        return value if value - value == 0 else str(value)
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            return value.hex()
    return value if value is None or isinstance(value, (str, int, bool)) else str(value)
