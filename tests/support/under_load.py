"""What is short, asked of a server that has much to do: how long it takes, and what memory.

`python tests/support/under_load.py` asks while four impacts of 100,000 lines and four dossiers of
nine years are made, four clients stall and a thousand streams are open (`make test-long`; on a
machine that does nothing else); a test in `make test` while there is less.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from licence_ledger.api.databases import ledger_at
from licence_ledger.api.files.built_in import record_lacking
from running import serving

NINE_YEARS = json.dumps({"licence": "NL009", "from": "2016-10-01", "until": "2025-10-01"}).encode()
WANTED = 0.050
"""Seconds within which 99 of a hundred are answered."""
MEGABYTES = 2_000
"""What server and workers together have at most."""
ASKED = ("/healthz", "/v1/licences/NL009")
STALLS = (
    b"GET /healthz HTTP/1.1\r\nhost: x\r\n",
    b"POST /v1/dossiers HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{",
    b"POST /v1/evaluations/batch HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n",
    b"",
)


def shipments(count: int) -> bytes:
    """So many transactions of NL009, a line each."""
    countries = ("IL", "US", "TR", "NO", "JP", "GB")
    return b"".join(
        json.dumps(
            {
                "date": f"20{n % 8 + 17}-{n % 12 + 1:02}-{n % 28 + 1:02}",
                "licence": "NL009",
                "activity": "export",
                "goods": ("ML10", "ML9", "ML4.a")[n % 3],
                "origin": "NL",
                "destination": countries[n % len(countries)],
                "exporter": f"exporter {n % 1_000}",
            }
        ).encode()
        + b"\n"
        for n in range(count)
    )


@dataclass
class Load:
    """What a server has to do."""

    impacts: int = 4
    lines: int = 100_000
    dossiers: int = 4
    stalled: int = 4
    streams: int = 1_000
    answered: list[int] = field(default_factory=list[int])

    @contextlib.contextmanager
    def on(self, url: str) -> Iterator[list[threading.Thread]]:
        """The threads that wait for what is long, while all of it is asked."""
        host, _, port = url.removeprefix("http://").partition(":")
        content = shipments(self.lines)
        impact = "/v1/impact?from=known_on%3D2024-02-15&to=now"
        asked = [(impact, content)] * self.impacts + [("/v1/dossiers", NINE_YEARS)] * self.dossiers
        with contextlib.ExitStack() as opened:

            def connected(said: bytes) -> None:
                one = opened.enter_context(socket.create_connection((host, int(port)), 30))
                one.sendall(said)

            for _ in range(self.streams):
                connected(b"GET /v1/log/stream HTTP/1.1\r\nhost: x\r\n\r\n")
            for number in range(self.stalled):
                connected(STALLS[number % len(STALLS)])
            waiting = [threading.Thread(target=self._ask, args=(url, *one)) for one in asked]
            for one in waiting:
                one.start()
            yield waiting
            for one in waiting:
                one.join()

    def _ask(self, url: str, path: str, content: bytes) -> None:
        connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=600)
        connection.request("POST", path, content)
        answer = connection.getresponse()
        while answer.read(65_536):
            pass
        self.answered.append(answer.status)


def times_of(url: str, path: str, until: float, most: int = 1_000_000) -> list[float]:
    """How long the same question takes, again and again, in seconds."""
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=60)
    found = []
    while time.monotonic() < until and len(found) < most:
        begun = time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        found.append(time.perf_counter() - begun)
        assert answer.status == 200
        time.sleep(0.005)
    return found


def p99(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.99)]


def megabytes_below(process: int) -> float:
    """What all processes that one started have in memory."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
    own, found = {process}, 0.0
    while more := {one for one, parent in parents.items() if parent in own} - own:
        own |= more
    for one in own - {process}:
        with contextlib.suppress(OSError):
            pages = int(Path(f"/proc/{one}/statm").read_text().split()[1])
            found += pages * os.sysconf("SC_PAGE_SIZE") / 2**20
    return found


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        database = f"sqlite:///{name}/ledger.db"
        ledger = ledger_at(database)
        record_lacking(ledger)
        ledger.close()
        with serving("--client-connections 0", database) as url:
            load, memory = Load(), 0.0
            times: dict[str, list[float]] = {path: [] for path in ASKED}
            with load.on(url) as waiting:
                begun = time.monotonic()
                while time.monotonic() < begun + 20 or any(one.is_alive() for one in waiting):
                    for path in ASKED:
                        times[path] += times_of(url, path, time.monotonic() + 0.25)
                    memory = max(memory, megabytes_below(os.getpid()))
                seconds = time.monotonic() - begun
    told = {path: f"{p99(found) * 1000:.1f} ms of {len(found)}" for path, found in times.items()}
    print(f"p99 {told}; {memory:.0f} MB at most; {seconds:.0f} s; answered {load.answered}")
    assert load.answered == [200] * (load.impacts + load.dossiers), load.answered
    assert all(p99(found) < WANTED for found in times.values()), told
    assert memory < MEGABYTES, memory


if __name__ == "__main__":
    sys.exit(main())
