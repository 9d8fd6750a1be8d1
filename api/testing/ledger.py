"""The ledger in other systems' tests: record law in memory, and ask what it said when.

    ledger = LedgerInTests(built_in=True)
    seen = ledger.seen(valid_on="2024-02-25", known_on="2024-02-15")
    assert seen.check(licence="NL009", activity="export", programme="F-35", ...).covered

The day and the clock are fixed, so that a test says the same tomorrow.
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Unpack

from ...domain.faults import Fault, QuestionError, RefusedError
from ...domain.questions import read_day
from ...projections.copying import Snapshot, begin_with, snapshot
from ...projections.ledger import open_ledger
from ...projections.recording.judging import Recording
from ...projections.register.resting import Resting
from ...projections.storage.log import IN_MEMORY
from .. import databases
from ..files.built_in import RECORDER, added_by, release_logs
from ..files.instruments import FoundInstrument, instruments_in
from ..files.pack_recording import record_pack
from ..files.packs import pack_named, read_pack
from ..files.placed_yaml import read_yaml
from ..library.every_question import EveryQuestion
from ..library.given import Day, Dimensions, as_text
from .unchanged import AskedInTest, MovedAnswer, moved_since
from .verdict import Verdict

Json = dict[str, Any]
Recordable = Mapping[str, Any] | str | Path
"""An instrument: its JSON, YAML text (one or a list), or a path to a file or a folder."""

ALL = 1_000_000
"""How many items a list holds: there is no paging in tests."""

LAST_ASKED = 5
"""How many verdicts a ledger remembers, to show where a test fails."""


_NO_DAY = Fault(
    "missing",
    "/transaction/date",
    "the transaction has no day: ask `seen(valid_on=…)`; it is never taken to be today",
)
_TWO_DAYS = Fault(
    "malformed",
    "/transaction/date",
    "the viewpoint's `valid_on` is the day of the transaction: leave `date` out",
)


class Transaction(Dimensions, total=False):
    """What a transaction says; `date` only where the viewpoint has no `valid_on`."""

    date: Day
    licence: str


class NotRecordedError(RefusedError):
    """An instrument of a test was refused; the message lists every fault, a line each."""

    def __init__(self, found: FoundInstrument, faults: Iterable[Fault]) -> None:
        super().__init__(tuple(faults))
        self.args = ("\n".join([_refusal(found), *map(fault_line, self.faults)]),)


class LedgerInTests:
    """A ledger in memory. `today` is fixed: the real day, unless told otherwise.

    Every instrument is recorded at noon (UTC) of `today`, unless `record` is told otherwise.
    `built_in` begins with the built-in record, without what is published after `today`.
    Relative paths start at `folder`. `log_size` is the size of the log that questions are asked at
    which name none.
    """

    def __init__(
        self,
        *,
        built_in: bool = False,
        today: Day | None = None,
        folder: Path | None = None,
        log_size: int | None = None,
    ) -> None:
        self.today = databases.today() if today is None else _date(today)
        self.folder = folder or Path.cwd()
        self.asked: deque[Verdict] = deque(maxlen=LAST_ASKED)
        self.pinned = log_size
        self._questions: list[AskedInTest] = []
        self._moment = _noon(self.today)
        self._ledger = open_ledger(IN_MEMORY, lambda: self.today, lambda: self._moment)
        if built_in:
            begin_with(self._ledger, _built_in(self.today))
        self._register = EveryQuestion(self._ledger)

    def record(
        self, *instruments: Recordable, by: str = "the test", at: str | None = None
    ) -> tuple[Recording, ...]:
        """Record these in order, each whole; what recording each came to.

        A text of several lines, or with `: ` in it, is YAML; any other text is a path.
        `at` is the moment of recording, as in 2026-11-21T13:00:00Z; it stays the clock's.
        `NotRecordedError` with every fault of the first that is refused; those before it
        stand recorded. `FileError` for what cannot be read, with its place.
        """
        __tracebackhide__ = True
        if at is not None:
            self._moment = _moment(at)
        recordings = []
        for found in self._found(instruments):
            recordings.append(self.record_found(found, by))
        return tuple(recordings)

    def record_found(self, found: FoundInstrument, by: str = "the test") -> Recording:
        """Record one instrument; `NotRecordedError` with every fault, and where it was found."""
        __tracebackhide__ = True
        try:
            return self._ledger.record(found.content, by)
        except RefusedError as error:
            raise NotRecordedError(found, error.faults) from None

    @property
    def log_size(self) -> int:
        """The size of the log: `seen(log_size=…)` asks what was recorded by now."""
        with self._ledger.reading() as book:
            return book.size

    def seen(
        self,
        valid_on: Day | None = None,
        known_on: Day | None = None,
        log_size: int | str | None = None,
        recorded_until: str | dt.datetime | None = None,
        root_hash: str | None = None,
        answer_version: int | str | None = None,
    ) -> SeenFrom:
        """The viewpoint to ask from; `seen(**answer["viewpoint"])` repeats an answer.

        Without `known_on` all that is recorded counts, without `log_size` the whole log.
        Nothing is checked before a question is asked.
        """
        given = {
            "valid_on": valid_on,
            "known_on": known_on,
            "log_size": log_size,
            "recorded_until": recorded_until,
            "root_hash": root_hash,
            "answer_version": answer_version,
        }
        asked = {n: str(as_text(value)) for n, value in given.items() if value is not None}
        if self.pinned is not None and "recorded_until" not in asked:
            asked.setdefault("log_size", str(self.pinned))
        fixed = log_size is not None or recorded_until is not None
        return SeenFrom(self._register, asked, self.asked, None if fixed else self._questions)

    def moved_since(self, log_size: int) -> list[MovedAnswer]:
        """The questions asked so far that rest on a change which was recorded, corrected or taken
        away after so many records: with each such change, its instrument, and what became of the
        answer. Questions that name a size of the log themselves stay as they are, and are left out.
        """
        return moved_since(log_size, self._questions, Resting(self._ledger))

    @property
    def has_questions(self) -> bool:
        """Whether anything was asked that a later record can move."""
        return bool(self._questions)

    def record_pack(self, pack: str | Path) -> tuple[Recording, ...]:
        """Record a pack of another country's law, by its name (as `united-kingdom`) or its folder;
        what recording each came to. `PackRefusedError` if any of it is refused."""
        __tracebackhide__ = True
        beside = self.folder / pack
        found = read_pack(beside) if beside.is_dir() else pack_named(str(pack))
        return tuple(record_pack(self._ledger, found, None, lambda: self._moment))

    def close(self) -> None:
        """Let go of the memory; the ledger cannot be used afterwards."""
        self._ledger.close()

    def __repr__(self) -> str:
        return f"<ledger of {self.log_size} records>"

    def _found(self, instruments: Iterable[Recordable]) -> Iterator[FoundInstrument]:
        for one in instruments:
            if isinstance(one, Mapping):
                yield FoundInstrument("", dict(one))
            elif isinstance(one, str) and ("\n" in one or ": " in one):
                content = read_yaml(one, "YAML text")
                contents = content if isinstance(content, list) else [content]
                yield from (FoundInstrument("YAML text", each) for each in contents)
            else:
                yield from instruments_in(self.folder / one)


class SeenFrom:
    """A viewpoint on a ledger; each question gives the answer that HTTP gives.

    `QuestionError` for a question that cannot be answered: an unknown licence, group or
    policy, a country or date that is none, a field that is no field.
    """

    def __init__(
        self,
        register: EveryQuestion,
        asked: Mapping[str, str],
        verdicts: deque[Verdict],
        questions: list[AskedInTest] | None = None,
    ) -> None:
        self._register = register
        self._asked = dict(asked)
        self._verdicts = verdicts
        self._questions = questions

    def check(self, /, **transaction: Unpack[Transaction]) -> Verdict:
        """The verdict on a transaction; its date is the viewpoint's `valid_on`.

        Without `licence`: is one required, and which cover it? The date is never taken to
        be today: give it as `valid_on`, or as `date` where the viewpoint has none.
        """
        __tracebackhide__ = True
        given = {name: as_text(value) for name, value in transaction.items()}
        valid_on = self._asked.get("valid_on")
        if (valid_on is None) == ("date" not in given):
            raise QuestionError([_NO_DAY if valid_on is None else _TWO_DAYS])
        return self.verdict_on({**given, "date": valid_on} if valid_on is not None else given)

    def verdict_on(self, transaction: Mapping[str, Any]) -> Verdict:
        """The verdict on a transaction as JSON has it, with its own `date`."""
        __tracebackhide__ = True
        verdict = Verdict(
            transaction,
            self._told(
                "transaction",
                dict(transaction),
                lambda asked: self._register.evaluate(transaction, asked),
            ),
        )
        self._verdicts.append(verdict)
        return verdict

    def licence(self, name: str) -> Json:
        """A licence on the day: `status`, `permits`, `exclusions`, `court_orders`, …"""
        __tracebackhide__ = True
        return self._told("licence", name, lambda asked: self._register.licence(name, asked))

    def licences(self) -> Json:
        """The register: in `licences`, every licence ever established, with its status."""
        __tracebackhide__ = True
        return _answer(lambda: self._register.licences(self._asked, limit=ALL))

    def group(self, name: str) -> Json:
        """A group on the day: `established`, and `members`, each `yes` or `undetermined`."""
        __tracebackhide__ = True
        return self._told("group", name, lambda asked: self._register.group(name, asked))

    def policy(self, name: str, /, **dimensions: Unpack[Dimensions]) -> Json:
        """A policy's `value` for these dimensions, and its `reason`."""
        __tracebackhide__ = True
        given: Mapping[str, Any] = dimensions
        return self._told("policy", name, lambda asked: self._register.policy(name, given, asked))

    def application(self, name: str, /) -> Json:
        """An application: its `state`, and by when it must be decided (`decide_by`)."""
        __tracebackhide__ = True
        return self._told("application", name, lambda seen: self._register.application(name, seen))

    def applications(self) -> Json:
        """In `applications`, every application ever recorded, with where it stands."""
        __tracebackhide__ = True
        return _answer(lambda: self._register.applications(self._asked, limit=ALL))

    def control_list(self, name: str, /) -> Json:
        """A control list on the day: whether it is `adopted`, and the `items` on it."""
        __tracebackhide__ = True
        return self._told(
            "list", name, lambda seen: self._register.control_list(name, seen, limit=ALL)
        )

    def lists(self) -> Json:
        """In `lists`, every control list ever adopted."""
        __tracebackhide__ = True
        return _answer(lambda: self._register.lists(self._asked, limit=ALL))

    def requirements(self) -> Json:
        """What needs a licence at all: in `requirements`, every one ever imposed."""
        __tracebackhide__ = True
        return self._told(
            "requirements", "", lambda seen: self._register.requirements(seen, limit=ALL)
        )

    def _told(self, kind: str, about: Any, ask: Callable[[Mapping[str, str]], Json]) -> Json:
        """The answer; the question is kept, for a test that asks whether anything moved."""
        __tracebackhide__ = True
        answer = _answer(lambda: ask(self._asked))
        if self._questions is not None:
            self._questions.append(AskedInTest(kind, about, dict(self._asked), ask))
        return answer

    def __repr__(self) -> str:
        told = ", ".join(f"{name} {value}" for name, value in self._asked.items())
        return f"<seen from {told or 'the head of the log, today'}>"


def fault_line(fault: Fault) -> str:
    """A fault in one line: where, what, and what to do."""
    return f"  {fault.pointer or '(all of it)'}  {fault.code}: {fault.detail}"


def _answer(ask: Callable[[], Json]) -> Json:
    """The answer; a faulty question is raised from the line of the test that asked it."""
    __tracebackhide__ = True
    try:
        return ask()
    except QuestionError as error:
        raise error.with_traceback(None) from None


@lru_cache(maxsize=4)
def _built_in(today: dt.date) -> Snapshot:
    """The built-in record as it was judged once: what is published by `today`."""
    ledger = open_ledger(IN_MEMORY, lambda: today, lambda: _noon(today))
    for log in release_logs():
        every = (found.content for found in added_by(log))
        published = [one for one in every if one["published_on"] <= today.isoformat()]
        ledger.record_all(published, RECORDER, log.recorded_at)
    taken = snapshot(ledger)
    ledger.close()
    return taken


def _refusal(found: FoundInstrument) -> str:
    content = found.content
    name = content.get("instrument") if isinstance(content, Mapping) else None
    origin = f" ({found.where})" if found.where else ""
    called = f"`{name}`" if isinstance(name, str) else "an instrument"
    return f"{called}{origin} was refused; nothing of it was recorded:"


def _date(day: Day) -> dt.date:
    return dt.date.fromordinal(read_day(str(day), "today"))


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), dt.UTC)


def _moment(text: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"`{text}` has no zone; write it as in 2026-11-21T13:00:00Z")
    return moment
