"""What an answer names, told with it: the titles of instruments, and the notes of the record that
qualify its changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ...domain.history.changes import Change
from ...domain.history.history import History
from ...domain.vocabulary.originals import with_original
from ..viewpoints import AskedView
from .register import Json, Register


class Named(Register):
    """The question what the names in an answer stand for."""

    def named(self, answer: Any, asked: AskedView) -> dict[str, Json]:
        """Each instrument and change that an answer names, by its name, in the order in which it
        names them: `instrument`, `title`, `kind`, `issued_by`, `published_on`, `cites` and `note`
        of an instrument; `type`, `instrument`, `from`, `until`, `note`, `cites` and `annulled_by`
        (ids of changes, whenever published) of a change, and of a court's order its words. What is
        not there is null, but for `title_nl` and `order_nl`, which are left out."""
        with self.ledger.reading() as book:
            _, history = self.ledger.viewpoint(book, asked, None)
            found = dict(_told(dict.fromkeys(_names(answer)), history))
            more = [one for told in found.values() for one in told.get("annulled_by", ())]
            return found | dict(_told(dict.fromkeys(more), history))


def whole_name(name: str) -> str:
    """The change that a name is of, or the instrument: an entry's name goes on behind its own."""
    return name.partition("/")[0]


def _told(names: Iterable[str], history: History) -> Iterator[tuple[str, Json]]:
    told = set()
    for name in names:
        instrument_id, apart, _ = name.partition("#")
        if instrument_id not in told and (one := history.instrument(instrument_id)):
            told.add(instrument_id)
            fields = ("title", "title_nl", "kind", "issued_by", "published_on", "cites")
            shown = {field: one.content[field] for field in fields if field in one.content}
            yield instrument_id, {"instrument": one.id, **shown, "note": one.content.get("note")}
        if apart and (change := history.change(name)):
            yield (
                name,
                {
                    "type": change.type.name,
                    "instrument": change.instrument,
                    "from": change.content.get("from"),
                    "until": change.content.get("until"),
                    "note": change.content.get("note"),
                    "cites": list(change.content.get("cites", ())),
                    "annulled_by": _annulled_by(change, history),
                    **_ordered(change),
                },
            )


def _ordered(change: Change) -> Json:
    """What a court's order says, if the change is one."""
    ordered = change.type.name == "court_amendment_ordered"
    return with_original(change.content, "order") if ordered else {}


def _annulled_by(change: Change, history: History) -> list[str]:
    """The changes that annul a change, as it reads now."""
    annulments = history.stream(change.stream).of_type("change_annulled")
    return [
        one.id
        for one in annulments
        if one.target == change.id and history.instrument(one.instrument)
    ]


def _names(value: Any) -> Iterator[str]:
    """Every text in an answer that can be the name of an instrument, a change or an entry."""
    if isinstance(value, str):
        if " " not in value and len(value) < 200:
            yield whole_name(value)
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _names(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _names(inner)
