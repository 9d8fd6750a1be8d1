"""The folders of tests in memory, where this machine has room: a test asks no disk to be quick.

Whatever is written is written as to a disk; only that nobody waits until it is there.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 4 * 2**30
"""So many bytes are free, or else tests have their folders on a disk."""


def has_room() -> bool:
    """Whether programs can be written there and run, and there is much room."""
    if not os.access(MEMORY, os.W_OK | os.X_OK):
        return False
    runs = not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC
    return runs and shutil.disk_usage(MEMORY).free >= ROOM


def use() -> None:
    """Let pytest make its folders there, unless it was told where."""
    if has_room():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
