"""A colour and a pattern for each verdict: told apart in print without colour, and by anybody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple


class Look(NamedTuple):
    """How a verdict looks: its words, the ground, the ink, and what is drawn of a tile of 8."""

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


def patterns(name: str) -> Iterator[str]:
    """The definitions of the patterns of a drawing of this name, as SVG."""
    for verdict, look in LOOKS.items():
        yield (
            f'<pattern id="{name}-{verdict}" width="8" height="8" patternUnits="userSpaceOnUse">'
            f'<rect width="8" height="8" fill="{look.ground}"/>'
            f'<path d="{look.lines}" stroke="{look.ink}" stroke-width="1" fill="none"/></pattern>'
        )
