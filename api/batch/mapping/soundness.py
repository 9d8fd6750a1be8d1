"""Whether what a mapping says can stand in a transaction, told before any row is read."""

from __future__ import annotations

from collections.abc import Iterator

from ....domain.faults import Fault, QuestionError
from ....domain.history.history import History
from ....domain.questions import read_transaction
from ..meanings.date_layouts import SWAPPED, forms_of
from ..meanings.meaning import NOTHING
from .file_mapping import FieldRead, FileMapping

_ANY_DAY = "2000-01-01"


def refuse_unsound(mapping: FileMapping, history: History) -> None:
    """`QuestionError` with everything that a mapping says and no transaction can say."""
    if faults := [*_faults_of(mapping, history)]:
        raise QuestionError(faults)


def _faults_of(mapping: FileMapping, history: History) -> Iterator[Fault]:
    for name, one in mapping.fields.items():
        yield from _of_forms(name, one)
        for text, meaning in one.values.items():
            if meaning.means != NOTHING:
                yield from _of_value(name, meaning.means, f"/columns/{name}/values/{text}", history)
    for name, value in mapping.default.items():
        yield from _of_value(name, value, f"/default/{name}", history)
    columns = list(mapping.columns().values())
    for twice in dict.fromkeys(one for one in columns if columns.count(one) > 1):
        names = [name for name, column in mapping.columns().items() if column == twice]
        sentence = f"`{twice}` is the column of {' and of '.join(names)}; it can be one of them"
        yield Fault("malformed", f"/columns/{names[0]}/column", f"the mapping: {sentence}")


def _of_forms(name: str, one: FieldRead) -> Iterator[Fault]:
    for layout, meaning in one.forms.items():
        forms = (*forms_of(layout), *((SWAPPED,) if layout == "9999-9-9" else ()))
        if meaning.means not in forms:
            some = f"one of {', '.join(forms)}" if forms else "none: it is no layout of days"
            sentence = f"the mapping: `{layout}` has no form `{meaning.means}`, but {some}"
            yield Fault("malformed", f"/columns/{name}/forms/{layout}", sentence)


def _of_value(name: str, value: str, pointer: str, history: History) -> Iterator[Fault]:
    """What is wrong with a meaning; a licence or list that is not recorded is a fault of its rows,
    as it is in any file."""
    said = {"date": value} if name == "date" else {"date": _ANY_DAY, name: value}
    try:
        read_transaction(said, history, "")
    except QuestionError as error:
        for fault in error.faults:
            if fault.code not in ("unknown_licence", "unknown_list"):
                yield Fault(fault.code, pointer, f"the mapping: {fault.detail}")
