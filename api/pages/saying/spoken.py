"""Answers in the words of a language, whoever reads them: on a page, or in a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ....domain.vocabulary.dimensions import COUNTRY_DIMENSIONS, COUNTRY_FIELDS, DIMENSIONS
from ....domain.vocabulary.originals import ORIGINALS
from ..languages import Language
from ..terms import ALL, AT_A_GLANCE, WORDS, term
from ..terms import DIMENSIONS as DIMENSION_TERMS
from ..terms import FIELDS as FIELD_TERMS

Json = Mapping[str, Any]

OURS, OWN = "en", "nl"
"""The language of the record's texts, and of the words of sources beside them."""
_CLOSED = {name for one in DIMENSIONS if one.words for name in (one.name, one.field)}


class Spoken:
    """The words of one language for what answers say."""

    def __init__(self, said: Language) -> None:
        self.said = said

    def term(self, word: str) -> str:
        """A word of an answer."""
        return term(word, self.said)

    def glance(self, verdict: str) -> str:
        """What one licence says, among others: can, may, cannot."""
        return self.said.text(AT_A_GLANCE[verdict])

    def drawn(self, said: str) -> str:
        """A text or a word of an answer in a drawing."""
        return term(said, self.said) if said in ALL else self.said.text(said)

    def day(self, said: str | None) -> str:
        """A day or span of the record, written out; nothing for none."""
        return self.said.day(said) if said else ""

    def field(self, name: str) -> str:
        """What a field of a transaction is called."""
        found = FIELD_TERMS.get(name)
        return name.replace("_", " ") if found is None else self.said.text(found)

    def dimension(self, name: str) -> str:
        """What a dimension of a clause is called."""
        found = DIMENSION_TERMS.get(name)
        return name.replace("_", " ") if found is None else self.said.text(found)

    def place(self, name: str) -> str:
        """A country by its name; a group of countries by its own."""
        return name[1:] if name.startswith("@") else self.said.country(name)

    def value(self, name: str, word: str) -> str:
        """What a transaction says of one field, or a clause of one dimension."""
        if name in COUNTRY_FIELDS or name in COUNTRY_DIMENSIONS:
            return self.place(word)
        if word == "none" or name in _CLOSED:
            return self.said.text(WORDS.get(word, word))
        return word

    def title(self, said: Json) -> str:
        """What something is called: in the words of its source where the page is in their language
        and they are recorded, else as the record calls it; nothing for what has no title."""
        return self.own(said, "title")

    def own(self, said: Json, name: str) -> str:
        """A text of the record in the words of the page's language, if they are recorded."""
        words = said.get(ORIGINALS.get(name, "")) if self.said.tag == OWN else None
        return str(words or said.get(name) or "")
