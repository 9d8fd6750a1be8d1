"""Where the kernel's machine code is kept from one run to the next.

In the folder that `LEDGER_CACHE` names; else where Numba is told to keep it (`NUMBA_CACHE_DIR`), or
beside the code; else in a folder for temporary files that is this user's alone. Where none of these
can be written nothing is kept: each run compiles anew, some seconds, and answers the same.
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from numba import config


def is_kept() -> bool:
    """Whether machine code can be kept; Numba is told where."""
    for folder in _folders():
        if folder is None:
            return True
        if _is_writable(folder):
            config.CACHE_DIR = str(folder)  # type: ignore[attr-defined]
            return True
    return False


def _folders() -> Iterator[Path | None]:
    """Where it may be kept, the first that can be written; None: where Numba keeps it by itself."""
    if named := os.environ.get("LEDGER_CACHE"):
        yield Path(named)
    if named := os.environ.get("NUMBA_CACHE_DIR"):
        yield Path(named)
    if _is_writable(Path(__file__).parent / "__pycache__"):
        yield None
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
