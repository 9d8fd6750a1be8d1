"""News: the changes that bear on a licence, a country or a control-list code, the newest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from ...domain.history.changes import Change, clauses_in
from ...domain.history.history import History
from ...domain.law.control_lists import stream_of_list
from ...domain.law.running import Seen
from ...domain.over_time.bearing import groups_inside
from ...domain.over_time.surroundings import (
    clauses_of,
    groups_named,
    groups_with,
    lists_reached,
    prohibiting,
)
from ...domain.questions import require_known
from ...domain.vocabulary.clauses import goods_match
from ...domain.vocabulary.control_lists import as_asked, code_on_list, codes_above
from ...domain.vocabulary.dimensions import COUNTRY_DIMENSIONS
from ...domain.vocabulary.jurisdictions import law_of
from ...domain.vocabulary.originals import with_original
from ...domain.vocabulary.plain_words import terms_of
from ...domain.vocabulary.truth import NO
from ..storage.stored_source import StoredSource
from .destinations import require_country
from .recordings import change_shown
from .register import Json, Register

TOLD = 50
"""So many changes are told."""
LOOKED_AT = 1_000
"""So many records that have a word are looked at, the latest, for those that name it."""


class News(Register):
    """The questions what is new. All are asked of the whole record."""

    def of_licence(self, name: str, most: int = TOLD) -> Json:
        """What was recorded of a licence, of the groups and the control lists that its clauses
        reach, and of what is forbidden whichever licence is used."""
        with self.ledger.reading() as book:
            history = book.head()
            require_known("licence", name, history, "/licence")
            licence = f"licence/{name}"
            clauses = list(clauses_of(history.stream(licence).changes.values()))
            groups = groups_inside(groups_named(clauses), Seen(history, 0, None))
            reached = (
                licence,
                *(f"group/{group}" for group in groups),
                *map(stream_of_list, lists_reached(clauses)),
            )
            found = (one for stream in reached for one in _of_stream(stream, history))
            forbidding = prohibiting(history.under(law_of(name)))
            return _told(book, (*found, *forbidding), history, most)

    def of_everything(self, most: int = TOLD) -> Json:
        """What was recorded last, of anything."""
        with self.ledger.reading() as book:
            history = book.head()
            start = max(0, history.size - LOOKED_AT)
            begin, _ = self.ledger.store.ends_around(start)
            names = book.instruments_after(begin - 1, history.size, LOOKED_AT)
            recorded = (history.recorded_instrument(name) for name in reversed(names))
            ids = [one for instrument in recorded if instrument for one in instrument.changes]
            found = (history.change(one) for one in ids[:LOOKED_AT])
            return _told(book, filter(None, found), history, most)

    def of_country(self, country: str, most: int = TOLD) -> Json:
        """What was recorded that names a country, or a group that it ever was in; and what stops
        that."""
        require_country(country)
        with self.ledger.reading() as book:
            history = book.head()
            own = list(_naming(country, country, book, history))
            groups = groups_with({one.subject for one in own if _is_of_group(one)}, history)
            named = (
                one
                for group in sorted(groups)
                for one in _naming(group, f"@{group}", book, history)
            )
            return _told(book, _with_stops((*own, *named), history), history, most)

    def of_goods(self, code: str, most: int = TOLD) -> Json:
        """What was recorded of a control-list code, those that hold it and those that it holds;
        and what stops that."""
        with self.ledger.reading() as book:
            history = book.head()
            found = _with_words(codes_above(code)[-1], book, history)
            naming = (one for one in found if _names_goods(one, code))
            return _told(book, _with_stops(naming, history), history, most)


def _told(book: StoredSource, changes: Iterable[Change], history: History, most: int) -> Json:
    """Changes, each once, the newest first, each with its instrument and when it was recorded, or
    corrected; and when anything was recorded last."""
    once = {one.id: one for one in changes}
    newest = sorted(once.values(), key=lambda one: -one.position)
    read = (one for one in newest if history.instrument(one.instrument))
    return {
        "changes": [_item(one, history) for one in islice(read, most)],
        "recorded_at": book.last_recorded_at,
    }


def _item(change: Change, history: History) -> Json:
    instrument = history.instrument_of(change)
    shown = change_shown(change, Seen(history, 0, None))
    recorded = [instrument.recorded_at]
    for name in shown["corrected_by"]:
        correction = history.recorded_instrument(name.partition("#")[0])
        recorded += [correction.recorded_at] if correction else []
    return {
        **shown,
        **with_original(instrument.content, "title"),
        "issued_by": instrument.content["issued_by"],
        "published_on": instrument.content["published_on"],
        "recorded_at": instrument.recorded_at,
        "updated_at": max(recorded),
    }


def _of_stream(name: str, history: History) -> Iterator[Change]:
    stream = history.stream(name)
    yield from stream.changes.values()
    yield from stream.corrections.values()


def _is_of_group(change: Change) -> bool:
    return change.stream.startswith("group/")


def _naming(words: str, name: str, book: StoredSource, history: History) -> Iterator[Change]:
    """The changes that name a country, or a group as `@NAME`, in a clause or as a member."""
    for one in _with_words(words, book, history):
        said = (says.get(dimension, ()) for says in clauses_in(one.content) for dimension in _WHERE)
        if any(name in values for values in said) or name in one.content.get("members", ()):
            yield one


_WHERE = tuple(COUNTRY_DIMENSIONS)


def _names_goods(change: Change, code: str) -> bool:
    clauses = map(as_asked, clauses_in(change.content))
    codes = [one for says in clauses for one in says.get("goods", ())]
    codes += [
        code_on_list(entry.label, change.subject)
        for entry in change.entries
        if entry.kind == "item"
    ]
    return bool(codes) and goods_match(codes, code) > NO


def _with_words(text: str, book: StoredSource, history: History) -> Iterator[Change]:
    """The changes that have these words, as they read now, and corrections that restate them."""
    for record in book.with_words(terms_of(text), history.size, LOOKED_AT):
        if isinstance(record, Change):
            if found := history.change(record.id):
                yield found
            if record.type.name == "record_corrected" and record.target:
                yield record
                if target := history.change(record.target):
                    yield target


def _with_stops(changes: Iterable[Change], history: History) -> Iterator[Change]:
    """Changes, with what stops each or one of its entries, and what stops that."""
    waiting, entered = list(changes), set[str]()
    while waiting:
        change = waiting.pop()
        if change.id in entered:
            continue
        entered.add(change.id)
        yield change
        stream = history.stream(change.stream)
        for name in (change.id, *(entry.id for entry in change.entries)):
            waiting += stream.stops_of(name)
