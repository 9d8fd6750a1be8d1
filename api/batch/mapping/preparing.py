"""A mapping proposed for a file, all of which is looked at.

What can mean one thing only is said; what may mean several, or nothing that is known, is left
open, with what it may be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ....domain.faults import did_you_mean
from ....projections.batch.transactions import ASKED
from ...texts import FileError
from ..files_found import BY_MAPPING, files_of, format_of
from ..incoming.addresses import near_at_hand
from ..locations import Location
from ..meanings.date_forms import forms_in
from ..meanings.headings import Headed, headed
from ..meanings.meaning import Meaning, left_open
from ..meanings.values_meant import AS_WRITTEN, DAYS, meaning_of
from ..workbooks.sheets import opened_workbook
from .counting import Counted, words_counted
from .encodings_weighed import weighed
from .file_mapping import FieldRead, FileMapping, HowRead
from .opened import table_rows_of
from .table_rows import TableRows
from .tables_found import SAID, CsvFound, SaidOfFile, csv_found, workbook_found

VALUES_MOST = 2_000
"""So many different words a field has at the most; of more it is asked whether it is the column."""

NOTHING_SAID = SaidOfFile()
_NO_ROWS = {
    "date": FieldRead(left_open("what is open above decides it; prepare again with its options"))
}
Advance = Callable[[int], None]


def propose_mapping(pattern: str | Path, said: SaidOfFile = NOTHING_SAID) -> FileMapping:
    """The mapping of the files that a path, an address or a pattern names; `FileError` with what is
    wrong with them."""
    with near_at_hand(str(pattern)) as near:
        return mapping_for(files_of(near, BY_MAPPING).files, said)


def mapping_for(
    files: Sequence[Location], said: SaidOfFile = NOTHING_SAID, advance: Advance = lambda read: None
) -> FileMapping:
    """The mapping of some files of one kind, which have the same columns."""
    return replace(_mapping_for(files, said, advance), default=dict(said.default))


def _mapping_for(files: Sequence[Location], said: SaidOfFile, advance: Advance) -> FileMapping:
    kind = format_of(files[0], BY_MAPPING)
    if kind == "csv":
        return _of_csv(files, said, advance)
    read, notes = HowRead(kind), list[str]()
    if kind == "workbook":
        read, notes = _of_workbooks(files, said)
    if any(one.is_open for _, one in read.answers()):
        return FileMapping(read, _NO_ROWS, notes=notes)
    found = _counted(files, read, advance)
    return _proposed(read, found, notes, said)


def _of_workbooks(files: Sequence[Location], said: SaidOfFile) -> tuple[HowRead, list[str]]:
    reads = []
    for location in files:
        if not isinstance(location, Path):
            raise FileError(f"{location}: a workbook is read from a disk; copy it first")
        with opened_workbook(location) as book:
            reads.append(workbook_found(book, said))
    answers = {str([(name, one.means) for name, one in read.answers()]) for read, _ in reads}
    if len(answers) > 1 or len({read.epoch for read, _ in reads}) > 1:
        raise FileError(f"{files[0]} and the others have other sheets; prepare them one by one")
    return reads[0][0], list(dict.fromkeys(note for _, notes in reads for note in notes))


def _of_csv(files: Sequence[Location], said: SaidOfFile, advance: Advance) -> FileMapping:
    all_found = [csv_found(location, said) for location in files]
    first = all_found[0]
    if any(one.encoded.may_be for one in all_found):
        first = next(one for one in all_found if one.encoded.may_be)
    for location, one in zip(files, all_found, strict=True):
        if _written(one) != _written(first):
            raise FileError(
                f"{location} is written otherwise than {files[0]}; prepare it by itself"
            )
    if any(one.is_open for _, one in first.read.answers()):
        return FileMapping(first.read, _NO_ROWS)
    meanwhile = replace(first.read, encoding=Meaning(first.meanwhile))
    found = _counted(files, meanwhile, advance)
    encoding_meant, found = weighed(first.encoded, found)
    return _proposed(replace(first.read, encoding=encoding_meant), found, [], said)


def _written(one: CsvFound) -> tuple[str, ...]:
    read = one.read
    parts = (read.separator, read.headings)
    encoding = "" if one.encoded.name == "utf-8" else one.encoded.name
    return (encoding, *(part.means for part in parts if part))


def _counted(files: Sequence[Location], read: HowRead, advance: Advance) -> Counted:
    def portions() -> Iterator[TableRows]:
        names: Sequence[str] | None = None
        for location in files:
            for rows in table_rows_of(location, read):
                own = list(rows.headings)
                if names is not None and own != names and not rows.lines:
                    raise FileError(f"{location} has other columns than {files[0]}")
                names = own
                yield rows
                advance(rows.read)

    return words_counted(portions())


# -- what it means ---------------------------------------------------------------------


def _proposed(read: HowRead, found: Counted, notes: list[str], said: SaidOfFile) -> FileMapping:
    columns = headed(found.headings)
    fields: dict[str, FieldRead] = {}
    for name in ASKED:
        if name in said.mapped:
            fields[name] = _said_column(name, said.mapped[name], found, read.epoch)
        elif one := _field(name, columns, found, read.epoch, said):
            fields[name] = one
    told = [f"{found.rows} rows, {len(found.headings)} columns", *notes]
    if found.unread:
        told.append(f"{found.unread} lines hold no object: they are faulty rows")
    if found.above:
        names = ", ".join(f"`{one}`" for one in sorted(found.above))
        told.append(f"cells that reach over several rows stand in each of them: {names}")
    return FileMapping(read, fields, names=list(found.headings), notes=told, rows=found.rows)


def _said_column(name: str, column: str, found: Counted, epoch: str | None) -> FieldRead:
    if column not in found.headings:
        raise FileError(f"the file has no column `{column}`{did_you_mean(column, found.headings)}")
    one = _read_column(name, column, found, epoch, SAID)
    return replace(one, column=Meaning(column, SAID))


def _field(
    name: str, columns: Headed, found: Counted, epoch: str | None, said: SaidOfFile
) -> FieldRead | None:
    """A field as its column tells it; None where no column may hold it."""
    taken = said.mapped.values()
    certain = [one for one in columns.certain.get(name, ()) if one not in taken]
    if len(certain) == 1:
        return _read_column(name, certain[0], found, epoch, "its heading says so")
    perhaps = [one for one in columns.perhaps.get(name, ()) if one not in taken]
    some = certain or [one for one in perhaps if one in columns.near or _knows(name, one, found)]
    if not some and name != "date":
        return None
    if not some:
        return FieldRead(left_open("no heading says which column holds it", _of_days(found, epoch)))
    why = "more than one heading says so" if certain else "its heading may say so"
    one = _read_column(name, some[0], found, epoch, why)
    return replace(one, column=left_open(f"{why}; without such a column delete `{name}`", some))


def _knows(name: str, column: str, found: Counted) -> bool:
    """Whether anything in a column is a word of a field."""
    texts = found.texts.get(column, ())
    if name in DAYS:
        return bool(forms_in(dict.fromkeys(texts, 1)).forms)
    some = (meaning_of(name, text) for text in texts)
    return name in AS_WRITTEN or any(one and not one.is_open for one in some)


def _read_column(name: str, column: str, found: Counted, epoch: str | None, why: str) -> FieldRead:
    """A field as one column tells it; the column is open itself where its words do not fit."""
    texts: Mapping[str, int] = found.texts.get(column, {})
    if name in AS_WRITTEN:
        return FieldRead(Meaning(column, why), as_written=True)
    if name in DAYS:
        return _days(name, column, texts, found, epoch, why)
    said = {text: (meaning_of(name, text), rows) for text, rows in texts.items()}
    values = {text: replace(one, rows=rows) for text, (one, rows) in said.items() if one}
    faulty = {text: rows for text, (one, rows) in said.items() if one is None}
    known = [one for one in values.values() if not one.is_open]
    if column in found.many or len(values) > VALUES_MOST:
        more = left_open(f"`{column}` has too many different words for one", (column,))
        return FieldRead(more, faulty=faulty)
    if values and not known and len(values) > 1:
        doubt = left_open(f"{why}, and no word of `{column}` is one of this field", (column,))
        return FieldRead(doubt, values=values, faulty=faulty)
    return FieldRead(Meaning(column, why), values=_sorted(values), faulty=faulty)


def _days(
    name: str,
    column: str,
    texts: Mapping[str, int],
    found: Counted,
    epoch: str | None,
    why: str,
) -> FieldRead:
    if column in found.many:
        return FieldRead(left_open(f"`{column}` has too many different days", (column,)))
    never = {text: one for text in texts if name != "date" and (one := meaning_of(name, text))}
    values = {text: replace(one, rows=texts[text]) for text, one in never.items()}
    forms = forms_in({t: n for t, n in texts.items() if t not in values}, epoch)
    if texts and not forms.forms and not values:
        doubt = left_open(f"{why}, and nothing in `{column}` is a day", (column,))
        return FieldRead(doubt, faulty=forms.faulty)
    return FieldRead(Meaning(column, why), forms.forms, values, faulty=forms.faulty)


def _of_days(found: Counted, epoch: str | None) -> list[str]:
    """The columns in which every text is a day."""
    days = []
    for name, texts in found.texts.items():
        forms = forms_in(texts, epoch)
        if forms.forms and not forms.faulty:
            days.append(name)
    return days[:5]


def _sorted(values: Mapping[str, Meaning]) -> dict[str, Meaning]:
    """The most frequent first."""
    return dict(sorted(values.items(), key=lambda one: -(one[1].rows or 0)))
