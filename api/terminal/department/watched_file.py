"""The questions of a file that is watched: its rows, each with a day or without one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from ....domain.faults import Fault, QuestionError, did_you_mean
from ....domain.history.history import History
from ....domain.questions import read_transaction
from ....projections.watching.kept_questions import LABEL
from ...batch.columns import Columns, columns_as_said
from ...batch.files_found import BY_MAPPING, files_of
from ...batch.formats.portion import Portion
from ...batch.mapping.applying import mapped_portions
from ...batch.mapping.file_mapping import FileMapping
from ...batch.mapping.soundness import refuse_unsound
from ...batch.reading import portions


class AlsoUndated(Columns):
    """Columns of which none needs to hold a date: a row without one is about every day."""

    def dated(self, names: Sequence[str]) -> bool:
        """Whether nothing is wanting: a date may be."""
        return True


def questions_in(
    pattern: str,
    mapped: Sequence[str],
    default: Sequence[str],
    carried: Sequence[str],
    label: str | None,
    history: History,
    mapping: FileMapping | None = None,
) -> Iterator[dict[str, Any]]:
    """The questions of a file's rows, with what stands in the column `label`, as they are read, by
    a mapping where one is given. `QuestionError` for a row that is none, with its number."""

    kept = [*carried, *([label] if label else [])]
    row = 0
    for portion in _portions(pattern, mapped, default, kept, history, mapping):
        if portion.faults:
            first, sentence = min(portion.faults.items())
            raise QuestionError([Fault("malformed", "", f"row {row + first + 1}: {sentence}")])
        labels = _labels(portion, label)
        for asked in portion.rows.all_said():
            row += 1
            called = next(labels)
            yield asked if called is None else {LABEL: called, **asked}


def _portions(
    pattern: str,
    mapped: Sequence[str],
    default: Sequence[str],
    kept: Sequence[str],
    history: History,
    mapping: FileMapping | None,
) -> Iterator[Portion]:
    """All rows of the files that a pattern names."""
    if mapping is not None:
        refuse_unsound(mapping, history)
        return mapped_portions(files_of(pattern, BY_MAPPING).files, mapping)

    def check(name: str, value: str) -> None:
        read_transaction({"date": "2000-01-01", name: value}, history, "")

    said = columns_as_said(mapped, default, check, kept)
    columns = replace(AlsoUndated(said.mapped, said.default, said.carried), added=())
    return portions(files_of(pattern).files, columns)


def _labels(portion: Portion, label: str | None) -> Iterator[str | None]:
    """What the rows of a portion are called."""
    if label is None:
        yield from (None for _ in range(portion.rows.count))
    elif portion.table is not None:
        names = portion.table.column_names
        if label not in names:
            sentence = f"the file has no column `{label}`{did_you_mean(label, names)}"
            raise QuestionError([Fault("malformed", "", sentence)])
        yield from (_as_label(one) for one in portion.table.column(label).to_pylist())
    else:
        yield from (_as_label(json.loads(line).get(label)) for line in portion.lines)


def _as_label(value: Any) -> str | None:
    return None if value is None else str(value)
