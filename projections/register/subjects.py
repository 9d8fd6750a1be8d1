"""Lists of groups and of policies, all that ever stood and on which days; and applications, by when
each must be decided."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from ...domain.history.history import History
from ...domain.law.applications.application_answer import application_line, application_state
from ...domain.law.groups import Groups
from ...domain.law.publication import noted_if_any, publication_notes
from ...domain.law.running import Seen
from ...domain.over_time.application_days import ApplicationDays, application_period
from ...domain.over_time.days_run import days_run
from ...domain.questions import read_day, require_known
from ...domain.vocabulary.dates import day_text
from ...domain.vocabulary.originals import with_original
from ...domain.vocabulary.truth import any_of
from ..viewpoints import AskedView
from .register import PAGE, Json, Register, answered

ESTABLISHED_BY = {"group": "group_established", "policy": "policy_adopted"}


class Subjects(Register):
    """The lists of what is no licence. Ended ones stand in them too."""

    def groups(self, asked: AskedView, limit: int = PAGE, after: str = "") -> Json:
        """Every group ever established: whether it stands on the day, how many countries are or
        may be in it, and the days on which it stood."""
        return self._page("group", "groups", _group_line, asked, limit, after)

    def policies(self, asked: AskedView, limit: int = PAGE, after: str = "") -> Json:
        """Every policy ever adopted: whether it runs on the day, and the days on which it did."""
        return self._page("policy", "policies", _policy_line, asked, limit, after)

    def _page(
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
            notes = publication_notes([f"{kind}/{name}" for name in page], seen)
            return {
                title: [line(name, seen) for name in page],
                "next": page[-1] if len(names) > limit else None,
                **noted_if_any(notes),
            }

        return self._seen(asked, answer)


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
            said = {
                "application": name,
                "periods": [application_period(period, days) for period in page],
                "next": None if last is None else day_text(last - 1),
            }
            return answered(said, viewpoint)


def ran(kind: str, name: str, seen: Seen) -> list[Json]:
    """The days on which a group or a policy stood, or may have."""
    return days_run(f"{kind}/{name}", ESTABLISHED_BY[kind], seen.history, seen.known_on)


def _running(kind: str, name: str, seen: Seen) -> str:
    established = seen.visible_of(f"{kind}/{name}", ESTABLISHED_BY[kind])
    return any_of(seen.runs(one) for one in established).word


def _group_line(name: str, seen: Seen) -> Json:
    return {
        "group": name,
        "running": _running("group", name, seen),
        "members": len(Groups(seen).members(name)),
        "ran": ran("group", name, seen),
    }


def _policy_line(name: str, seen: Seen) -> Json:
    adopted = seen.visible_of(f"policy/{name}", "policy_adopted")
    return {
        "policy": name,
        **with_original(adopted[-1].content if adopted else {}, "title"),
        "running": _running("policy", name, seen),
        "ran": ran("policy", name, seen),
    }
