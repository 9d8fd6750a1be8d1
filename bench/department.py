"""How many questions and recordings a second several servers carry on one PostgreSQL, and what
follows for ten.

`python bench/department.py [SECONDS] [ADDRESS]` starts 1, 2 and 4 servers over a ledger with the
built-in record, asks them all at once with `wrk`, each time of another day, then records through
all of them at once. It prints a part of docs/scale.md: what a second carried, the median, what 99
of a hundred took at most, the time of the processor that each took, and what more machines carry by
arithmetic; `--write` puts it there. Without an address it starts a PostgreSQL of its own on this
machine, with its files on the disk. Clients, servers and database share its cores.
"""

from __future__ import annotations

import http.client
import json
import os
import platform
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "tests" / "support"))

from carried import Cost, Measured, reckoned, table
from licence_ledger.api.databases import ledger_at
from licence_ledger.api.files.built_in import record_lacking
from postgresql_server import Server
from processor_time import spent_by

SERVERS = (1, 2, 4)
CLIENTS = 8
"""So many connections ask, or record, at the same time, spread over the servers."""
TOKEN = "bench"
QUESTIONS = {
    "a licence on a day": "/v1/licences/NL009?valid_on=DAY",
    "a transaction": "/v1/evaluations?date=DAY&licence=NL009&activity=export&goods=ML10"
    "&origin=NL&destination=IL&programme=F-35",
}
RECORDING = "an instrument recorded"
OF_A_DAY = """
math.randomseed(%d)
request = function()
  local day = os.date("%%Y-%%m-%%d", 1356998400 + 86400 * math.random(0, 4382))
  return wrk.format("GET", ("%s"):gsub("DAY", day), {["host"] = "localhost"})
end
"""
"""A question of any day of 2013 to 2024."""
BEGIN, END = "<!-- measured -->", "<!-- until here -->"
"""Between them stands what was measured, in docs/scale.md."""
_LATENCY = re.compile(r"(50|99)%\s+([0-9.]+)(us|ms|s)")
_IN_MS = {"us": 0.001, "ms": 1.0, "s": 1_000.0}


@contextmanager
def serving(database: str, key: Path) -> Iterator[tuple[int, int]]:
    """A server in a process of its own; its port, and its process."""
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
                urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz").read()
                break
            except OSError:
                assert server.poll() is None, "the server ended"
                time.sleep(0.1)
        yield port, server.pid
    finally:
        server.terminate()
        server.wait(20)


def asked(ports: list[int], path: str, seconds: int) -> Measured:
    """Questions over all servers: a second, their median and 99th of a hundred in milliseconds."""
    each = str(max(1, CLIENTS // len(ports)))
    with tempfile.TemporaryDirectory() as name:
        scripts = [Path(name, f"{port}.lua") for port in ports]
        for script, port in zip(scripts, ports, strict=True):
            script.write_text(OF_A_DAY % (port, path))
        command = ["wrk", "-t1", f"-c{each}", f"-d{seconds}s", "--latency", "--timeout", "30s"]
        started = [
            subprocess.Popen(
                [*command, "-s", str(script), f"http://127.0.0.1:{port}"], stdout=subprocess.PIPE
            )
            for script, port in zip(scripts, ports, strict=True)
        ]
        told = [one.communicate()[0].decode() for one in started]
    for one in told:
        assert "Non-2xx" not in one and "Socket errors" not in one, one
    count = sum(int(one.partition(" requests in ")[0].split()[-1]) for one in told)
    found = [
        dict((m[0], float(m[1]) * _IN_MS[m[2]]) for m in _LATENCY.findall(one)) for one in told
    ]
    middle, most = statistics.mean(one["50"] for one in found), max(one["99"] for one in found)
    return Measured(count, seconds, middle, most)


def recorded(ports: list[int], seconds: int, run: str) -> Measured:
    """The same of instruments that are recorded, each acknowledged before the next is sent."""
    begun, took, lock = time.monotonic(), list[float](), threading.Lock()

    def record(client: int) -> None:
        to = http.client.HTTPConnection("127.0.0.1", ports[client % len(ports)], timeout=60)
        headers = {"authorization": f"Bearer {TOKEN}", "content-type": "application/json"}
        number = 0
        while time.monotonic() < begun + seconds:
            number += 1
            body = json.dumps(_instrument(f"bench-{run}-{client}-{number}"))
            sent = time.perf_counter()
            to.request("POST", "/v1/instruments", body, headers)
            answer = to.getresponse()
            said = answer.read()
            assert answer.status == 201, said
            with lock:
                took.append((time.perf_counter() - sent) * 1_000)

    with ThreadPoolExecutor(CLIENTS) as clients:
        list(clients.map(record, range(CLIENTS)))
    elapsed = time.monotonic() - begun
    took.sort()
    return Measured(len(took), elapsed, statistics.median(took), took[int(len(took) * 0.99)])


def _instrument(name: str) -> dict[str, object]:
    # Of another licence than is asked about, which does not grow with what was recorded before.
    excluded = {"type": "destination_excluded", "licence": "NL010", "from": "2020-01-01"}
    return {
        "instrument": name,
        "kind": "ministerial_regulation",
        "title": name,
        "issued_by": "Minister",
        "published_on": "2020-01-01",
        "cites": [{"source": "Stcrt. 2020, 1"}],
        "changes": [{**excluded, "destinations": ["AQ"]}],
    }


def measured(place: str, key: Path, database: int | None, seconds: int) -> Iterator[Cost]:
    """What each kind of request took, with each number of servers."""
    for count in SERVERS:
        with ExitStack() as served:
            started = [served.enter_context(serving(place, key)) for _ in range(count)]
            ports, servers = [port for port, _ in started], [process for _, process in started]
            for what in (*QUESTIONS, RECORDING):
                _done(what, ports, 1)
                _at_rest(servers)
                before = spent_by(servers), spent_by([database] if database else [])
                found = _done(what, ports, seconds)
                assert found.requests, (
                    f"{what}: nothing was answered in {seconds} s; ask for longer"
                )
                of_servers = (spent_by(servers) - before[0]) / found.requests
                of_database = (
                    (spent_by([database]) - before[1]) / found.requests if database else None
                )
                yield Cost(what, count, found, of_servers, of_database)


def _at_rest(servers: list[int]) -> None:
    """Wait until the servers, with the workers that they start, do nothing of their own."""
    calm = 0
    for _ in range(60):
        before = spent_by(servers)
        time.sleep(1)
        calm = calm + 1 if spent_by(servers) - before < 0.1 else 0
        if calm == 2:
            return


def _done(what: str, ports: list[int], seconds: int) -> Measured:
    if what == RECORDING:
        return recorded(ports, seconds, uuid.uuid4().hex)
    return asked(ports, QUESTIONS[what], seconds)


def page(seconds: int, address: str | None) -> str:
    """All that is measured, and what follows, as a part of docs/scale.md."""
    with ExitStack() as ended:
        server = None if address else ended.enter_context(Server(on_disk=True))
        place = address or (server.fresh() if server else "")
        ledger = ledger_at(place)
        record_lacking(ledger)
        ledger.close()
        key = Path(ended.enter_context(tempfile.TemporaryDirectory()), "ledger.key")
        costs = []
        process = server.process if server else None
        for cost in measured(place, key, process, seconds):
            print(cost.line(), file=sys.stderr)
            costs.append(cost)
    cores = os.cpu_count() or 1
    lines = [
        f"`python bench/department.py {seconds}`: {cores} cores, Python "
        f"{platform.python_version()}; {CLIENTS} connections, {seconds} s for each line.",
        "",
        *table(costs),
        *(["", *reckoned(costs, RECORDING, cores)] if server else []),
    ]
    return "\n".join(lines) + "\n"


def written(found: str) -> None:
    """Put it into docs/scale.md, in the place of what was measured before."""
    file = Path(__file__).parents[1] / "docs" / "scale.md"
    before, begin, rest = file.read_text("utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    assert begin and end, f"{file} has no place for it"
    file.write_text(f"{before}{begin}\n{found}{end}{after}", "utf-8")


def main(words: list[str]) -> None:
    """Measure all, and print the page, or write it."""
    given = [one for one in words if one != "--write"]
    found = page(int(given[0]) if given else 10, given[1] if len(given) > 1 else None)
    print(found)
    if "--write" in words:
        written(found)


if __name__ == "__main__":
    main(sys.argv[1:])
