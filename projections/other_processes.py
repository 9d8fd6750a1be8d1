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
from contextlib import contextmanager, suppress
from queue import SimpleQueue
from selectors import EVENT_READ, DefaultSelector
from threading import RLock, Thread
from typing import Any, Generic, TypeVar

_LENGTH = struct.Struct(">Q")
_PIPE = 1 << 20
"""So many bytes may stand between two processes, where the system lets them: whoever says something
need not wait until it is heard."""

T = TypeVar("T")


class OtherProcessEndedError(Exception):
    """A process ended before it had done what it was asked for, or could not be started."""

    def __init__(self) -> None:
        super().__init__("a process of this program ended before it had done what it was asked for")


class Awaited(Generic[T]):
    """What a process was asked for."""

    def __init__(self, hears: Callable[[Awaited[Any], bool], None]) -> None:
        self._hears = hears
        self.said: bytes | None = None
        self.is_lost = False

    def done(self) -> bool:
        """Whether it is done, well or not: then nobody waits for it."""
        self._hears(self, False)
        return self.is_lost or self.said is not None

    def result(self) -> T:
        """What came of it; the error that it ended in, if it did; `OtherProcessEndedError` if the
        process is no more."""
        self._hears(self, True)
        if self.said is None:
            raise OtherProcessEndedError
        well, value = pickle.loads(self.said)
        if not well:
            raise value
        found: T = value
        return found


class OtherProcess:
    """A process that does what it is asked for, one after the other."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._waiting = deque[Awaited[Any]]()
        self._process = _started()
        self._is_there = self._process is not None

    def ask(self, function: Callable[..., T], *given: Any) -> Awaited[T]:
        """Ask it to call a function of a module, with values. Both are told to it by `pickle`,
        which raises what it raises where it cannot."""
        said, asked = pickle.dumps((function, given)), Awaited[T](self._hear)
        with self._lock:
            if self._process is None or self._process.stdin is None or not self._is_there:
                asked.is_lost = True
                return asked
            self._waiting.append(asked)
            with suppress(OSError):  # it ended: whoever listens is told
                _say(self._process.stdin.fileno(), said)
        return asked

    def _hear(self, asked: Awaited[Any], waits: bool) -> None:
        """Hear answers up to that of one, if they are there or it is waited for."""
        with self._lock:
            while not asked.is_lost and asked.said is None:
                if self._process is None or self._process.stdout is None:
                    self._lose_all()
                    return
                answers = self._process.stdout.fileno()
                if not waits and not _is_said(answers):
                    return
                if said := _heard(answers):
                    self._waiting.popleft().said = said
                else:
                    self._lose_all()

    def _lose_all(self) -> None:
        """Nothing comes of what is asked for any more."""
        self._is_there = False
        for asked in self._waiting:
            asked.is_lost = True
        self._waiting.clear()

    def end(self) -> None:
        """End it, whatever it does."""
        with self._lock:
            self._lose_all()
            if self._process is not None:
                self._process.kill()
                with self._process:  # closes what stands between, and waits until it has ended
                    pass


def _started() -> subprocess.Popen[bytes] | None:
    """The process; None if it cannot be started, for want of memory or of leave."""
    try:
        found = subprocess.Popen(
            [sys.executable, "-P", "-m", __name__],
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C ends it with this one, and is not heard twice
        )
    except OSError:
        return None
    for file in (found.stdin, found.stdout):
        if file is not None:
            _widen(file.fileno())
    return found


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


def _widen(file: int) -> None:
    """Let more stand between, where that can be said (Linux), and this user may have so much."""
    with suppress(ImportError, OSError):
        from fcntl import F_SETPIPE_SZ, fcntl

        fcntl(file, F_SETPIPE_SZ, _PIPE)


def _say(file: int, said: bytes) -> None:
    left = memoryview(_LENGTH.pack(len(said)) + said)
    while left:
        left = left[os.write(file, left) :]


def _is_said(file: int) -> bool:
    """Whether something is said already, or nothing will be any more."""
    with DefaultSelector() as selector:
        selector.register(file, EVENT_READ)
        return bool(selector.select(0))


def _heard(file: int) -> bytes:
    """The next thing said; nothing where nobody says anything any more."""
    length = _read(file, _LENGTH.size)
    return _read(file, *_LENGTH.unpack(length)) if length else b""


def _read(file: int, count: int) -> bytes:
    """So many bytes; none if there are fewer."""
    found = list[bytes]()
    while count:
        some = os.read(file, min(count, _PIPE))
        if not some:
            return b""
        found.append(some)
        count -= len(some)
    return b"".join(found)


# -- in such a process ---------------------------------------------------------------------


def _answer_all() -> None:
    """Do what is asked for until nobody can ask any more."""
    answers = os.dup(1)
    os.dup2(2, 1)  # whatever is printed is no answer
    asked = SimpleQueue[bytes]()
    Thread(target=_listen, args=(asked,), daemon=True).start()
    while True:
        _say(answers, _answer(asked.get()))


def _listen(asked: SimpleQueue[bytes]) -> None:
    """Take what is asked for as it comes, whatever is done meanwhile: so whoever asks never waits
    for it. Whatever this process holds in memory need not be taken apart."""
    while said := _heard(0):
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
