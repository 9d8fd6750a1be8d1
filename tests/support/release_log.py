"""The log that a fresh ledger begins with, written down anew: `make release-log`.

What earlier releases added stays as it is, and what was shipped (`tests/record/shipped.txt`) comes
first in this release; all other files come after it, in the order of their names. Its moment is
kept, or (`make release-log MOMENT=…`) given.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path

from licence_ledger.api.files.built_in import (
    RECORD_FOLDER,
    RECORDER,
    RELEASES,
    ReleaseLog,
    added_by,
    release_logs,
)
from licence_ledger.projections.ledger import open_ledger

SHIPPED = Path(__file__).parents[1] / "record" / "shipped.txt"
"""The files that were shipped, each with its hash."""

HEAD = """# What each release added to the built-in record, in the order in which it is recorded:
# the release, its moment, the log that it left (size, root), and its files. A ledger that is empty
# begins with this log. Made by `make release-log`; what was released is never changed.
"""


def this_release(moment: datetime) -> ReleaseLog:
    """This release's own addition: all files that no earlier release has."""
    earlier = {name for log in _earlier() for name in log.files}
    files = sorted(path.name for path in RECORD_FOLDER.glob("*.yaml"))
    shipped = {line.split()[1] for line in SHIPPED.read_text(encoding="utf-8").splitlines()}
    files.sort(key=lambda name: name not in shipped)
    return ReleaseLog(_release(), moment, 0, "", tuple(n for n in files if n not in earlier))


def measured(logs: list[ReleaseLog]) -> list[ReleaseLog]:
    """The logs with the size and root that each leaves."""
    ledger = open_ledger(":memory:", date.today, lambda: datetime.now(UTC))
    found = []
    for log in logs:
        outcomes = ledger.record_all(
            [one.content for one in added_by(log)], RECORDER, log.recorded_at
        )
        for one in outcomes:
            if isinstance(one, Exception):
                raise one
        last = outcomes[-1]
        assert not isinstance(last, Exception)
        found.append(replace(log, log_size=last.log_size, root_hash=last.root_hash))
    return found


def written(logs: list[ReleaseLog]) -> str:
    """The file."""
    parts = [HEAD]
    for log in logs:
        moment = log.recorded_at.isoformat(timespec="seconds").replace("+00:00", "Z")
        parts.append(f"{log.release} {moment} {log.log_size} {log.root_hash}")
        parts += [f"  {name}" for name in log.files]
    return "\n".join(parts) + "\n"


def _release() -> str:
    return version("licence-ledger")


def _earlier() -> list[ReleaseLog]:
    return [log for log in release_logs() if log.release != _release()] if RELEASES.exists() else []


if __name__ == "__main__":
    given = sys.argv[1:]
    when = datetime.fromisoformat(given[0]) if given else release_logs()[-1].recorded_at
    RELEASES.write_text(written(measured([*_earlier(), this_release(when)])), encoding="utf-8")
