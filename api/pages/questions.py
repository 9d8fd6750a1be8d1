"""The fields of a question as a form shows them, in the order in which a person has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ...domain.shapes.listed_countries import listed_countries
from ...domain.vocabulary.dimensions import COUNTRY_FIELDS, DIMENSIONS
from ...projections.register.words import Words
from ...projections.viewpoints import AskedView
from ..http.dependencies import Served
from .asking import PageAsked
from .terms import FIELDS as FIELD_TERMS
from .terms import WORDS, marked

_QUESTIONS = {
    "date": marked("On which day do the goods leave?"),
    "licence": marked("Which licence is to be used?"),
    "activity": marked("What is done?"),
    "goods": marked("Which goods, by their code on the control list?"),
    "item_kind": marked("What kind of item is it?"),
    "origin": marked("From where?"),
    "destination": marked("To where?"),
    "programme": marked("For which programme?"),
    "end_use": marked("For what use?"),
    "purpose": marked("For what purpose?"),
    "recipient": marked("Who receives it?"),
    "exporter": marked("Who exports it?"),
    "licence_kind": marked("What kind of licence is used?"),
    "transhipment": marked("Are the goods transhipped?"),
    "owner": marked("Whose goods are they?"),
    "knowledge": marked("What does the exporter know, or was told?"),
    "jurisdiction": marked("Under whose law?"),
    "registered_on": marked("When did the exporter register to use the licence?"),
    "list": marked("Of which list is the code?"),
}
_HINTS = {
    "date": marked("The law of that day is asked."),
    "licence": marked("Left open, all of them are asked."),
    "goods": marked(
        "As in ML10 or 5A002.a; “none” if no list has them. Words find codes: write “laser”."
    ),
    "list": marked("Left open: Annex I or the military list, by the form of the code."),
    "origin": marked("Where the goods are when they leave."),
    "destination": marked("The country of the end user."),
    "programme": marked("As in F-35; “none” for none."),
    "jurisdiction": marked("The country whose law is asked; left open, that of the Netherlands."),
    "registered_on": marked("As in 2019-03-01; “none” if that was never done."),
    "exporter": marked("In transit: who has the power of disposal over the goods."),
}
_WORDS_OF = {one.field: one.words for one in DIMENSIONS}
_NAME_OF = {one.field: one.name for one in DIMENSIONS}
_SUGGESTED = 400
"""So many known words are offered where a field is typed."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form: what is asked, the words it can be answered with, and what was said.

    `kind` is `date`, `choice` (one of a few), `country`, or `text`, for which `words` are
    suggestions. `faults` tell what is wrong with what was said.
    """

    name: str
    kind: str
    question: str
    hint: str
    words: Sequence[tuple[str, str]]
    said: str
    faults: Sequence[str]
    needed: bool


def fields_of(
    names: Iterable[str],
    said: Mapping[str, str],
    faults: Mapping[str, Sequence[str]],
    served: Served,
    seen: AskedView,
    at: PageAsked,
) -> list[Field]:
    """The fields of a form."""
    words = Words(served.ledger)
    return [_field(name, said, faults.get(name, ()), words, seen, at) for name in names]


def next_asked(depends_on: Iterable[str], said: Mapping[str, str]) -> list[str]:
    """What an answer depends on and nobody has said, in the order of a person's questions."""
    found = [name for name in depends_on if name in FIELD_TERMS and name not in said]
    return sorted(found, key=lambda one: list(FIELD_TERMS).index(one))


def countries(at: PageAsked) -> list[tuple[str, str]]:
    """Every country by its code and name, ordered by name."""
    found = [(one.code, at.language.country(one.code)) for one in listed_countries()]
    return sorted(found, key=lambda one: at.language.ordered(one[1]))


def _field(
    name: str,
    said: Mapping[str, str],
    faults: Sequence[str],
    words: Words,
    seen: AskedView,
    at: PageAsked,
) -> Field:
    text = at.language.text
    kind, offered = "text", list[tuple[str, str]]()
    if name == "date":
        kind = "date"
    elif name in COUNTRY_FIELDS:
        kind, offered = "country", countries(at)
    elif _WORDS_OF.get(name):
        kind = "choice"
        offered = [(word, text(WORDS.get(word, word))) for word in _WORDS_OF[name]]
    elif name == "list":
        kind, offered = "country", words.list_names(seen, _SUGGESTED)
    elif name == "licence":
        kind, offered = "country", words.licence_names(seen, _SUGGESTED)
    else:
        offered = [(word, "") for word in words.named(_NAME_OF[name], seen, _SUGGESTED)]
    hint = _HINTS.get(name)
    return Field(
        name,
        kind,
        text(_QUESTIONS[name]),
        text(hint) if hint else "",
        offered,
        said.get(name, ""),
        faults,
        name == "date",
    )
