"""Drawings as PNG, for what cannot show SVG: a letter, a slide, a preview of a link.

The same everywhere: the font is the one beside this module, whatever else is installed.
"""

from __future__ import annotations

from pathlib import Path

import resvg_py

FONTS = Path(__file__).parent / "fonts"
FAMILY = "DejaVu Sans"
SCALE = 2
"""So many pixels stand for one unit of a drawing: enough for paper."""


def as_png(svg: str) -> bytes:
    """A drawing of this package as PNG on white. It reads no other file and no address."""
    found: bytes = resvg_py.svg_to_bytes(
        svg_string=svg,
        background="#ffffff",
        zoom=SCALE,
        skip_system_fonts=True,
        font_files=[str(path) for path in sorted(FONTS.glob("*.ttf"))],
        font_family=FAMILY,
        sans_serif_family=FAMILY,
        serif_family=FAMILY,
        monospace_family=FAMILY,
    )
    return found
