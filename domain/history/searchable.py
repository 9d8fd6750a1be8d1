"""What a record says, in the fields by which it is found: names, titles, texts, citations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..vocabulary.change_types import CHANGE_TYPES, SUBJECTS
from ..vocabulary.dimensions import DIMENSION_NAMES
from ..vocabulary.plain_words import (
    Term,
    found_words,
    is_found,
    plain_words,
    words_of_name,
    words_of_phrase,
)
from .changes import Change
from .instruments import Instrument

FIELDS = {"name": 8, "title": 7, "who": 5, "text": 4, "about": 3, "citation": 2, "clause": 1}
"""The fields, and how much it says that a word stands in one."""
EXACT, WHOLE = 1, 20
"""How much more it says that the word stands there whole; that all is the very name."""
_FIELD_OF = {
    **dict.fromkeys(("ecli", "holder"), "name"),
    **dict.fromkeys(("exporter", "by", "issued_by", "court", "applicant"), "who"),
    **dict.fromkeys((*SUBJECTS, "about", "target", "ordered_by", "amends", "members"), "about"),
    **dict.fromkeys(("source", "locator", "url"), "citation"),
    **dict.fromkeys(DIMENSION_NAMES, "clause"),
    **dict.fromkeys(("title", "title_nl"), "title"),
}
"""In which field a text is found, by where it stands; elsewhere it is a text."""
_NO_TEXT = frozenset(
    (
        *("type", "kind", "basis", "outcome", "authority", "restated"),
        *("from", "until", "decided_on", "published_on", "published_not_before"),
        *("comply_by", "review_by", "checked_on", "respond_by", "decide_by", "decision", "items"),
    )
)
"""What is no text, or what another record says; or an item of a list, which is found by itself."""

FieldText = tuple[str, str]
"""A field, and a text that stands in it."""


def what_it_is(record: Change | Instrument) -> str:
    """What a record is, in a word: an instrument, a subject that it establishes, a statement, a
    report, a correction, or another change."""
    if isinstance(record, Instrument):
        return "instrument"
    kind = record.type
    if kind.establishes and kind.subject in SUBJECTS:
        return kind.subject
    return _CALLED.get(kind.name, "change")


_CALLED = {
    "statement_recorded": "statement",
    "use_reported": "report",
    "record_corrected": "correction",
}


def name_of(record: Change | Instrument) -> str:
    """The name by which one asks for it: the subject's of an establishment, else its id."""
    if isinstance(record, Change):
        kind = record.type
        if kind.establishes and kind.subject in SUBJECTS:
            return record.subject
    return record.id


def said_by(record: Change | Instrument) -> list[FieldText]:
    """All that a record says, each text with its field; not what a correction restates, which
    its target says."""
    names = dict.fromkeys((name_of(record), record.id))
    return [*(("name", name) for name in names), *_said(record.content, "text")]


def words_to_find(record: Change | Instrument) -> set[str]:
    """The words by which a record is found, and those of what it restates."""
    return _words_to_find(record.id, name_of(record), record.content)


def words_to_find_said(said: Mapping[str, Any]) -> set[str]:
    """The same of a record by its JSON, of which nothing else is read."""
    name: str = said["id"]
    if "instrument" in said:
        return _words_to_find(name, name, said["instrument"])
    content = said["change"]
    kind = CHANGE_TYPES[content["type"]]
    named = kind.establishes and kind.subject in SUBJECTS
    called = said["stream"].partition("/")[2] if named else name
    return _words_to_find(name, called, content)


def _words_to_find(own: str, name: str, content: Mapping[str, Any]) -> set[str]:
    texts = [name] if name != own else []
    _gather(content, texts)
    if "restated" in content:
        _gather(content["restated"], texts)
        _gather_items(content["restated"], texts)
    if "items" in content:
        _gather_items(content, texts)
    words = words_of_name(own)
    words.update(*map(words_of_phrase, texts))
    return words


def _gather_items(said: Mapping[str, Any], texts: list[str]) -> None:
    for item in said.get("items", ()):
        texts += [text for _, text in said_of_item(item)]


def _gather(said: Mapping[str, Any], texts: list[str]) -> None:
    """Put the texts of `_said` into a list, whatever fields they stand in."""
    for key, inner in said.items():
        if key in _NO_TEXT:
            continue
        kind = type(inner)
        if kind is str:
            texts.append(inner)
        elif kind is list:
            if _ALL_TEXTS.issuperset(map(type, inner)):
                texts += inner
                continue
            for one in inner:
                if type(one) is dict:
                    _gather(one, texts)
                else:
                    texts += [text for _, text in _said(one, "")]
        elif isinstance(inner, dict):
            _gather(inner, texts)
        else:
            texts += [text for _, text in _said(inner, "")]


_ALL_TEXTS = frozenset((str,))


def said_of_item(item: Mapping[str, Any]) -> list[FieldText]:
    """What an item of a control list says: its code, its titles, its note."""
    said = [("name", item["code"]), ("title", item["title"])]
    said += [("title", item["title_nl"])] if "title_nl" in item else []
    return said + ([("text", item["note"])] if "note" in item else [])


def _said(value: Any, field: str) -> Iterator[FieldText]:
    if isinstance(value, str):
        yield field, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if key not in _NO_TEXT:
                yield from _said(inner, _FIELD_OF.get(key, field))
    elif isinstance(value, Sequence):
        for inner in value:
            yield from _said(inner, field)


def holds_all(words: set[str], terms: Sequence[Term]) -> bool:
    """Whether these words hold each of the terms, in one of its ways."""
    return all(any(all(_among(words, by) for by in way) for way in term) for term in terms)


def _among(words: set[str], by: str) -> bool:
    return by in words or any(is_found(word, by) for word in words)


def best_of(record: Change | Instrument, terms: Sequence[Term]) -> tuple[int, FieldText] | None:
    """How well a record fits what is looked for, and the text that says most of it; None if not
    all of it stands there."""
    return best_said(said_by(record), (name_of(record), record.id), terms)


def best_said(
    said: Sequence[FieldText], names: Sequence[str], terms: Sequence[Term]
) -> tuple[int, FieldText] | None:
    """How well these texts fit, of what has these names, and which of them says most."""
    words = [(one, set(found_words(one[1]))) for one in said]
    if not holds_all({word for _, found in words for word in found}, terms):
        return None
    fits = [(sum(_fit(one[0], found, term) for term in terms), one) for one, found in words]
    best = max(fits, key=lambda fit: fit[0])
    total = sum(max(_fit(one[0], found, term) for one, found in words) for term in terms)
    asked = "".join(word for term in terms for word in term[-1])
    named = any("".join(plain_words(name)) == asked for name in names)
    return total + (WHOLE if named else 0), best[1]


def _fit(field: str, words: set[str], term: Term) -> int:
    """How much it says that a term stands in a field; 0, if it does not."""
    fits = 0
    for way in term:
        if all(_among(words, by) for by in way):
            exact = all(by in words for by in way)
            fits = max(fits, FIELDS[field] + (EXACT if exact else 0))
    return fits
