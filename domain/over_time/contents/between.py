"""Two answers about a licence, and by which changes one became the other.

A difference is explained by its *causes*. A change is a cause if it moved of itself: it is
visible on one side only (recorded, published), or its own `from`, `until` or `comply_by`
is reached on one side otherwise than on the other; where the record was repaired in
between, the correction is a cause. A change that others held up or let go did not move of
itself: then the causes are those of what stops or extends it, and so on. So what took an
exclusion away is the change that lifted it; where that lift is itself annulled, what brings
the exclusion back is the annulment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from ...history.changes import Change, change_of
from ...history.history import History
from ...law.licence_answer import reviewed
from ...law.running import Seen
from ...vocabulary.dates import legal_date
from ...vocabulary.truth import NO, YES, Truth
from .content import Content, Part

Json = dict[str, Any]
Bearing = Mapping[str, Truth]
"""What bears on something, seen from one side: the ids of changes, and whether each does."""


class Between:
    """Two contents of one licence, and what explains that they differ."""

    def __init__(self, before: Content, after: Content) -> None:
        self.before = before
        self.after = after
        self.stream = f"licence/{after.licence}"

    def differing_parts(self) -> list[Part]:
        """The parts that are on one side only, or say something else; in the order shown."""
        return [
            part
            for part in dict.fromkeys((*self.before.parts, *self.after.parts))
            if self.before.parts.get(part) != self.after.parts.get(part)
        ]

    def shown(self, part: Part) -> Json:
        """A part that differs: as it was, as it became (None: not there), and by what."""
        what, name = part
        return {
            "what": what,
            "id": name,
            "before": self.before.parts.get(part),
            "after": self.after.parts.get(part),
            "by": [one.id for one in self.causes_of(part)],
        }

    def beside(self) -> Json:
        """What differs beside the licence, as it is answered: nothing is compared here."""
        return {}

    def causes_beside(self) -> list[Change]:
        """The causes of what differs beside the licence."""
        return []

    # -- causes --------------------------------------------------------------------

    def causes_of_line(self) -> list[Change]:
        """The causes for status and title, if they differ: of what decides the status on
        either side, of what that stops, and of the establishments."""
        if self.before.line == self.after.line:
            return []
        deciding = [*self.before.line["because"], *self.after.line["because"]]
        stopped = [
            change.target
            for seen in self.sides()
            for change in map(seen.history.change, deciding)
            if change and change.type.stops and change.target
        ]
        return self.causes_from([*deciding, *stopped], self.bearing_otherwise(self._establishments))

    def causes_of(self, part: Part) -> list[Change]:
        """The causes for a part: of the change it belongs to, and of all that bears on it."""
        what, name = part
        match what:
            case "court_order":
                passed = [name] if self._became_overdue(part) else []
                carriers = self.bearing_otherwise(partial(_carriers, name))
                return self.causes_from([name], carriers, passed)
            case "review":
                return self.causes_from(self.bearing_otherwise(partial(self._reviewing, name)))
            case "dispute":
                spoken_of = self.bearing_otherwise(partial(_spoken_of, name))
                return self.causes_from([name]) or self.causes_from(spoken_of)
            case "pending" | "incomplete":
                return self.causes_from([name])
        return self.causes_from([change_of(name)], self.bearing_otherwise(partial(on_entry, name)))

    def causes_of_changes(self, changes: Iterable[str], entries: Iterable[str]) -> list[Change]:
        """The causes for these changes, and for what bears on these entries."""
        bearing = [
            name for entry in entries for name in self.bearing_otherwise(partial(on_entry, entry))
        ]
        return self.causes_from(changes, bearing)

    def ranked(self, changes: Iterable[Change]) -> list[Change]:
        """Changes in rank, each once."""
        once = {change.id: change for change in changes}
        return sorted(once.values(), key=lambda change: self._reader_of(change).rank(change))

    def causes_from(
        self, roots: Iterable[str], bearing: Iterable[str] = (), passed: Iterable[str] = ()
    ) -> list[Change]:
        """The causes of the roots and of what bears on them; each `passed` is one itself."""
        found = [change for name in passed for change in self._read(name) if change]
        waiting, entered = [*roots, *bearing], set[str]()
        while waiting:
            name = waiting.pop()
            if name not in entered:
                entered.add(name)
                found += self._moved(name)
                waiting += self.bearing_otherwise(partial(_holding, name))
        return self.ranked(found)

    def _moved(self, name: str) -> Iterator[Change]:
        """The change, if it moved of itself; the corrections that made it read otherwise."""
        before, after = self._read(name)
        histories = [seen.history for seen in self.sides()]
        if all(history.home(name) for history in histories):
            yield from self.corrections(name)
        if before and after:
            if self._reached_otherwise(before) or self._reached_otherwise(after):
                yield after
        elif not any(_corrected_away(history, name) for history in histories):
            yield from filter(None, (before, after))

    def _reached_otherwise(self, change: Change) -> bool:
        """Whether its `from`, or its `until` with the same extensions, is reached on one side
        otherwise than on the other."""
        one, other = self.sides()
        begun = change.starting and change.starting.reached
        ended = change.ending and change.ending.reached
        return bool(
            (begun and begun(one.valid_on) is not begun(other.valid_on))
            or (
                ended
                and ended(one.valid_on) is not ended(other.valid_on)
                and one.ended(change) is not other.ended(change)
            )
        )

    def _became_overdue(self, part: Part) -> bool:
        """Whether the last day to comply with an order lies between the two days."""
        shown = [content.parts.get(part) for content in (self.before, self.after)]
        comply_by = next(one for one in shown if one)["comply_by"]
        if comply_by is None or "overdue" not in [one["state"] for one in shown if one]:
            return False
        last = legal_date(comply_by).last
        one, other = self.sides()
        return (one.valid_on > last) is not (other.valid_on > last)

    def corrections(self, name: str) -> list[Change]:
        """The corrections of a change, or of its instrument, that one side alone has."""
        one, other = (_corrections_of(seen.history, name) for seen in self.sides())
        return [
            change for key, change in {**one, **other}.items() if not (key in one and key in other)
        ]

    # -- the two sides -------------------------------------------------------------

    def sides(self) -> tuple[Seen, Seen]:
        return self.before.seen, self.after.seen

    def _read(self, name: str) -> list[Change | None]:
        """The change on either side, where it is visible."""
        return [
            change if change and seen.visible(change) else None
            for seen in self.sides()
            for change in (seen.history.change(name),)
        ]

    def _reader_of(self, change: Change) -> Seen:
        """A side on which the change's instrument is recorded."""
        before, after = self.sides()
        return after if after.history.instrument(change.instrument) else before

    def bearing_otherwise(self, bearing: Callable[[Seen], Bearing]) -> list[str]:
        """What bears on something on one side otherwise than on the other."""
        one, other = (bearing(seen) for seen in self.sides())
        names = dict.fromkeys((*one, *other))
        return [name for name in names if one.get(name, NO) is not other.get(name, NO)]

    def _establishments(self, seen: Seen) -> Bearing:
        return {
            change.id: seen.runs(change)
            for change in seen.visible_of(self.stream, "licence_established")
        }

    def _reviewing(self, of: str, seen: Seen) -> Bearing:
        return {
            change.id: seen.runs(change)
            for change in seen.history.stream(self.stream).changes.values()
            if reviewed(change, self.after.licence) == of
        }


# -- what bears on what, seen from one side ----------------------------------------


def _holding(name: str, seen: Seen) -> Bearing:
    """What stops a change, or keeps it from ending."""
    return {
        change.id: seen.stops(change) if change.type.stops else seen.runs(change)
        for change in _naming(seen, name)
        if change.type.stops or change.type.name == "period_extended"
    }


def on_entry(entry: str, seen: Seen) -> Bearing:
    """What stops an entry, or its change in part; what meets it; what its change amends."""
    of = change_of(entry)
    found = {
        change.id: seen.runs(change)
        for name in dict.fromkeys((of, entry))
        for change in _naming(seen, name)
        if change.type.stops or change.type.name == "reinstatement_condition_met"
    }
    change = seen.history.change(of)
    amended = seen.history.change(change.content.get("amends", "")) if change else None
    return {**found, amended.id: seen.runs(amended)} if amended else found


def _carriers(order: str, seen: Seen) -> Bearing:
    return {change.id: seen.runs(change) for change in seen.history.carriers(order)}


def _spoken_of(statement: str, seen: Seen) -> Bearing:
    """The visible changes of the instrument that a statement is about; none, if it is about a
    licence or a change."""
    kind, _, instrument = (seen.history.home(statement) or "").partition("/")
    found = seen.history.instrument(instrument) if kind == "instrument" else None
    changes = map(seen.history.change, found.changes if found else ())
    return {change.id: YES for change in changes if change and seen.visible(change)}


def _naming(seen: Seen, name: str) -> Iterable[Change]:
    home = seen.history.home(change_of(name))
    return seen.history.stream(home).naming(name) if home else ()


def _corrections_of(history: History, name: str) -> dict[str, Change]:
    home = history.home(name)
    own = history.stream(home).corrections.values() if home else ()
    of_instrument = history.instrument_corrections(name.rpartition("#")[0])
    return {one.id: one for one in (*(c for c in own if c.target == name), *of_instrument)}


def _corrected_away(history: History, name: str) -> bool:
    return history.home(name) is not None and history.change(name) is None
