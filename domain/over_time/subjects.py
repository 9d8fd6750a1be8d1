"""What an instrument would change in groups, requirements, policies and lists themselves."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial
from itertools import islice
from typing import Any

from ..history.draft import Draft
from ..history.history import History
from ..law.requirements import requirement_for
from ..law.running import Seen
from ..vocabulary.truth import NO, any_of
from .contents.between import Bearing
from .contents.content import Content
from .contents.deciding import Deciding
from .contents.whole_between import WholeBetween
from .periods import days_of, periods
from .surroundings import Surroundings, prohibition_shown

Json = dict[str, Any]
Told = Callable[[str, WholeBetween], Json | None]
"""What differs about a subject of a name between two sides; None if nothing does."""


def differing_subjects(draft: Draft, streams: Collection[str], most: int) -> Json:
    """The groups, requirements, policies and control lists that a draft would change, each with
    the periods in which it would differ: at most so many, and on which day the next begins."""
    return {
        listed: list(_differing(kind, told, draft, streams, most))
        for listed, kind, told in (
            ("groups", "group", _group),
            ("requirements", "requirement", _requirement),
            ("policies", "policy", _policy),
            ("lists", "list", _list),
        )
    }


def _differing(
    kind: str, told: Told, draft: Draft, streams: Collection[str], most: int
) -> Iterator[Json]:
    for stream in sorted(one for one in streams if one.startswith(f"{kind}/")):
        name = stream.partition("/")[2]
        days = {
            day
            for history in (draft.base, draft)
            for day in days_of(history.stream(stream).changes.values())
        }
        found = periods(partial(_told_on, name, draft, told), sorted(days))
        differing = ({**one.bounds(), **one.value} for one in found if one.value is not None)
        shown, more = limited(differing, most)
        if shown:
            yield {kind: name, "periods": shown, "more_from": more}


def limited(shown: Iterable[Json], most: int) -> tuple[list[Json], str | None]:
    """The first of some periods as they are answered, and on which day the next begins."""
    found = list(islice(shown, most + 1))
    return found[:most], found[most]["from"] if found[most:] else None


def _told_on(name: str, draft: Draft, told: Told, day: int) -> Json | None:
    return told(name, WholeBetween(*(_side(one, day) for one in (draft.base, draft))))


def _side(history: History, day: int) -> Content:
    seen = Seen(history, day, None)
    return Content("", {}, {}, seen, Deciding({}, {}, (), Surroundings(seen)))


def _group(name: str, between: WholeBetween) -> Json | None:
    """Who would be in a group, who would not."""
    found = between.group(name)
    return None if found is None else {key: found[key] for key in found if key != "group"}


def _list(name: str, between: WholeBetween) -> Json | None:
    """What would come onto a control list, what would leave it."""
    found = between.control_list(name)
    return None if found is None else {key: found[key] for key in found if key != "list"}


def _requirement(name: str, between: WholeBetween) -> Json | None:
    """A requirement as it is imposed now, and as it would be; null where it is not."""
    before, after = (_imposed(name, seen) for seen in between.sides())
    if before == after:
        return None
    by = [one.id for one in between.causes_of_requirement(name)]
    return {"before": before, "after": after, "by": by}


def _imposed(name: str, seen: Seen) -> Json | None:
    requirement = requirement_for(name, seen)
    if any_of(truth for _, truth in requirement.imposed) is NO:
        return None
    return {"basis": requirement.basis, **prohibition_shown(requirement)}


def _policy(name: str, between: WholeBetween) -> Json | None:
    """A policy's values as they stand now, and as they would."""
    before, after = (_values(name, seen) for seen in between.sides())
    if before == after:
        return None
    names = between.bearing_otherwise(partial(_with_values, name))
    every = [one for seen in between.sides() for one in _with_values(name, seen)]
    by = between.causes_of_changes(names, ()) or between.causes_of_changes(every, ())
    return {"before": before, "after": after, "by": [one.id for one in by]}


def _values(name: str, seen: Seen) -> Json | None:
    """What a policy says, the last in rank first; null where none is adopted."""
    stream = f"policy/{name}"
    adopted = any_of(seen.runs(one) for one in seen.visible_of(stream, "policy_adopted"))
    if adopted is NO:
        return None
    changes = seen.visible_of(stream, "policy_adopted", "policy_amended")
    return {
        "policy": name,
        "adopted": adopted.word,
        "values": [
            {
                "change": change.id,
                "running": runs.word,
                "when": dict(item.get("when", {})),
                "value": item["value"],
            }
            for change in reversed(changes)
            if (runs := seen.runs(change)) > NO
            for item in change.content["values"]
        ],
    }


def _with_values(name: str, seen: Seen) -> Bearing:
    changes = seen.visible_of(f"policy/{name}", "policy_adopted", "policy_amended")
    return {one.id: seen.runs(one) for one in changes}
