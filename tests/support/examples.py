"""How many examples a property is shown: few in `make test`, many in `make test-long`."""

from __future__ import annotations

import os

USUAL = 50
"""Of so many examples it is told what a property says its number is."""
SHOWN = 20
"""So many for each fifty are shown in `make test`, but no property fewer than `FEWEST`."""
FEWEST = 10
ASKED = int(os.environ.get("EXAMPLES", SHOWN))
"""So many where a property says no number of its own."""


def examples(usual: int) -> int:
    """So many as a property is shown, which says a number for where others are shown fifty; in
    proportion to what EXAMPLES asks for."""
    fewest = min(usual, FEWEST) if ASKED >= SHOWN else 1
    return max(fewest, usual * ASKED // USUAL)
