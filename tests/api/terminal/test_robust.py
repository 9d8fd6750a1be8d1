"""What servers, disks and clients do to a ledger, and that nothing is lost by it."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from builders import NOW, TODAY, Case, established, excluded, instrument
from killing import rounds
from licence_ledger.domain.faults import LedgerError
from licence_ledger.projections.ledger import open_ledger
from licence_ledger.projections.storage.errors import LedgerFileError
from licence_ledger.projections.storage.sqlite import connection
from running import run, serving


def test_writers_killed_at_random_moments_lose_nothing() -> None:
    kills, _ = rounds(5, 400, seed=5)
    assert kills == 5


def test_a_full_disk_is_a_clear_error_and_loses_nothing(tmp_path: Path) -> None:
    """A limit on the size of files stands in for the disk: SQLite meets the same failure."""
    path = tmp_path / "a.db"
    Case(instrument("a", established()), database=str(path)).ledger.close()
    script = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (70_000, 70_000))\n"
        "from licence_ledger.api.terminal.cli import app\n"
        "app()\n"
    )
    big = tmp_path / "big.json"
    acts = [excluded("IL", note="x" * 60_000) for _ in range(4)]
    big.write_text(json.dumps(instrument("b", *acts)))
    command = [sys.executable, "-c", script, "record", str(big), "--database", f"sqlite:///{path}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert "malformed" not in done.stderr, "it is the disk that refuses it"
    case = Case(database=str(path))
    assert case.size == 2
    assert case.licence("2020-01-01")["status"] == "in_force"


def test_a_locked_ledger_is_a_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "LOCK_TIMEOUT", 1)
    path = tmp_path / "a.db"
    case = Case(instrument("a", established()), database=str(path))
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerFileError, match="another program is writing"):
            case.record(instrument("b", excluded("IL")))
        assert case.licence("2020-01-01")["status"] == "in_force"
        other.execute("ROLLBACK")
    case.record(instrument("b", excluded("IL")))
    assert case.size == 4


AS_NOBODY = """
import os, sys
from builders import NOW, TODAY, Case, established, excluded, instrument
from licence_ledger.domain.faults import LedgerError

def ask_and_record(case):
    print(case.licence("2020-01-01")["status"])
    for recorded in ({"instrument": "b"}, instrument("b", excluded("IL"))):
        try:
            case.record(recorded)
        except LedgerError as error:
            print(type(error).__name__, error)

# In memory first: that loads all there is to load, and nobody may be barred from where it lies.
ask_and_record(Case(instrument("a", established())))
print("as nobody")
if os.geteuid() == 0:  # root may write everything: be somebody who may not
    os.setgid(65534)
    os.setuid(65534)
ask_and_record(Case(database=sys.argv[1]))
"""


def test_a_file_that_may_only_be_read_is_read_and_not_recorded_to() -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        path = Path(name) / "a.db"
        Case(instrument("a", established()), database=str(path)).ledger.close()
        path.chmod(0o444)
        path.parent.chmod(0o555)
        command = [sys.executable, "-c", AS_NOBODY, str(path)]
        env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "support")}
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=env)
        path.parent.chmod(0o755)
        assert done.returncode == 0, done.stderr
        _, _, seen = done.stdout.partition("as nobody\n")
        status, refusal, sentence = seen.splitlines()
        assert status == "in_force"
        assert refusal.startswith("RefusedError")
        assert "may only be read" in sentence
        assert Case(database=str(path)).size == 2


def test_a_corrupt_file_is_a_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    case = Case(database=str(path))
    for number in range(40):
        case.record(instrument(f"a{number}", established(f"NL{number}")))
    case.ledger.close()
    content = bytearray(path.read_bytes())
    for place in range(4096, len(content), 4096):
        content[place : place + 600] = b"\x07" * 600
    path.write_bytes(content)
    with pytest.raises(LedgerError):
        broken = open_ledger(str(path), lambda: TODAY, lambda: NOW)
        broken.record(instrument("b", excluded("IL")), "the test")
    done = run("show NL1", f"sqlite:///{path}")
    assert done.exit_code == 1
    assert "Traceback" not in done.stderr


def test_eight_writers_and_eight_readers_over_http(tmp_path: Path) -> None:
    """Each instrument is recorded once, and no answer comes from a half-recorded one."""
    database = f"sqlite:///{tmp_path / 'a.db'}"
    failures: list[str] = []
    with serving("--empty --token secret", database) as url:
        post(url, instrument("base", established()))
        stop = threading.Event()

        def write(number: int) -> None:
            for part in range(6):
                pair = [excluded("IL", from_="2016-01-01"), excluded("TR", from_="2016-01-01")]
                status = post(url, instrument(f"act-{part}", *pair))
                if status not in (200, 201):
                    failures.append(f"{number}: {status}")

        def read() -> None:
            while not stop.is_set():
                state = get(f"{url}/v1/licences/NL1?valid_on=2020-01-01")
                if len(state["exclusions"]) % 2:
                    failures.append(f"half an instrument at {state['viewpoint']['log_size']}")

        readers = [threading.Thread(target=read) for _ in range(8)]
        writers = [threading.Thread(target=write, args=(n,)) for n in range(8)]
        for thread in (*readers, *writers):
            thread.start()
        for writer in writers:
            writer.join()
        stop.set()
        for reader in readers:
            reader.join()
        assert failures == []
        page = get(f"{url}/v1/instruments")
    names = [one["instrument"] for one in page["instruments"]]
    assert sorted(names) == ["act-0", "act-1", "act-2", "act-3", "act-4", "act-5", "base"]
    assert page["viewpoint"]["log_size"] == 2 + 6 * 3


def post(url: str, act: dict) -> int:
    request = urllib.request.Request(
        f"{url}/v1/instruments",
        data=json.dumps(act).encode(),
        headers={"authorization": "Bearer secret"},
    )
    try:
        return int(urllib.request.urlopen(request).status)
    except urllib.error.HTTPError as error:
        return error.code


def get(url: str) -> dict:
    return dict(json.load(urllib.request.urlopen(url)))


def test_sigterm_finishes_what_was_accepted(tmp_path: Path) -> None:
    """Whatever was answered 201 before the server went is there when it is started again."""
    database = f"sqlite:///{tmp_path / 'a.db'}"
    accepted: list[str] = []

    def write(url: str) -> None:
        for number in range(10_000):
            try:
                if post(url, instrument(f"act-{number}", established(f"NL{number}"))) == 201:
                    accepted.append(f"act-{number}")
            except OSError:
                return

    with serving("--empty --token secret", database) as url:
        writer = threading.Thread(target=write, args=(url,))
        writer.start()
        time.sleep(0.7)
    writer.join()
    assert accepted
    case = Case(database=str(tmp_path / "a.db"))
    with case.ledger.reading() as book:
        there = set(book.instruments_after(-1, book.size, 100_000))
    assert set(accepted) <= there


def test_a_backup_while_serving_restores_to_the_same_answers(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'a.db'}"
    copy = tmp_path / "copy.db"
    with serving("", database) as url:
        done = run(f"backup {copy} --with-key", database)
        assert done.exit_code == 0, done.stderr
        there = get(f"{url}/v1/licences/NL009?valid_on=2024-02-25")
        with serving("", f"sqlite:///{copy}") as restored:
            assert get(f"{restored}/v1/licences/NL009?valid_on=2024-02-25") == there
    again = run(f"backup {copy}", database)
    assert again.exit_code == 1
    assert "name another file" in " ".join(again.stderr.split())


def test_rebuild_leaves_the_answers_as_they_are(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'a.db'}"
    assert run("record --built-in", database).exit_code == 0
    before = run("show NL007 --json", database).stdout
    done = run("rebuild", database)
    assert done.exit_code == 0
    assert "rebuilt from" in done.stderr
    assert run("show NL007 --json", database).stdout == before
