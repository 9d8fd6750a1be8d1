"""The law written out as lines: for whoever judges many transactions at once.

What a verdict can rest on are parts: establishments, permits, exclusions, gaps in the
record, requirements. Each is there on some days and asks a clause. A *line* is one part on
the days between which nothing about it changes. The lines of a licence stand in the order
in which they decide: the first that a transaction matches holds its verdict.

No rule is written here a second time. When a part is there says `Seen`; what it decides
says `UnderLicences`, asked of a transaction that is supposed to match this part and no other.
Where that cannot say it (something may be there, or may match, or is stopped for some
transactions only) the line is open: the rule function judges the transaction itself.
"""

from __future__ import annotations

from collections.abc import Hashable
from enum import IntEnum
from typing import NamedTuple

from ...law.evaluation import Decision
from ...vocabulary.clauses import Clause
from ...vocabulary.truth import Truth


class Kind(IntEnum):
    """What it means that a transaction matches a line."""

    DECIDES = 0
    """The verdict, unless a line before it is open."""
    REMEMBERS = 1
    """The verdict, if no line after it is open: a gap in the record, whatever is permitted."""
    OPENS = 2
    """Only the rule function can say; also where it merely may match."""
    ASKED = 3
    """Nothing by itself; the rule function looks at it when it is asked."""


class Line(NamedTuple):
    """One part from `begins` until `ends`: who matches it, and what that means.

    Without `clause` everybody matches; `negated`: who does not match the clause does.
    """

    begins: int
    ends: int
    kind: Kind
    part: str
    present: Truth
    clause: Clause | None = None
    negated: bool = False
    verdict: Decision | None = None
    change: str | None = None
    """The change whose part it is."""
    place: int = -1
    """Where that change stands in rank, among those of its licence."""
    decided_by: str | None = None
    """The change that decides, by its id; that of the verdict may be of a licence that is alike."""
    role: Hashable = None
    """All else that the rule function looks at of it, whichever licence it is of: what lines of
    the same roles, of changes in the same order, come to is the same, but for the changes' names.
    None: it looks at more."""
