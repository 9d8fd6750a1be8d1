"""How loops are compiled by Numba, and the mixing of numbers that all of them use.

Machine code is kept in the folder that `LEDGER_CACHE` names; else where Numba is told to keep it
(`NUMBA_CACHE_DIR`), or beside the code; else in a folder for temporary files that is this user's
alone. Where none of these can be written nothing is kept: each run compiles anew, some seconds, and
answers the same. In each there is a folder for what was compiled from these very sources: Numba by
itself sees that a loop's own file changed, not that another one did which is compiled into it.
"""

# mypy: disable-error-code="no-untyped-def,no-untyped-call,call-overload,misc,untyped-decorator"
from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import numpy as np
from numba import config, njit

from ...domain.over_time.lines import line
from ...domain.vocabulary import dimensions


def is_kept() -> bool:
    """Whether machine code can be kept; Numba is told where."""
    for folder in _folders():
        if _is_writable(own := folder / f"kernel-{_sources()}"):
            config.CACHE_DIR = str(own)  # type: ignore[attr-defined]
            return True
    return False


def _sources() -> str:
    """What tells from all others the files that are compiled, and those whose numbers are."""
    here = Path(__file__).parent
    found = sha256()
    for path in (*sorted(here.glob("**/*.py")), Path(dimensions.__file__), Path(line.__file__)):
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


def _folders() -> Iterator[Path]:
    """Where it may be kept, the first that can be written."""
    if named := os.environ.get("LEDGER_CACHE"):
        yield Path(named)
    if named := os.environ.get("NUMBA_CACHE_DIR"):
        yield Path(named)
    yield Path(__file__).parent / "__pycache__"
    if own := _own_temporary_folder():
        yield own


def _is_writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError:
        return False
    return True


def _own_temporary_folder() -> Path | None:
    """A folder for temporary files that nobody else may look into or write to: code is run from
    it. None where there is none, or somebody else took its name."""
    try:
        folder = Path(tempfile.gettempdir()) / f"licence-ledger-{os.geteuid()}"
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return None
    own = stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()
    return folder if own and not found.st_mode & 0o077 else None


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
