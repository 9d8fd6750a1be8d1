"""Processes of this program that do a part of its work beside it.

Such a process is started anew: it knows nothing of this one but what it is told. A script that uses
this program as a library is not run in it once more, which `multiprocessing` would do. It ends when
this one does, however that ends: then nobody holds the other end of what it reads.
"""

from __future__ import annotations

import os
import pickle
import struct
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any, BinaryIO, Generic, TypeVar

_LENGTH = struct.Struct(">Q")

T = TypeVar("T")


class OtherProcessEndedError(Exception):
    """A process ended before it had done what it was asked for, or could not be started."""

    def __init__(self) -> None:
        super().__init__("a process of this program ended before it had done what it was asked for")


class Awaited(Generic[T]):
    """What a process was asked for."""

    def __init__(self) -> None:
        self.said = Future[bytes]()

    def done(self) -> bool:
        """Whether it is done, well or not: then nobody waits for it."""
        return self.said.done()

    def result(self) -> T:
        """What came of it; the error that it ended in, if it did; `OtherProcessEndedError` if the
        process is no more."""
        well, value = pickle.loads(self.said.result())
        if not well:
            raise value
        found: T = value
        return found


class OtherProcess:
    """A process that does what it is asked for, one after the other."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting = deque[Awaited[Any]]()
        self._process = _started()
        self._is_there = self._process is not None
        if self._process:
            Thread(target=self._take_answers, args=(self._process,), daemon=True).start()

    def ask(self, function: Callable[..., T], *given: Any) -> Awaited[T]:
        """Ask it to call a function of a module, with values. Both are told to it by `pickle`,
        which raises what it raises where it cannot."""
        said, asked = pickle.dumps((function, given)), Awaited[T]()
        with self._lock:
            if self._process is None or self._process.stdin is None or not self._is_there:
                asked.said.set_exception(OtherProcessEndedError())
                return asked
            self._waiting.append(asked)
            with suppress(OSError):  # it ended: whoever takes its answers tells all that wait
                _write(self._process.stdin, said)
        return asked

    def _take_answers(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        with process.stdout as answers:
            for said in _frames(answers):
                self._waiting.popleft().said.set_result(said)
        with self._lock:
            self._is_there = False
            for asked in self._waiting:
                asked.said.set_exception(OtherProcessEndedError())
            self._waiting.clear()

    def end(self) -> None:
        """End it, whatever it does."""
        if self._process is None or self._process.stdin is None:
            return
        self._process.kill()
        self._process.wait()
        with self._lock, suppress(OSError):
            self._is_there = False
            self._process.stdin.close()


def _started() -> subprocess.Popen[bytes] | None:
    """The process; None if it cannot be started, for want of memory or of leave."""
    try:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C ends it with this one, and is not heard twice
        )
    except OSError:
        return None


@contextmanager
def other_processes(
    count: int, begin: Callable[..., None] | None = None, *given: Any
) -> Iterator[list[OtherProcess]]:
    """So many processes, that `begin` first: one that cannot ends. All end with the block."""
    found = [OtherProcess() for _ in range(count)]
    try:
        if begin is not None:
            for one in found:
                one.ask(_begin_or_end, begin, *given)
        yield found
    finally:
        for one in found:
            one.end()


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


# -- what goes between them: each thing said after its length ------------------------------


def _write(file: BinaryIO, said: bytes) -> None:
    file.write(_LENGTH.pack(len(said)))
    file.write(said)
    file.flush()


def _frames(file: BinaryIO) -> Iterator[bytes]:
    while len(length := file.read(_LENGTH.size)) == _LENGTH.size:
        said = file.read(*_LENGTH.unpack(length))
        if len(said) != _LENGTH.unpack(length)[0]:
            return
        yield said


# -- in such a process ---------------------------------------------------------------------


def _answer_all() -> None:
    """Do what is asked for until nobody can ask any more."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever is printed is no answer
    asked = SimpleQueue[bytes]()
    Thread(target=_listen, args=(asked,), daemon=True).start()
    while True:
        _write(answers, _answer(asked.get()))


def _listen(asked: SimpleQueue[bytes]) -> None:
    """Take what is asked for as it comes, whatever is done meanwhile: so whoever asks never waits
    for it. Whatever this process holds in memory need not be taken apart."""
    for said in _frames(sys.stdin.buffer):
        asked.put(said)
    os._exit(0)


def _answer(said: bytes) -> bytes:
    try:
        function, given = pickle.loads(said)
        return pickle.dumps((True, function(*given)))
    except Exception as error:
        try:
            pickle.loads(told := pickle.dumps((False, error)))
        except Exception:  # it has a form of its own
            told = pickle.dumps((False, RuntimeError(f"{type(error).__name__}: {error}")))
        return told


def _begin_or_end(begin: Callable[..., None], *given: Any) -> None:
    try:
        begin(*given)
    except Exception:
        os._exit(1)  # what it was to do is done by whoever asked, who then tells what is wrong


if __name__ == "__main__":
    _answer_all()
