"""News: the changes that bear on a licence, a country or a control-list code, the newest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice

from ...domain.history.changes import Change, clauses_in, read_change
from ...domain.history.history import History
from ...domain.history.mentions import corrected_id, corrects_instrument, speaks_of
from ...domain.law.control_lists import stream_of_list
from ...domain.law.running import Seen
from ...domain.over_time.bearing import items_telling
from ...domain.over_time.surroundings import groups_with, streams_beside
from ...domain.questions import require_known
from ...domain.vocabulary.clauses import Clause, goods_match
from ...domain.vocabulary.control_lists import as_asked, bare, code_on_list, codes_above, list_of
from ...domain.vocabulary.dimensions import COUNTRY_DIMENSIONS
from ...domain.vocabulary.originals import with_original
from ...domain.vocabulary.plain_words import terms_of
from ...domain.vocabulary.truth import NO
from ..storage.stored_source import StoredSource
from .destinations import require_country
from .recordings import change_shown
from .register import Json, Register

TOLD = 100
"""So many changes are told."""
LOOKED_AT = 1_000
"""So many records that have a word are looked at, the latest, for those that name it."""


class News(Register):
    """The questions what is new. All are asked of the whole record."""

    def of_licence(self, name: str, most: int = TOLD) -> Json:
        """What was recorded of a licence, and of all beside it that its answers can rest on: what
        is forbidden whichever licence is used, the groups and the control lists that its clauses
        or those of what is forbidden reach, what carries out its court orders, and what is said
        about the instruments in which it changed."""
        with self.ledger.reading() as book:
            history = book.head()
            require_known("licence", name, history, "/licence")
            reached = dict.fromkeys((f"licence/{name}", *streams_beside(name, history)))
            found = [one for stream in reached for one in _of_stream(stream, history)]
            found += _with_stops(_carrying_and_speaking(name, history), history)
            return _told(book, found, history, most)

    def of_everything(self, most: int = TOLD) -> Json:
        """What was recorded last, of anything."""
        with self.ledger.reading() as book:
            history = book.head()
            start = max(0, history.size - LOOKED_AT)
            begin, _ = self.ledger.store.ends_around(start)
            names = book.instruments_after(begin - 1, history.size, LOOKED_AT)
            recorded = (history.recorded_instrument(name) for name in reversed(names))
            ids = [one for instrument in recorded if instrument for one in instrument.changes]
            found = (_reads(one, history) for one in ids[:LOOKED_AT])
            return _told(book, filter(None, found), history, most)

    def of_country(self, country: str, most: int = TOLD) -> Json:
        """What was recorded that names a country, or a group that it ever was in; what stops
        that; and what corrects any of it."""
        require_country(country)
        with self.ledger.reading() as book:
            history = book.head()
            own = list(_found(country, partial(_names_place, country), book, history))
            groups = groups_with({one.subject for one in own if _is_of_group(one)}, history)
            named = (
                one
                for group in sorted(groups)
                for one in _found(group, partial(_names_place, f"@{group}"), book, history)
            )
            return _told(book, (*own, *named), history, most)

    def of_goods(self, code: str, most: int = TOLD) -> Json:
        """What was recorded of a control-list code, those that hold it and those that it holds, or
        of all that is on a list of which the record tells whether it is on it; what stops that;
        and what corrects any of it."""
        with self.ledger.reading() as book:
            history = book.head()
            found = list(_found(codes_above(code)[-1], partial(_names_goods, code), book, history))
            name = list_of(code)
            if name and any(items_telling(history.stream(stream_of_list(name)), bare(code))):
                found += _found(name, partial(_names_whole, name), book, history)
            return _told(book, found, history, most)


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
    corrections = [name.partition("#")[0] for name in shown["corrected_by"]]
    corrections += [one.instrument for one in history.instrument_corrections(change.instrument)]
    recorded = [one.recorded_at for one in map(history.recorded_instrument, corrections) if one]
    return {
        **shown,
        **with_original(instrument.content, "title"),
        "issued_by": instrument.content["issued_by"],
        "published_on": instrument.content["published_on"],
        "recorded_at": instrument.recorded_at,
        "updated_at": max([instrument.recorded_at, *recorded]),
    }


def _carrying_and_speaking(licence: str, history: History) -> Iterator[Change]:
    """What carries out the court orders about a licence, and what is said about the instruments
    in which it changed."""
    stream = f"licence/{licence}"
    for order in history.stream(stream).of_type("court_amendment_ordered"):
        yield from history.carriers(order.id)
    for name in history.spoken_of_in(stream):
        changes = history.stream(f"instrument/{name}").changes.values()
        yield from (one for one in changes if speaks_of(one))


def _of_stream(name: str, history: History) -> Iterator[Change]:
    """The changes of a stream as they read now, with what corrects them or their instruments."""
    stream = history.stream(name)
    yield from stream.changes.values()
    yield from stream.corrections.values()
    yield from _of_instruments(stream.changes.values(), history)


def _of_instruments(changes: Iterable[Change], history: History) -> Iterator[Change]:
    """What corrects the instruments in which changes stand."""
    for name in dict.fromkeys(one.instrument for one in changes):
        yield from history.instrument_corrections(name)


def _reads(name: str, history: History) -> Change | None:
    """A change as it reads now, or a correction; None if it was corrected away."""
    found, home = history.change(name), history.home(name)
    return found or (history.stream(home).corrections.get(name) if home else None)


def _is_of_group(change: Change) -> bool:
    return change.stream.startswith("group/") and change.type.name != "record_corrected"


# -- what is found by words ------------------------------------------------------------

Names = Callable[[Change], bool]
"""Whether a change names what is looked for."""


def _names_place(place: str, change: Change) -> bool:
    """Whether it names a country, or a group as `@NAME`, in a clause or as a member."""
    clauses = clauses_in(change.content)
    said = (says.get(dimension, ()) for says in clauses for dimension in COUNTRY_DIMENSIONS)
    return any(place in values for values in said) or place in change.content.get("members", ())


def _names_goods(code: str, change: Change) -> bool:
    clauses = map(as_asked, clauses_in(change.content))
    codes = [one for says in clauses for one in says.get("goods", ())]
    codes += [
        code_on_list(entry.label, change.subject)
        for entry in change.entries
        if entry.kind == "item"
    ]
    return bool(codes) and goods_match(codes, code) > NO


def _names_whole(name: str, change: Change) -> bool:
    """Whether a clause of it names all that is on a list."""
    return any(name in Clause(says).lists() for says in clauses_in(change.content))


def _found(text: str, names: Names, book: StoredSource, history: History) -> Iterator[Change]:
    """The changes that have these words and name what is looked for, as they read now; what stops
    them; and what corrects any of it, also where it names that no more."""
    records = book.with_words(terms_of(text), history.size, LOOKED_AT)
    read = [_reading(one) for one in records if isinstance(one, Change)]
    naming = [one for one in read if names(one)]
    now = filter(None, (history.change(one.id) for one in naming))
    told = list(_with_stops(filter(names, now), history))
    yield from told
    every = {one.id: one for one in (*_with_stops(naming, history), *told)}
    known = {name for one in every.values() for name in _ids(one)}
    for stream in dict.fromkeys(one.stream for one in every.values()):
        yield from _correcting(known, stream, history)
    yield from _of_instruments(every.values(), history)


def _reading(record: Change) -> Change:
    """A change as it was recorded, or as a correction restates it."""
    restated = record.content.get("restated")
    if restated is None or corrects_instrument(record):
        return record
    return read_change(corrected_id(record), record.position, record.stream, restated)


def _ids(change: Change) -> Iterator[str]:
    yield change.id
    yield from (entry.id for entry in change.entries)


def _correcting(known: set[str], stream: str, history: History) -> Iterator[Change]:
    """What corrects changes of a stream, or what stopped one of them or an entry."""
    corrections = history.stream(stream).corrections.values()
    recorded = history.recorded_in(stream) if corrections else ()
    stopping = {one.id for one in recorded if one.type.stops and one.target in known}
    yield from (one for one in corrections if one.target in known | stopping)


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
        for name in _ids(change):
            waiting += stream.stops_of(name)
