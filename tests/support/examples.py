"""How many examples a property is shown: few in `make test`, many in `make test-long`."""

from __future__ import annotations

import os

USUAL = 50
ASKED = int(os.environ.get("EXAMPLES", USUAL))
"""So many where a property says no number of its own."""


def examples(usual: int) -> int:
    """So many as a property is usually shown; in proportion, where EXAMPLES asks for more."""
    return max(1, usual * ASKED // USUAL)
