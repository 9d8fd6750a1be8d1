"""Processes of this program that do a part of its work beside it."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from operator import add, truediv
from pathlib import Path
from threading import Lock

import pytest
from licence_ledger.projections.other_processes import (
    OtherProcess,
    OtherProcessEndedError,
    other_processes,
)

TAKES_LONG = 60.0
ASKS = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs tests may have ignored it
from pathlib import Path
from time import sleep
from licence_ledger.projections.other_processes import other_processes

with Path(sys.argv[1]).open("a") as file:
    file.write("run\\n")
with other_processes(1) as (other,):
    print(other.ask(__import__("os").getpid).result(), flush=True)
    other.ask(sleep, 60)
    if len(sys.argv) > 2:
        sleep(60)
"""


REFUSED = """
from licence_ledger.domain.faults import Fault, RefusedError
raise RefusedError([Fault("a", "/a", "b")])
"""
"""An error that cannot be told as it is."""


def test_what_is_asked_for_is_done_in_turn_elsewhere() -> None:
    with other_processes(2) as (one, other):
        asked = [one.ask(add, n, n) for n in range(100)]
        assert [each.result() for each in asked] == [n + n for n in range(100)]
        assert len({os.getpid(), one.ask(os.getpid).result(), other.ask(os.getpid).result()}) == 3


def test_much_is_asked_for_before_anything_is_taken() -> None:
    """More than fits into what stands between two processes, on both ways."""
    with other_processes(1) as (other,):
        asked = [other.ask(bytes.upper, b"a" * 1_000_000) for _ in range(10)]
        assert all(each.result() == b"A" * 1_000_000 for each in asked)


def test_an_error_is_told_and_the_next_is_done() -> None:
    with other_processes(1) as (other,):
        with pytest.raises(ZeroDivisionError):
            other.ask(truediv, 1, 0).result()
        with pytest.raises(TypeError, match=r"(?i)pickle"):
            other.ask(Lock).result()
        with pytest.raises(RuntimeError, match="RefusedError: /a: b"):
            other.ask(exec, REFUSED).result()
        with pytest.raises(TypeError, match=r"(?i)pickle"):
            other.ask(add, Lock(), 1)
        assert other.ask(add, 1, 1).result() == 2


def test_what_is_printed_there_is_no_answer(capfd: pytest.CaptureFixture[str]) -> None:
    with other_processes(1) as (other,):
        assert other.ask(print, "told").result() is None
        assert other.ask(add, 1, 1).result() == 2
    assert capfd.readouterr() == ("", "told\n")


def test_nobody_waits_to_see_whether_it_is_done() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = max(soft, min(hard, 2_000)) if hard > 0 else 2_000
    with ExitStack() as files:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
        files.callback(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        for _ in range(min(1_500, most - 300)):  # more than `select` knows
            files.enter_context(Path(os.devnull).open())
        other, *_ = files.enter_context(other_processes(1))
        asked = [other.ask(add, 1, 1), other.ask(time.sleep, TAKES_LONG)]
        assert asked[0].result() == 2
        assert [each.done() for each in asked] == [True, False]


def test_all_that_waits_is_told_when_it_ends() -> None:
    with other_processes(1) as (other,):
        number = other.ask(os.getpid).result()
        asked = [other.ask(time.sleep, TAKES_LONG), other.ask(add, 1, 1)]
        os.kill(number, signal.SIGKILL)
        for each in asked:
            with pytest.raises(OtherProcessEndedError):
                each.result()
        with pytest.raises(OtherProcessEndedError):
            other.ask(add, 1, 1).result()


def test_one_that_cannot_begin_or_start_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with other_processes(1, truediv, 1, 0) as (other,), pytest.raises(OtherProcessEndedError):
        other.ask(add, 1, 1).result()
    monkeypatch.setattr(sys, "executable", "/no/such/program")
    with other_processes(1) as (other,), pytest.raises(OtherProcessEndedError):
        other.ask(add, 1, 1).result()


def test_it_ends_with_the_block_whatever_it_does() -> None:
    with other_processes(1) as (other,):
        number = other.ask(os.getpid).result()
        other.ask(time.sleep, TAKES_LONG)
    assert not _is_there(number)


@pytest.mark.parametrize("ends", (signal.SIGKILL, signal.SIGTERM, signal.SIGINT))
def test_it_ends_when_the_one_that_asks_does(tmp_path: Path, ends: signal.Signals) -> None:
    command = [sys.executable, "-c", ASKS, str(tmp_path / "runs"), "waits"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as asking:
        assert asking.stdout is not None
        number = int(asking.stdout.readline())
        asking.send_signal(ends)
        _, said = asking.communicate(timeout=30)
    until = time.monotonic() + 30
    while _is_there(number) and time.monotonic() < until:
        time.sleep(0.02)
    assert not _is_there(number)
    assert said.count(b"Traceback") == (ends == signal.SIGINT)


def test_a_script_that_asks_is_run_once(tmp_path: Path) -> None:
    script, runs = tmp_path / "script.py", tmp_path / "runs"
    script.write_text(ASKS)
    subprocess.run([sys.executable, str(script), str(runs)], check=True, capture_output=True)
    assert runs.read_text() == "run\n"


def test_several_threads_ask_one() -> None:
    other = OtherProcess()
    with ThreadPoolExecutor(4) as threads:
        asked = threads.map(lambda n: other.ask(add, n, 1).result(), range(500))
        assert list(asked) == list(range(1, 501))
    other.end()
    other.end()


def _is_there(number: int) -> bool:
    """Whether a process runs; one that ended and was not looked after does not."""
    try:
        os.kill(number, 0)
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False
