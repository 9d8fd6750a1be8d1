"""A process that serves beside others: it is told how, and ends with the one who started it."""

from __future__ import annotations

import os
import pickle
import signal
import socket
import sys
import threading
from typing import BinaryIO

from ...domain.faults import LedgerError
from .. import databases
from .one_server import serve_here
from .plan import NOT_STARTED, ServingPlan
from .settled import settle


def serve_as_told() -> None:
    """Serve as standard input says, on the socket whose number is the argument."""
    told = sys.stdin.buffer
    plan: ServingPlan = pickle.load(told)
    threading.Thread(target=_end_with, args=(told,), daemon=True).start()
    try:
        ledger = databases.ledger_at(
            plan.database, must_exist=True, read_only=plan.waits is not None
        )
    except LedgerError as error:
        print(f"{error.title}: {error}", file=sys.stderr, flush=True)
        # The thread holds the input; Python would wait for it, and end as in a fault.
        os._exit(NOT_STARTED)
    settle()
    serve_here(plan, ledger, socket.socket(fileno=int(sys.argv[1])))


def _end_with(starter: BinaryIO) -> None:
    """Leave when whoever started this process is gone."""
    while starter.read(1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    serve_as_told()
