"""What a record says about others: who speaks about what, and which regulations are cited.

These are looked up by name over the whole record, where no stream can tell: a statement about
a free topic stands in its instrument's own stream, and a regulation has none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..vocabulary.change_types import CHANGE_TYPES
from ..vocabulary.citations import regulations_in
from ..vocabulary.clauses import as_compared
from ..vocabulary.control_lists import LISTS, as_asked, code_on_list
from ..vocabulary.dimensions import REMEMBERED
from ..vocabulary.plain_words import plain_words
from .changes import HOLDING_CLAUSES, Change, clauses_in
from .instruments import Instrument

STATEMENT, REPORT, REGULATION = "statement", "report", "regulation"
TOPIC = "topic"

_CLAIMS = {"statement_recorded": (STATEMENT, "about"), "use_reported": (REPORT, "licence")}

_MAY_MENTION = frozenset((*_CLAIMS, "topic_named", "licence_established", "record_corrected"))
"""The types of changes that may mention something."""

ITEMS = "items"
"""What the codes of control lists are remembered as, beside the words of clauses."""
_REMEMBERED = frozenset(REMEMBERED)
NAMED_WORDS = (*REMEMBERED, ITEMS)
"""Under what the words of a record are remembered."""

Mention = tuple[str, str, str]
"""What is mentioned (one of the four), by which name, and the id of what mentions it."""


def mentions(record: Change | Instrument) -> Sequence[Mention]:
    """What a record mentions, or restates that another did.

    A claim mentions what it is about, and the empty name, under which all claims are found
    once each. An instrument mentions the regulations it cites, an establishment those that it
    cites by itself; what names a topic mentions all its names, in plain words.
    """
    if isinstance(record, Instrument):
        return _regulations(record.content, record.id)
    return list(_mentioned_by(record)) if record.type.name in _MAY_MENTION else ()


def _mentioned_by(record: Change) -> Iterator[Mention]:
    corrects = record.type.name == "record_corrected"
    said = record.content.get("restated", {}) if corrects else record.content
    name = corrected_id(record)
    kind = said.get("type")
    if kind in _CLAIMS:
        what, field = _CLAIMS[kind]
        yield what, said[field], name
        if not corrects:
            yield what, "", name
    elif kind == "topic_named":
        for called in (said["topic"], *said["names"]):
            yield TOPIC, plain_name(called), name
    elif kind == "licence_established" or (corrects and kind is None):
        yield from _regulations(said, name)


def may_be_listed(content: Mapping[str, Any]) -> bool:
    """Whether a change may be found otherwise than in its stream and by its words, by its content:
    what it mentions, establishes, completes, carries out or is about, and the words of its
    clauses. Most cannot."""
    return content["type"] in _MAY_BE_LISTED or not _FIELDS_LISTED.isdisjoint(content)


_MAY_BE_LISTED = frozenset(
    (
        "requirements_complete",
        *_MAY_MENTION,
        *(k.name for k in CHANGE_TYPES.values() if k.establishes or k.subject == "about"),
    )
)
"""The types of changes that may be, whatever they say."""
_FIELDS_LISTED = frozenset(
    (*HOLDING_CLAUSES, *REMEMBERED, LISTS, "ordered_by", "restated", "items")
)
"""The fields by which any other may: a list that is named whole is a word of the goods."""


def plain_name(called: str) -> str:
    """A name of a topic as it is looked up: its words, in small letters and without accents."""
    return " ".join(plain_words(called))


def _regulations(said: Mapping[str, Any], name: str) -> list[Mention]:
    cited = regulations_cited(said)
    return [(REGULATION, one, name) for one in dict.fromkeys(cited)] if cited else []


def regulations_cited(said: Mapping[str, Any]) -> list[str]:
    """The ids of the Dutch regulations that citations name, in their source or locator."""
    found = list[str]()
    for citation in said.get("cites", ()):
        if "BWB" in citation["source"]:
            found += regulations_in(citation["source"])
        if "locator" in citation and "BWB" in citation["locator"]:
            found += regulations_in(citation["locator"])
    return found


def corrects_instrument(change: Change) -> bool:
    """Whether a record corrects an instrument's own fields (not one of its changes)."""
    return change.type.name == "record_corrected" and "#" not in (change.target or "")


def corrected_id(change: Change) -> str:
    """The change that a record tells of: the corrected one's id for a correction, or its own."""
    return change.target or "" if change.type.name == "record_corrected" else change.id


def speaks_of(change: Change) -> str | None:
    """The instrument that a statement or proceedings are about; None for any other record."""
    if change.type.subject != "about":
        return None
    kind, _, name = change.stream.partition("/")
    return name if kind == "instrument" else None


def _said_by(change: Change) -> tuple[Mapping[str, Any], ...]:
    """What a record says: its content, and what it restates."""
    restated = change.content.get("restated")
    return (change.content, restated) if restated else (change.content,)


def orders_named(change: Change) -> list[str]:
    """The court's orders that a record, or what it restates, carries out."""
    content = change.content
    if "restated" not in content:
        return [content["ordered_by"]] if "ordered_by" in content else []
    return [said["ordered_by"] for said in _said_by(change) if "ordered_by" in said]


def words_of(change: Change) -> Iterator[tuple[str, str, str]]:
    """The words that a record's clauses name, of the dimensions whose words are remembered:
    dimension, compared, written. A list that is named whole is a word of the goods. And the codes
    of a control list's items (`ITEMS`), with their titles."""
    for said in _said_by(change):
        for clause in map(as_asked, clauses_in(said)):
            for dimension in filter(_REMEMBERED.__contains__, clause):
                for word in clause[dimension]:
                    yield dimension, as_compared(dimension, word), word
        if "items" in said:
            name = change.stream.removeprefix("list/")
            for item in said["items"]:
                yield ITEMS, code_on_list(item["code"], name), item["title"]
