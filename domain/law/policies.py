"""Policies: the value that holds for given dimensions on a day."""

from __future__ import annotations

from ..vocabulary.clauses import Clause
from ..vocabulary.truth import NO, YES, any_of
from .running import Seen

_WITH_VALUES = ("policy_adopted", "policy_amended")


def policy_value(name: str, seen: Seen) -> tuple[str | None, str]:
    """The value and the reason: `adopted`, `undetermined` or `none_recorded`.

    Among the values that apply the one of the last change in rank counts, of one change
    the first in its list. One that only may apply and ranks later leaves it undetermined.
    """
    stream = f"policy/{name}"
    adopted = any_of(seen.runs(change) for change in seen.visible_of(stream, "policy_adopted"))
    for change in reversed(seen.visible_of(stream, *_WITH_VALUES)):
        for item in change.content["values"]:
            when = Clause(item["when"]) if "when" in item else None
            applies = min(adopted, seen.runs(change), seen.matches(when))
            if applies is YES:
                return item["value"], "adopted"
            if applies > NO:
                return None, "undetermined"
    return None, "none_recorded"
