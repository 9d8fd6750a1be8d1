"""What proof costs, as ratios: recording with the map, verifying, proofs, dossiers.

`make bench` runs it after `run.py`; `python bench/proof.py [record] [verify] [open] [proofs]
[dossier]`
for some of them.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, ClassVar

from licence_ledger.domain.audit.commitment import all_listed
from licence_ledger.domain.history.changes import Change
from licence_ledger.domain.proof.sparse_map import count_value, stream_key, with_items
from licence_ledger.projections.dossier.dossiers import Dossiers
from licence_ledger.projections.ledger import Ledger
from licence_ledger.projections.proof.keys import passing_key
from licence_ledger.projections.proof.proofs import Proofs
from licence_ledger.projections.proof.verification import verify_log
from licence_ledger.projections.register.register import Register
from licence_ledger.projections.storage import stored_source
from licence_ledger.projections.storage.held import Committed
from licence_ledger.projections.storage.map_parts import Commitment
from run import acts, filled, opened, ratio, requests_per_second, served, some_day

RECORDS = 1_000_000


class NoMap(Commitment):
    """A commitment that costs nothing: recording as it would be without the map. What the map would
    say stands in a table in memory."""

    said: ClassVar[dict[str, bytes]] = {}

    def after(
        self,
        size: int,
        changes: Sequence[Change],
        counts: Mapping[str, int],
        begun: Collection[str],
    ) -> str:
        for stream, count in counts.items():
            self.said[stream_key(stream)] = count_value(count)
        for key, item in all_listed(changes, begun):
            self.said[key] = with_items(self.said.get(key), [item])
        self.unsaved.tops.append(b"")
        return "0" * 64


class NothingProven(Committed):
    """What is read is held against that table."""

    def value(self, key: str) -> bytes | None:
        return NoMap.said.get(key)


@contextmanager
def without_map(path: Path) -> Iterator[Ledger]:
    """A new ledger that keeps no map and has no triggers."""
    NoMap.said.clear()
    stored_source.Committed = NothingProven  # type: ignore[attr-defined]
    try:
        ledger = opened(path)
        ledger.commitment = NoMap(ledger.store)
        with sqlite3.connect(path) as file:
            for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
                file.execute(f"DROP TRIGGER {name}")
        yield ledger
    finally:
        stored_source.Committed = Committed  # type: ignore[attr-defined]


@contextmanager
def with_map(path: Path) -> Iterator[Ledger]:
    """A new ledger as it is."""
    yield opened(path)


def bench_record(folder: Path) -> None:
    made = list(acts(2_000, 5))
    one_by_one = made[:1_500]

    def seconds(new: Callable[[Path], AbstractContextManager[Ledger]], batched: bool) -> float:
        with new(folder / f"{time.perf_counter_ns()}.db") as ledger:
            started = time.perf_counter()
            if batched:
                ledger.record_all(made, "bench")
            else:
                for act in one_by_one:
                    ledger.record_all([act], "bench")
            ledger.close()
            return time.perf_counter() - started

    for what, batched in (("one at a time", False), ("a hundred a commit", True)):
        ratio(
            f"seconds of recording {what} with map and triggers, of the same without",
            partial(seconds, without_map, batched),
            partial(seconds, with_map, batched),
        )


def tens(records: int) -> Iterator[dict[str, Any]]:
    """Instruments of ten changes, about three licences each; eleven records an instrument."""
    licences = max(10, records // 110)
    chance = random.Random(3)
    for number in range(records // 11):
        named = [f"NL{chance.randrange(licences):06}" for _ in range(3)]
        new = number < licences
        changes: list[dict[str, Any]] = [
            {
                "type": "destination_excluded",
                "licence": f"NL{chance.randrange(number):06}" if new and number else named[n % 3],
                "from": some_day(chance),
                "destinations": chance.sample(("IL", "TR", "QA", "BR"), 2),
            }
            for n in range(10)
        ]
        if new:
            changes[0] = {
                "type": "licence_established",
                "licence": f"NL{number:06}",
                "kind": "general",
                "authority": "NL",
                "title": f"NL{number:06}",
                "from": "2012-01-01",
                "permits": [{"goods": ["ML10"]}],
            }
            if number == 0:
                changes = changes[:1]
        yield {
            "instrument": f"ten-{number}",
            "kind": "ministerial_regulation",
            "title": "Ten",
            "issued_by": "Minister",
            "published_on": "2024-01-01",
            "cites": [{"source": "Stcrt. 2024, 1"}],
            "changes": changes,
        }


def large(folder: Path, records: int = RECORDS) -> Path:
    """A ledger of so many records, made once."""
    path = folder / "large.db"
    if not path.exists():
        ledger = opened(path)
        ledger.record_all(list(tens(records)), "bench")
        print(f"({ledger.size} records; {path.stat().st_size / ledger.size:.0f} bytes each)")
        ledger.close()
    return path


def hashing(path: Path) -> float:
    """The seconds of reading the records' bytes and hashing them once."""
    started = time.perf_counter()
    with sqlite3.connect(path) as file:
        for (record,) in file.execute("SELECT state FROM stored_events ORDER BY rowid"):
            sha256(record).digest()
    return time.perf_counter() - started


def bench_verify(folder: Path) -> None:
    path = large(folder)

    def verifying() -> float:
        ledger = opened(path)
        started = time.perf_counter()
        verify_log(ledger.log)
        taken = time.perf_counter() - started
        ledger.close()
        return taken

    ratio(
        "seconds of verify, of reading the bytes and hashing them once",
        partial(hashing, path),
        verifying,
    )


def bench_open(folder: Path) -> None:
    """A ledger of a million records opened, until its first answer; nothing is to compare with."""
    path, found = large(folder), list[float]()
    for number in range(5):
        started = time.perf_counter()
        ledger = opened(path)
        Register(ledger).licence(f"NL{number:06}", {"valid_on": "2018-01-01"})
        found.append(time.perf_counter() - started)
        ledger.close()
    low, middle, high = (1_000 * one for one in (min(found), sorted(found)[2], max(found)))
    print(f"opened until the first answer: {middle:.0f} ms (from {low:.0f} to {high:.0f})")


def bench_proofs(folder: Path) -> None:
    path = large(folder)
    with sqlite3.connect(path) as file:
        (size,) = file.execute("SELECT count(*) FROM stored_events").fetchone()
    chance = random.Random(5)
    asked = [f"/v1/log/proofs/inclusion?position={chance.randrange(size)}" for _ in range(100_000)]
    with served(path) as url:
        requests_per_second(url, asked)
        ratio(
            "proof of a record of a million, of a no-op route",
            lambda: requests_per_second(url, ["/no-op"]),
            lambda: requests_per_second(url, asked),
        )


def bench_dossier(folder: Path) -> None:
    few = Dossiers(Proofs(filled(folder / "few.db", 1_000, 10), passing_key()), "bench")
    many = Dossiers(Proofs(filled(folder / "many.db", 20_000, 10), passing_key()), "bench")
    chance = random.Random(9)

    def seconds(dossiers: Dossiers) -> float:
        names = [f"NL{chance.randrange(1_000):06}" for _ in range(40)]
        started = time.perf_counter()
        for name in names:
            question = {"licence": name, "from": "2020-01-01", "until": "2021-01-01"}
            dossiers.dossier(question, {})
        return time.perf_counter() - started

    ratio(
        "seconds of a dossier among 20,000 licences, of one among 1,000",
        lambda: seconds(few),
        lambda: seconds(many),
    )


BENCHES = {
    "record": bench_record,
    "verify": bench_verify,
    "open": bench_open,
    "proofs": bench_proofs,
    "dossier": bench_dossier,
}


def main(asked: list[str]) -> None:
    if "proofs" in asked and not shutil.which("wrk"):
        raise SystemExit("the load generator is missing; install it: apt-get install wrk")
    with tempfile.TemporaryDirectory() as name:
        for bench in asked:
            BENCHES[bench](Path(name))


if __name__ == "__main__":
    main(sys.argv[1:] or list(BENCHES))
