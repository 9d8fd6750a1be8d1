"""A worker process: it reads questions, answers each, and ends with the one who started it."""

from __future__ import annotations

import gc
import json
import os
import pickle
import resource
import signal
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from typing import Any, BinaryIO

from fastapi import Response

from ...domain.faults import LedgerError
from ...projections.approval.proposals import Proposals
from ...projections.ledger import open_ledger
from ..access.way_in import WayIn
from ..databases import now, today
from ..library.every_question import EveryQuestion
from .dependencies import Served
from .problems import MemoryNeededError, problem_of
from .worker_pool import (
    END,
    FAILED,
    FRAME,
    HEAD,
    LEAVING,
    PIECE,
    PIECE_MOST,
    READY,
    Beginning,
)
from .workers import Task

NICENESS = 5
"""So much it stands back behind the process that answers what is short."""
Frame = tuple[bytes, bytes | memoryview]


def work() -> None:
    """Answer questions until there are no more to come."""
    os.nice(NICENESS)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what anything prints is no frame
    told: SimpleQueue[Any] = SimpleQueue()
    threading.Thread(target=_listen, args=(told,), daemon=True).start()
    beginning: Beginning = told.get()
    try:
        served = _served(beginning)
    except LedgerError as error:
        _tell(answers, (FAILED, str(error).encode()))
        return
    gc.freeze()
    _bound(beginning.megabytes)
    most = _used_most() + beginning.megabytes * 1024 // 2
    _tell(answers, (READY, b""))
    while _answer(answers, served, most, *told.get()):
        pass


def _used_most() -> int:
    """The most memory that the process ever had, in kilobytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _listen(told: SimpleQueue[Any]) -> None:
    """Read what is asked, also while something is answered: at its end all is ended at once, with
    what was started here."""
    source = sys.stdin.buffer
    while len(head := source.read(FRAME.size)) == FRAME.size:
        _, length = FRAME.unpack(head)
        told.put(pickle.loads(source.read(length)))
    os.killpg(0, signal.SIGKILL)


def _served(beginning: Beginning) -> Served:
    ledger = open_ledger(beginning.address, today, now, read_only=True)
    proposals = Proposals(ledger, beginning.approvals)
    return Served(ledger, EveryQuestion(ledger), WayIn(), beginning.key, proposals)


def _bound(megabytes: int) -> None:
    """Let it use so much memory more than it has, where the system can."""
    with suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + megabytes * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _answer(
    answers: BinaryIO, served: Served, most: int, task: Task, given: tuple[Any, ...]
) -> bool:
    """Answer one question; whether another one is answered in this process. One that needed much
    memory hardly gives it back."""
    begun = False
    try:
        for frame in _frames(task, served, given):
            begun = True
            _tell(answers, frame)
    except MemoryError:
        if begun:
            return False
        for frame in _told(problem_of(MemoryNeededError(_NEEDED))):
            _tell(answers, frame)
        stays = False
    else:
        stays = _used_most() < most
    _tell(answers, (END if stays else LEAVING, b""))
    return stays


_NEEDED = (
    "it needs more memory than a question is given here; ask for less at once, or use the command "
    "licence-ledger"
)


def _frames(task: Task, served: Served, given: tuple[Any, ...]) -> Iterator[Frame]:
    """The frames of an answer: of a response, or of one that is made a piece at a time."""
    found = _made(task, served, given)
    if isinstance(found, Response):
        yield from _told(found)
        return
    yield HEAD, json.dumps({"status": 200, "headers": []}).encode()
    for piece in found:
        yield PIECE, piece


def _made(task: Task, served: Served, given: tuple[Any, ...]) -> Response | Iterator[bytes]:
    try:
        return task(served, *given)
    except LedgerError as error:
        return problem_of(error)
    except MemoryError:
        raise
    except Exception:
        traceback.print_exc()
        return Response("Internal Server Error", 500, media_type="text/plain")


def _told(response: Response) -> Iterator[Frame]:
    """A response as frames."""
    headers = [(name.decode(), value.decode("latin-1")) for name, value in response.raw_headers]
    yield HEAD, json.dumps({"status": response.status_code, "headers": headers}).encode()
    body = memoryview(bytes(response.body))
    for first in range(0, len(body), PIECE_MOST):
        yield PIECE, body[first : first + PIECE_MOST]


def _tell(answers: BinaryIO, frame: Frame) -> None:
    kind, said = frame
    answers.write(FRAME.pack(kind, len(said)))
    answers.write(said)
    answers.flush()


if __name__ == "__main__":
    work()
