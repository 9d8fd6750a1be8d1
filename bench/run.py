"""What answers, recording and rebuilding cost, as ratios to a baseline in the same run.

`make bench`, or `python bench/run.py [http] [record] [scale] [rebuild]` for some of them.
The load generator is `wrk` (Debian's package), on the other core. Every ratio is the median
of five, alternating with its baseline; figures and machine go to docs/performance.md by hand.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from licence_ledger.api.serving.settled import settle
from licence_ledger.domain.faults import LedgerError
from licence_ledger.projections.ledger import Ledger, open_ledger
from licence_ledger.projections.register.register import Register

if TYPE_CHECKING:
    from fastapi import FastAPI

ROUNDS = 5
RAW_TABLE = (
    "CREATE TABLE stored_events (originator_id TEXT, originator_version INTEGER, topic TEXT, "
    "state BLOB, PRIMARY KEY (originator_id, originator_version))"
)
COUNTRIES = ("IL", "TR", "QA", "BR", "US", "FR", "JP", "AE", "EG", "SA", "UA", "CN")
GOODS = ("ML1", "ML10", "ML10.a", "5A002", "5A002.a.1", "5D002", "1A005", "ML11")
FIRST, LAST = date(2012, 1, 1), date(2024, 1, 1)


# -- a ledger to ask -------------------------------------------------------------------


def acts(licences: int, changes: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Instruments that give so many licences so many changes each, an instrument a change."""
    chance = random.Random(seed)
    yield act(
        "eu", {"type": "group_established", "group": "EU", "from": "2000", "members": ["NL", "FR"]}
    )
    yield act(
        "need",
        {
            "type": "requirement_imposed",
            "requirement": "list",
            "basis": "control_list",
            "title": "List",
            "from": "2009-08-27",
            "requires": [{"goods": list(GOODS)}],
            "exempts": [{"activities": ["transfer"], "destinations": ["@EU"]}],
        },
    )
    for number in range(licences):
        licence = f"NL{number:06}"
        for part in range(changes):
            day = FIRST + timedelta(days=chance.randrange((LAST - FIRST).days))
            yield act(f"{licence.lower()}-{part}", _change(licence, part, day, chance), day)


def _change(licence: str, part: int, day: date, chance: random.Random) -> dict[str, Any]:
    if part == 0:
        return {
            "type": "licence_established",
            "licence": licence,
            "kind": "general",
            "authority": "NL",
            "title": licence,
            "from": "2012-01-01",
            "permits": [
                {"activities": ["export", "transit"], "goods": chance.sample(GOODS, 4)},
                {"destinations": ["@EU"], "goods": chance.sample(GOODS, 3)},
            ],
        }
    if part % 3 == 2:
        return {
            "type": "exclusion_lifted",
            "target": f"{licence.lower()}-{part - 1}#1",
            "from": "2024-01-01" if chance.random() < 0.5 else day.isoformat(),
            "notwithstanding": "bench",
        }
    return {
        "type": "destination_excluded",
        "licence": licence,
        "from": "2012-01-01" if part % 3 == 1 else day.isoformat(),
        "destinations": chance.sample(COUNTRIES, 3),
    }


def act(name: str, change: dict[str, Any], published: date = FIRST) -> dict[str, Any]:
    """An instrument of one change."""
    return {
        "instrument": name,
        "kind": "ministerial_regulation",
        "title": f"Act {name}",
        "issued_by": "Minister",
        "published_on": published.isoformat(),
        "cites": [{"source": f"Stcrt. {published.year}, {name}"}],
        "changes": [change],
    }


def opened(path: Path) -> Ledger:
    settle()
    return open_ledger(str(path), lambda: date(2026, 11, 21), lambda: datetime.now(UTC))


def filled(path: Path, licences: int, changes: int) -> Ledger:
    """A ledger with these licences, recorded as anybody would; faults of chance left out."""
    ledger = opened(path)
    ledger.record_all(list(acts(licences, changes)), "bench")
    return ledger


def some_day(chance: random.Random) -> str:
    return (FIRST + timedelta(days=chance.randrange((LAST - FIRST).days))).isoformat()


def ratio(name: str, baseline: Callable[[], float], measured: Callable[[], float]) -> None:
    """Print measured / baseline: the median of five, alternating."""
    found = []
    for _ in range(ROUNDS):
        base = baseline()
        found.append(measured() / base)
    tell(name, found)


def tell(name: str, found: list[float]) -> None:
    """Print the median of what was found, and between what it lay."""
    low, middle, high = min(found), statistics.median(found), max(found)
    print(f"{name}: {middle:.3f} (from {low:.3f} to {high:.3f})", flush=True)


# -- answers over HTTP -----------------------------------------------------------------

WRK = """
local asked = {}
for line in io.lines("%s") do asked[#asked + 1] = line end
local at = 0
request = function()
  at = at %% #asked + 1
  local line = asked[at]
  if line:sub(1, 1) == "{" then
    return wrk.format("POST", "/v1/evaluations", {["content-type"] = "application/json"}, line)
  end
  return wrk.format("GET", line)
end
"""


LAST_ROUTE, FIRST_ROUTE = "/no-op", "/no-op-before-all"
NO_OPS = {LAST_ROUTE: "a no-op route after all others", FIRST_ROUTE: "one before all others"}


def application(path: str) -> FastAPI:
    """The application that is measured, and a route that does nothing, once where the
    application's own routes stand before it and once before all of them."""
    from fastapi import Response
    from licence_ledger.api.app import create_app

    app = create_app(opened(Path(path)), None, "bench")
    ready = b'{"status":"ok"}'

    async def no_op() -> Response:
        return Response(ready, media_type="application/json")

    app.get(FIRST_ROUTE)(no_op)
    app.router.routes.insert(0, app.router.routes.pop())
    app.get(LAST_ROUTE)(no_op)
    return app


def serve(app: FastAPI, port: str) -> None:
    """Serve it with one worker."""
    import uvicorn

    settle()
    uvicorn.run(app, port=int(port), log_level="warning", access_log=False, loop="uvloop")


def free_port() -> str:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def until_it_answers(url: str) -> None:
    """Wait for a server that has just been started, up to a minute."""
    for _ in range(600):
        try:
            urllib.request.urlopen(f"{url}/healthz")
            return
        except OSError:
            time.sleep(0.1)


@contextmanager
def served(path: Path, script: str = __file__) -> Iterator[str]:
    """Where a ledger is served by a script's `serve`, on one core."""
    port = free_port()
    command = ["taskset", "-c", "0", sys.executable, script, "serve", str(path), port]
    server = subprocess.Popen(command)
    url = f"http://127.0.0.1:{port}"
    try:
        until_it_answers(url)
        yield url
    finally:
        server.terminate()
        server.wait()


def requests_per_second(
    url: str,
    lines: list[str],
    seconds: int = 3,
    header: str = "accept: */*",
    on_core: str | None = "1",
) -> float:
    """What `wrk` gets out of the server with 32 connections, from the other core. The lines that
    were asked go to the end, so that they are not asked again soon."""
    with tempfile.TemporaryDirectory() as name:
        asked, script = Path(name) / "asked", Path(name) / "asked.lua"
        asked.write_text("\n".join(lines))
        script.write_text(WRK % asked)
        command = [
            *(("taskset", "-c", on_core) if on_core else ()),
            "wrk",
            "-t1",
            "-c32",
            f"-d{seconds}s",
            *("-H", header),
            "-s",
            str(script),
            url,
        ]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in told:
        raise SystemExit(told)
    count = int(told.partition(" requests in ")[0].split()[-1]) % len(lines)
    lines[:] = lines[count:] + lines[:count]
    return float(told.partition("Requests/sec:")[2].split()[0])


def http_questions(licences: int) -> tuple[list[str], list[str]]:
    """Addresses of licences and bodies of evaluations, each asked once: half with `known_on`."""
    chance = random.Random(7)
    names = [f"NL{n:06}" for n in range(licences)]

    def known() -> str | None:
        return some_day(chance) if chance.random() < 0.5 else None

    states, questions = [], []
    for _ in range(60_000):
        seen = known()
        more = f"&known_on={seen}" if seen else ""
        states.append(f"/v1/licences/{chance.choice(names)}?valid_on={some_day(chance)}{more}")
        transaction = {
            "date": some_day(chance),
            "licence": chance.choice(names),
            "activity": "export",
            "goods": chance.choice(GOODS),
            "origin": "NL",
            "destination": chance.choice(COUNTRIES),
        }
        question = {"transaction": transaction, **({"known_on": seen} if seen else {})}
        questions.append(json.dumps(question))
    return states, questions


def bench_http(folder: Path, licences: int = 10_000) -> None:
    path = folder / "http.db"
    filled(path, licences, 10).close()
    states, questions = http_questions(licences)
    with served(path) as url:
        for lines in (states, questions):
            requests_per_second(url, lines, 8)  # warm
        pinned, held = _pinned(url)
        for name, lines, header in (
            ("GET /v1/licences/{id}", states, "accept: */*"),
            ("POST /v1/evaluations", questions, "accept: */*"),
            ("GET /v1/licences/{id}, one asked again and again", states[:1], "accept: */*"),
            ("POST /v1/evaluations, one asked again and again", questions[:1], "accept: */*"),
            ("a pinned answer asked again with its ETag (304)", [pinned], held),
        ):
            of_no_ops(name, url, lines, header)


def of_no_ops(name: str, url: str, lines: list[str], header: str) -> None:
    """Print what is answered of these lines, as a share of what either no-op route answers."""
    found: dict[str, list[float]] = {route: [] for route in NO_OPS}
    for _ in range(ROUNDS):
        bases = {route: requests_per_second(url, [route]) for route in NO_OPS}
        measured = requests_per_second(url, lines, header=header)
        for route, base in bases.items():
            found[route].append(measured / base)
    for route, which in NO_OPS.items():
        tell(f"{name}, of {which}", found[route])


def _pinned(url: str) -> tuple[str, str]:
    """A pinned address, and the header by which who asks holds its answer already."""
    with urllib.request.urlopen(f"{url}/v1/licences/NL000001?valid_on=2020-01-01") as answer:
        size = json.loads(answer.read())["viewpoint"]["log_size"]
    path = f"/v1/licences/NL000001?valid_on=2020-01-01&log_size={size}"
    with urllib.request.urlopen(url + path) as answer:
        return path, f"if-none-match: {answer.headers['etag']}"


# -- recording -------------------------------------------------------------------------


ONE_AT_A_TIME = 1_500
"""So many instruments are recorded one at a time; those that chance made faulty are refused."""


def bench_record(folder: Path) -> None:
    made, rows = list(acts(400, 10))[:ONE_AT_A_TIME], list[Any]()
    _ledger_one_at_a_time(folder, made, rows)
    ratio(
        "recording one at a time, of raw sqlite3",
        lambda: raw_one_at_a_time(folder, rows),
        lambda: _ledger_one_at_a_time(folder, made, rows),
    )
    ratio(
        "ten thousand from a file, a hundred a commit, of raw batched rows",
        lambda: raw_batched(folder),
        lambda: _ledger_batched(folder),
    )


def _ledger_one_at_a_time(folder: Path, made: list[dict[str, Any]], rows: list[Any]) -> float:
    """Instruments a second through the ledger, each acknowledged; the `rows` that they come to."""
    ledger = opened(folder / f"record-{time.perf_counter_ns()}.db")
    accepted = 0
    started = time.perf_counter()
    for one in made:
        try:
            ledger.record(one, "bench")
            accepted += 1
        except LedgerError:
            continue
    taken = time.perf_counter() - started
    rows[:] = [(r.stream, r.version, r.topic, r.record) for r in ledger.log.rows_after(0)]
    ledger.close()
    return accepted / taken


def raw_one_at_a_time(folder: Path, rows: list[Any]) -> float:
    """Instruments a second through sqlite3 alone: the same rows, two of them a transaction."""
    raw = sqlite3.connect(folder / f"raw-{time.perf_counter_ns()}.db", isolation_level=None)
    raw.execute("PRAGMA journal_mode=WAL")
    raw.execute("PRAGMA synchronous=FULL")
    raw.execute(RAW_TABLE)
    count = 0
    started = time.perf_counter()
    for first in range(0, len(rows) - 1, 2):
        raw.execute("BEGIN")
        raw.executemany("INSERT INTO stored_events VALUES (?,?,?,?)", rows[first : first + 2])
        raw.execute("COMMIT")
        count += 1
    taken = time.perf_counter() - started
    raw.close()
    return count / taken


def _ledger_batched(folder: Path) -> float:
    """Records a second through the ledger, a hundred instruments a commit."""
    made = list(acts(2_000, 5))
    path = folder / f"batch-{time.perf_counter_ns()}.db"
    ledger = opened(path)
    started = time.perf_counter()
    ledger.record_all(made, "bench")
    taken = time.perf_counter() - started
    size = ledger.size
    ledger.close()
    path.rename(folder / "batch.db")
    return size / taken


def raw_batched(folder: Path) -> float:
    """Rows a second through sqlite3 alone, the same rows in transactions of the same size."""
    if not (folder / "batch.db").exists():
        _ledger_batched(folder)
    with sqlite3.connect(folder / "batch.db") as made:
        rows = made.execute("SELECT * FROM stored_events ORDER BY rowid").fetchall()
    raw = sqlite3.connect(folder / f"raw-{time.perf_counter_ns()}.db", isolation_level=None)
    raw.execute("PRAGMA journal_mode=WAL")
    raw.execute("PRAGMA synchronous=FULL")
    raw.execute(RAW_TABLE)
    started = time.perf_counter()
    for first in range(0, len(rows), 200):
        raw.execute("BEGIN")
        raw.executemany("INSERT INTO stored_events VALUES (?,?,?,?)", rows[first : first + 200])
        raw.execute("COMMIT")
    taken = time.perf_counter() - started
    raw.close()
    return len(rows) / taken


# -- size --------------------------------------------------------------------------------


def seconds_an_answer(register: Register, names: list[str], count: int = 1_500) -> float:
    """Seconds to answer about one of these licences: all read before, on days not asked before."""
    chance = random.Random()

    def asked() -> list[tuple[str, dict[str, str]]]:
        found = []
        for _ in range(count):
            seen = {"valid_on": some_day(chance)}
            if chance.random() < 0.5:
                seen["known_on"] = some_day(chance)
            found.append((chance.choice(names), seen))
        return found

    for name in names:
        register.licence(name, {"valid_on": LAST.isoformat()})
    for name, seen in asked():
        register.licence(name, seen)
    questions = asked()
    started = time.perf_counter()
    for name, seen in questions:
        register.licence(name, seen)
    return (time.perf_counter() - started) / count


def bench_scale(folder: Path) -> None:
    small = Register(filled(folder / "small.db", 1_000, 10))
    large = Register(filled(folder / "large.db", 100_000, 10))
    few = [f"NL{n:06}" for n in range(1_000)]
    some = random.Random(5).sample([f"NL{n:06}" for n in range(100_000)], 1_000)
    ratio(
        "an answer with 100,000 licences, of one with 1,000 (both warm)",
        lambda: seconds_an_answer(small, few),
        lambda: seconds_an_answer(large, some),
    )
    busy = Register(_busy(folder / "busy.db"))
    ratio(
        "a licence of 10,000 changes, of one with ten (both warm)",
        lambda: seconds_an_answer(small, few),
        lambda: seconds_an_answer(busy, ["NL000000"]),
    )


def _busy(path: Path) -> Ledger:
    """A licence of 10,000 changes, of which about twenty exclusions are present on any day."""
    days = (LAST - FIRST).days
    found = list(acts(1, 1))
    for n in range(5_000):
        begins = FIRST + timedelta(days=n * days // 5_000)
        ends = begins + timedelta(days=20 * days // 5_000 + 1)
        excluded = {
            "type": "destination_excluded",
            "licence": "NL000000",
            "from": begins.isoformat(),
            "destinations": [COUNTRIES[n % len(COUNTRIES)]],
        }
        lifted = {
            "type": "exclusion_lifted",
            "target": f"out-{n}#1",
            "from": ends.isoformat(),
            "notwithstanding": "bench",
        }
        found += [act(f"out-{n}", excluded, begins), act(f"in-{n}", lifted, ends)]
    ledger = opened(path)
    ledger.record_all(found, "bench")
    return ledger


# -- rebuilding ----------------------------------------------------------------------------


def bench_rebuild(folder: Path) -> None:
    ledger = filled(folder / "rebuild.db", 5_000, 10)
    size = ledger.size

    def reading() -> float:
        started = time.perf_counter()
        for row in ledger.log.rows_after(0):
            json.loads(row.record)
        return size / (time.perf_counter() - started)

    def rebuilding() -> float:
        started = time.perf_counter()
        ledger.rebuild(lambda count: None)
        return size / (time.perf_counter() - started)

    ratio("rebuild, of reading the events and json.loads of each", reading, rebuilding)


BENCHES = {
    "http": bench_http,
    "record": bench_record,
    "scale": bench_scale,
    "rebuild": bench_rebuild,
}


def main(asked: list[str]) -> None:
    if "http" in asked and not shutil.which("wrk"):
        raise SystemExit("the load generator is missing; install it: apt-get install wrk")
    print(
        f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}"
    )
    with tempfile.TemporaryDirectory() as name:
        for bench in asked:
            BENCHES[bench](Path(name))


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        serve(application(sys.argv[2]), sys.argv[3])
    else:
        main(sys.argv[1:] or list(BENCHES))
