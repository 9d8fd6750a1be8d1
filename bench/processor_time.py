"""The time of the processor that processes took, with all that they started (Linux's /proc)."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


def spent_by(processes: Iterable[int]) -> float:
    """Seconds of the processor so far: of these, of those that they started, and of those that
    ended and were waited for."""
    waiting, spent = list(processes), 0
    while waiting:
        process = waiting.pop()
        try:
            said = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
            tasks = Path(f"/proc/{process}/task").glob("*/children")
            started = [one for task in tasks for one in task.read_text(encoding="ascii").split()]
        except OSError:  # it ended just now
            continue
        # proc(5): the name, in brackets, may hold anything; utime to cstime are fields 14 to 17.
        spent += sum(map(int, said.rpartition(")")[2].split()[11:15]))
        waiting += map(int, started)
    return spent / _TICK
