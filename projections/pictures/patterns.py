"""A colour and a pattern for each verdict, period and reach: told apart in print without colour,
and by anybody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple


class Look(NamedTuple):
    """How one of them looks: its words, the ground, the ink, and what is drawn of a tile of 8."""

    words: str
    ground: str
    ink: str
    lines: str


LOOKS = {
    "covered": Look("covered", "#d3ebd9", "#17663a", "M-2 2 2 -2M0 8 8 0M6 10 10 6"),
    "not_covered": Look("not covered", "#f6d4d0", "#9b1c1c", "M0 0 8 8M0 8 8 0"),
    "undetermined": Look("undetermined", "#fdf1c7", "#6b5500", "M2 3h2M6 7h2"),
    "licence_required": Look("licence required", "#fbdfc6", "#934200", "M0 2h8M0 6h8"),
    "no_licence_required": Look("no licence required", "#dbe7f6", "#1f4e8c", "M4 0v8"),
}
"""Each verdict's look, in the order of a legend."""


_NONE = "M0 0"
PERIODS = {
    "in_force": LOOKS["covered"]._replace(words="in force"),
    "permitted": Look("permitted", "#e3f2e7", "#17663a", "M2 4h1.5"),
    "partly": Look("excluded in part", "#fbdfc6", "#934200", "M0 2h8M0 6h8"),
    "excluded": LOOKS["not_covered"]._replace(words="excluded"),
    "prohibition": Look("prohibition", "#f6d4d0", "#7a1030", "M2 0v8M4 0v8"),
    "required": LOOKS["licence_required"]._replace(lines="M0 1h5M4 5h5"),
    "member": Look("in the group", "#dbe7f6", "#1f4e8c", "M4 2a2 2 0 1 0 .1 0"),
    "order": Look("court order", "#e6defa", "#48248c", "M4 0v8M0 4h8"),
    "carried_out": Look("carried out", "#dbe7f6", "#1f4e8c", "M4 0v8"),
    "order_ended": Look("annulled or lifted", "#f1f1f1", "#666", "M0 8 8 0"),
    "undetermined": LOOKS["undetermined"],
    "not_in_force": Look("not in force", "#e9e9e9", "#555", "M0 7 7 0"),
}
"""How the periods of a timeline look."""
REACHES = {
    "reached": LOOKS["covered"]._replace(words="permitted"),
    "partly": PERIODS["partly"],
    "excluded": PERIODS["excluded"],
    "undetermined": LOOKS["undetermined"],
    "not_reached": Look("not reached", "#f1f1f1", "#999", _NONE),
}
"""How a country looks that a licence reaches, or does not."""


def patterns(name: str, looks: Mapping[str, Look] = LOOKS) -> Iterator[str]:
    """The definitions of the patterns of a drawing of this name, as SVG."""
    for word, look in looks.items():
        yield (
            f'<pattern id="{name}-{word}" width="8" height="8" patternUnits="userSpaceOnUse">'
            f'<rect width="8" height="8" fill="{look.ground}"/>'
            f'<path d="{look.lines}" stroke="{look.ink}" stroke-width="1" fill="none"/></pattern>'
        )
