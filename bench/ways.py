"""What is said with an answer costs, as multiples of a plain evaluation against a licence.

`make bench`, or `python bench/ways.py [licences]`: every way, how long the answer stands, the map
of both times; on the built-in record, and among made-up licences (10,000 unless told).
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from licence_ledger.api.files.built_in import built_in
from licence_ledger.projections.register.maps import Maps
from run import ROUNDS, filled, opened

Json = dict[str, Any]
F35: Json = {
    "date": "2024-02-25",
    "licence": "NL009",
    "activity": "export",
    "goods": "ML10",
    "origin": "NL",
    "destination": "IL",
    "programme": "F-35",
}
MADE_UP: Json = {
    "date": "2018-02-25",
    "licence": "NL000007",
    "activity": "export",
    "goods": "ML10",
    "origin": "NL",
    "destination": "IL",
}


def seconds(ask: Callable[[], Any], least: float = 0.2) -> float:
    """Seconds for one answer: asked again until the time can be told."""
    times = 1
    while True:
        started = time.perf_counter()
        for _ in range(times):
            ask()
        taken = time.perf_counter() - started
        if taken > least:
            return taken / times
        times *= 2


def told(name: str, plain: Callable[[], Any], ask: Callable[[], Any]) -> None:
    """Print what a question costs, in plain evaluations: the median of five, alternating."""
    found = []
    for _ in range(ROUNDS):
        base = seconds(plain)
        found.append(seconds(ask) / base)
    low, middle, high = min(found), statistics.median(found), max(found)
    print(f"{name}, in plain evaluations: {middle:.2f} (from {low:.2f} to {high:.2f})", flush=True)


def bench(where: str, register: Maps, transaction: Json) -> None:
    unnamed = {name: value for name, value in transaction.items() if name != "licence"}
    undated = {name: value for name, value in transaction.items() if name != "date"}

    def plain() -> Any:
        return register.evaluate(transaction, {})

    def first() -> Any:
        return register.evaluate(transaction, {"answer_version": 1})

    told(f"{where}: version 2, of version 1", first, plain)
    told(f"{where}: every way", plain, lambda: register.evaluate(unnamed, {}))
    told(
        f"{where}: how long it stands",
        plain,
        lambda: register.evaluate(transaction, {}, with_stands=True),
    )
    told(f"{where}: the map of both times", plain, lambda: register.map(undated, {}))


def main() -> None:
    licences = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as name:
        ledger = opened(Path(name) / "built-in.db")
        ledger.record_all([one.content for one in built_in()], "bench")
        bench("the built-in record", Maps(ledger), F35)
        ledger.close()
        ledger = filled(Path(name) / "made-up.db", licences, 10)
        bench(f"{licences:,} licences", Maps(ledger), MADE_UP)


if __name__ == "__main__":
    main()
