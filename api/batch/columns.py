"""How the columns of a file are meant: which is which field of a transaction, and what a row says
that leaves a field out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...domain.faults import Fault, QuestionError, did_you_mean
from ...projections.batch.transactions import ASKED
from ...projections.kernel.outcomes import ADDED, ERROR


@dataclass(frozen=True, slots=True)
class Columns:
    """How a file's columns are meant: `mapped` says for a transaction's field which column
    holds it, `default` what a row says that leaves a field out."""

    mapped: Mapping[str, str] = field(default_factory=dict)
    default: Mapping[str, str] = field(default_factory=dict)

    def dated(self, names: Sequence[str]) -> bool:
        """Whether a file with these columns has one of dates."""
        return self.mapped.get("date", "date") in names

    def fields(self, names: Sequence[str]) -> dict[str, str]:
        """The columns that are read: the transaction's field, and the column that holds it."""
        found = {name: name for name in ASKED if name in names} | dict(self.mapped)
        if lacking := [name for name in self.mapped.values() if name not in names]:
            near = did_you_mean(lacking[0], names)
            raise _faulty(f"the file has no column `{lacking[0]}`{near}")
        if "date" not in found:
            sentence = "the file has no column `date`; say which it is: --map THEIR_COLUMN=date"
            raise _faulty(sentence)
        return found


def sound_columns(names: Sequence[str], columns: Columns) -> dict[str, str]:
    """The columns that are read, of a file that has none twice, and none that is added."""
    if twice := [name for name in names if names.count(name) > 1]:
        if twice[0]:
            raise _faulty(f"the file has two columns `{twice[0]}`; rename one")
        raise _faulty("the file has two columns without a name; name them, or take them away")
    if taken := [name for name in (*ADDED, ERROR) if name in names]:
        raise _faulty(f"the file has a column `{taken[0]}` already; rename it, or choose another")
    return columns.fields(names)


def columns_as_said(
    mapped: Sequence[str], default: Sequence[str], check: Callable[[str, str], Any]
) -> Columns:
    """What `--map THEIRS=field` and `--default field=value` say; `QuestionError` if unsound."""
    found: dict[str, str] = {}
    for theirs, name in (_pair(text, "--map", "THEIR_COLUMN=destination") for text in mapped):
        if name not in ASKED:
            raise _faulty(f"`{name}` is no field of a transaction{did_you_mean(name, ASKED)}")
        if name in found:
            raise _faulty(f"two columns are mapped to `{name}`")
        found[name] = theirs
    values: dict[str, str] = {}
    for name, value in (_pair(text, "--default", "programme=none") for text in default):
        if name not in ASKED:
            raise _faulty(f"`{name}` is no field of a transaction{did_you_mean(name, ASKED)}")
        if name == "date":
            raise _faulty("a date has no default: no day stands in the place of another")
        check(name, value)
        values[name] = value
    return Columns(found, values)


def _pair(text: str, option: str, example: str) -> tuple[str, str]:
    one, equals, other = text.partition("=")
    if not (one and equals and other):
        raise _faulty(f"`{text}` says nothing to {option}: write {option} {example}")
    return one, other


def _faulty(sentence: str) -> QuestionError:
    return QuestionError([Fault("malformed", "", sentence)])
