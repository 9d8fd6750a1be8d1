"""The built-in record: the instruments this release ships, and what a ledger lacks of them.

A ledger that is empty begins with the release's own log: what each release added, in its order, at
its moment, by its recorder. Two such ledgers have the same records and the same root, so that two
parties can compare theirs. What an older ledger lacks is recorded there and then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from ...domain.faults import OtherContentError, RefusedError
from ...projections.ledger import Ledger
from ...projections.recording.judging import Recording
from .instruments import FoundInstrument
from .shipped_yaml import read_shipped_yaml

RECORD_FOLDER = Path(__file__).parents[2] / "record"
RELEASES = RECORD_FOLDER / "releases.txt"
RECORDER = "built-in record"


@dataclass(frozen=True, slots=True)
class ReleaseLog:
    """What a release added to the built-in record, and the log that it left: size and root."""

    release: str
    recorded_at: datetime
    log_size: int
    root_hash: str
    files: tuple[str, ...]

    def told(self) -> str:
        """The log that a fresh ledger begins with, in a line."""
        moment = self.recorded_at.isoformat().replace("+00:00", "Z")
        return f"built-in record: {self.log_size} records as of {moment}, root {self.root_hash}"


@cache
def release_logs() -> tuple[ReleaseLog, ...]:
    """What each release added, the first one first."""
    found: list[tuple[list[str], list[str]]] = []
    for line in RELEASES.read_text(encoding="utf-8").splitlines():
        if line.startswith(" "):
            found[-1][1].append(line.strip())
        elif line and not line.startswith("#"):
            found.append((line.split(), []))
    return tuple(
        ReleaseLog(release, datetime.fromisoformat(moment), int(size), root, tuple(files))
        for (release, moment, size, root), files in found
    )


def built_in() -> list[FoundInstrument]:
    """The instruments of the built-in record, in the order of recording."""
    return [one for log in release_logs() for one in added_by(log)]


def added_by(log: ReleaseLog) -> list[FoundInstrument]:
    """The instruments that a release added, in its order."""
    return [one for name in log.files for one in shipped_in(RECORD_FOLDER / name)]


def shipped_in(path: Path) -> Iterator[FoundInstrument]:
    """The instruments of a file of the record: an item of its list each, or the file itself."""
    content = read_shipped_yaml(path.read_text(encoding="utf-8"))
    for one in content if isinstance(content, list) else [content]:
        yield FoundInstrument(str(path), one)


def begin(ledger: Ledger) -> list[Recording | RefusedError]:
    """Record the releases' own log into an empty ledger; what each instrument came to."""
    outcomes: list[Recording | RefusedError] = []
    for log in release_logs():
        contents = [one.content for one in added_by(log)]
        outcomes += ledger.record_all(contents, RECORDER, log.recorded_at)
    return outcomes


def lacking(ledger: Ledger) -> list[FoundInstrument]:
    """What a ledger does not have of the built-in record, in the order of recording. One whose log
    begins as that of a fresh one has all of it, and no file is read to see that."""
    newest = release_logs()[-1]
    if ledger.store.root_at(newest.log_size) == bytes.fromhex(newest.root_hash):
        return []
    with ledger.reading() as book:
        head = book.head()
        return [
            found
            for found in built_in()
            if head.recorded_instrument(found.content["instrument"]) is None
        ]


def record_lacking(ledger: Ledger) -> int:
    """Record what is lacking, all of it into an empty ledger; how many instruments that were.

    An instrument that somebody recorded under the same id with other content stays theirs.
    """
    if is_empty(ledger):
        return _recorded(begin(ledger))
    return _recorded(ledger.record_all([one.content for one in lacking(ledger)], RECORDER))


def is_empty(ledger: Ledger) -> bool:
    """Whether nothing stands recorded."""
    with ledger.reading() as book:
        return book.size == 0


def _recorded(outcomes: Iterable[Recording | RefusedError]) -> int:
    """How many were recorded; the refusal of one that was refused for what it says."""
    found: Sequence[Recording | RefusedError] = list(outcomes)
    for one in found:
        if isinstance(one, RefusedError) and not isinstance(one, OtherContentError):
            raise one
    return sum(isinstance(one, Recording) and not one.already for one in found)
