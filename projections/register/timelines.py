"""The questions over time: where answers change, what differs, what an instrument would do."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from ...domain.faults import Fault, QuestionError
from ...domain.history.history import History
from ...domain.law.running import Seen
from ...domain.over_time.contents.content import Content, legal_content, whole_content
from ...domain.over_time.contents.diff import difference
from ...domain.over_time.dry_run import NOTHING, consequences
from ...domain.over_time.surroundings import Surroundings, surroundings_by_day
from ...domain.over_time.timeline import Timeline, entries_of, period_shown
from ...domain.questions import read_day, read_viewpoint, require_known
from ...domain.vocabulary.bounds import PAGE
from ...domain.vocabulary.dates import day_text
from ...domain.vocabulary.viewpoint import Viewpoint
from ..recording.judging import already_recorded, drafted_in
from ..storage.stored_source import StoredSource
from ..viewpoints import AskedFrom, AskedView
from .register import Json, Register, as_answered

AT_HEAD = AskedFrom()


class Timelines(Register):
    """The questions over time. `from_` and `to` are each a viewpoint in one argument."""

    def timeline(self, name: str, asked: AskedView, limit: int = PAGE, after: str = "") -> Json:
        """The days on which a licence's answers change, and what it answers between.

        `after` is a day: only the periods that begin later. `next` is the last day of the
        last period shown, or null if none follows.
        """
        with self.ledger.reading() as book:
            viewpoint, history = self.ledger.viewpoint(book, asked, None)
            require_known("licence", name, history, "/licence")
            whole = viewpoint.answer_version > 1
            around = surroundings_by_day(history, viewpoint.known_on) if whole else None
            timeline = Timeline(name, history, viewpoint.known_on, around)
            start = read_day(after, "after") if after else None
            page = list(islice(timeline.periods(start), limit))
            last = page[-1].ends if page else None
            said = {
                "licence": name,
                "periods": [period_shown(period, timeline) for period in page],
                "entries": entries_of(page),
                "next": None if last is None else day_text(last - 1),
            }
            return as_answered(said, viewpoint)

    def diff(self, name: str, from_: str, to: str) -> Json:
        """What differs about a licence between two viewpoints, and by which changes.

        A side on which the licence was never established reads `not_established`;
        `unknown_licence` if that is so on both.
        """
        with self.ledger.reading() as book:
            before, after = self._sides(book, from_, to)
            if not before.history.knows("licence", name):
                require_known("licence", name, after.history, "/licence")
            found = difference(before.content(name), after.content(name))
            return {"licence": name, **found, **_viewpoints(before, after)}

    def register_diff(self, from_: str, to: str, limit: int = PAGE, after: str = "") -> Json:
        """The licences that differ between two viewpoints, each with what differs."""
        with self.ledger.reading() as book:
            sides = self._sides(book, from_, to)
            page = list(islice(_differing(*sides, after), limit + 1))
            more = page[limit - 1]["licence"] if len(page) > limit else None
            return {"licences": page[:limit], "next": more, **_viewpoints(*sides)}

    def dry_run(self, submitted: Any, asked: AskedView = AT_HEAD) -> Json:
        """What each licence that an instrument touches would become, and on which days; and what
        it would change in groups, requirements and policies.

        Judged like a recording, at the head unless a size of the log is `asked`, but nothing is
        written; `RefusedError` with every fault. One that is recorded already would change
        nothing.
        """
        with self.ledger.reading() as book:
            viewpoint, history = self.ledger.viewpoint(book, asked, None)
            already = already_recorded(submitted, history, self.ledger.store)
            changes, found = list(already.changes if already else ()), NOTHING
            if not already:
                draft = drafted_in(submitted, history, self.ledger.today()).draft
                changes, found = [one.id for one in draft.added], consequences(draft)
            return {
                "instrument": submitted["instrument"],
                "already_recorded": already is not None,
                "changes": changes,
                **found,
                "viewpoint": viewpoint.shown(),
            }

    def _sides(self, book: StoredSource, from_: str, to: str) -> tuple[DiffSide, DiffSide]:
        """Both sides of a question; every fault points to `from` or `to`."""
        found, faults = [], []
        for name, text in (("from", from_), ("to", to)):
            try:
                found.append(self._from(book, read_viewpoint(text, f"/{name}")))
            except QuestionError as error:
                faults += [Fault(one.code, f"/{name}", one.detail) for one in error.faults]
        if faults:
            raise QuestionError(faults)
        whole = all(viewpoint.answer_version > 1 for viewpoint, _ in found)
        before, after = (DiffSide(*one, whole) for one in found)
        return before, after


class DiffSide:
    """One of two viewpoints that are laid side by side; `whole`: with all that decides."""

    def __init__(self, viewpoint: Viewpoint, history: History, whole: bool) -> None:
        self.viewpoint = viewpoint
        self.history = history
        self.whole = whole
        self.around = Surroundings(Seen(history, viewpoint.valid_on or 0, viewpoint.known_on))

    def content(self, licence: str) -> Content:
        """What the law says of a licence, seen from here."""
        if self.whole:
            return whole_content(licence, self.around)
        return legal_content(licence, self.around.seen)


def _viewpoints(before: DiffSide, after: DiffSide) -> Json:
    return {"from": before.viewpoint.shown(), "to": after.viewpoint.shown()}


def _differing(before: DiffSide, after: DiffSide, after_name: str) -> Iterator[Json]:
    """The licences that differ, in the order of their names, found as they are asked for."""
    larger = max(before, after, key=lambda side: side.viewpoint.log_size)
    for name in larger.history.subjects("licence", after_name):
        one, other = before.content(name), after.content(name)
        if one != other:
            yield {"licence": name, **difference(one, other)}
