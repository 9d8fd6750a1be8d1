"""How the columns of a file are meant: which is which field of a transaction, what a row says
that leaves a field out, and which are carried through although they look like a field."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...domain.faults import Fault, QuestionError, did_you_mean
from ...projections.batch.transactions import ASKED
from ...projections.kernel.outcomes import COLUMNS
from .near_names import field_meant


@dataclass(frozen=True, slots=True)
class Columns:
    """How a file's columns are meant: `mapped` says for a transaction's field which column
    holds it, `default` what a row says that leaves a field out; `carried` names those that are
    no field, whatever they look like (None: all that are not read), `added` those that are put
    after them."""

    mapped: Mapping[str, str] = field(default_factory=dict)
    default: Mapping[str, str] = field(default_factory=dict)
    carried: frozenset[str] | None = frozenset()
    added: Sequence[str] = COLUMNS

    def dated(self, names: Sequence[str]) -> bool:
        """Whether a file with these columns has one of dates."""
        return self.mapped.get("date", "date") in names

    def sources(self) -> dict[str, str]:
        """For every field of a transaction the column that holds it, if there is one."""
        return {name: self.mapped.get(name, name) for name in ASKED}

    def near(self, names: Collection[str]) -> dict[str, str]:
        """The columns that are not read and nearly are a field: and which."""
        if self.carried is None:
            return {}
        left = [name for name in names if name not in self.carried]
        read = set(self.sources().values())
        return {name: meant for name in left if name not in read and (meant := field_meant(name))}

    def fields(self, names: Sequence[str]) -> dict[str, str]:
        """The columns that are read: the transaction's field, and the column that holds it."""
        for name in (*self.mapped.values(), *sorted(self.carried or ())):
            if name not in names:
                raise _faulty(f"the file has no column `{name}`{did_you_mean(name, names)}")
        if near := self.near(names):
            raise nearly_read(near)
        if not self.dated(names):
            sentence = "the file has no column `date`; say which it is: --map THEIR_COLUMN=date"
            raise _faulty(sentence)
        return {name: theirs for name, theirs in self.sources().items() if theirs in names}


def nearly_read(near: Mapping[str, str]) -> QuestionError:
    """What is said of columns that nearly are a field: each is to be mapped, or carried."""
    return QuestionError(
        [
            Fault(
                "unknown_field",
                "",
                f"{asked_about(name, meant)} Say --map '{name}={meant}', or --carry '{name}' to "
                "carry it through unread",
            )
            for name, meant in near.items()
        ]
    )


def asked_about(name: str, meant: str) -> str:
    """What is asked of one column that nearly is a field."""
    return f"the column `{name}` is not read; did you mean `{meant}`?"


def sound_columns(names: Sequence[str], columns: Columns) -> dict[str, str]:
    """The columns that are read, of a file that has none twice, and none that is added."""
    if twice := [name for name in names if names.count(name) > 1]:
        if twice[0]:
            raise _faulty(f"the file has two columns `{twice[0]}`; rename one")
        raise _faulty("the file has two columns without a name; name them, or take them away")
    if taken := [name for name in columns.added if name in names]:
        raise _faulty(f"the file has a column `{taken[0]}` already; rename it, or choose another")
    return columns.fields(names)


def columns_as_said(
    mapped: Sequence[str],
    default: Sequence[str],
    check: Callable[[str, str], Any],
    carried: Sequence[str] | None = (),
) -> Columns:
    """What `--map THEIRS=field`, `--default field=value` and `--carry THEIRS` say;
    `QuestionError` if unsound."""
    found: dict[str, str] = {}
    for theirs, name in (_pair(text, "--map", "THEIR_COLUMN=destination") for text in mapped):
        if name not in ASKED:
            raise _faulty(f"`{name}` is no field of a transaction{did_you_mean(name, ASKED)}")
        if name in found:
            raise _faulty(f"two columns are mapped to `{name}`")
        found[name] = theirs
    if carried and (both := set(found.values()).intersection(carried)):
        raise _faulty(f"the column `{min(both)}` is mapped, and so not carried through unread")
    values: dict[str, str] = {}
    for name, value in (_pair(text, "--default", "programme=none") for text in default):
        if name not in ASKED:
            raise _faulty(f"`{name}` is no field of a transaction{did_you_mean(name, ASKED)}")
        if name == "date":
            raise _faulty("a date has no default: no day stands in the place of another")
        check(name, value)
        values[name] = value
    return Columns(found, values, None if carried is None else frozenset(carried))


def _pair(text: str, option: str, example: str) -> tuple[str, str]:
    one, equals, other = text.rpartition("=") if option == "--map" else text.partition("=")
    if not (one and equals and other):
        raise _faulty(f"`{text}` says nothing to {option}: write {option} {example}")
    return one, other


def _faulty(sentence: str) -> QuestionError:
    return QuestionError([Fault("malformed", "", sentence)])
