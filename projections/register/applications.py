"""The questions about applications: where each stands, and by when it must be decided."""

from __future__ import annotations

from itertools import islice

from ...domain.history.history import History
from ...domain.law.applications.application_answer import application_line, application_state
from ...domain.law.running import Seen
from ...domain.over_time.application_days import ApplicationDays, application_period
from ...domain.questions import read_day, require_known
from ...domain.vocabulary.dates import day_text
from ..viewpoints import AskedView
from .register import PAGE, Json
from .subjects import Subjects


class Applications(Subjects):
    """The questions about applications for licences."""

    def applications(self, asked: AskedView, limit: int = PAGE, after: str = "") -> Json:
        """Every application ever received: where it stands on the day, and by when it must be
        decided."""
        return self._page("application", "applications", application_line, asked, limit, after)

    def application(self, name: str, asked: AskedView) -> Json:
        """One application: where it stands, by when it must be decided and how that comes about,
        its decisions, objections and appeals."""

        def answer(seen: Seen, history: History, version: int) -> Json:
            require_known("application", name, history, "/application")
            return application_state(name, seen)

        return self._seen(asked, answer)

    def application_timeline(
        self, name: str, asked: AskedView, limit: int = PAGE, after: str = ""
    ) -> Json:
        """The days on which something about an application changes, and what is so between.

        `after` is a day: only the periods that begin later. `next` is the last day of the last
        period shown, or null if none follows.
        """
        with self.ledger.reading() as book:
            viewpoint, history = self.ledger.viewpoint(book, asked, None)
            require_known("application", name, history, "/application")
            days = ApplicationDays(name, history, viewpoint.known_on)
            start = read_day(after, "after") if after else None
            page = list(islice(days.periods(start), limit))
            last = page[-1].ends if page else None
            return {
                "application": name,
                "periods": [application_period(period, days) for period in page],
                "next": None if last is None else day_text(last - 1),
                "viewpoint": viewpoint.shown(),
            }
