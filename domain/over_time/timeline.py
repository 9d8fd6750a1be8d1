"""The days on which a licence's answers change, and what it answers between.

What the law says of a licence can only change on a day on which some date is reached or
passed: the first or last possible day of a `from` or `until`, the day after a `comply_by`.
Those days are the candidates; neighbouring periods that say the same are one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ..history.changes import Change
from ..history.history import History
from ..law.running import Seen
from ..vocabulary.originals import with_original
from .contents.content import Content, legal_content, whole_content
from .contents.diff import between_contents, causes
from .periods import Period, days_of, periods
from .surroundings import Surroundings, bearing_beside

Json = dict[str, Any]
Around = Callable[[int], Surroundings]
"""What stands beside licences on a day."""


class Timeline:
    """A licence on all days, as known on a day, at a size of the log.

    In answers of version 1 it tells the licence alone: `around` is None. Else that is what
    stands beside licences on a day.
    """

    def __init__(
        self,
        licence: str,
        history: History,
        known_on: int | None = None,
        around: Around | None = None,
    ) -> None:
        self.licence = licence
        self.history = history
        self.known_on = known_on
        self.around = around
        days = days_of(bearing_on_licence(licence, history))
        beside = bearing_beside(licence, history) if around else ()
        self.days = sorted(days | days_of(beside))

    def content_on(self, day: int) -> Content:
        """What the law says of the licence on a day."""
        if self.around:
            return whole_content(self.licence, self.around(day))
        return legal_content(self.licence, Seen(self.history, day, self.known_on))

    def periods(self, after: int | None = None) -> Iterator[Period[Content]]:
        """All periods, or those that begin after a day; neighbours differ."""
        return periods(self.content_on, self.days, after)

    def causes_of(self, period: Period[Content]) -> list[Change]:
        """The changes by which the answer became what it is when a period begins."""
        before = self.before(period)
        return causes(before, period.value) if before else []

    def before(self, period: Period[Content]) -> Content | None:
        """What the licence said on the day before a period begins; None if it is the first."""
        return None if period.begins is None else self.content_on(period.begins - 1)


def bearing_on_licence(licence: str, history: History) -> Iterator[Change]:
    """Every change that the answers about a licence can rest on.

    Those of its own stream, and of the streams in which its court orders are carried out;
    and what is said about the instruments of all these.
    """
    own = f"licence/{licence}"
    orders = history.stream(own).of_type("court_amendment_ordered")
    carriers = [carrier.stream for order in orders for carrier in history.carriers(order.id)]
    streams = dict.fromkeys((own, *carriers))
    changes = [one for name in streams for one in history.stream(name).changes.values()]
    yield from changes
    for instrument in dict.fromkeys(change.instrument for change in changes):
        if (stream := f"instrument/{instrument}") not in streams:
            yield from history.stream(stream).changes.values()


# -- how it is shown ---------------------------------------------------------------


def period_shown(period: Period[Content], timeline: Timeline) -> Json:
    """A period as it is answered: its days, what the licence says, by which changes it began."""
    before = timeline.before(period) or period.value
    changes = [_cause(one, timeline.history) for one in causes(before, period.value)]
    beside = between_contents(before, period.value).beside()
    return {**period.bounds(), **period.value.shown(), **beside, "changes": changes}


def entries_of(page: Sequence[Period[Content]]) -> list[Json]:
    """What the entries of some periods say, each once: no day changes it."""
    parts = {part: said for period in page for part, said in period.value.parts.items()}
    own = [
        {"entry": name, "what": what, "clause": said.get("clause"), **with_original(said, "text")}
        for (what, name), said in parts.items()
        if "entry" in said
    ]
    prohibiting = {
        one["entry"]: {
            "entry": one["entry"],
            "what": what,
            "clause": one["clause"],
            **with_original({}, "text"),
        }
        for period in page
        for part, said in period.value.parts.items()
        if part[0] == "prohibition"
        for what, listed in (("requires", said["requires"]), ("exempts", said["exempts"]))
        for one in listed
    }
    return [*own, *prohibiting.values()]


def _cause(change: Change, history: History) -> Json:
    instrument = history.instrument_of(change)
    return {
        "change": change.id,
        "type": change.type.name,
        **with_original(instrument.content, "title"),
        "from": change.content.get("from"),
        "until": change.content.get("until"),
    }
