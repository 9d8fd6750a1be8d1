"""Every question that can be asked, answered from the record as JSON.

Each answer is made from the events by the rules in `domain` and ends with the viewpoint
it was seen from. HTTP, the terminal and the tests all ask here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

import orjson

from ...domain.faults import Fault, QuestionError
from ...domain.history.changes import Change
from ...domain.history.history import History
from ...domain.history.instruments import Instrument
from ...domain.law.evaluation import Evaluation
from ...domain.law.evaluation_answer import evaluation
from ...domain.law.groups import Groups, group_answer
from ...domain.law.licence_answer import licence_line, licence_state
from ...domain.law.policies import policy_value
from ...domain.law.publication import noted_if_any, publication_notes
from ...domain.law.requirements import requirement_answer
from ...domain.law.running import Seen
from ...domain.over_time.days_run import days_run
from ...domain.over_time.stands import stands
from ...domain.questions import (
    read_dimensions,
    read_transaction,
    require_instrument,
    require_known,
)
from ...domain.vocabulary.bounds import PAGE
from ...domain.vocabulary.dates import day_text
from ...domain.vocabulary.item_kinds import with_kinds
from ...domain.vocabulary.originals import with_original, without_originals
from ...domain.vocabulary.viewpoint import Viewpoint
from ..ledger import Ledger
from ..recording.judging import instrument_as_submitted
from ..storage.errors import not_there
from ..storage.stored_source import StoredSource
from ..viewpoints import AskedFrom, AskedView, read_asked

if TYPE_CHECKING:
    from ..ready.ready_licences import ReadyLicences

Json = dict[str, Any]

LONG = 250
"""So many records of a licence are read in five milliseconds."""
_LENGTHS_KEPT = 100_000
"""Of so many licences it is kept whether they are long, at one size of the log."""


class Register:
    """The questions. `asked` holds what a question names of its viewpoint."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._long: dict[str, tuple[int, bool]] = {}

    @cached_property
    def _ready(self) -> ReadyLicences:
        from ..ready.ready_licences import ReadyLicences  # for those who are asked again and again

        return ReadyLicences()

    # -- about one thing -------------------------------------------------------------

    def pinned(self, asked: AskedView, with_day: bool = False) -> AskedFrom:
        """The same viewpoint at a fixed size of the log, and of a question about a day on a fixed
        day: for many questions after each other, or for one that another process answers."""
        seen_from = read_asked(asked, with_day)
        viewpoint, _ = self.ledger.viewpoint(self.ledger.reading_at(seen_from), seen_from, None)
        valid_on, known_on, _, _, root, version = seen_from
        if with_day and valid_on is None:
            valid_on = self.ledger.today().toordinal()
        return AskedFrom(valid_on, known_on, viewpoint.log_size, None, root, version)

    def is_long(self, licence: str) -> bool:
        """Whether so much was recorded of a licence that reading it for the first time takes more
        than a moment."""
        size = self.ledger.size
        known = self._long.get(licence)
        if known is not None and known[0] == size:
            return known[1]
        length = self.ledger.store.length_of(f"licence/{licence}")
        if length:  # what is only named is not kept
            if len(self._long) >= _LENGTHS_KEPT:
                self._long.clear()
            self._long[licence] = (size, length > LONG)
        return length > LONG

    def evaluate(
        self,
        transaction: Any,
        asked: AskedView,
        pointer: str = "/transaction",
        with_stands: bool = False,
    ) -> Json:
        """A transaction's verdict, on its own date; `pointer` is where it stands in a question.
        `with_stands`: also from when until when it stands (not of version 1)."""
        book = self.ledger.reading_at(asked)
        viewpoint, history = self.ledger.viewpoint(book, asked, None)
        sound = read_transaction(transaction, history, pointer)
        version = viewpoint.answer_version
        question = Evaluation(history, sound.date, viewpoint.known_on, sound.given, version)
        answer = evaluation(
            question,
            sound.licence,
            stands(question, sound.licence) if with_stands and version > 1 else None,
        )
        answer["viewpoint"] = viewpoint.on(sound.date).shown()
        return answer

    def licence(self, name: str, asked: AskedView) -> Json:
        """One licence: status, permits, exclusions, and all that is open about it."""

        def answer(seen: Seen, history: History, version: int) -> Json:
            require_known("licence", name, history, "/licence")
            return licence_state(name, seen, version)

        return self._seen(asked, answer)

    def licence_written(self, name: str, asked: AskedView) -> bytes:
        """The same as JSON, as it is sent: put together of ready bytes where it can be."""
        viewpoint, history = self._from(self.ledger.reading_at(asked), asked)
        require_known("licence", name, history, "/licence")
        found = self._ready.answer(name, history, viewpoint)
        if found is not None:
            return found
        return orjson.dumps(self.licence(name, asked))

    def group(self, name: str, asked: AskedView) -> Json:
        """A group's members."""

        def answer(seen: Seen, history: History, version: int) -> Json:
            require_known("group", name, history, "/group")
            groups = Groups(seen)
            answer = group_answer(groups, name)
            return {**answer, **_noted(_streams_of(groups), seen)}

        return self._seen(asked, answer)

    def policy(self, name: str, dimensions: Mapping[str, str], asked: AskedView) -> Json:
        """A policy's value for the given dimensions; of version 2 with the days on which it ran."""

        def answer(seen: Seen, history: History, version: int) -> Json:
            require_known("policy", name, history, "/policy")
            said = read_dimensions(dimensions)
            given = with_kinds(said) if version > 1 else said
            groups = Groups(seen)
            value, reason = policy_value(name, seen.of(given, groups))
            streams = (f"policy/{name}", *_streams_of(groups))
            answer = {"policy": name, "value": value, "reason": reason}
            ran = {"ran": days_run(streams[0], "policy_adopted", history, seen.known_on)}
            return {**answer, **(ran if version > 1 else {}), **_noted(streams, seen)}

        return self._seen(asked, answer)

    def history(
        self, name: str, asked: AskedView, limit: int = PAGE, after: str = "", kind: str = "licence"
    ) -> Json:
        """Every change to a licence, or a subject of another kind, in log order, stopped and
        corrected ones too."""
        with self.ledger.reading() as book:
            viewpoint, history = self.ledger.viewpoint(book, asked, None)
            require_known(kind, name, history, f"/{kind}")
            every = book.recorded_in(f"{kind}/{name}", history.size)
            seen = Seen(history, 0, viewpoint.known_on)
            told = seen.visible if viewpoint.answer_version > 1 else _whenever
            page = list(islice(_public_after(after, every, seen), limit + 1))
            said = {
                kind: name,
                "history": [_history_item(change, history, told) for change in page[:limit]],
                "next": page[limit - 1].id if len(page) > limit else None,
            }
            return as_answered(said, viewpoint)

    def instrument(self, name: str, asked: AskedView) -> Json:
        """One instrument as it was recorded: by whom, when, and at which sizes of the log."""
        with self.ledger.reading() as book:
            viewpoint, history = self.ledger.viewpoint(book, asked, None)
            require_instrument(name, history)
            said = {
                **_recorded(name, history),
                "content": instrument_as_submitted(name, history),
                "statements": _said_in(name, history),
            }
            if viewpoint.answer_version == 1:
                del said["statements"]
            return as_answered(said, viewpoint)

    # -- lists -----------------------------------------------------------------------

    def licences(self, asked: AskedView, limit: int = PAGE, after: str = "") -> Json:
        """The register: every licence ever established, with its status."""
        return self._listed("licence", "licences", licence_line, asked, limit, after)

    def requirements(self, asked: AskedView, limit: int = PAGE, after: str = "") -> Json:
        """Every requirement ever imposed, with its entries."""
        return self._listed("requirement", "requirements", requirement_answer, asked, limit, after)

    def instruments(self, asked: AskedView, limit: int = PAGE, after: str = "") -> Json:
        """The instruments in the order of recording."""
        with self.ledger.reading() as book:
            viewpoint, history = self.ledger.viewpoint(book, asked, None)
            position = -1
            if after:
                last = history.recorded_instrument(after)
                if last is None:
                    raise not_in_list(after)
                position = last.position
            names = book.instruments_after(position, history.size, limit + 1)
            page = names[:limit]
            said = {
                "instruments": [_recorded(name, history) for name in page],
                "next": page[-1] if len(names) > limit else None,
            }
            return as_answered(said, viewpoint)

    # -- parts -----------------------------------------------------------------------

    def _seen(self, asked: AskedView, answer: Callable[[Seen, History, int], Json]) -> Json:
        viewpoint, history = self._from(self.ledger.reading_at(asked), asked)
        seen = Seen(history, viewpoint.valid_on or 0, viewpoint.known_on)
        said = answer(seen, history, viewpoint.answer_version)
        return as_answered(said, viewpoint)

    def _listed(
        self,
        kind: str,
        title: str,
        line: Callable[[str, Seen], Json],
        asked: AskedView,
        limit: int,
        after: str,
    ) -> Json:
        def answer(seen: Seen, history: History, version: int) -> Json:
            names = history.subjects(kind, after, limit + 1)
            page = names[:limit]
            more = page[-1] if len(names) > limit else None
            return {title: [line(name, seen) for name in page], "next": more}

        return self._seen(asked, answer)

    def _from(self, book: StoredSource, asked: AskedView) -> tuple[Viewpoint, History]:
        return self.ledger.viewpoint_on_a_day(book, asked)


def as_answered(said: Json, viewpoint: Viewpoint) -> Json:
    """An answer from a viewpoint: of version 1 without the law's own words."""
    told = said if viewpoint.answer_version > 1 else without_originals(said)
    return {**told, "viewpoint": viewpoint.shown()}


def not_in_list(after: str) -> QuestionError:
    """The error of a page that is to begin after what is not in the list."""
    sentence = f"`{after}` is not in this list; leave `after` out to begin at its start"
    return QuestionError([Fault("malformed", "/after", sentence)])


def _public_after(after: str, every: Sequence[Change], seen: Seen) -> Iterator[Change]:
    """The changes of a list that were public, from the one after another on: each looked at only
    when it is asked for. An error if that other is not among them."""
    start = 0
    if after:
        start = next((place for place, one in enumerate(every, 1) if one.id == after), 0)
        if not start or not _was_public(every[start - 1], seen):
            raise not_in_list(after)
    return (one for one in islice(every, start, None) if _was_public(one, seen))


def _recorded(name: str, history: History) -> Json:
    recorded = history.recorded_instrument(name)
    if recorded is None:
        raise not_there(f"the instrument {name}")
    return {
        "instrument": name,
        "kind": recorded.content["kind"],
        **with_original(recorded.content, "title"),
        "published_on": recorded.content["published_on"],
        "changes": list(recorded.changes),
        "corrected_by": [one.id for one in _corrections(recorded, history)],
        "recorded_at": recorded.recorded_at,
        "recorded_by": recorded.recorded_by,
        **recorded.consent,
        "log_size_before": recorded.position - len(recorded.changes),
        "log_size": recorded.position + 1,
    }


def _said_in(name: str, history: History) -> list[Json]:
    """What an instrument says: its statements as they read, in its order."""
    recorded = history.recorded_instrument(name)
    read = map(history.change, recorded.changes if recorded else ())
    return [
        {
            "change": one.id,
            "about": one.content["about"],
            "says": one.content["says"],
            "by": one.content["by"],
            "disputes": one.content.get("disputes", False),
        }
        for one in read
        if one and one.type.name == "statement_recorded"
    ]


def _corrections(recorded: Instrument, history: History) -> list[Change]:
    """What corrects an instrument: its own fields, or one of its changes; in log order."""
    homes = dict.fromkeys(filter(None, map(history.home, recorded.changes)))
    found = [
        one
        for home in homes
        for name in recorded.changes
        for one in history.stream(home).corrections_of(name)
    ]
    found += history.instrument_corrections(recorded.id)
    return sorted(found, key=lambda one: one.position)


def _was_public(change: Change, seen: Seen) -> bool:
    """Whether a change was public, one that was corrected away too."""
    instrument = seen.history.instrument(change.instrument)
    recorded = instrument or seen.history.recorded_instrument(change.instrument)
    return recorded is not None and seen.published(recorded)


def _whenever(_change: Change) -> bool:
    """Of version 1 what stops a change was told whenever it was published."""
    return True


def _history_item(change: Change, history: History, told: Callable[[Change], bool]) -> Json:
    """A change as recorded, beside it what stops or corrects it; of what stops it what is told."""
    stream = history.stream(change.stream)
    instrument = history.recorded_instrument(change.instrument)
    if instrument is None:
        raise not_there(f"the instrument {change.instrument}")
    named = [change.id, *(entry.id for entry in change.entries)]
    corrections = [one.id for one in stream.corrections_of(change.id)]
    return {
        "change": change.id,
        "type": change.type.name,
        "position": change.position,
        "instrument": change.instrument,
        **with_original(instrument.content, "title"),
        "published_on": day_text(instrument.published_on),
        "from": change.content.get("from"),
        "until": change.content.get("until"),
        "content": dict(change.content),
        "stopped_by": [
            {"change": stop.id, "target": name}
            for name in dict.fromkeys(named)
            for stop in stream.stops_of(name)
            if told(stop)
        ],
        "corrected_by": [
            *corrections,
            *(one.id for one in history.instrument_corrections(change.instrument)),
        ],
        "reads": history.change(change.id) is not None or change.type.name == "record_corrected",
    }


def _noted(streams: Iterable[str], seen: Seen) -> Json:
    return dict(noted_if_any(publication_notes(streams, seen)))


def _streams_of(groups: Groups) -> list[str]:
    """The streams of the groups and control lists that were asked about."""
    return groups.streams()
