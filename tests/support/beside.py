"""Readers, writers, `rebuild` and `show` on one ledger, in processes and threads.

`python tests/support/beside.py` does so for 2,000 instruments and 20,000 answers (`make
test-long`), and `beside.py postgresql` with eight writers in four processes on a database; a test
in `make test` for a few. What every reader was told is asked again, at the viewpoint that it was
told, of a ledger that was opened afterwards.
"""

from __future__ import annotations

import hashlib
import io
import json
import mmap
import random
import struct
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stdout
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from builders import TODAY, established, excluded, instrument, required
from licence_ledger.domain.faults import LedgerError
from licence_ledger.projections import ledger as ledgers
from licence_ledger.projections.dossier.dossiers import Dossiers
from licence_ledger.projections.dossier.verifier import main as verify_bag
from licence_ledger.projections.ledger import Ledger, open_ledger
from licence_ledger.projections.proof.keys import SigningKey
from licence_ledger.projections.proof.proofs import Proofs
from licence_ledger.projections.register.register import Register
from licence_ledger.projections.register.timelines import Timelines
from licence_ledger.projections.storage import lookups, stored_source
from licence_ledger.projections.storage.errors import LedgerFileError
from postgresql_server import Server

Json = dict[str, Any]
KEY = SigningKey("example.com/beside", bytes(range(32)))
COMMAND = "from licence_ledger.api.terminal.cli import app; app()"
LICENCES, WRITERS, THREADS = 8, 8, 4
COUNTRIES = ("IL", "TR", "QA", "US", "CH", "NO", "JP", "BR")
SLOT = struct.Struct("<q")
FIRST_ACTS = (
    instrument("need", required()),
    *(instrument(f"a{n}", established(f"NL{n}")) for n in range(LICENCES)),
)
FIRST_SIZE = 2 * len(FIRST_ACTS)


def opened(path: Path, tail: int, read_only: bool = False) -> Ledger:
    """The ledger, with an index that is brought forward every so many records."""
    for module in (ledgers, lookups, stored_source):
        module.TAIL_MOST = tail  # type: ignore[attr-defined]
    return open_ledger(address_at(path), lambda: TODAY, lambda: datetime.now(UTC), read_only)


def address_at(path: Path) -> str:
    """Where the ledger of these rounds is kept: in a file, or where one beside it says."""
    told = path.with_name("address")
    return told.read_text() if told.exists() else str(path)


# -- what was acknowledged ---------------------------------------------------------------


class Acknowledged:
    """The size of the log that each writer was told last, for all processes to see."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(bytes(SLOT.size * WRITERS))
        with path.open("r+b") as file:
            self._slots = mmap.mmap(file.fileno(), 0)

    def tell(self, writer: int, size: int) -> None:
        SLOT.pack_into(self._slots, writer * SLOT.size, size)

    def size(self) -> int:
        return max(size for (size,) in SLOT.iter_unpack(self._slots[:]))


# -- those who write ---------------------------------------------------------------------


def act(writer: int, number: int) -> Json:
    """What a writer records: now a licence of its own, now something about those of all."""
    name, chance = f"w{writer}-{number}", random.Random(f"{writer} {number}")
    if number % 5 == 0:
        return instrument(name, established(f"NLW{writer}N{number}"))
    return instrument(
        name,
        excluded(
            chance.choice(COUNTRIES),
            licence=f"NL{chance.randrange(LICENCES)}",
            from_=f"20{chance.randrange(13, 20)}-0{chance.randrange(1, 9)}",
        ),
    )


def write(path: Path, writers: tuple[int, ...], each: int, tail: int) -> None:
    """Record as so many writers, each in a thread of its own."""
    ledger, told = opened(path, tail), Acknowledged(path.with_name("acknowledged"))

    def writing(writer: int) -> None:
        for number in range(each):
            told.tell(writer, recorded(ledger, act(writer, number), f"writer {writer}"))

    _together([lambda one=one: writing(one) for one in writers])
    ledger.close()


def recorded(ledger: Ledger, content: Json, by: str) -> int:
    """Record it, and again where one is told to: a rebuild may hold the tables for longer than
    anybody waits. The size of the log then."""
    while True:
        try:
            return ledger.record(content, by).log_size
        except LedgerFileError as error:
            if "try again" not in str(error):
                raise


# -- those who ask -----------------------------------------------------------------------


def asked_of(ledger: Ledger, question: Json, viewpoint: Json) -> tuple[Json, str]:
    """The viewpoint of an answer, and the answer's digest."""
    what, name = question["what"], question["name"]
    register, over_time = Register(ledger), Timelines(ledger)
    if what == "dossier":
        made = Dossiers(Proofs(ledger, KEY), "0").dossier(question["of"], viewpoint)
        assert holds(made), question
        return viewpoint, hashlib.sha256(made).hexdigest()
    answers: dict[str, Callable[[], Json]] = {
        "licence": lambda: register.licence(name, {"valid_on": "2019-06-01", **viewpoint}),
        "verdict": lambda: register.evaluate(question["of"], viewpoint),
        "licences": lambda: register.licences({"valid_on": "2019-06-01", **viewpoint}, 30),
        "instruments": lambda: register.instruments(viewpoint, 40, question["after"]),
        "history": lambda: register.history(name, viewpoint, 1_000),
        "timeline": lambda: over_time.timeline(name, viewpoint),
    }
    answer = answers[what]()
    if what == "instruments":
        names = [one["instrument"] for one in answer["instruments"]]
        assert len(names) == len(set(names)), "an instrument is listed twice"
    said = {n: answer["viewpoint"][n] for n in ("log_size", "root_hash")}
    return said, hashlib.sha256(json.dumps(answer).encode()).hexdigest()


_printing = threading.Lock()


def holds(dossier: bytes) -> bool:
    """Whether a dossier's own verifier finds that it holds."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "d.zip"
        file.write_bytes(dossier)
        assert zipfile.is_zipfile(file)
        with _printing, redirect_stdout(io.StringIO()):
            return verify_bag([str(file), "--key", KEY.verifier.print()]) == 0


def question(chance: random.Random) -> Json:
    """A question at random; a dossier now and then."""
    name = f"NL{chance.randrange(LICENCES)}"
    what = chance.choices(
        ("licence", "verdict", "licences", "instruments", "history", "timeline", "dossier"),
        (30, 30, 10, 10, 10, 10, 2),
    )[0]
    of = {"date": f"20{chance.randrange(13, 24)}-06-01", "destination": chance.choice(COUNTRIES)}
    if chance.random() < 0.7:
        of["licence"] = name
    if what == "dossier":
        of = {"transaction": of}
    return {"what": what, "name": name, "of": of, "after": chance.choice(("", "a3"))}


def read(path: Path, reader: int, answers: int, tail: int, read_only: bool, threads: int) -> None:
    """Ask until so many answers were given and the writers are done; tell what was answered."""
    sys.setswitchinterval(1e-4)
    ledger, told = opened(path, tail, read_only), Acknowledged(path.with_name("acknowledged"))
    over, out = path.with_name("over"), path.with_name(f"answers-{reader}")
    lock, lines = threading.Lock(), list[str]()

    def ask(chance: random.Random) -> None:
        acknowledged = told.size()
        one = question(chance)
        viewpoint: Json = {}
        if one["what"] == "dossier":
            viewpoint = {"log_size": Register(ledger).pinned({}).log_size}
        said, digest = asked_of(ledger, one, viewpoint)
        stale = said["log_size"] < acknowledged
        with lock:
            lines.append(json.dumps({**one, "said": said, "digest": digest, "stale": stale}))

    def asking(seed: int) -> None:
        chance = random.Random(seed)
        while len(lines) < answers or not over.exists():
            try:
                if chance.random() < 0.05:
                    with ledger.store.stored() as stored:  # a long read, open meanwhile
                        pages = stored.rows()
                        next(pages)
                        for _ in range(3):
                            ask(chance)
                ask(chance)
            except LedgerFileError as error:
                # No answer: who may only read is told so where somebody begins to write just then,
                # and of a database everybody, where a rebuild takes longer than is waited.
                waited = read_only or "holds the ledger's tables" in str(error)
                if not waited or "try again" not in str(error):
                    raise

    _together([lambda n=n: asking(reader * 100 + n) for n in range(threads)])
    out.write_text("\n".join(lines))
    ledger.close()


def _together(acts: list[Callable[[], None]]) -> None:
    """Do these in threads; what one raises ends the process."""
    failed: list[BaseException] = []

    def done(one: Callable[[], None]) -> None:
        try:
            one()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=done, args=(one,)) for one in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


# -- all of them -------------------------------------------------------------------------


def started(role: str, path: Path, *given: object) -> subprocess.Popen[str]:
    command = [sys.executable, __file__, role, str(path), *map(str, given)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


def commands_meanwhile(path: Path, over: threading.Event) -> None:
    """`rebuild` and `show` at random times, for as long as anybody is at work."""
    chance = random.Random(1)
    while not over.wait(chance.uniform(0, 1)):
        words = chance.choice((["rebuild"], ["show", "NL1", "--valid-on", "2019-06-01", "--json"]))
        address = address_at(path)
        database = address if "://" in address else f"sqlite:///{address}"
        line = [sys.executable, "-c", COMMAND, *words, "--database", database]
        done = subprocess.run(line, capture_output=True, text=True, check=False, timeout=120)
        retry = "another" in done.stderr  # two rebuilds, or a writer that took too long
        assert done.returncode == 0 or retry, done.stderr


def rounds(
    folder: Path,
    instruments: int,
    answers: int,
    tail: int,
    seconds: float,
    address: str | None = None,
    writing: int = 4,
) -> Json:
    """All at work on one ledger, so many who write in half as many processes; how many answers were
    given, and how many of them were wrong."""
    if address is not None:
        (folder / "address").write_text(address)
    path, until = folder / "a.db", time.monotonic() + seconds
    first = opened(path, tail)
    first.record_all(FIRST_ACTS, "the test")
    first.close()
    Acknowledged(path.with_name("acknowledged")).tell(0, FIRST_SIZE)
    readers = [
        started("read", path, n, answers // 3, tail, int(n == 2), 1 if n == 2 else THREADS)
        for n in range(3)
    ]
    writers = [
        started("write", path, n, instruments // writing, tail) for n in range(0, writing, 2)
    ]
    over, failed = threading.Event(), list[BaseException]()

    def commands() -> None:
        try:
            commands_meanwhile(path, over)
        except BaseException as error:
            failed.append(error)

    beside = threading.Thread(target=commands)
    beside.start()
    try:
        for writer in writers:
            _ended(writer, until)
        path.with_name("over").touch()
        for reader in readers:
            _ended(reader, until)
        took = seconds - (until - time.monotonic())
        print(f"all have ended after {took:.0f} s; every answer is asked again", flush=True)
    finally:
        over.set()
        beside.join()
        for one in (*readers, *writers):
            one.kill()
    if failed:
        raise failed[0]
    return _compared(path, instruments)


def _ended(process: subprocess.Popen[str], until: float) -> None:
    _, told = process.communicate(timeout=max(1, until - time.monotonic()))
    assert process.returncode == 0, told


def _compared(path: Path, instruments: int) -> Json:
    """Every answer asked again of a ledger that is opened now, in two processes at once."""
    files = sorted(path.parent.glob("answers-*"))
    told = [json.loads(line) for file in files for line in file.read_text().splitlines()]
    told.sort(key=lambda one: one["said"]["log_size"])
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        parts = processes.map(_compare, (path, path), (told[0::2], told[1::2]))
        found = dict(sum(map(Counter, parts), Counter({"answers": 0})))
    found = {name: found.get(name, 0) for name in ("answers", "different", "stale", "dossiers")}
    fresh = open_ledger(address_at(path), lambda: TODAY, lambda: datetime.now(UTC))
    with fresh.reading() as book:
        names = book.instruments_after(-1, book.size, 1_000_000)
    found["recorded"] = len(names) - len(FIRST_ACTS)
    found["doubled"] = len(names) - len(set(names))
    assert found["recorded"] == instruments, found
    fresh.close()
    return found


def _compare(path: Path, told: list[Json]) -> dict[str, int]:
    """How many of these answers are other ones when they are asked again."""
    fresh = open_ledger(address_at(path), lambda: TODAY, lambda: datetime.now(UTC), True)
    found = {"answers": len(told), "different": 0, "stale": 0, "dossiers": 0}
    for one in told:
        said, digest = asked_of(fresh, one, {"log_size": one["said"]["log_size"]})
        found["dossiers"] += one["what"] == "dossier"
        found["stale"] += one["stale"]
        found["different"] += digest != one["digest"] or said != one["said"]
    fresh.close()
    return found


def main(arguments: list[str]) -> None:
    role, *given = arguments or ["all"]
    if role == "write":
        writer = int(given[1])
        write(Path(given[0]), (writer, writer + 1), int(given[2]), int(given[3]))
    elif role == "read":
        numbers = [int(one) for one in given[1:]]
        read(Path(given[0]), *numbers[:3], bool(numbers[3]), numbers[4])
    else:
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as name:
            if role == "postgresql":
                with Server() as server:
                    found = rounds(Path(name), 2_000, 10_000, 400, 2_400, server.fresh(), 8)
            else:
                found = rounds(Path(name), 2_000, 20_000, 400, 2_400)
        assert found["different"] == found["stale"] == found["doubled"] == 0, found
        print(f"{found}: nothing differs, is stale or doubled; {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except LedgerError as error:
        sys.exit(f"{type(error).__name__}: {error}")
