"""Search: what was recorded, by its words, as far as it can be seen from a viewpoint.

The store finds records that have the words; what they say is read from the record as it stands at
the size asked for, and what is not visible there, or reads otherwise, is no hit. The best come
first by what they say themselves, never by what else is recorded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...domain.faults import Fault, QuestionError
from ...domain.history.changes import Change, Entry
from ...domain.history.history import History
from ...domain.history.instruments import Instrument
from ...domain.history.searchable import best_of, best_said, name_of, said_of_item, what_it_is
from ...domain.law.running import Seen
from ...domain.vocabulary.bounds import HITS
from ...domain.vocabulary.originals import with_original
from ...domain.vocabulary.plain_words import Term, first_found, terms_of
from ..storage.ports import Record
from ..viewpoints import AskedView
from .register import Json, Register, not_in_list
from .topics import Topics

LONGEST_QUESTION, MOST_TERMS = 200, 12
"""The longest question, in letters and in words."""
RANKED_MOST = 1_000
"""So many records are read and ranked, the latest: of more, a note says so."""
BEFORE, AFTER = 50, 150
"""How much of a text is shown before and after the first word that was found."""
_ORDER = (
    *("licence", "group", "requirement", "policy", "application", "list", "item"),
    *("instrument", "statement", "report"),
)


class Search(Register):
    """The question for words."""

    def search(self, q: str, asked: AskedView, limit: int = HITS, after: str = "") -> Json:
        """The records in which all these words stand, in any case and accent, the best first:
        where a name has them, then a title, who speaks, a text, a citation; of equals the latest.

        A word of four letters and more finds those too that begin with it; a name of a topic what
        is told under its other names.
        """
        _check(q)
        with self.ledger.reading() as book:
            viewpoint, history = self._from(book, asked)
            seen = Seen(history, viewpoint.valid_on or 0, viewpoint.known_on)
            terms = Topics(book, seen).terms(q)
            found = book.with_words(terms, history.size, RANKED_MOST + 1)
            hits = sorted(_hits(found[:RANKED_MOST], terms, seen), key=_rank)
            page, more = _page(hits, limit, after)
            return {
                "q": q,
                "hits": [one.shown(terms, history) for one in page],
                "next": more,
                "notes": [_MANY] if len(found) > RANKED_MOST else [],
                "viewpoint": viewpoint.shown(),
            }


_MANY = (
    f"more than {RANKED_MOST} records have these words: only the latest were looked at; add a word"
)


def _check(q: str) -> None:
    """`QuestionError` for no word, or too many."""
    if len(q) > LONGEST_QUESTION:
        sentence = f"a question holds at most {LONGEST_QUESTION} letters; leave words out"
        raise QuestionError([Fault("malformed", "/q", sentence)])
    terms = terms_of(q)
    if not terms or len(terms) > MOST_TERMS:
        sentence = f"write one to {MOST_TERMS} words, as in: F-35 Israel"
        raise QuestionError([Fault("malformed" if q else "missing", "/q", sentence)])


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found, or an item of a control list in it: how well it fits, and where it
    says so."""

    record: Change | Instrument
    fits: int
    field: str
    text: str
    item: Entry | None = None

    @property
    def what(self) -> str:
        """What it is."""
        return "item" if self.item else what_it_is(self.record)

    @property
    def name(self) -> str:
        """By what one asks for it."""
        return self.item.label if self.item else name_of(self.record)

    @property
    def key(self) -> str:
        """What it is and its name: no other hit has the same."""
        return f"{self.what}/{self.item.id if self.item else self.name}"

    def shown(self, terms: Sequence[Term], history: History) -> Json:
        """The hit as it is answered."""
        record = self.record
        change = record if isinstance(record, Change) else None
        instrument = history.instrument_of(change) if change else record
        titled = self.item or (record if "title" in record.content else instrument)
        return {
            "what": self.what,
            "id": self.name,
            "list": change.subject if change and self.item else None,
            "change": change.id if change else None,
            "type": change.type.name if change else record.content["kind"],
            "instrument": instrument.id,
            **with_original(titled.content, "title"),
            "matched": self.field,
            "snippet": _snippet(self.text, terms),
            "published_on": instrument.content["published_on"],
        }


def _hits(found: Sequence[Record], terms: Sequence[Term], seen: Seen) -> Iterator[Hit]:
    """What these records are, or correct, as it reads from the viewpoint and has the words; of
    several establishments of one subject the one that fits best."""
    best: dict[str, Hit] = {}
    for record in _as_read(found, seen):
        for hit in _in_record(record, terms):
            known = best.get(hit.key)
            if known is None or _rank(hit) < _rank(known):
                best[hit.key] = hit
    yield from best.values()


def _in_record(record: Record, terms: Sequence[Term]) -> Iterator[Hit]:
    """The record, if all the words stand in it beside its items, and each item that has them."""
    if fits := best_of(record, terms):
        yield Hit(record, fits[0], *fits[1])
    for entry in record.entries if isinstance(record, Change) else ():
        if entry.kind == "item" and (
            fits := best_said(said_of_item(entry.content), (entry.label,), terms)
        ):
            yield Hit(record, fits[0], *fits[1], entry)


def _as_read(found: Sequence[Record], seen: Seen) -> Iterator[Record]:
    """Each record, and what it corrects, as it reads; none that is not visible, each once."""
    history, told = seen.history, set[str]()
    for record in found:
        correction = isinstance(record, Change) and record.type.name == "record_corrected"
        names = [record.id]
        if correction and isinstance(record, Change) and record.target:
            names.append(record.target)
        for name in names:
            if name in told:
                continue
            told.add(name)
            if "#" not in name:
                instrument = history.instrument(name)
                if instrument and seen.published(instrument):
                    yield instrument
                continue
            change = record if correction and name == record.id else history.change(name)
            if isinstance(change, Change) and seen.visible(change):
                yield change


def _rank(hit: Hit) -> tuple[int, int, int, str]:
    place = _ORDER.index(hit.what) if hit.what in _ORDER else len(_ORDER)
    return -hit.fits, place, -hit.record.position, hit.key


def _page(hits: Sequence[Hit], limit: int, after: str) -> tuple[Sequence[Hit], str | None]:
    keys = [hit.key for hit in hits]
    if after and after not in keys:
        raise not_in_list(after)
    start = keys.index(after) + 1 if after else 0
    more = keys[start + limit - 1] if start + limit < len(hits) else None
    return hits[start : start + limit], more


def _snippet(text: str, terms: Sequence[Term]) -> str:
    """The part of a text around the first word that was found."""
    place = first_found(text, terms)
    start = 0 if place <= BEFORE else text.rfind(" ", 0, place - BEFORE) + 1
    cut = text[start : place + AFTER].strip()
    before, after = "…" if start else "", "…" if place + AFTER < len(text) else ""
    return f"{before}{cut}{after}"
