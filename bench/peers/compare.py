"""This ledger beside the engines that people would pick, on one question that all can be asked.

`make bench-peers`, or `python bench/peers/compare.py [ENGINE...]` for some of them. Each engine
runs in a process of its own, those of others with the Python of `build/peers`; all are given the
rules of `neutral_rules.py` and the same rows (`PEERS_ROWS`, a million; slow engines a part of
them), and every answer must be ours: a row that differs ends the bench. Every ratio is the median
of five, alternating with ours in one run.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow.parquet as pq
from asked_rows import decided_rows
from licence_ledger.api.databases import ledger_at
from licence_ledger.api.files.built_in import record_lacking
from licence_ledger.domain.over_time.knowledge import Known
from licence_ledger.projections.batch.compiled_engine import CompiledEngine
from neutral_rules import table_of

HERE = Path(__file__).parent
PEERS = HERE.parents[1] / "build" / "peers" / "bin" / "python"
ROWS = int(os.environ.get("PEERS_ROWS", "1_000_000"))
ROUNDS = 5
OURS = "our_ledger"
ENGINES = {
    "openfisca_rules": "OpenFisca",
    "zen_decision_tables": "ZEN Engine",
    "cedar_policies": "Cedar (cedarpy)",
    "rego_rules": "Rego (regopy)",
    "python_function": "Python by hand",
    "duckdb_sql": "DuckDB by hand",
}
WAYS = ("loading", "loaded", "alone")
"""Together, from a file; together, when they are loaded; each by itself."""


class Peer:
    """An engine's process."""

    def __init__(self, process: subprocess.Popen[str], name: str) -> None:
        self.process = process
        self.name = name

    def does(self, what: str) -> dict[str, Any]:
        """What it told of one task."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(f"{what}\n")
        self.process.stdin.flush()
        said = self.process.stdout.readline()
        if not said:
            raise SystemExit(f"{self.name} ended while it did {what}")
        told: dict[str, Any] = json.loads(said)
        return told


@contextmanager
def started(name: str, folder: Path, python: str = str(PEERS)) -> Iterator[Peer]:
    """An engine's process, of this Python; it ends with the block."""
    command = [python, str(HERE / "worker.py"), name, str(folder)]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=HERE
    )
    try:
        yield Peer(process, name)
    finally:
        assert process.stdin
        process.stdin.close()
        process.wait(60)


def prepared(folder: Path, rows: int) -> None:
    """Put a ledger with the built-in record there, its table of rules, and rows that it says yes
    or no to."""
    ledger = ledger_at(f"sqlite:///{folder / 'ledger.db'}")
    record_lacking(ledger)
    with ledger.reading() as source:
        history = source.head()
        table = table_of(history)
        found, left_out = decided_rows(CompiledEngine(history, Known()), table, rows)
    ledger.close()
    (folder / "rules.json").write_text(json.dumps(table.as_json()))
    pq.write_table(found, folder / "rows.parquet", compression="zstd")
    told = f"{len(table.licences)} licences, {len(table.rules)} rules, {found.num_rows:,} rows"
    print(
        f"{told}, {found.num_rows:,} rows; {left_out:,} left out that are undetermined", flush=True
    )


def agreed(peers: Mapping[str, Peer]) -> None:
    """Nothing, if every engine answers each row as we do; else the bench ends."""
    ours = np.load(peers[OURS].does("answers")["path"])
    for name, peer in peers.items():
        found = np.load(peer.does("answers")["path"])
        differing = np.flatnonzero(found != ours[: len(found)])
        if len(differing):
            raise SystemExit(f"{name} answers {len(differing):,} rows otherwise: {differing[:5]}")


class Measured(NamedTuple):
    """What came of one way: rows a second of each engine, a round after the other."""

    way: str
    rates: Mapping[str, Sequence[float]]

    def ratios(self, name: str) -> list[float]:
        """Our rate as a multiple of another's, round by round."""
        return [a / b for a, b in zip(self.rates[OURS], self.rates[name], strict=True)]


def measured(peers: Mapping[str, Peer], way: str) -> Measured:
    """One way, every engine in turn, five times."""
    rates: dict[str, list[float]] = {name: [] for name in peers}
    for _ in range(ROUNDS):
        for name, peer in peers.items():
            told = peer.does(way)
            if told.get("differ"):
                raise SystemExit(f"{name} answers {told['differ']} otherwise when asked alone")
            rates[name].append(told["rate"])
    return Measured(way, rates)


def row(name: str, found: Measured) -> str:
    """A row of a table: rows a second, and ours as a multiple."""
    rate = statistics.median(found.rates[name])
    if name == OURS:
        return f"| this ledger | {rate:,.0f} | |"
    ratios = found.ratios(name)
    low, middle, high = min(ratios), statistics.median(ratios), max(ratios)
    return f"| {ENGINES[name]} | {rate:,.0f} | {middle:.3g} ({low:.3g} to {high:.3g}) |"


def main(names: Sequence[str]) -> None:
    """Measure, and print a table a way."""
    with tempfile.TemporaryDirectory() as temporary, ExitStack() as ended:
        folder = Path(temporary)
        prepared(folder, ROWS)
        peers = {OURS: ended.enter_context(started(OURS, folder, sys.executable))}
        for name in names or ENGINES:
            peers[name] = ended.enter_context(started(name, folder))
        for name, peer in peers.items():
            ready, judged = peer.does("rules"), peer.does("loading")
            print(f"{name}: rules in {ready['seconds']:.2f} s, {judged['rows']:,} rows", flush=True)
        agreed(peers)
        for way in WAYS:
            found = measured(peers, way)
            print(f"\n| {way} | a second | ours is so many times as fast |\n| --- | --- | --- |")
            print("\n".join(row(name, found) for name in peers), flush=True)
        agreed(peers)


if __name__ == "__main__":
    main(sys.argv[1:])
