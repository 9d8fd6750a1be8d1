"""A licence over time as pages tell it: when it was in force, what changed on which day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from ....projections.ledger import Ledger
from ....projections.viewpoints import AskedFrom
from ...http.dependencies import MAX_PAGE
from ...library.every_question import EveryQuestion
from ..prose import Prose
from ..terms import marked

Json = Mapping[str, Any]

NEVER = "9999-12-31"
"""The last of all days: what is only certain then has no day that is known."""
_KEPT = 64


@lru_cache(_KEPT)
def _timeline(ledger: Ledger, licence: str, known_on: int | None, size: int, root: Any) -> Json:
    asked = AskedFrom(known_on=known_on, log_size=size, root_hash=root)
    return EveryQuestion(ledger).timeline(licence, asked, MAX_PAGE)


def timeline_of(ledger: Ledger, licence: str, seen: AskedFrom) -> Json:
    """The timeline of a licence, as it is known from a pinned viewpoint. The same as asked before
    is not worked out again: a log is only ever appended to."""
    assert seen.log_size is not None
    return _timeline(ledger, licence, seen.known_on, seen.log_size, seen.root_hash)


class DaysInForce(NamedTuple):
    """Days on which a licence is in force without a break, for `certain` or perhaps: `since` (None:
    before all days) is the first, `until` the first no longer. Around those that are certain it
    may be so `perhaps` from an earlier day on, and `at_last` until a later one."""

    perhaps: str | None
    since: str | None
    until: str | None
    at_last: str | None
    certain: bool


def runs(timeline: Json) -> list[DaysInForce]:
    """The days on which a licence is in force, or may be, in their order. What is open between two
    runs that are certain, or open for good, is a run of its own."""
    found: list[DaysInForce] = []
    stretches = _stretches(timeline["periods"])
    for place, (word, since, until) in enumerate(stretches):
        last = found[-1] if found and found[-1].until == since else None
        follows = stretches[place + 1][0] if place + 1 < len(stretches) else "no"
        ends = follows == "no" and until not in (None, NEVER)
        if word == "undetermined" and last and last.certain and ends:
            found[-1] = last._replace(at_last=until)
        elif word == "yes" and last and not any(one.until == last.since for one in found[:-1]):
            found[-1] = DaysInForce(last.since, since, until, until, True)
        elif word != "no":
            found.append(DaysInForce(since, since, until, until, word == "yes"))
    return found


def _stretches(periods: Sequence[Json]) -> list[tuple[str, str | None, str | None]]:
    """Whether a licence is in force, as long as that stays the same: from when, until when."""
    found: list[tuple[str, str | None, str | None]] = []
    for one in periods:
        word, since = one["in_force"], one["from"]
        if found and found[-1][0] == word:
            since = found.pop()[1]
        found.append((word, since, one["until"]))
    return found


def day_before(day: str) -> str:
    """The day before a day."""
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def run_words(run: DaysInForce, say: Prose) -> str:
    """One run in words: 1 December 2009 to 7 April 2025."""
    text = say.said.text
    until = None if run.until in (None, NEVER) else say.day(day_before(run.until or ""))
    since = say.day(run.since)
    between = text(marked("a day between {first} and {last}"))
    if run.perhaps != run.since and run.perhaps and run.since:
        since = between.format(first=say.day(run.perhaps), last=since)
    if run.at_last != run.until and run.at_last and until:
        until = between.format(first=until, last=say.day(day_before(run.at_last)))
    if not since:
        told = text(marked("up to {last}")).format(last=until) if until else text(marked("always"))
    elif until:
        told = text(marked("{first} to {last}")).format(first=since, last=until)
    else:
        told = text(marked("since {first}")).format(first=since)
    return told if run.certain else text(marked("perhaps {days}")).format(days=told)


def status_sentence(answer: Json, timeline: Json, today: str, say: Prose) -> str:
    """The status of a licence on the day in one sentence; of one that is not in force, when it
    was."""
    text, licence = say.said.text, answer["licence"]
    on, found = answer["viewpoint"]["valid_on"], runs(timeline)
    now = next((one for one in found if _holds(one, on)), None)
    if answer["in_force"] == "yes" and now:
        told = text(marked("{licence} is in force on {day}: {days}."))
        return told.format(licence=licence, day=say.day(on), days=run_words(now, say))
    if answer["in_force"] == "undetermined":
        told = text(marked("Whether {licence} is in force on {day} is not known for certain."))
        return told.format(licence=licence, day=say.day(on))
    days = "; ".join(run_words(one, say) for one in found)
    if answer["in_force"] == "yes" or not days:
        told = text(
            marked("{licence} is in force on {day}.")
            if answer["in_force"] == "yes"
            else marked("{licence} is not in force on {day}: {status}.")
        )
        return told.format(licence=licence, day=say.day(on), status=say.term(answer["status"]))
    told = text(
        marked("{licence} was not in force on that day: in force {days}.")
        if on < today
        else marked("{licence} is not in force on {day}: in force {days}.")
    )
    return told.format(licence=licence, day=say.day(on), days=days)


def last_day_in_force(answer: Json, timeline: Json) -> str | None:
    """The last day before the one asked about on which a licence was in force, of one that no
    longer is."""
    on = answer["viewpoint"]["valid_on"]
    ended = [one.until for one in runs(timeline) if one.until and one.until <= on and one.certain]
    return day_before(ended[-1]) if ended and answer["in_force"] == "no" else None


def _holds(run: DaysInForce, day: str) -> bool:
    return (run.since is None or run.since <= day) and (run.until is None or day < run.until)


MOST_DRAWN = 200
"""So many days of change can be told apart in a picture, and fit on a page."""


def drawn_around(periods: Sequence[Json], day: str, begins: str) -> Sequence[Json]:
    """The periods that are drawn: all of them, or those nearest to a day; `begins` is the field
    of their first days."""
    place = sum(1 for one in periods if (one[begins] or "") <= day)
    first = max(0, min(place - MOST_DRAWN // 2, len(periods) - MOST_DRAWN))
    return periods[first : first + MOST_DRAWN]


class Neighbours(NamedTuple):
    """The days of change around a day: before it, of its own period, and after it."""

    before: str | None
    since: str | None
    after: str | None


def change_days(timeline: Json) -> list[str]:
    """The days on which the answers of a licence change."""
    return [one["from"] for one in timeline["periods"] if one["from"] not in (None, NEVER)]


def neighbours(days: Sequence[str], day: str) -> Neighbours:
    """The days of change before the period that a day is in, of it, and after it."""
    reached = [one for one in days if one <= day]
    later = [one for one in days if one > day]
    since = reached[-1] if reached else None
    before = reached[-2] if len(reached) > 1 else (day_before(reached[0]) if reached else None)
    return Neighbours(before, since, later[0] if later else None)


def period_on(timeline: Json, day: str) -> Json | None:
    """The period that a day is in."""
    for one in timeline["periods"]:
        begins, ends = one["from"], one["until"]
        if (begins is None or begins <= day) and (ends is None or day < ends):
            found: Json = one
            return found
    return None


# -- what changes on a day -----------------------------------------------------------------

_LISTS = (
    ("permits", "entry"),
    ("exclusions", "entry"),
    ("conditions", "entry"),
    ("court_orders", "order"),
    ("reinstatement", "entry"),
    ("reviews", "of"),
    ("pending", "change"),
    ("disputes", "change"),
    ("incomplete", "change"),
    ("prohibitions", "requirement"),
)


class Turn(NamedTuple):
    """A day of change: the period that begins on it, and what it brings and ends against the one
    before, each as the list it stands in with its id."""

    period: Json
    status: str | None
    brings: list[tuple[str, Json]]
    ends: list[tuple[str, Json]]
    alters: list[tuple[str, Json]]


def turns(timeline: Json) -> Iterator[Turn]:
    """Each day of change, with what became of what."""
    last: Json | None = None
    for period in timeline["periods"]:
        if last is not None and period["from"] != NEVER:
            yield _turn(last, period)
        last = period


def _turn(before: Json, after: Json) -> Turn:
    brings, ends, alters = [], [], []
    for listed, name in _LISTS:
        one = {part[name]: part for part in before[listed]}
        other = {part[name]: part for part in after[listed]}
        brings += [(listed, part) for key, part in other.items() if key not in one]
        ends += [(listed, part) for key, part in one.items() if key not in other]
        alters += [(listed, p) for key, p in other.items() if key in one and one[key] != p]
    status = after["status"] if after["status"] != before["status"] else None
    return Turn(after, status, brings, ends, alters)
