"""Texts in a drawing: any text, as it stands, and labels that keep off each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

# XML 1.0 §2.2: no document can hold these characters, however they are written.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_svg_text(said: object) -> str:
    """A text as it stands in SVG; what no XML can hold is shown as a replacement character."""
    return escape(_UNWRITABLE.sub("\ufffd", str(said)))


def shortened(said: str, most: int) -> str:
    """The beginning of a text that is too long."""
    return said if len(said) <= most else said[: most - 1] + "…"


def label(said: str, x: float, y: float, most: int = 60, more: str = "") -> str:
    """A text in a drawing: if it is cut, the whole is told where one points at it."""
    short = shortened(said, most)
    whole = f"<title>{as_svg_text(said)}</title>" if short != said else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{more}>{as_svg_text(short)}{whole}</text>'


def apart(places: Sequence[float], least: float, last: float) -> list[float]:
    """Where labels go that belong to these places, in order: as near as they can, none over
    another, the last not beyond a bound if there is room before it."""
    found: list[float] = []
    for place in places:
        found.append(max(place, found[-1] + least) if found else place)
    bound = last
    for number in range(len(found) - 1, -1, -1):
        if found[number] <= bound:
            break
        found[number] = bound
        bound -= least
    return found
