"""Which column of a file is which field of a transaction: guessed, and as somebody says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ....domain.vocabulary.dimensions import COUNTRY_FIELDS, DIMENSIONS
from ....projections.batch.transactions import ASKED
from ...batch.looking.first_look import FirstLook
from ..asking import PageAsked
from ..prose import Prose
from ..questions import countries
from ..terms import WORDS, marked

_WORDS_OF = {one.field: one.words for one in DIMENSIONS}


@dataclass(frozen=True, slots=True)
class Mapped:
    """How the columns of a file are meant: for fields the column, and what is said of all rows that
    leave a field out; `known_on` is a day, `transaction`, or nothing for now."""

    columns: Mapping[str, str]
    defaults: Mapping[str, str]
    known_on: str

    def options(self, every: Sequence[str]) -> dict[str, list[str]]:
        """The same, as the file engine's options say it."""
        taken = set(self.columns.values())
        return {
            "mapped": [f"{column}={name}" for name, column in self.columns.items()],
            "default": [f"{name}={value}" for name, value in self.defaults.items()],
            "carried": [one for one in every if one not in taken],
        }


@dataclass(frozen=True, slots=True)
class FieldMapped:
    """A field on the form: its name, the columns it may be, which one it is, and what is said of
    all rows; `fixed`: the file has a column of just this name, so it is one of them."""

    name: str
    title: str
    chosen: str
    fixed: bool
    words: Sequence[tuple[str, str]]
    default: str
    faults: Sequence[str]


def as_guessed(look: FirstLook) -> Mapped:
    """The columns as their names are understood."""
    return Mapped(look.guessed, {}, "")


def as_said(said: Mapping[str, str]) -> Mapped:
    """The columns as a form says."""
    pairs = {name: said.get(f"column-{name}", "") for name in ASKED}
    values = {name: said.get(f"default-{name}", "").strip() for name in ASKED if name != "date"}
    return Mapped(
        {name: column for name, column in pairs.items() if column},
        {name: value for name, value in values.items() if value},
        said.get("known_on", ""),
    )


def wrongly_mapped(mapped: Mapped, look: FirstLook, at: PageAsked) -> dict[str, list[str]]:
    """What is wrong with how columns are meant, beside each field."""
    text = at.language.text
    wrong: dict[str, list[str]] = {}
    if "date" not in mapped.columns:
        wrong["date"] = [
            text(marked("Say which column holds the day: the law of that day counts."))
        ]
    for name, column in mapped.columns.items():
        if column not in look.columns:
            sentence = text(marked("The file has no column “{name}”.")).format(name=column)
            wrong.setdefault(name, []).append(sentence)
    return wrong


def fields_mapped(
    mapped: Mapped, look: FirstLook, faults: Mapping[str, Sequence[str]], at: PageAsked
) -> list[FieldMapped]:
    """The fields of the form, in the order of a person's questions."""
    say = Prose(at, {})
    return [
        FieldMapped(
            name,
            say.field(name),
            mapped.columns.get(name, ""),
            name in look.columns,
            _words(name, at),
            mapped.defaults.get(name, ""),
            faults.get(name, ()),
        )
        for name in ASKED
    ]


def _words(name: str, at: PageAsked) -> list[tuple[str, str]]:
    """The words with which a field is said of all rows, if they are few."""
    if name in COUNTRY_FIELDS:
        return countries(at)
    words = _WORDS_OF.get(name) or ()
    return [(word, at.language.text(WORDS.get(word, word))) for word in words]
