"""A country first: what the law leaves for what goes there, and on which days that changes."""

from __future__ import annotations

from collections.abc import Iterable

from ...domain.faults import Fault, QuestionError
from ...domain.history.history import History
from ...domain.law.destinations import Destination, destination_answer
from ...domain.law.publication import publication_notes
from ...domain.law.running import Seen
from ...domain.over_time.destination_days import DestinationDays
from ...domain.questions import read_day
from ...domain.shapes.countries import country_fault
from ...domain.vocabulary.bounds import PAGE
from ...domain.vocabulary.dates import day_text
from ...domain.vocabulary.dimensions import HOME_LAW
from ...domain.vocabulary.jurisdictions import law_of
from ...domain.vocabulary.transaction_values import unknown_country
from ..viewpoints import AskedView
from .register import Json, Register

UPCOMING_SHOWN = 20
"""So many days to come are told; how many more there are is told too."""


class UnknownCountryError(QuestionError):
    """A question is about a country that is none."""

    title = "There is no such country"


class Destinations(Register):
    """The questions about a country as a destination."""

    def destination(
        self,
        country: str,
        asked: AskedView,
        limit: int = PAGE,
        after: str = "",
        law: str = HOME_LAW,
    ) -> Json:
        """What is left for this country of each licence, the groups that it is in, what forbids
        and what requires, and the days to come on which any of this changes: under one law, of
        version 1 under all that is recorded.

        Licences come by name, a page at a time; what comes is told of those on the page.
        """
        require_country(country)
        _require_law(law)

        def answer(seen: Seen, history: History, version: int) -> Json:
            if version > 1:
                history = history.under(law)
                seen = Seen(history, seen.valid_on, seen.known_on)
            names = history.subjects("licence", after, limit + 1)
            page = names[:limit]
            destination = Destination(country, seen)
            found = destination_answer(destination, page)
            streams = [f"licence/{name}" for name in page]
            streams += [f"requirement/{name}" for name in history.subjects("requirement")]
            streams += [f"group/{name}" for name in destination.groups.names()]
            return {
                **found,
                **_coming(country, page, seen),
                "next": page[-1] if len(names) > limit else None,
                "notes": publication_notes(streams, seen),
            }

        return self._seen(asked, answer)

    def destination_timeline(
        self,
        country: str,
        asked: AskedView,
        limit: int = PAGE,
        after: str = "",
        licences: Iterable[str] | None = None,
        law: str = HOME_LAW,
    ) -> Json:
        """The days on which the law changed for what goes to a country, and by what.

        `after` is a day: only what changed later. `next` is the last day told, or null. Of
        `licences` only these are looked at, if any are named.
        """
        require_country(country)
        _require_law(law)
        with self.ledger.reading() as book:
            viewpoint, history = self.ledger.viewpoint(book, asked, None)
            if viewpoint.answer_version > 1:
                history = history.under(law)
            start = read_day(after, "after") if after else None
            over_time = DestinationDays(country, history, viewpoint.known_on)
            names = history.subjects("licence") if licences is None else licences
            found = over_time.days(names, start)
            page = found[:limit]
            return {
                "country": country,
                "days": [over_time.shown(one) for one in page],
                "next": day_text(page[-1].day) if len(found) > limit else None,
                "viewpoint": viewpoint.shown(),
            }

    def laws_recorded(self, asked: AskedView) -> list[str]:
        """The countries of whose law licences are recorded, the home law first."""
        with self.ledger.reading() as book:
            _, history = self.ledger.viewpoint_on_a_day(book, asked)
            found = {law_of(name) for name in history.subjects("licence")} - {HOME_LAW}
            return [HOME_LAW, *sorted(found)]


def _coming(country: str, licences: list[str], seen: Seen) -> Json:
    over_time = DestinationDays(country, seen.history, seen.known_on)
    found = over_time.days(licences, seen.valid_on)
    return {
        "upcoming": [over_time.briefly(one) for one in found[:UPCOMING_SHOWN]],
        "upcoming_more": max(0, len(found) - UPCOMING_SHOWN),
    }


def require_country(country: str) -> None:
    """`UnknownCountryError` for what is no country's code, with the nearest."""
    if unknown_country(country):
        raise UnknownCountryError([Fault("unknown_country", "/country", country_fault(country))])


def _require_law(law: str) -> None:
    """`QuestionError` for a law that is of no country."""
    if unknown_country(law):
        raise QuestionError([Fault("unknown_country", "/jurisdiction", country_fault(law))])
