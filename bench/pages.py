"""What pages take and weigh, on the built-in record and beside very many licences.

`make bench`, or `python bench/pages.py [LICENCES] [TIMES]` (100,000 and 10). A real server over a
file; each page is asked once so that what is read is read, then so many times: the median, the
processor time of the server, which other work on the machine hardly changes, and what it weighs.
"""

from __future__ import annotations

import os
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
    *("/en/search?q=F-35", "/en/policies", "/en/requirements", "/en/lists/annex-i"),
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
def serving(database: str) -> Iterator[tuple[str, int]]:
    """The address and the process of a server over a ledger, until the context ends."""
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
        yield f"http://127.0.0.1:{port}", server.pid
    finally:
        server.terminate()
        server.wait(20)


def processor_time(process: int) -> float:
    """The milliseconds of processor time that a process and its children took; 0 where there is no
    `/proc` (Linux) to tell it."""
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
        ticks = [
            int(one)
            for each in (process, *children)
            for one in Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()[11:13]
        ]
    except OSError:
        return 0.0
    return 1_000 * sum(ticks) / os.sysconf("SC_CLK_TCK")


def asked(address: str) -> tuple[float, bytes]:
    """How many milliseconds a page takes, and the page."""
    started = time.perf_counter()
    content = urllib.request.urlopen(address).read()
    return 1_000 * (time.perf_counter() - started), content


def told(name: str, database: str, pages: tuple[str, ...], rounds: int) -> None:
    """Print what each page takes and weighs."""
    with serving(database) as (base, process):
        for page in pages:
            first, content = asked(base + page)
            before = processor_time(process)
            others = [asked(base + page)[0] for _ in range(rounds)]
            took = (processor_time(process) - before) / rounds
            print(
                f"{name}: {page}: {statistics.median(others):.0f} ms ({min(others):.0f} to "
                f"{max(others):.0f}; the first {first:.0f}), {took:.0f} ms of the processor, "
                f"{len(content) / 1_000:.0f} kB",
                flush=True,
            )


def main(licences: int, rounds: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        address = f"sqlite:///{Path(name) / 'built-in.db'}"
        ledger = ledger_at(address)
        record_lacking(ledger)
        ledger.close()
        told("the built-in record", address, BUILT_IN, rounds)
        address = f"sqlite:///{Path(name) / 'many.db'}"
        ledger = ledger_at(address)
        ledger.record_all(list(acts(licences, 1)), "bench")
        ledger.close()
        told(f"{licences:,} licences", address, BESIDE_MANY, rounds)


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:]]
    main(*given, *(100_000, 10)[len(given) :])
