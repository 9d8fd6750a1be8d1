"""Who said what, and which figures were reported: claims with their speaker, never facts.

What is about one thing is found through the streams and the index, and comes in rank. All of
them together come in the order of recording, a page at a time, so that no page reads more of
the log than it shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from ...domain.faults import Fault, QuestionError, did_you_mean, nearest_by_words, offered
from ...domain.history.changes import Change, change_of
from ...domain.history.history import History
from ...domain.history.mentions import REPORT, STATEMENT, TOPIC
from ...domain.law.licence import Licence, running_about
from ...domain.law.licence_answer import cites_of
from ...domain.law.publication import noted_if_any, notes_on_instruments
from ...domain.law.running import Seen
from ...domain.questions import require_instrument, require_known, require_name
from ...domain.vocabulary.bounds import ID, PAGE
from ...domain.vocabulary.change_types import SUBJECTS
from ...domain.vocabulary.originals import with_original
from ...domain.vocabulary.plain_words import LONG, is_found, plain_words
from ...domain.vocabulary.truth import NO
from ...domain.vocabulary.viewpoint import Viewpoint
from ..storage.errors import not_there
from ..storage.stored_source import StoredSource
from ..viewpoints import AskedView
from .register import Json, Register, as_answered, not_in_list
from .topics import Topics

MOST_LIKE = 1_000
"""So many topics are compared with what is asked for, where nothing has its words."""
MOST_TOPICS = 20_000
"""So many topics are looked through for one that has the words that are asked for."""
_TYPE_OF = {STATEMENT: "statement_recorded", REPORT: "use_reported"}


class UnknownTopicError(QuestionError):
    """A question asks for statements about what is not recorded, and nobody spoke about."""

    title = "Nothing of this name was ever recorded"


class Claims(Register):
    """The questions about claims. Only what runs, or may, from the viewpoint is told."""

    def statements(
        self,
        asked: AskedView,
        about: str | None = None,
        limit: int = PAGE,
        after: str = "",
        by: str | None = None,
        instrument: str | None = None,
    ) -> Json:
        """What was said, by whom and when; `about` names a subject, an instrument, a change,
        an entry or a free topic. What names none of them finds the topics that have its words.

        About a licence is also what is about its changes, and about the instruments that made
        them; about another subject what is about its changes. `by` are words of the speaker's
        name, `instrument` is the letter, or whatever else carries the statement.
        """
        require_name(about or "", "/about", ID)
        with self.ledger.reading() as book:
            viewpoint, seen = self._seen_from(book, asked)
            said = AskedClaims(STATEMENT, by, instrument, seen)
            if about is not None:
                running, looked_at = _about_all(_topics(about, book, seen), book, seen)
                found = _paged(list(filter(said.holds, running)), looked_at, limit, after)
            else:
                found = _all_of(said, book, limit, after)
            return as_answered(_shown("statements", found, seen), viewpoint)

    def reports(
        self,
        asked: AskedView,
        about: str | None = None,
        limit: int = PAGE,
        after: str = "",
        by: str | None = None,
        instrument: str | None = None,
    ) -> Json:
        """Figures on the use of licences, as their speakers gave them; `about` is a licence, `by`
        are words of who issued the instrument."""
        with self.ledger.reading() as book:
            viewpoint, seen = self._seen_from(book, asked)
            said = AskedClaims(REPORT, by, instrument, seen)
            if about is not None:
                require_known("licence", about, seen.history, "/about")
                every = seen.history.stream(f"licence/{about}").of_type(_TYPE_OF[REPORT])
                running = _running(filter(said.holds, every), seen)
                found = _paged(running, every, limit, after)
            else:
                found = _all_of(said, book, limit, after)
            return as_answered(_shown("reports", found, seen), viewpoint)

    def _seen_from(self, book: StoredSource, asked: AskedView) -> tuple[Viewpoint, Seen]:
        viewpoint, history = self._from(book, asked)
        return viewpoint, Seen(history, viewpoint.valid_on or 0, viewpoint.known_on)


class AskedClaims:
    """Which claims are asked for: of a kind, and by whom or in which instrument they were made."""

    def __init__(self, what: str, by: str | None, instrument: str | None, seen: Seen) -> None:
        if instrument is not None:
            require_instrument(instrument, seen.history)
        self.what = what
        self.instrument = instrument
        self.seen = seen
        self._by = plain_words(by or "")
        if by is not None and not self._by:
            raise QuestionError([Fault("malformed", "/by", "write words of the speaker's name")])

    def holds(self, claim: Change) -> bool:
        """Whether a claim is one of those asked for."""
        if self.instrument is not None and claim.instrument != self.instrument:
            return False
        return not self._by or _has_words(self._speaker(claim), self._by)

    def _speaker(self, claim: Change) -> str:
        if self.what == STATEMENT:
            return str(claim.content["by"])
        return str(self.seen.history.instrument_of(claim).content["issued_by"])


class ClaimsPage(NamedTuple):
    """Claims that run or may, where the list goes on, and all that was looked at for them."""

    found: list[Change]
    next: str | None
    looked_at: Sequence[Change]


def _about_all(
    topics: Sequence[str], book: StoredSource, seen: Seen
) -> tuple[list[Change], Sequence[Change]]:
    """The statements about any of these, in rank, each once; and all that was looked at."""
    parts = [_about(topic, book, seen) for topic in topics]
    found = {one.id: one for running, _ in parts for one in running}
    return seen.ranked(found.values()), [one for _, looked_at in parts for one in looked_at]


def _about(about: str, book: StoredSource, seen: Seen) -> tuple[list[Change], Sequence[Change]]:
    """The statements about something, or a part of it, that run or may, in rank; and all that
    was looked at for them."""
    history, kind = seen.history, _TYPE_OF[STATEMENT]
    named = (history.change(i) for _, i in book.mentioning(STATEMENT, about, history.size))
    found = {one.id: one for one in named if one and one.content["about"] == about}
    if history.knows("licence", about):
        found |= {one.id: one for one in running_about(Licence(about, seen), kind)}
    for subject in SUBJECTS[1:]:
        found |= {one.id: one for one in history.stream(f"{subject}/{about}").of_type(kind)}
    home = history.home(about)
    entries = history.stream(home).of_type(kind) if home else ()
    found |= {one.id: one for one in entries if change_of(one.content["about"]) == about}
    beside = history.stream(f"licence/{about}").of_type(kind)
    return _running(found.values(), seen), [*found.values(), *beside]


def _running(claims: Iterable[Change], seen: Seen) -> list[Change]:
    return seen.ranked(one for one in claims if seen.runs(one) > NO)


def _all_of(said: AskedClaims, book: StoredSource, limit: int, after: str) -> ClaimsPage:
    """A page of the claims asked for, in the order of recording; of one instrument in rank."""
    seen = said.seen
    if said.instrument is None:
        return _listed(said, book, seen, limit, after)
    recorded = seen.history.recorded_instrument(said.instrument)
    changes = map(seen.history.change, recorded.changes if recorded else ())
    every = [one for one in changes if one and one.type.name == _TYPE_OF[said.what]]
    return _paged(_running(filter(said.holds, every), seen), every, limit, after)


def _listed(
    said: AskedClaims, book: StoredSource, seen: Seen, limit: int, after: str
) -> ClaimsPage:
    """A page of all claims, in the order of recording."""
    page: list[Change] = []
    looked_at: list[Change] = []
    start = _position(after, said.what, seen.history)
    for claim in filter(said.holds, _recorded_after(said.what, book, seen, start, limit)):
        looked_at.append(claim)
        if seen.runs(claim) > NO:
            if len(page) == limit:
                return ClaimsPage(page, page[-1].id, looked_at)
            page.append(claim)
    return ClaimsPage(page, None, looked_at)


def _recorded_after(
    what: str, book: StoredSource, seen: Seen, position: int, limit: int
) -> Iterator[Change]:
    """The claims after a position, read from the index a page at a time."""
    history = seen.history
    while found := book.mentioning(what, "", history.size, position, limit + 1):
        for _, claim_id in found:
            if claim := history.change(claim_id):
                yield claim
        position = found[-1][0]


def _position(after: str, what: str, history: History) -> int:
    if not after:
        return -1
    recorded = history.recorded_change(after)
    if recorded is None or recorded.type.name != _TYPE_OF[what]:
        raise not_in_list(after)
    return recorded.position


def _paged(found: list[Change], looked_at: Sequence[Change], limit: int, after: str) -> ClaimsPage:
    """A page of claims in rank."""
    ids = [one.id for one in found]
    if after and after not in ids:
        raise not_in_list(after)
    rest = found[ids.index(after) + 1 :] if after else found
    return ClaimsPage(rest[:limit], rest[limit - 1].id if len(rest) > limit else None, looked_at)


def _topics(about: str, book: StoredSource, seen: Seen) -> Sequence[str]:
    """What is asked about: the thing of this name, or else the topics that have its words; an
    error if there are none."""
    history = seen.history
    if (
        history.home(change_of(about))
        or history.recorded_instrument(about)
        or any(history.knows(kind, about) for kind in SUBJECTS)
        or book.mentioning(STATEMENT, about, history.size, limit=1)
    ):
        return (about,)
    named = Topics(book, seen).called(about)
    asked = plain_words(about)
    every = islice(book.mentioned(STATEMENT, history.size), MOST_TOPICS)
    telling = any(len(word) >= LONG for word in asked)
    found = [topic for topic in every if topic in named or (telling and _has_words(topic, asked))]
    if not found:
        like = [
            *book.mentioned_like_at(STATEMENT, about, history.size),
            *history.instruments_like(about),
        ]
        like += [name for kind in SUBJECTS for name in history.like(kind, about)]
        near = offered(_by_words(about, book, history)) or did_you_mean(about, like)
        near = near or "; leave `about` out for all statements"
        sentence = f"nothing of the name `{about}` is recorded or spoken about{near}"
        raise UnknownTopicError([Fault("unknown_target", "/about", sentence)])
    return found


def _by_words(about: str, book: StoredSource, history: History) -> list[str]:
    """The topics of which a name has words that are asked for, or words written much like them."""
    every = {topic: [topic] for topic in islice(book.mentioned(STATEMENT, history.size), MOST_LIKE)}
    for name in islice(book.mentioned(TOPIC, history.size), MOST_LIKE):
        for _, found in book.mentioning(TOPIC, name, history.size, limit=1):
            if (change := history.change(found)) and change.content["topic"] in every:
                every[change.content["topic"]].append(name)
    return nearest_by_words(about, every)


def _has_words(topic: str, asked: Sequence[str]) -> bool:
    """Whether a topic has all these words, or words that begin with such of them as are long
    enough to tell words apart."""
    words = plain_words(topic)
    return all(any(is_found(word, one) for word in words) for one in asked)


def _shown(title: str, page: ClaimsPage, seen: Seen) -> Json:
    found, more, looked_at = page
    show = _statement if title == "statements" else _report
    instruments = (seen.history.instrument(one.instrument) for one in looked_at)
    notes = notes_on_instruments(filter(None, instruments), seen)
    listed = [{**show(one, seen), **_source(one, seen)} for one in found]
    return {title: listed, "next": more, **noted_if_any(notes)}


def _statement(claim: Change, seen: Seen) -> Json:
    said = claim.content
    return {
        "change": claim.id,
        "about": said["about"],
        "says": said["says"],
        "by": said["by"],
        "disputes": said.get("disputes", False),
    }


def _report(claim: Change, seen: Seen) -> Json:
    said: dict[str, Any] = dict(claim.content)
    optional = ("exporters_count", "destination", "goods")
    return {
        "change": claim.id,
        "licence": said["licence"],
        "period": said["period"],
        "transactions": said["transactions"],
        **{name: said.get(name) for name in optional},
    }


def _source(claim: Change, seen: Seen) -> Json:
    """Where a claim stands: its days, and its instrument with the one who issued it."""
    instrument = seen.history.instrument(claim.instrument)
    if instrument is None:
        raise not_there(f"the instrument {claim.instrument}")
    return {
        "running": seen.runs(claim).word,
        "from": claim.content.get("from"),
        "until": claim.content.get("until"),
        "instrument": instrument.id,
        **with_original(instrument.content, "title"),
        "issued_by": instrument.content["issued_by"],
        "published_on": instrument.content["published_on"],
        "cites": cites_of(claim, instrument),
        "note": claim.content.get("note"),
    }
