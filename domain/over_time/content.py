"""What the law says of a licence on a day: the part of its answer that can be compared.

Left out is what merely tells the day that was asked (`upcoming`) and what is about our
record (`last_checked`, notes). What is left is cut into parts, each with a name of its own,
so that two contents can be laid side by side: over the days (`timeline`) or from two
viewpoints (`diff`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..law.licence import Licence
from ..law.licence_answer import legal_state
from ..law.running import Seen

Json = dict[str, Any]
Part = tuple[str, str]
"""What a part is (a key of `PARTS`) and its id."""


@dataclass(frozen=True, slots=True)
class PartKind:
    """A kind of part: the list it stands in, the field that names it, and what of it
    can change from one day to the next."""

    listed: str
    named: str
    varies: tuple[str, ...]


PARTS = {
    "permit": PartKind("permits", "entry", ("entry", "present", "except")),
    "exclusion": PartKind("exclusions", "entry", ("entry", "present", "except")),
    "condition": PartKind("conditions", "entry", ("entry", "present")),
    "court_order": PartKind("court_orders", "order", ("order", "state", "carried_out_by")),
    "reinstatement": PartKind("reinstatement", "entry", ("entry", "target", "met")),
    "review": PartKind("reviews", "of", ("of", "review_by", "concluded")),
    "pending": PartKind("pending", "change", ("change", "about", "court")),
    "dispute": PartKind("disputes", "change", ("change", "about", "by")),
    "incomplete": PartKind("incomplete", "change", ("change",)),
}
"""The kinds of part, in the order in which they are shown."""

_LINE = ("title", "kind", "authority", "status", "in_force")


@dataclass(frozen=True, slots=True)
class Content:
    """What the law says of a licence: one line, and its parts. Equal if they say the same,
    whatever the day and the viewpoint (`seen`) they were read from."""

    licence: str
    line: Json
    parts: Mapping[Part, Json]
    seen: Seen = field(compare=False, repr=False)

    def shown(self) -> Json:
        """In short, for a list of periods: status, reason, and each part without its texts."""
        lists: dict[str, list[Json]] = {kind.listed: [] for kind in PARTS.values()}
        for (what, _), part in self.parts.items():
            kind = PARTS[what]
            lists[kind.listed].append({name: part[name] for name in kind.varies})
        return {
            "status": self.line["status"],
            "in_force": self.line["in_force"],
            **lists,
            "because": self.line["because"],
        }


def legal_content(name: str, seen: Seen) -> Content:
    """What the law says of a licence, seen from a viewpoint.

    `because` are the ids of the changes that decide the status. A licence that nothing
    visible establishes is `not_established`, without parts.
    """
    licence = Licence(name, seen)
    state = legal_state(licence)
    line = {
        **{key: state[key] for key in _LINE},
        "because": [change.id for change in state["because"]],
    }
    lists = {
        **state,
        "reinstatement": list(_terms(state)),
        "incomplete": [{"change": change.id} for change in licence.incomplete()],
    }
    parts = {
        (what, part[kind.named]): part
        for what, kind in PARTS.items()
        for part in lists[kind.listed]
    }
    return Content(name, line, parts, seen)


def _terms(state: Json) -> Iterator[Json]:
    """Each reinstatement condition by itself, with what it is a condition for."""
    for terms in state["reinstatement"]:
        for condition in terms["conditions"]:
            yield {"target": terms["target"], "review_by": terms["review_by"], **condition}
