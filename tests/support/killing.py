"""Record a folder of instruments, be killed at a random moment, and look what is there.

Run by itself (`python tests/support/killing.py 200`, or `… 200 postgresql`) it does so that many
times; `make test-long` does, and tests in `make test` a few times.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from licence_ledger.api.databases import ledger_at
from licence_ledger.domain.proof.tree import leaf_hash, root_of

COMMAND = "from licence_ledger.api.terminal.cli import app; app()"
WRITER = """
import sys
from pathlib import Path
from licence_ledger.api.databases import ledger_at
from licence_ledger.api.files.instruments import instruments_in
ledger = ledger_at(sys.argv[1])
print("ready", flush=True)
acts = [found.content for found in instruments_in(Path(sys.argv[2]))]
together = int(sys.argv[3])
for first in range(0, len(acts), together):
    for outcome in ledger.record_all(acts[first : first + together], "writer"):
        print(outcome.instrument, flush=True)
"""


def make_folder(folder: Path, count: int) -> None:
    """Instruments of three changes each, one file for ten of them."""
    folder.mkdir()
    for first in range(0, count, 10):
        acts = [_instrument(number) for number in range(first, min(first + 10, count))]
        lines = "\n".join(json.dumps(act) for act in acts)
        (folder / f"{first:06}.ndjson").write_text(lines)


def _instrument(number: int) -> dict:
    licence = f"NL{number}"
    excluded = [
        {"type": "destination_excluded", "licence": licence, "from": "2016", "destinations": [c]}
        for c in ("IL", "TR")
    ]
    opened_ = {
        "type": "licence_established",
        "licence": licence,
        "kind": "general",
        "authority": "NL",
        "title": licence,
        "from": "2012",
        "permits": [{"activities": ["export"]}],
    }
    return {
        "instrument": f"act-{number:06}",
        "kind": "ministerial_regulation",
        "title": f"Act {number}",
        "issued_by": "Minister",
        "published_on": "2020-01-01",
        "cites": [{"source": "Stcrt. 2020, 1"}],
        "changes": [opened_, *excluded],
    }


def killed_once(address: str, folder: Path, after: float, together: int) -> set[str]:
    """Record the folder, so many instruments in a transaction, and kill the writer after so
    many seconds; what it acknowledged."""
    command = [sys.executable, "-c", WRITER, address, str(folder), str(together)]
    writer = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    assert writer.stdout.readline() == "ready\n"
    time.sleep(after)
    writer.kill()
    acknowledged = writer.stdout.read().split("\n")[:-1]
    writer.wait()
    return set(acknowledged)


def check(address: str, acknowledged: set[str]) -> int:
    """Every acknowledged instrument is whole, none is there in part, the root is right."""
    ledger = ledger_at(address)
    with ledger.reading() as book:
        head = book.head()
        there = book.instruments_after(-1, book.size, 10_000_000)
        assert acknowledged <= set(there), "an acknowledged instrument is missing"
        for name in there:
            recorded = head.recorded_instrument(name)
            assert recorded is not None
            assert len(recorded.changes) == 3
            assert all(head.change(change) for change in recorded.changes)
        assert book.size == 4 * len(there), "something was recorded in part"
        size, root = book.size, head and ledger.viewpoint(book, {}, None)[0].root_hash
    # A server may still commit what a killed writer had handed over: that comes after these.
    rows = [leaf_hash(row.record) for row in ledger.log.rows_after(0)][:size]
    assert root_of(rows).hex() == root
    ledger.close()
    return len(there)


def in_a_file(folder: str) -> str:
    """The address of a new ledger in a folder."""
    return f"sqlite:///{folder}/ledger.db"


def rounds(
    times: int, count: int, seed: int, place: Callable[[str], str] = in_a_file
) -> tuple[int, int]:
    """Kill so many writers in turn, over as many ledgers as it takes; kills and ledgers."""
    chance = random.Random(seed)
    ledgers = kills = 0
    while kills < times:
        with tempfile.TemporaryDirectory() as name:
            ledgers += 1
            folder, address = Path(name) / "acts", place(name)
            make_folder(folder, count)
            there = 0
            while there < count and kills < times:
                together = chance.choice((1, 1, 7, 100))
                acknowledged = killed_once(address, folder, chance.uniform(0, 0.4), together)
                kills += 1
                there = check(address, acknowledged)
            command = [sys.executable, "-c", COMMAND, "record", str(folder)]
            subprocess.run([*command, "--database", address], check=True, capture_output=True)
            assert check(address, set()) == count, "recording again did not complete it"
    return kills, ledgers


if __name__ == "__main__":
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    if "postgresql" in sys.argv:
        from postgresql_server import Server

        with Server() as server:
            kills, ledgers = rounds(asked, 1_000, 20261121, lambda folder: server.fresh())
    else:
        kills, ledgers = rounds(asked, 1_000, 20261121)
    print(f"{kills} writers killed over {ledgers} ledgers; nothing lost")
