"""What the law says of a licence on a day: the part of its answer that can be compared.

Left out is what merely tells the day that was asked (`upcoming`) and what is about our
record (`last_checked`, notes). What is left is cut into parts, each with a name of its own,
so that two contents can be laid side by side: over the days (`timeline`) or from two
viewpoints (`diff`).

From version 2 of answers on a content says all that decides: with prohibitions, who is in the
groups that its clauses reach, and for whom a part is there that is stopped for some only. Where
two such contents are equal, no transaction has another verdict, reason or deciding change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ...law.licence import Licence
from ...law.licence_answer import legal_state
from ...law.running import Seen
from ...vocabulary.originals import without_originals
from ..surroundings import Surroundings, prohibition_shown
from .deciding import Deciding, deciding

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
    "prohibition": PartKind(
        "prohibitions", "requirement", ("requirement", "imposed", "requires", "exempts")
    ),
}
"""The kinds of part, in the order in which they are shown."""

SINCE_2 = {"prohibition"}
"""The kinds of part that answers of version 1 do not have."""

_LINE = ("title", "title_nl", "kind", "authority", "status", "in_force")


@dataclass(frozen=True, slots=True)
class Content:
    """What the law says of a licence: one line, and its parts. Equal if they say the same,
    whatever the day and the viewpoint (`seen`) they were read from.

    `deciding` is None in answers of version 1, which compare no more than what is shown.
    """

    licence: str
    line: Json
    parts: Mapping[Part, Json]
    seen: Seen = field(compare=False, repr=False)
    deciding: Deciding | None = None

    def shown(self) -> Json:
        """In short, for a list of periods: status, reason, and each part without its texts."""
        kinds = [kind for what, kind in PARTS.items() if self.deciding or what not in SINCE_2]
        lists: dict[str, list[Json]] = {kind.listed: [] for kind in kinds}
        for (what, _), part in self.parts.items():
            kind = PARTS[what]
            lists[kind.listed].append({name: _short(part[name]) for name in kind.varies})
        return {
            "status": self.line["status"],
            "in_force": self.line["in_force"],
            **lists,
            "because": self.line["because"],
        }


def whole_content(name: str, around: Surroundings) -> Content:
    """What the law says of a licence, with all that decides about its answers."""
    content = _content(name, around.seen)
    prohibitions = {
        ("prohibition", one.name): prohibition_shown(one) for one in around.prohibitions(name)
    }
    parts = {**content.parts, **prohibitions}
    return Content(name, content.line, parts, around.seen, deciding(name, around))


def legal_content(name: str, seen: Seen) -> Content:
    """What the law says of a licence, seen from a viewpoint, as answers of version 1 compare it.

    `because` are the ids of the changes that decide the status. A licence that nothing
    visible establishes is `not_established`, without parts.
    """
    content = _content(name, seen)
    parts = {part: without_originals(said) for part, said in content.parts.items()}
    return Content(name, without_originals(content.line), parts, seen)


def _content(name: str, seen: Seen) -> Content:
    licence = Licence(name, seen)
    state = legal_state(licence)
    line = {
        **{key: state[key] for key in _LINE if key in state},
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
        for part in lists.get(kind.listed, ())
    }
    return Content(name, line, parts, seen)


def _terms(state: Json) -> Iterator[Json]:
    """Each reinstatement condition by itself, with what it is a condition for."""
    for terms in state["reinstatement"]:
        for condition in terms["conditions"]:
            yield {"target": terms["target"], "review_by": terms["review_by"], **condition}


def _short(said: Any) -> Any:
    """What varies of a part, without the clauses of entries in it: no day changes them."""
    if isinstance(said, list) and said and isinstance(said[0], dict) and "present" in said[0]:
        return [{"entry": one["entry"], "present": one["present"]} for one in said]
    return said
