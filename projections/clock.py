"""Where days begin and end, and what is said of a clock that cannot be right, as far as the log
tells.

Recording times never decrease: what is recorded while the clock is behind the last recording is
recorded as of that one. So a clock that was once far ahead stamps all that follows.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
"""The zone whose calendar days the law counts."""
BEHIND = timedelta(minutes=5)
"""So far two clocks that are right may differ."""
AHEAD = timedelta(days=366)
"""So long a ledger hardly rests: what is stamped later than that is told, and recorded."""


def behind(now: datetime, last_recorded_at: str) -> str | None:
    """The sentence about a clock that is behind the last recording; None if it is not."""
    if not last_recorded_at or datetime.fromisoformat(last_recorded_at) - now <= BEHIND:
        return None
    return (
        f"this machine's clock says {_told(now)}, and the last instrument was recorded at "
        f"{last_recorded_at}: what is recorded now is recorded as of then, for recording times "
        "never decrease. Set the clock right; if it is right, the one that stamped that instrument "
        "was not, and `recorded_until` tells nothing of what was recorded since"
    )


def ahead(now: datetime, last_recorded_at: str) -> str | None:
    """The sentence about a clock that is more than a year ahead of the last recording."""
    if not last_recorded_at or now - datetime.fromisoformat(last_recorded_at) <= AHEAD:
        return None
    return (
        f"this machine's clock says {_told(now)}, and the last instrument before was recorded at "
        f"{last_recorded_at}, more than a year earlier: if the clock is wrong, stop recording and "
        "restore a backup; nothing can be recorded as of an earlier moment any more"
    )


def _told(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
