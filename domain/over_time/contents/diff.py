"""What differs between two answers about a licence, and by which changes."""

from __future__ import annotations

from typing import Any

from ...history.changes import Change
from .between import Between
from .content import Content
from .whole_between import WholeBetween

Json = dict[str, Any]


def difference(before: Content, after: Content) -> Json:
    """What was added, removed and altered, each with the ids of its causes in `by`.

    `before` and `after` are the licence's line (status, title …) on either side; the outer
    `by` explains the line, and all that decides without being shown. `groups` tells who came
    into the groups that its clauses reach, and who went.
    """
    between = between_contents(before, after)
    parts = [between.shown(part) for part in between.differing_parts()]
    return {
        "before": before.line,
        "after": after.line,
        "by": [one.id for one in between.causes_of_line()],
        "added": [part for part in parts if part["before"] is None],
        "removed": [part for part in parts if part["after"] is None],
        "altered": [part for part in parts if None not in (part["before"], part["after"])],
        **between.beside(),
    }


def causes(before: Content, after: Content) -> list[Change]:
    """The causes of all that differs, in rank."""
    between = between_contents(before, after)
    found = between.causes_of_line()
    for part in between.differing_parts():
        found += between.causes_of(part)
    return between.ranked([*found, *between.causes_beside()])


def between_contents(before: Content, after: Content) -> Between:
    """Two contents of one licence; from version 2 of answers on with all that decides."""
    whole = before.deciding is not None and after.deciding is not None
    return WholeBetween(before, after) if whole else Between(before, after)
