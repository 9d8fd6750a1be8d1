"""What one answer costs: in the process, as a command from start to end, and of two workers.

Part of `make bench`, or `python bench/answers.py [process] [commands] [workers] [memory]` for some.
Ratios are the median of five, alternating with their baseline; in the process also microseconds of
the processor, which other programs on the machine move least.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import run
from licence_ledger.api.files.built_in import begin
from licence_ledger.api.http.responses import as_bytes
from licence_ledger.domain.law.evaluation import Evaluation
from licence_ledger.domain.questions import read_transaction
from licence_ledger.domain.vocabulary.dates import day
from licence_ledger.projections.ledger import Ledger
from licence_ledger.projections.register.maps import Maps
from licence_ledger.projections.register.register import Register

Json = dict[str, Any]
Question = tuple[Json, dict[str, str]]
COMMAND = [
    sys.executable,
    "-c",
    "from licence_ledger.api.terminal.cli import run_command; run_command()",
]
IN_RECORD = ("NL002", "NL003", "NL004", "NL006", "NL007", "NL008", "NL009", "NL010")
F35 = {
    **{"licence": "NL009", "activity": "export", "goods": "ML10", "origin": "NL"},
    **{"destination": "IL", "programme": "F-35"},
}


# -- questions -------------------------------------------------------------------------


def questions(licences: list[str], count: int, chance: random.Random) -> list[Question]:
    """So many different questions, half of them with `known_on`."""
    found = []
    for _ in range(count):
        transaction = {
            "date": run.some_day(chance),
            "licence": chance.choice(licences),
            "activity": chance.choice(("export", "transit")),
            "goods": chance.choice(run.GOODS),
            "origin": chance.choice(("NL", "US", "BE")),
            "destination": chance.choice(run.COUNTRIES),
            "programme": chance.choice(("F-35", "none")),
        }
        known = {"known_on": run.some_day(chance)} if chance.random() < 0.5 else {}
        found.append((transaction, known))
    return found


def built_in(path: Path) -> Ledger:
    """A ledger of the built-in record."""
    ledger = run.opened(path)
    begin(ledger)
    return ledger


# -- in the process --------------------------------------------------------------------


def bench_process(folder: Path) -> None:
    made = run.filled(folder / "thousand.db", 1_000, 10)
    names = [f"NL{n:06}" for n in range(1_000)]
    recorded = built_in(folder / "record.db")
    for title, ledger, licences in (
        ("the built-in record", recorded, list(IN_RECORD)),
        ("1,000 licences of ten changes", made, names),
    ):
        register = Register(ledger)

        def answered(question: Question, register: Register = register) -> object:
            return as_bytes(register.evaluate(*question))

        _each(f"one evaluation, whole answer, {title}", answered, licences)
        _each(f"one verdict, {title}", verdict_of(ledger), licences, as_rate=True)
    _map_of_one(recorded)


def verdict_of(ledger: Ledger) -> Callable[[Question], object]:
    """Verdict, reason and what decides, from one size of the log."""
    with ledger.reading() as book:
        history = book.at(ledger.size)

    def verdict(question: Question) -> object:
        sound = read_transaction(question[0], history)
        known = question[1].get("known_on")
        asked = Evaluation(history, sound.date, day(known) if known else None, sound.given)
        found = asked.decide(sound.licence)
        return found.verdict, found.reason, found.decided_by

    return verdict


def _each(
    name: str, answered: Callable[[Question], object], licences: list[str], as_rate: bool = False
) -> None:
    """Print what one costs, on questions not asked before: the median of five times 1,000."""
    found = seconds_each(answered, licences)
    _print(name, [1 / one for one in found] if as_rate else [one * 1e6 for one in found])


def seconds_each(answered: Callable[[Question], object], licences: list[str]) -> list[float]:
    """Seconds of the processor for one of 1,000 questions not asked before, five times."""
    chance = random.Random(11)
    for question in questions(licences, 3_000, chance):
        answered(question)
    found = []
    for _ in range(run.ROUNDS):
        asked = questions(licences, 1_000, chance)
        started = time.process_time()
        for question in asked:
            answered(question)
        found.append((time.process_time() - started) / len(asked))
    return found


def _print(name: str, found: list[float]) -> None:
    low, middle, high = min(found), statistics.median(found), max(found)
    print(f"{name}: {middle:.0f} (from {low:.0f} to {high:.0f})", flush=True)


def _map_of_one(ledger: Ledger) -> None:
    register, maps = Register(ledger), Maps(ledger)
    some = questions(list(IN_RECORD), 500, random.Random(3))

    def one() -> float:
        return _seconds(lambda: [register.evaluate(*each) for each in some]) / len(some)

    def drawn() -> float:
        asked = [{**F35, "destination": place} for place in run.COUNTRIES]
        return _seconds(lambda: [maps.map(each, {}) for each in asked]) / len(asked)

    one(), drawn()
    run.ratio("a map of both times, of one evaluation", one, drawn)


def _seconds(done: Callable[[], object]) -> float:
    started = time.process_time()
    done()
    return time.process_time() - started


# -- commands --------------------------------------------------------------------------


def bench_commands(folder: Path) -> None:
    built_in(folder / "commands.db").close()
    database = f"sqlite:///{folder / 'commands.db'}"
    rows = folder / "rows.csv"
    asked = [each for each, _ in questions(list(IN_RECORD), 1_000, random.Random(5))]
    lines = [",".join(asked[0]), *(",".join(each.values()) for each in asked)]
    rows.write_text("\n".join(lines) + "\n", encoding="utf-8")
    said = [part for name, word in F35.items() for part in (f"--{name}", word)]
    check = ["check", "--date", "2024-02-25", "--database", database, *said]
    output = ["--database", database, "--output"]
    written = iter(range(10**6))

    def evaluate() -> list[str]:
        return ["evaluate", str(rows), *output, str(folder / f"out-{next(written)}.csv")]

    for name, command, baseline in (
        ("`check`", lambda: check, "pass"),
        ("`evaluate`, 1,000 rows", evaluate, "import pyarrow"),
    ):
        run.ratio(
            f"{name}: the command, of `python -c '{baseline}'`",
            lambda baseline=baseline: seconds_of_a_process([sys.executable, "-c", baseline]),  # type: ignore[misc]
            lambda command=command: seconds_of_a_process([*COMMAND, *command()]),  # type: ignore[misc]
        )


def seconds_of_a_process(command: list[str]) -> float:
    """Seconds from a process's start to its end."""
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - started


# -- servers ---------------------------------------------------------------------------


def bench_workers(folder: Path) -> None:
    path = folder / "workers.db"
    run.filled(path, 1_000, 10).close()
    chance = random.Random(7)
    names = [f"NL{n:06}" for n in range(1_000)]
    states = [
        f"/v1/licences/{chance.choice(names)}?valid_on={run.some_day(chance)}"
        for _ in range(100_000)
    ]

    def rate(workers: int) -> float:
        with _serving(path, workers) as url:
            _asked_by_wrk(url, states, 4)
            return _asked_by_wrk(url, states, 5)

    run.ratio("`serve --workers 2`, of one worker", lambda: rate(1), lambda: rate(2))


def bench_memory(folder: Path, licences: int = 100_000) -> None:
    path = folder / "memory.db"
    run.filled(path, licences, 10).close()
    asked = questions([f"NL{n:06}" for n in range(licences)], 10_000, random.Random(9))
    found = megabytes_after(path, asked)
    print(f"a server with {licences:,} licences after 10,000 questions: {found} MB")


def megabytes_after(path: Path, asked: list[Question]) -> int:
    """The memory of a server of this ledger after these questions."""
    with _serving(path, 1) as url:
        for transaction, known in asked:
            body = json.dumps({"transaction": transaction, **known}).encode()
            urllib.request.urlopen(urllib.request.Request(f"{url}/v1/evaluations", body)).read()
        return _megabytes()


@contextmanager
def _serving(path: Path, workers: int) -> Iterator[str]:
    """The command that serves a ledger, and its address."""
    port = run.free_port()
    more = ["--port", port, "--workers", str(workers), "--connections", "1000"]
    line = [*COMMAND, "serve", "--database", f"sqlite:///{path}", *more]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen([*line, "--client-connections", "0"], **quiet)  # type: ignore[call-overload]
    _SERVED[:] = [server.pid]
    try:
        run.until_it_answers(f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


_SERVED: list[int] = []


def _megabytes() -> int:
    """The memory of the server and of those that it started, without what they share."""
    waiting, total = list(_SERVED), 0
    while waiting:
        process = waiting.pop()
        shares = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
        total += sum(int(line.split()[1]) for line in shares if line.startswith("Pss:"))
        children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
        waiting += map(int, children.split())
    return total // 1_024


def _asked_by_wrk(url: str, lines: list[str], seconds: int) -> float:
    """Requests a second with the load generator beside the server, on any core."""
    return run.requests_per_second(url, lines, seconds, on_core=None)


BENCHES = {
    "process": bench_process,
    "commands": bench_commands,
    "workers": bench_workers,
    "memory": bench_memory,
}


def main(asked: list[str]) -> None:
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}")
    for bench in asked:
        with tempfile.TemporaryDirectory() as name:
            BENCHES[bench](Path(name))


if __name__ == "__main__":
    main(sys.argv[1:] or list(BENCHES))
