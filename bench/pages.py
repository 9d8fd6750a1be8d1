"""What pages take and weigh, on the built-in record and beside very many licences.

`make bench`, or `python bench/pages.py [LICENCES]` (100,000). A real server over a file; each page
is asked once so that what is read is read, then ten times: the median, and what it weighs.
"""

from __future__ import annotations

import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from licence_ledger.api.databases import ledger_at
from licence_ledger.api.files.built_in import record_lacking
from run import acts

ASKED = "date=2024-02-25&activity=export&goods=ML10&origin=NL&destination=IL&programme=F-35"
BUILT_IN = (
    *("/en/", "/en/check", f"/en/check/answer?{ASKED}", f"/en/check/answer?{ASKED}&licence=NL009"),
    *("/en/licences", "/en/licences/NL007", "/en/licences/NL007/timeline"),
    *("/en/licences/NL007/destinations", "/en/countries/IL", "/en/countries"),
    *("/en/instruments", "/en/instruments/stcrt-2024-5435", "/en/groups/EU", "/en/statements"),
    *("/en/search?q=F-35", "/en/policies", "/en/requirements"),
)
BESIDE_MANY = (
    *(
        "/en/",
        "/en/check",
        "/en/licences",
        "/en/licences/NL000007",
        "/en/licences/NL000007/timeline",
    ),
    *("/en/instruments", "/en/search?q=act", "/en/groups/EU"),
)


@contextmanager
def serving(database: str) -> Iterator[str]:
    """A server over a ledger, until the context ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = "from licence_ledger.api.terminal.cli import app; app()"
    command = [sys.executable, "-c", program, "serve", "--empty", "--port", str(port)]
    server = subprocess.Popen([*command, "--database", database], stderr=subprocess.DEVNULL)
    try:
        for _ in range(1_200):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz").read()
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


def told(name: str, database: str, pages: tuple[str, ...]) -> None:
    """Print what each page takes and weighs."""
    with serving(database) as base:
        for page in pages:
            times = []
            for _ in range(11):
                started = time.perf_counter()
                content = urllib.request.urlopen(base + page).read()
                times.append(1_000 * (time.perf_counter() - started))
            first, *others = times
            print(
                f"{name}: {page}: {statistics.median(others):.0f} ms ({min(others):.0f} to "
                f"{max(others):.0f}; the first {first:.0f}), {len(content) / 1_000:.0f} kB",
                flush=True,
            )


def main(licences: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        address = f"sqlite:///{Path(name) / 'built-in.db'}"
        ledger = ledger_at(address)
        record_lacking(ledger)
        ledger.close()
        told("the built-in record", address, BUILT_IN)
        address = f"sqlite:///{Path(name) / 'many.db'}"
        ledger = ledger_at(address)
        ledger.record_all(list(acts(licences, 1)), "bench")
        ledger.close()
        told(f"{licences:,} licences", address, BESIDE_MANY)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
