"""How many questions and recordings a second several servers carry on one PostgreSQL.

`python bench/department.py [SECONDS] [ADDRESS]` starts 1, 2 and 4 servers over a ledger with the
built-in record, asks them all at once with `wrk`, then records through all of them at once, and
tells what a second carried, the median, and what 99 of a hundred took at most. Without an address
it starts a PostgreSQL of its own, on the same machine. Clients, servers and database share its
cores: what more machines carry is for docs/scale.md to reckon.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "tests" / "support"))

from licence_ledger.api.databases import ledger_at
from licence_ledger.api.files.built_in import record_lacking
from postgresql_server import Server

SERVERS = (1, 2, 4)
CLIENTS = 8
"""So many connections ask, or record, at the same time, spread over the servers."""
TOKEN = "bench"
QUESTIONS = {
    "a licence on a day": "/v1/licences/NL009?valid_on=2024-02-25",
    "a transaction": "/v1/evaluations?date=2024-02-25&licence=NL009&activity=export&goods=ML10"
    "&origin=NL&destination=IL&programme=F-35",
}
_LATENCY = re.compile(r"(50|99)%\s+([0-9.]+)(us|ms|s)")
_IN_MS = {"us": 0.001, "ms": 1.0, "s": 1_000.0}


@contextmanager
def serving(database: str, key: Path) -> Iterator[int]:
    """A server in a process of its own; its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    program = "from licence_ledger.api.terminal.cli import app; app()"
    command = [sys.executable, "-c", program, "serve", "--port", str(port), "--workers", "1"]
    env = {**os.environ, "LEDGER_TOKEN": TOKEN, "LEDGER_DATABASE": database, "LEDGER_KEY": str(key)}
    server = subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL)
    try:
        for _ in range(1_200):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz").read()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def asked(ports: list[int], path: str, seconds: float) -> tuple[float, float, float]:
    """Questions a second over all servers, their median and 99th of a hundred in milliseconds."""
    each = str(max(1, CLIENTS // len(ports)))
    command = ["wrk", "-t1", f"-c{each}", f"-d{seconds:g}s", "--latency"]
    started = [
        subprocess.Popen([*command, f"http://127.0.0.1:{port}{path}"], stdout=subprocess.PIPE)
        for port in ports
    ]
    told = [one.communicate()[0].decode() for one in started]
    for one in told:
        assert "Non-2xx" not in one, one
    rate = sum(float(one.partition("Requests/sec:")[2].split()[0]) for one in told)
    found = [
        dict((m[0], float(m[1]) * _IN_MS[m[2]]) for m in _LATENCY.findall(one)) for one in told
    ]
    return rate, statistics.mean(one["50"] for one in found), max(one["99"] for one in found)


def recorded(ports: list[int], seconds: float, run: str) -> tuple[float, float, float]:
    """The same of instruments that are recorded, each acknowledged before the next is sent."""
    until, took, lock = time.monotonic() + seconds, list[float](), threading.Lock()

    def record(client: int) -> None:
        to = http.client.HTTPConnection("127.0.0.1", ports[client % len(ports)], timeout=60)
        headers = {"authorization": f"Bearer {TOKEN}", "content-type": "application/json"}
        number = 0
        while time.monotonic() < until:
            number += 1
            body = json.dumps(_instrument(f"bench-{run}-{client}-{number}"))
            begun = time.perf_counter()
            to.request("POST", "/v1/instruments", body, headers)
            answer = to.getresponse()
            said = answer.read()
            assert answer.status == 201, said
            with lock:
                took.append((time.perf_counter() - begun) * 1_000)

    with ThreadPoolExecutor(CLIENTS) as clients:
        list(clients.map(record, range(CLIENTS)))
    took.sort()
    return len(took) / seconds, statistics.median(took), took[int(len(took) * 0.99)]


def _instrument(name: str) -> dict[str, object]:
    excluded = {"type": "destination_excluded", "licence": "NL009", "from": "2020-01-01"}
    return {
        "instrument": name,
        "kind": "ministerial_regulation",
        "title": name,
        "issued_by": "Minister",
        "published_on": "2020-01-01",
        "cites": [{"source": "Stcrt. 2020, 1"}],
        "changes": [{**excluded, "destinations": ["AQ"]}],
    }


def told(what: str, servers: int, found: tuple[float, float, float]) -> None:
    """A row of the table."""
    rate, median, most = found
    print(f"| {what} | {servers} | {rate:,.0f} | {median:.1f} | {most:.1f} |", flush=True)


def main(seconds: float, address: str | None) -> None:
    """Measure all, and print a table."""
    with ExitStack() as ended:
        server = None if address else ended.enter_context(Server())
        place = address or (server.fresh() if server else "")
        ledger = ledger_at(place)
        record_lacking(ledger)
        ledger.close()
        key = Path(__file__).with_name(f".key-{os.getpid()}")
        ended.callback(key.unlink, missing_ok=True)
        print("| what | servers | a second | p50 ms | p99 ms |\n| --- | --- | --- | --- | --- |")
        for count in SERVERS:
            with ExitStack() as served:
                ports = [served.enter_context(serving(place, key)) for _ in range(count)]
                for what, path in QUESTIONS.items():
                    asked(ports, path, 1)
                    told(what, count, asked(ports, path, seconds))
                told("an instrument recorded", count, recorded(ports, seconds, str(count)))


if __name__ == "__main__":
    main(
        float(sys.argv[1]) if len(sys.argv) > 1 else 10.0,
        sys.argv[2] if len(sys.argv) > 2 else None,
    )
