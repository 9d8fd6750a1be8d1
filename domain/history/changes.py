"""A change and its entries, as they read in the record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ..vocabulary.change_types import (
    _ENTRY_LISTS,
    CHANGE_TYPES,
    EXCLUSIONS,
    STATING_DIMENSIONS,
    ChangeType,
)
from ..vocabulary.clauses import Clause, clause_in
from ..vocabulary.dates import LegalDate, legal_date
from ..vocabulary.dimensions import DIMENSION_NAMES

_DIMENSIONS = frozenset(DIMENSION_NAMES)
_CLAUSES, _WITH_CLAUSES = ("clause", "when"), ("conditions", "values")
ONE_ENTRY = EXCLUSIONS
"""The types of changes that are one entry each, with the change's own id, and a clause."""
HOLDING_CLAUSES = (*_CLAUSES, *_ENTRY_LISTS, *_WITH_CLAUSES)
"""The fields of a change in which clauses stand, beside its own of those that state some."""
_HOLDING_ENTRIES = frozenset((*_ENTRY_LISTS, "conditions", "members", "items"))


class Entry(NamedTuple):
    """A labelled part of a change that can be stopped on its own.

    `id` is `CHANGE/LABEL`, or the change's own id for an exclusion, which is one entry.
    `kind` is `permit`, `exclude`, `condition`, `term`, `member`, `require`, `exempt` or `item`.
    """

    id: str
    label: str
    kind: str
    clause: Clause | None
    content: Mapping[str, Any]


class Change(NamedTuple):
    """One thing an instrument does, as it reads in the record.

    `position` is its place in the log, from 0; a correction leaves it where it was.
    """

    id: str
    instrument: str
    number: int
    position: int
    stream: str
    type: ChangeType
    content: Mapping[str, Any]
    starting: LegalDate | None
    ending: LegalDate | None
    target: str | None
    clause: Clause | None
    entries: tuple[Entry, ...]

    @property
    def subject(self) -> str:
        """The name of the subject whose stream this is, without its kind."""
        return self.stream.partition("/")[2]

    @property
    def is_of_licence(self) -> bool:
        """Whether it stands in a licence's stream."""
        return self.stream.startswith("licence/")

    def entry(self, entry_id: str) -> Entry | None:
        """The entry with this id, if the change has it."""
        return next((entry for entry in self.entries if entry.id == entry_id), None)


def read_change(change_id: str, position: int, stream: str, content: Mapping[str, Any]) -> Change:
    """A change from its recorded content, which has passed the check of its shape."""
    instrument, _, number = change_id.rpartition("#")
    kind = CHANGE_TYPES[content["type"]]
    fields = (
        change_id,
        instrument,
        int(number),
        position,
        stream,
        kind,
        content,
        legal_date(content["from"]) if "from" in content else None,
        legal_date(content["until"]) if "until" in content else None,
        content.get("target"),
        Clause(content["clause"]) if "clause" in content else None,
        tuple(_entries(change_id, content)),
    )
    return tuple.__new__(Change, fields)  # as `Change(*fields)`, in half the time


def change_of(entry_or_change_id: str) -> str:
    """The id of the change that an id of an entry belongs to; a change's id stays itself."""
    return entry_or_change_id.partition("/")[0]


def clauses_in(content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Every clause that a change's content states, wherever it stands."""
    found = [content[name] for name in _CLAUSES if name in content]
    for name in _ENTRY_LISTS:
        if name in content:
            found += content[name]
    for name in _WITH_CLAUSES:
        if name in content:
            for item in content[name]:
                found += clauses_in(item)
    if content.get("type") in STATING_DIMENSIONS:
        found.append({name: content[name] for name in content if name in _DIMENSIONS})
    return found


def _entries(change_id: str, content: Mapping[str, Any]) -> list[Entry]:
    kind = content["type"]
    if kind in ONE_ENTRY:
        return [Entry(change_id, "", "exclude", clause_in(content), content)]
    if kind == "condition_attached":
        return [_condition(change_id, content)]
    if _HOLDING_ENTRIES.isdisjoint(content):
        return []
    entries = [
        Entry(f"{change_id}/{label}-{n}", f"{label}-{n}", label, Clause(says), says)
        for name, label in _ENTRY_LISTS.items()
        for n, says in enumerate(content.get(name, ()), 1)
    ]
    if kind == "reinstatement_conditions_set":
        entries += [
            Entry(f"{change_id}/{item['key']}", item["key"], "term", None, item)
            for item in content["conditions"]
        ]
    elif "conditions" in content:
        entries += [_condition(change_id, item) for item in content["conditions"]]
    entries += [
        Entry(f"{change_id}/{member}", member, "member", None, {})
        for member in content.get("members", ())
    ]
    entries += [
        Entry(f"{change_id}/{item['code']}", item["code"], "item", None, item)
        for item in content.get("items", ())
    ]
    return entries


def _condition(change_id: str, item: Mapping[str, Any]) -> Entry:
    clause = Clause(item["clause"]) if "clause" in item else None
    return Entry(f"{change_id}/{item['key']}", item["key"], "condition", clause, item)
