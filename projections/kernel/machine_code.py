"""How loops are compiled by Numba, and the mixing of numbers that all of them use.

Numba keeps the machine code of a loop until the loop's own file changes: who changes what another
file compiles into its loops takes away the `*.nbi` and `*.nbc` in `__pycache__`.
"""

# mypy: disable-error-code="no-untyped-def,no-untyped-call,call-overload,misc,untyped-decorator"
from __future__ import annotations

import numpy as np
from numba import njit

from .code_cache import is_kept

COMPILED = {"nogil": True, "cache": is_kept(), "boundscheck": False}
INSIDE = {**COMPILED, "forceinline": True}
"""For what is called in the loop: as a call of its own it would count references, the dearest
part by far."""


@njit(**INSIDE)
def mixed(seed, value):
    """A step of SplitMix64 (public domain, S. Vigna): every bit of both goes into the result."""
    z = (seed ^ np.uint64(value)) + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))
