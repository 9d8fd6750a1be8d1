"""The ledger: record an instrument, and read the record at any size of the log."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from ..domain.faults import LedgerError, RefusedError
from ..domain.history.history import History
from ..domain.history.instruments import NO_CONSENT, Instrument
from ..domain.proof.tree import root_at
from ..domain.vocabulary.viewpoint import Viewpoint
from . import clock
from .recording.judging import (
    Recording,
    Sound,
    already_recorded,
    drafted_in,
    judged_on,
    look_for,
    sound_of,
)
from .recording.judging_ahead import Outcome, judging_ahead
from .storage.errors import LedgerFileError, damaged, not_there
from .storage.log import Log, open_log
from .storage.lookups import TAIL_MOST, Indexing
from .storage.map_parts import Commitment
from .storage.ports import EventsBeside, HeadMovedError, LogHead, Record
from .storage.records import read_row
from .storage.seen_tree import SeenTree
from .storage.stored_source import StoredSource
from .storage.tree_hashes import StoredHashes
from .viewpoints import AskedFrom, AskedView, as_recorded, found_in, read_asked, resolved

if TYPE_CHECKING:
    from ..domain.recording.events import NewEvent
    from ..domain.recording.judge import Judge

Json = dict[str, Any]

_Judged = Callable[[Any, History], "Judge"]

BATCH = 100
"""How many instruments of a file are recorded in one transaction."""


@dataclass(frozen=True, slots=True)
class Approval:
    """What an instrument is recorded with, where approvals are asked for: what its own record says
    of them (`approvals`, or that it is `unapproved`), the events that are kept with it, and the
    head of the log at which they count."""

    consent: Mapping[str, Any] = field(default_factory=dict[str, Any])
    beside: EventsBeside | None = None
    head: LogHead | None = None


UNASKED = Approval()
"""Where nobody asks for approvals."""
UNAPPROVED = Approval({"unapproved": True})
"""Where they are asked for, and somebody may record without them."""


class NotWholeError(LedgerError):
    """Instruments that are recorded together or not at all, and one of them was refused."""

    title = "Nothing was recorded: some of it was refused"

    def __init__(self, refused: Mapping[int, RefusedError]) -> None:
        super().__init__(f"{len(refused)} of the instruments were refused, so none was recorded")
        self.refused = refused


Trying = tuple[Callable[[Any], "Judge | Recording | RefusedError"], Callable[[], History]]
"""Judges an instrument that is only tried out, and tells the record as it then reads."""


class Ledger:
    """One ledger: its log, and the book of it that is kept in memory and in step.

    The book only grows, and what stands in it at a size reads the same for good: it is read
    without a lock, and only taking in what is new needs one. What is judged before it is saved
    is laid on a book of its own.

    The clock comes in from outside: `today` for what may be published, `now` for when
    something is recorded (UTC). `effects`: what instruments did, as far as that was asked.
    """

    def __init__(self, log: Log, today: Callable[[], date], now: Callable[[], datetime]) -> None:
        self.log = log
        self.store = log.store
        self.today = today
        self.now = now
        self.effects: dict[tuple[str, str, int], Json] = {}
        self._roots: dict[int, str] = {}
        self._lock = threading.RLock()
        self.hashes = StoredHashes(self.store)
        self.seen = SeenTree(self.store, self.hashes.node)
        self.commitment = Commitment(self.store)
        self._forked = ""
        self._known = self._head = self.store.head()
        self._book = self._begun()
        self._drafts: StoredSource | None = None
        self._indexing = Indexing(self.store)

    def _begun(self) -> StoredSource:
        """The book of all that is recorded, begun anew."""
        book = StoredSource(self.store)
        book.begin(self._head.size)
        return book

    def close(self) -> None:
        """Close the file; the ledger cannot be used afterwards."""
        with self._lock:
            try:
                for book in (self._indexing, self._drafts, self._book):
                    if book is not None:
                        book.bring_forward()
            finally:
                self.log.close()

    @property
    def size(self) -> int:
        """The number of records last seen; it may have grown since."""
        return self._known.size

    # -- recording -------------------------------------------------------------------

    def record(self, submitted: Any, by: str, approval: Approval = UNASKED) -> Recording:
        """Record an instrument whole, or refuse it with every fault (`RefusedError`).

        The same instrument again changes nothing. Somebody else recording meanwhile makes
        it be judged again, against what then stands recorded; where its approvals count at one
        head only, that is `HeadMovedError`, and nothing is recorded.
        """
        while True:
            with self.store.turn():
                head, book = self._caught_up()
                if approval.head not in (None, head):
                    raise HeadMovedError
                history = book.at(head.size)
                with book.known_by(self.commitment.newest_at(head.size)):
                    already = already_recorded(submitted, history, self.store)
                    if already:
                        return already
                    judge = self._judged_today(submitted, history)
                how = self._moment(book.last_recorded_at), by, approval.consent
                events = self._events_of(sound_of(judge, book, head.size), head.size, *how)
                try:
                    self._take_own(judge, how, head, self._append(events, head, approval.beside))
                except HeadMovedError:
                    if approval.beside:
                        raise
                    continue
            self._book.bring_forward(at_least=TAIL_MOST)
            size = head.size + len(events)
            return Recording(judge.id, size, self._root(size), judge.draft.draft.changes, False)

    def record_all(
        self,
        submitted: Sequence[Any],
        by: str,
        at: datetime | None = None,
        approval: Approval = UNASKED,
    ) -> list[Recording | RefusedError]:
        """Record instruments one after the other, `BATCH` in a transaction; what each came to.

        Each is whole or refused, as alone. What is returned is acknowledged; of a transaction
        that did not come to its end nothing is there. They are recorded now, or (what a release
        recorded) `at` its moment, unless something later stands recorded.
        """
        parts = self.recorded_in_parts(submitted, by, at, approval)
        return [one for part in parts for one in part]

    def recorded_in_parts(
        self,
        submitted: Sequence[Any],
        by: str,
        at: datetime | None = None,
        approval: Approval = UNASKED,
    ) -> Iterator[list[Recording | RefusedError]]:
        """The same, part by part as they are acknowledged. Many are judged by another process,
        ahead of this one."""
        parts = [submitted[first : first + BATCH] for first in range(0, len(submitted), BATCH)]
        file = self.store.address if self.store.writable else None
        with judging_ahead(file, parts, self.today) as ahead:
            for number, part in enumerate(parts):
                found = None
                if ahead and ahead.is_ready():
                    found = self._record_judged(partial(ahead.part, number), by, at, approval)
                yield found or self._record_together(part, by, at, approval)

    def record_whole(
        self, submitted: Sequence[Any], by: str, today: date, approval: Approval = UNASKED
    ) -> list[Recording]:
        """Record all of these instruments or none of them, in one transaction; what each came to.

        `NotWholeError` with every refusal if one is refused. `today` is the day where they come
        from, where it may have begun before it did here.
        """

        def judged(one: Any, history: History) -> Judge:
            return judged_on(one, history, max(self.today(), today))

        while True:
            with self.store.turn():
                judged_at, book = self._draft()
                events: list[NewEvent] = []
                try:
                    self._look_for(submitted, judged_at, book)
                    how = (self._moment(book.last_recorded_at), by, approval.consent)
                    found = [self._take_in(one, book, how, events, judged) for one in submitted]
                    if refused := _refusals(found):
                        raise NotWholeError(refused)
                    if events:
                        book.saved(self._append(events, judged_at).size)
                except HeadMovedError:
                    self._forget()
                    continue
                except BaseException:
                    self._forget()
                    raise
                book.bring_forward(at_least=TAIL_MOST)
                told = [self._told(one) for one in found]
                return [one for one in told if isinstance(one, Recording)]

    def _take_own(
        self,
        judge: Judge,
        how: tuple[str, str, Mapping[str, Any]],
        judged_at: LogHead,
        saved: LogHead,
    ) -> None:
        """Take what was just saved into the book, as it was judged: it is not read again."""
        with self._lock:
            if self._head == judged_at and self._book.size == judged_at.size:
                self._book.take_saved([*judge.changes, judge.draft.draft.as_recorded(*how)])
                self._head = saved

    def _record_together(
        self, submitted: Sequence[Any], by: str, at: datetime | None, approval: Approval
    ) -> list[Recording | RefusedError]:
        with self.store.turn():
            judged_at, book = self._draft()
            events: list[NewEvent] = []
            try:
                self._look_for(submitted, judged_at, book)
                how = (self._moment(book.last_recorded_at, at), by, approval.consent)
                judged = self._judged_today
                found = [self._take_in(one, book, how, events, judged) for one in submitted]
                if events:
                    book.saved(self._append(events, judged_at).size)
            except BaseException as error:
                self._forget()
                if not isinstance(error, HeadMovedError):
                    raise
            else:
                book.bring_forward(at_least=TAIL_MOST)
                return [self._told(one) for one in found]
        return [self._recorded_or_refused(one, by, approval) for one in submitted]

    def _record_judged(
        self,
        ahead: Callable[[int], Sequence[Outcome] | None],
        by: str,
        at: datetime | None,
        approval: Approval,
    ) -> list[Recording | RefusedError] | None:
        """Record what was judged ahead for where the log ends now; None, and nothing is recorded,
        where nobody judged it, or somebody else records meanwhile."""
        with self.store.turn():
            judged_at = self._seen_head()
            self._index_as_saved(judged_at.size)
            outcomes = ahead(judged_at.size)
            if outcomes is None:
                return None
            how = (self._moment(self._last_moment(judged_at.size), at), by, approval.consent)
            events: list[NewEvent] = []
            records: list[Record] = []
            try:
                for one in outcomes:
                    if isinstance(one, Sound):
                        events += self._events_of(one, judged_at.size + len(records), *how)
                        records += [*one.changes, one.own.as_recorded(*how)]
                if events:
                    self._append(events, judged_at)
            except BaseException as error:
                self._forget()
                if not isinstance(error, HeadMovedError):
                    raise
                return None
            self._indexing.take(records)
            return [
                self._recording_of(one.own) if isinstance(one, Sound) else self._told(one)
                for one in outcomes
            ]

    def _last_moment(self, size: int) -> str:
        """When the instrument that ends at a size of the log was recorded; empty at 0."""
        found = [read_row(row) for row in self.store.rows_between(size - 1, size)]
        return max((one.recorded_at for one in found if isinstance(one, Instrument)), default="")

    def _look_for(self, submitted: Sequence[Any], head: LogHead, book: StoredSource) -> None:
        """Look for all at once that many instruments name."""
        with book.known_by(self.commitment.newest_at(head.size)):
            look_for(submitted, book)

    def _take_in(
        self,
        submitted: Any,
        book: StoredSource,
        how: tuple[str, str, Mapping[str, Any]],
        events: list[NewEvent],
        judged: _Judged,
    ) -> Judge | Recording | RefusedError:
        """Judge an instrument and put it into a book before it is saved with others; `how` tells
        when, by whom and with which approvals."""
        try:
            history = book.head()
            already = already_recorded(submitted, history, self.store)
            if already:
                return already
            judge = judged(submitted, history)
        except RefusedError as refusal:
            return refusal
        events += self._events_of(sound_of(judge, book, book.size), book.size, *how)
        book.take([*judge.changes, judge.draft.draft.as_recorded(*how)])
        return judge

    def _judged_today(self, submitted: Any, history: History) -> Judge:
        return judged_on(submitted, history, self.today())

    def _drafted_today(self, submitted: Any, history: History) -> Judge:
        return drafted_in(submitted, history, self.today())

    def _events_of(
        self,
        sound: Sound,
        size: int,
        moment: str,
        by: str,
        consent: Mapping[str, Any] = NO_CONSENT,
    ) -> list[NewEvent]:
        """The events of an instrument that is recorded at a size of the log."""

        def map_root(counts: Mapping[str, int]) -> str:
            begun = [stream for stream, count in sound.versions.items() if count]
            return self.commitment.after(size, sound.changes, counts, begun)

        said = sound.changes, sound.own, sound.versions
        return _events_of()(*said, moment, by, map_root, consent)

    def _append(
        self, events: Sequence[NewEvent], judged_at: LogHead, beside: EventsBeside | None = None
    ) -> LogHead:
        """Save events, and what is new of the map with them; the head that they come to."""
        try:
            heads = self.log.append(events, judged_at, self.commitment.unsaved, beside)
        except BaseException:
            self.commitment.forget()
            raise
        self.commitment.saved()
        if len(self._roots) > _ROOTS_KEPT:
            self._roots.clear()
        self._roots.update((size, root.hex()) for size, root in heads)
        with self._lock:
            self._known = max(self._known, heads[-1])
        return heads[-1]

    def _told(self, outcome: Judge | Recording | RefusedError) -> Recording | RefusedError:
        if isinstance(outcome, Recording):
            return replace(outcome, root_hash=self._root(outcome.log_size))
        if isinstance(outcome, RefusedError):
            return outcome
        return self._recording_of(outcome.draft.draft)

    def _recording_of(self, own: Instrument) -> Recording:
        """What recording an instrument came to that is saved now."""
        size = own.position + 1
        return Recording(own.id, size, self._root(size), own.changes, False)

    def _recorded_or_refused(
        self, submitted: Any, by: str, approval: Approval
    ) -> Recording | RefusedError:
        try:
            return self.record(submitted, by, approval)
        except RefusedError as refusal:
            return refusal

    def recorded_already(self, submitted: Any, book: StoredSource) -> Recording | None:
        """What recording it came to before, if it is recorded; `OtherContentError` if an
        instrument of this id is recorded with other content."""
        return already_recorded(submitted, book.head(), self.store)

    def recorded_again(self, submitted: Any) -> Recording | None:
        """What recording an instrument came to, if it stands recorded now."""
        with self.reading() as book:
            return self.recorded_already(submitted, book)

    def _moment(self, last: str, at: datetime | None = None) -> str:
        """Now, in UTC, or another moment; after the `last` one, whatever the clock does: recording
        times never decrease."""
        return max(as_recorded(at or self.now()), last)

    def clock_note(self) -> str | None:
        """What is to be said of the clock to whoever records now; None if nothing is."""
        with self.reading() as book:
            now, last = self.now(), book.last_recorded_at
        return clock.behind(now, last) or clock.ahead(now, last)

    @contextmanager
    def trying(self) -> Iterator[Trying]:
        """Judge instruments one after the other, each as if those before it that are sound
        stood recorded, on the day it is published if that is still to come; nothing is written,
        and afterwards nothing of them is there. With it comes the record as it then reads."""
        with self.store.turn():
            _, book = self._draft()
            events: list[NewEvent] = []
            how = (self._moment(book.last_recorded_at), "", NO_CONSENT)
            try:
                yield (
                    lambda one: self._take_in(one, book, how, events, self._drafted_today),
                    book.head,
                )
            finally:
                self._forget()

    # -- reading ---------------------------------------------------------------------

    @contextmanager
    def reading(self) -> Iterator[StoredSource]:
        """The book with everything acknowledged before; it may grow while it is read, beyond
        the size at which a question reads it."""
        yield self._caught_up()[1]

    def reading_at(self, asked: AskedView) -> StoredSource:
        """The book for a question. One that was pinned to a size that is read already looks no
        more whether the log has grown: whoever pinned it did, and what it reads never changes."""
        pinned = asked.log_size if isinstance(asked, AskedFrom) else None
        if pinned is not None and pinned <= self._head.size and not self._forked:
            return self._book
        return self._caught_up()[1]

    def viewpoint(
        self, book: StoredSource, asked: AskedView, valid_on: int | None
    ) -> tuple[Viewpoint, History]:
        """The viewpoint that a question names, and the record as it reads there.

        `asked` holds what the question gives of `known_on`, `log_size`, `recorded_until`,
        `root_hash` and `answer_version`; `QuestionError` if it names no valid viewpoint.
        """
        seen_from = read_asked(asked)
        size = found_in(book, self.store, seen_from)
        return resolved(book, seen_from, valid_on, size, self._root(size))

    def viewpoint_on_a_day(self, book: StoredSource, asked: AskedView) -> tuple[Viewpoint, History]:
        """The same of a question about a day; only `valid_on` left out means today."""
        seen_from = read_asked(asked, with_day=True)
        valid_on = seen_from.valid_on
        if valid_on is None:
            valid_on = self.today().toordinal()
        return self.viewpoint(book, seen_from, valid_on)

    # -- keeping in step -------------------------------------------------------------

    def _root(self, size: int) -> str:
        root = self._roots.get(size)
        if root is None:
            found = self.store.root_at(size)
            if found is None:
                raise not_there(f"the root of the first {size} records")
            if found != root_at(self.hashes.node, size):
                raise damaged(f"the root of the first {size} records")
            if len(self._roots) > _ROOTS_KEPT:
                self._roots.clear()
            root = self._roots[size] = found.hex()
        return root

    def _caught_up(self) -> tuple[LogHead, StoredSource]:
        """The head, and the book with all up to it."""
        head = self.store.head()
        if head != self._head or self._forked:
            with self._lock:
                head = self.store.head()
                self._hold(head)
                self._book.catch_up(head.size)
                self._head = head
        return head, self._book

    def _draft(self) -> tuple[LogHead, StoredSource]:
        """The head, and a book up to it on which is laid what is not saved yet. In turn only."""
        head = self._seen_head()
        if self._drafts is None:
            self._indexing.bring_forward()
            self._drafts = StoredSource(self.store)
        self._drafts.catch_up(head.size)
        return head, self._drafts

    def _index_as_saved(self, size: int) -> None:
        """See that what is looked up goes as far as the log, so that it can be brought forward with
        what is saved next. That was judged elsewhere, and is laid on no book."""
        if self._indexing.size != size:
            book = self._drafts or StoredSource(self.store)
            book.begin(size)
            book.bring_forward()
            self._indexing.begin_at(size)
        self._drafts = None

    def _seen_head(self) -> LogHead:
        """The head of a log that begins with what was read of it before."""
        with self._lock:
            head = self.store.head()
            self._hold(head)
        return head

    def _hold(self, head: LogHead) -> None:
        """`LedgerFileError`, from then on, unless the log begins with what was read of it."""
        size, root = self._known
        moved = head != self._known
        if moved and not self._forked and (size > head.size or self.store.root_at(size) != root):
            self._forked = (
                f"the first {size} records of the ledger's file are no longer those that were read "
                "from it: it was replaced or cut while it was in use, and ends at "
                f"{head.size} now; nothing more is answered from it: see what licence-ledger "
                "verify says, put the right file in its place, and start again"
            )
        if self._forked:
            raise LedgerFileError(self._forked)
        self._known = head

    def _forget(self) -> None:
        """Begin again from what is saved."""
        self._drafts = None
        self.commitment.forget()

    def rebuild(self, advance: Callable[[int], None]) -> None:
        """Throw away all that follows from the log, and make it again."""
        with self._lock:
            self._book.rebuild(advance)
            self._book, self._drafts = self._begun(), None
        self._caught_up()


_ROOTS_KEPT = 10_000


@cache
def _events_of() -> Callable[..., list[NewEvent]]:
    """It is loaded by who records: most only ask."""
    from ..domain.recording.events import events_of

    return events_of


def _refusals(found: Sequence[Judge | Recording | RefusedError]) -> dict[int, RefusedError]:
    """What was refused, by its number."""
    return {n: one for n, one in enumerate(found) if isinstance(one, RefusedError)}


def open_ledger(
    database: str,
    today: Callable[[], date],
    now: Callable[[], datetime],
    read_only: bool = False,
) -> Ledger:
    """The ledger in a SQLite file, made if there is none; `LedgerFileError` if it cannot be.
    One that is opened `read_only` follows what others record."""
    log = open_log(database, read_only)
    try:
        return Ledger(log, today, now)
    except BaseException:
        log.close()  # nobody else would: what cannot be used is not held on to
        raise
