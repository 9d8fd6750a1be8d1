"""What changed for the questions of a watch between two sizes of the log, and by what.

Only the questions that something recorded between can bear on are asked; each is asked at both
sizes. Between the same two sizes, from the same day on, the same report comes back for good.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ...domain.faults import Fault, QuestionError
from ...domain.history.changes import Change
from ...domain.history.history import History
from ...domain.law.licence_answer import cites_of
from ...domain.over_time.watched.differing import AnswerSaid, DifferingDays, differing_days
from ...domain.over_time.watched.moved import Moved
from ...domain.questions import read_day
from ...domain.vocabulary.dates import day_text
from ...domain.vocabulary.originals import with_original
from ...domain.vocabulary.viewpoint import Viewpoint
from ..clock import AMSTERDAM
from ..ledger import Ledger
from ..storage.errors import not_there
from ..storage.stored_source import StoredSource
from .kept_questions import LABEL, read_kept
from .watches import Watch, Watches

Json = dict[str, Any]
_PAGE = 1_000
_KEPT = 64
"""So many reports are remembered."""


@dataclass(frozen=True, slots=True)
class ReportBetween:
    """Between which sizes of the log a watch is reported, and from which day on the questions
    without a date are looked at; None: since it was last reported, up to the head."""

    since_log_size: int | None = None
    log_size: int | None = None
    valid_on: str | None = None


SINCE_REPORTED = ReportBetween()


class WatchReports:
    """Reports on the watches of one ledger."""

    def __init__(self, watches: Watches) -> None:
        self.watches = watches
        self.ledger: Ledger = watches.ledger
        self._lock = threading.Lock()
        self._made: OrderedDict[tuple[Any, ...], Json] = OrderedDict()

    def report(
        self,
        name: str,
        between: ReportBetween = SINCE_REPORTED,
        advance: Callable[[int], None] = lambda _: None,
    ) -> Json:
        """What changed; `QuestionError` for sizes that are none, or in the wrong order. `advance`
        is told of every so many questions that are done."""
        watch = self.watches.watch(name)
        on = self._day(watch, between)
        since = watch.log_size if between.since_log_size is None else between.since_log_size
        with self.ledger.reading() as book:
            before, was = self._at(book, since, "/since_log_size")
            after, is_now = self._at(book, between.log_size, "/log_size")
            if before.log_size > after.log_size:
                sentence = (
                    f"the log is read from {before.log_size} up to {after.log_size}: turn round"
                )
                raise QuestionError([Fault("malformed", "/since_log_size", sentence)])
            key = (watch.number, before.log_size, after.log_size, on)
            made = self._remembered(key)
            if made is None:
                moved = Moved(was, is_now, _recorded_between(book, before.log_size, after.log_size))
                made = self._compared(watch, moved, book.head(), on, advance)
                self._remember(key, made)
        return {
            "watch": watch.name,
            "questions": watch.questions,
            "since": {"log_size": before.log_size, "root_hash": before.root_hash},
            "days_from": day_text(on),
            **made,
            "viewpoint": after.shown(),
        }

    def by_instrument(self, watch: Watch, looked_at: int) -> Iterator[Json]:
        """The reports of what each instrument changed by itself, from the day on which it was
        recorded, of those recorded last since the watch was added, the latest first; of an
        instrument that changed nothing there is none."""
        with self.ledger.reading() as book:
            size = book.size
            history = book.at(size)
            every = _recorded_between(book, watch.added_size, size)
            names = deque(every, looked_at)
            recorded = [one for one in map(history.recorded_instrument, names) if one]
        for one in reversed(recorded):
            before, after = one.position - len(one.changes), one.position + 1
            found = self.report(watch.name, ReportBetween(before, after, _day_of(one.recorded_at)))
            if found["changed"]:
                act = {
                    "instrument": one.id,
                    **{name: one.content[name] for name in ("title", "issued_by")},
                    "recorded_at": one.recorded_at,
                }
                yield {**found, "instrument": act}

    def _compared(
        self,
        watch: Watch,
        moved: Moved,
        head: History,
        on: int,
        advance: Callable[[int], None],
    ) -> Json:
        changed, causes = list[Json](), dict[str, Change]()
        for number, kept in enumerate(self.watches.questions(watch), 1):
            if moved.is_empty:
                break
            found = differing_days(moved, read_kept(kept, head), on)
            if found:
                changed.append(_changed(number, kept, found))
                causes |= {one.id: one for run in found for one in run.by}
            advance(1)
        ordered = sorted(causes.values(), key=lambda one: one.position)
        return {"changed": changed, "changed_by": [_cause(one, moved.after) for one in ordered]}

    def _day(self, watch: Watch, between: ReportBetween) -> int:
        if between.valid_on is not None:
            return read_day(between.valid_on, "valid_on")
        if between.since_log_size is None:
            return read_day(watch.since, "valid_on")
        return self.ledger.today().toordinal()

    def _at(self, book: StoredSource, size: int | None, pointer: str) -> tuple[Viewpoint, History]:
        asked = {} if size is None else {"log_size": size}
        try:
            return self.ledger.viewpoint(book, asked, None)
        except QuestionError as error:
            raise QuestionError([Fault(f.code, pointer, f.detail) for f in error.faults]) from None

    def _remembered(self, key: tuple[Any, ...]) -> Json | None:
        with self._lock:
            return self._made.get(key)

    def _remember(self, key: tuple[Any, ...], made: Json) -> None:
        with self._lock:
            self._made[key] = made
            while len(self._made) > _KEPT:
                self._made.popitem(last=False)


def _day_of(moment: str) -> str:
    """The calendar day of a moment."""
    return datetime.fromisoformat(moment).astimezone(AMSTERDAM).date().isoformat()


def _recorded_between(book: StoredSource, since: int, size: int) -> Iterator[str]:
    """The instruments that were recorded between two sizes of the log, in their order."""
    position = since - 1
    while True:
        names = book.instruments_after(position, size, _PAGE)
        yield from names
        if len(names) < _PAGE:
            return
        last = book.at(size).recorded_instrument(names[-1])
        position = last.position if last else size


def _changed(number: int, kept: Mapping[str, Any], found: list[DifferingDays]) -> Json:
    return {
        "question": number,
        "label": kept.get(LABEL),
        "asked": {name: value for name, value in kept.items() if name != LABEL},
        "days": [
            {
                "from": None if run.begins is None else day_text(run.begins),
                "until": None if run.ends is None else day_text(run.ends),
                "was": _said(run.was),
                "becomes": _said(run.becomes),
                "by": [one.id for one in run.by],
            }
            for run in found
        ],
    }


def _said(said: AnswerSaid | None) -> Json | None:
    return None if said is None else {**said._asdict(), "covered_by": list(said.covered_by)}


def _cause(change: Change, history: History) -> Json:
    """A change that made answers differ: what it is, since when and until when by its own words,
    where it stands, and the size of the log at which it was recorded."""
    recorded = history.recorded_instrument(change.instrument)
    instrument = history.instrument(change.instrument) or recorded
    if recorded is None or instrument is None:
        raise not_there(f"the instrument {change.instrument}")
    return {
        "change": change.id,
        "type": change.type.name,
        "instrument": change.instrument,
        **with_original(instrument.content, "title"),
        "from": change.content.get("from"),
        "until": change.content.get("until"),
        "published_on": instrument.content["published_on"],
        "cites": cites_of(change, instrument),
        "recorded_at": recorded.recorded_at,
        "log_size": recorded.position + 1,
    }
