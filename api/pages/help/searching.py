"""Search over the documents: the sections in which all the words stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from ....domain.history.searchable import holds_all
from ....domain.vocabulary.plain_words import Term, first_found, found_words, terms_of
from .documents import contents
from .markdown import Heading, shown_document

MOST = 30
"""So many sections are told."""
_BEFORE, _AFTER = 60, 180


@dataclass(frozen=True, slots=True)
class Section:
    """A section in which the words stand: where, and what it says around the first of them."""

    address: str
    document: str
    says: str
    snippet: str


def sections_with(q: str, prefix: str) -> list[Section]:
    """The sections that have all these words, those first that have them in their heading; none
    for no words."""
    terms = terms_of(q[:200])[:12]
    if not terms:
        return []
    found = [
        (not holds_all(words_of_heading, terms), number, name, title, heading)
        for number, (name, title, heading, words, words_of_heading) in enumerate(_index(prefix))
        if holds_all(words, terms)
    ]
    return [
        Section(f"{prefix}/{name}#{heading.place}", title, heading.says, _around(heading, terms))
        for _, _, name, title, heading in sorted(found, key=lambda one: one[:2])[:MOST]
    ]


@cache
def _index(prefix: str) -> list[tuple[str, str, Heading, set[str], set[str]]]:
    return list(_indexed(prefix))


def _indexed(
    prefix: str,
) -> Iterator[tuple[str, str, Heading, set[str], set[str]]]:
    for _, listed in contents():
        for document in listed:
            for heading in shown_document(document.name, prefix).headings:
                own = set(found_words(heading.says))
                words = own | set(found_words(f"{document.title} {heading.below}"))
                yield document.name, document.title, heading, words, own


def _around(heading: Heading, terms: Sequence[Term]) -> str:
    text = heading.below
    place = first_found(text, terms)
    start = 0 if place <= _BEFORE else text.rfind(" ", 0, place - _BEFORE) + 1
    cut = text[start : place + _AFTER].strip()
    return f"{'…' if start else ''}{cut}{'…' if place + _AFTER < len(text) else ''}"
