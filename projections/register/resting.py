"""What a question rests on, held against an earlier size of the log: what moved of it since.

A question rests on every change that its answer can be decided by, on any day: not only on what
decides it today. A change moved if it was recorded, corrected or corrected away in between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ...domain.history.changes import Change, clauses_in
from ...domain.history.history import History
from ...domain.law.control_lists import stream_of_list
from ...domain.law.evaluation import Evaluation
from ...domain.law.licence import TYPES_WITH
from ...domain.law.running import Seen
from ...domain.over_time.bearing import (
    changes_that_bear,
    changes_that_ever_bear,
    changes_that_ever_require,
    changes_that_require,
    groups_inside,
)
from ...domain.over_time.presence import bearing_on
from ...domain.over_time.surroundings import bearing_beside, clauses_of, groups_named, lists_reached
from ...domain.over_time.timeline import bearing_on_licence
from ...domain.questions import AskedTransaction, read_transaction
from ...domain.vocabulary.clauses import Clause
from ..viewpoints import AskedView
from .register import Json, Register

ABOUT = ("licence", "group", "policy", "list", "application", "requirements")
"""What a question can be about, besides a transaction."""


@dataclass(frozen=True, slots=True)
class MovedChange:
    """A change that a question rests on and that was not so at the earlier size: `how` it came,
    went or reads otherwise, `by` the instrument that did it, with its title and day."""

    change: str
    type: str
    how: str
    by: str
    title: str
    published_on: str


class Resting(Register):
    """What questions rest on."""

    def moved_since(
        self, size: int, kind: str, about: Any, asked: AskedView
    ) -> tuple[MovedChange, ...]:
        """What a question rests on that moved after so many records, in the order of the log.

        `kind` is `transaction` (with what it says), or one of `ABOUT` with a name. Of the viewpoint
        `known_on` counts: what was published later is not seen on either side.
        """
        with self.ledger.reading() as book:
            earlier = self.ledger.viewpoint(book, {**_knowledge(asked), "log_size": size}, None)
            viewpoint, history = self.ledger.viewpoint(book, _knowledge(asked), None)
            before = earlier[1]
            if kind == "transaction":  # as it is read now: its licence may have come since
                about = read_transaction(about, history, "/transaction")
            was, now = (
                {one.id: one for one in _RESTING[kind](seen, about, viewpoint.known_on)}
                for seen in (before, history)
            )
            moved = [
                one for one in now.values() if _read(was.get(one.id), before) != _read(one, history)
            ]
            moved += [one for one in was.values() if one.id not in now]
            if kind == "transaction":
                moved += _groups_otherwise(about, before, history, viewpoint.known_on)
            moved = list({one.id: one for one in moved}.values())
            moved.sort(key=lambda one: one.position)
            return tuple(_told(one, _how(one, before, history), history, size) for one in moved)


def _knowledge(asked: AskedView) -> Json:
    named = asked if isinstance(asked, Mapping) else {}
    return {"known_on": named["known_on"]} if named.get("known_on") else {}


def _read(change: Change | None, history: History) -> Any:
    """What a change says as it reads in a history, with what its instrument says of itself: when
    it was published is of the law, too."""
    if change is None:
        return None
    return dict(change.content), change.stream, dict(history.instrument_of(change).content)


def _how(change: Change, before: History, history: History) -> str:
    """How a change came to bear on a question, or not to bear on it any more."""
    then, now = before.change(change.id), history.change(change.id)
    if now is None:
        return "it was corrected away"
    if then is None:
        return "it was recorded"
    if _read(then, before) != _read(now, history):
        return "it reads otherwise"
    return "it bears on this otherwise than before"


def _told(change: Change, how: str, history: History, size: int) -> MovedChange:
    """A change that moved; where others corrected it since, they are who did it."""
    stream = history.stream(change.stream)
    corrections = [
        *stream.corrections_of(change.id),
        *history.instrument_corrections(change.instrument),
    ]
    later = [one.instrument for one in corrections if one.position >= size]
    by = change.instrument if change.position >= size or not later else later[-1]
    instrument = history.recorded_instrument(by)
    content = instrument.content if instrument else {}
    return MovedChange(
        change.id,
        change.type.name,
        how,
        by,
        str(content.get("title", by)),
        str(content.get("published_on", "")),
    )


# -- what each kind of question rests on ---------------------------------------------------


def _of_transaction(
    history: History, sound: AskedTransaction, known_on: int | None
) -> Iterable[Change]:
    asked = Evaluation(history, sound.date, known_on, sound.given)
    return (
        *changes_that_bear(asked.history, sound.licence, asked.given, known_on),
        *changes_that_require(asked.history, asked.given, known_on),
    )


def _groups_otherwise(
    sound: AskedTransaction, before: History, after: History, known_on: int | None
) -> Iterator[Change]:
    """What establishes groups that nothing establishes on one side alone, of those that a clause
    can ask about the transaction: until something does it is open who is in them, and so which
    clauses match, though nobody comes or goes."""
    sides = [Evaluation(one, sound.date, known_on, sound.given) for one in (before, after)]
    asking = [
        one
        for side in sides
        for one in (
            *changes_that_ever_bear(side.history, sound.licence, side.given),
            *changes_that_ever_require(side.history, side.given),
        )
    ]
    named = groups_named(clauses_of(asking))
    seen = [Seen(side.history, 0, known_on) for side in sides]
    for name in dict.fromkeys(name for one in seen for name in groups_inside(named, one)):
        was, now = (one.visible_of(f"group/{name}", "group_established") for one in seen)
        if not (was and now):
            yield from (*was, *now)


def _of_licence(history: History, name: Any, known_on: int | None) -> Iterator[Change]:
    seen = Seen(history, 0, known_on)
    for one in (*bearing_on_licence(name, history), *bearing_beside(name, history)):
        if seen.visible(one):
            yield one


def _of_group(history: History, name: Any, known_on: int | None) -> Iterator[Change]:
    seen = Seen(history, 0, known_on)
    yield from _visible((f"group/{one}" for one in groups_inside([name], seen)), seen)


def _of_policy(history: History, name: Any, known_on: int | None) -> Iterator[Change]:
    seen = Seen(history, 0, known_on)
    own = list(_visible([f"policy/{name}"], seen))
    yield from own
    clauses = [Clause(says) for one in own for says in clauses_in(one.content)]
    groups = groups_inside(groups_named(clauses), seen)
    yield from _visible((f"group/{one}" for one in groups), seen)
    yield from _visible(map(stream_of_list, lists_reached(clauses)), seen)


def _of_list(history: History, name: Any, known_on: int | None) -> Iterator[Change]:
    yield from _visible([stream_of_list(name)], Seen(history, 0, known_on))


def _of_application(history: History, name: Any, known_on: int | None) -> Iterator[Change]:
    seen = Seen(history, 0, known_on)
    own = list(_visible([f"application/{name}"], seen))
    yield from own
    granted = dict.fromkeys(one.content["licence"] for one in own if "licence" in one.content)
    for licence in granted:
        yield from filter(seen.visible, _with_conditions(licence, history))


def _with_conditions(licence: str, history: History) -> Iterator[Change]:
    """Every change by which a licence has conditions of use, and what can take one away."""
    stream = history.stream(f"licence/{licence}")
    for change in stream.of_type(*TYPES_WITH["condition"]):
        for entry in change.entries:
            if entry.kind == "condition":
                yield from bearing_on(history, change, entry)


def _of_requirements(history: History, name: Any, known_on: int | None) -> Iterator[Change]:
    streams = (f"requirement/{one}" for one in history.subjects("requirement"))
    yield from _visible(streams, Seen(history, 0, known_on))


def _visible(streams: Iterable[str], seen: Seen) -> Iterator[Change]:
    for stream in streams:
        for one in seen.history.stream(stream).changes.values():
            if seen.visible(one):
                yield one


_RESTING: Mapping[str, Callable[[History, Any, int | None], Iterable[Change]]] = {
    "transaction": _of_transaction,
    "licence": _of_licence,
    "group": _of_group,
    "policy": _of_policy,
    "list": _of_list,
    "application": _of_application,
    "requirements": _of_requirements,
}
