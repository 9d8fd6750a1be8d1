"""A file that is read by a mapping: proposed where it is sent, applied if nothing is open."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ....domain.faults import QuestionError
from ...batch.files_found import BY_MAPPING, FORMATS, format_of
from ...batch.looking.first_look import first_look
from ...batch.mapping.file_mapping import FileMapping
from ...batch.mapping.mapping_text import dump_mapping, load_mapping
from ...batch.mapping.preparing import propose_mapping
from ...texts import FileError
from ..asking import PageAsked
from ..prose import Prose
from .uploads import Upload

UNPACKED_MOST = 300 * 1024 * 1024
"""So many bytes is a workbook at the most when it is unpacked."""


@dataclass(frozen=True, slots=True)
class FieldUnderstood:
    """A field as a page tells it: its name, its column, and what its words or days mean."""

    title: str
    column: str
    meanings: Sequence[tuple[str, str]]


def understand(found: Upload, rows_most: int) -> Sequence[str]:
    """Look at a file of so many rows at the most that was uploaded, and keep its mapping beside it
    where it is read by one; what is open of it. `FileError` or `QuestionError` with what is wrong
    with it."""
    if found.path.suffix not in FORMATS:
        _refuse_large(found.path)
        return _kept(found, rows_most)
    try:
        first_look(found.path, rows_most)
    except FileError as error:
        if format_of(found.path, BY_MAPPING) != "csv":
            raise
        _kept_or(error, found, rows_most)
    return ()


def _kept_or(error: FileError, found: Upload, rows_most: int) -> None:
    """A CSV file that cannot be read as it stands, read as it was meant; or what was wrong."""
    try:
        is_open = _kept(found, rows_most)
    except (FileError, QuestionError):
        raise error from None
    if is_open:
        raise error


def _kept(found: Upload, rows_most: int) -> Sequence[str]:
    mapping = propose_mapping(found.path)
    if mapping.rows > rows_most:
        raise FileError(
            f"{found.path} has more than {rows_most:,} rows; for more there is the command "
            "`licence-ledger evaluate`"
        )
    if questions := mapping.open_questions():
        return questions
    dump_mapping(mapping, found.mapping, found.name)
    return ()


def _refuse_large(path: Path) -> None:
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            if sum(one.file_size for one in archive.infolist()) > UNPACKED_MOST:
                raise FileError(
                    f"{path} is too large when it is unpacked; for more there is the command "
                    "`licence-ledger evaluate`"
                )


def mapping_of_upload(found: Upload) -> FileMapping | None:
    """The mapping by which a file is read; None of one that is read as it stands."""
    return load_mapping(found.mapping) if found.mapping.is_file() else None


def fields_understood(mapping: FileMapping, at: PageAsked) -> list[FieldUnderstood]:
    """What a page tells of each field that a mapping reads."""
    say = Prose(at, {})
    return [
        FieldUnderstood(
            say.field(name),
            one.column.means,
            [(text, found.means) for text, found in (*one.forms.items(), *one.values.items())],
        )
        for name, one in mapping.fields.items()
    ]
