"""Several processes that serve on one socket, and the one that looks after them.

A process that ends by itself is started again; one that cannot be started takes the server with it.
At SIGTERM or SIGINT all leave, and who does not within seconds is ended.
"""

from __future__ import annotations

import os
import pickle
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from ...projections.ledger import Ledger
from ..http.observing import metrics_together
from .metrics_port import tell_metrics
from .one_server import LEAVES_WITHIN
from .plan import NOT_STARTED, ServingPlan

PATIENCE = 3.0
"""Seconds that a process has beyond what it waits for at its end."""
SOUND_AFTER = 10.0
"""Seconds after which a process counts as one that could be started."""
TRIED = 3
"""So often in a row a process ends before that, and then no other is started."""
_LOOKED_EVERY = 0.1
_METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"


class SeveralServers:
    """So many processes that serve as a plan says; what they share lies in a folder, and `tell`
    hears of those that ended."""

    def __init__(
        self,
        plan: ServingPlan,
        count: int,
        listening: socket.socket,
        folder: Path,
        tell: Callable[[str], None],
    ) -> None:
        self._plan = replace(plan.shared_by(count), uploads=str(folder / "uploads"))
        self._folder = folder
        self._count = count
        self._listening = listening
        self._tell = tell
        self._servers: list[_Server] = []
        self._leaving = False
        self._short = 0

    def run(self, ledger: Ledger, metrics: tuple[str, int] | None) -> int:
        """Serve until told to end, and tell the metrics of all on a port, if there is one. The
        exit status: 1 if no process can be kept."""
        for name in ("metrics", "uploads"):
            (self._folder / name).mkdir(mode=0o700)
        environment = {**os.environ, _METRICS_FOLDER: str(self._folder / "metrics")}
        every = metrics_together(self._folder / "metrics", lambda: ledger.store.head().size)
        end_metrics = tell_metrics(*metrics, every) if metrics else None
        ends = (signal.SIGTERM, signal.SIGINT)
        before = [signal.signal(number, self._leave) for number in ends]
        self._servers = [self._started(environment) for _ in range(self._count)]
        try:
            while not self._leaving and self._short < TRIED:
                self._replace_ended(environment)
                time.sleep(_LOOKED_EVERY)
        finally:
            self._end()
            if end_metrics:
                end_metrics()
            for number, handler in zip(ends, before, strict=True):
                signal.signal(number, handler)
        return 0 if self._leaving else 1

    def _leave(self, number: int, frame: Any) -> None:
        self._leaving = True

    def _started(self, environment: dict[str, str]) -> _Server:
        return _Server(self._plan, self._listening, environment)

    def _replace_ended(self, environment: dict[str, str]) -> None:
        for place, server in enumerate(self._servers):
            status = server.process.poll()
            if status is None or self._leaving or self._short >= TRIED:
                continue
            lasted = time.monotonic() - server.begun
            sound = lasted > SOUND_AFTER and status != NOT_STARTED
            self._short = 0 if sound else self._short + 1
            self._tell(f"a process that served ended (status {status}); another is started")
            if self._short < TRIED:
                self._servers[place] = self._started(environment)

    def _end(self) -> None:
        for server in self._servers:
            server.process.terminate()
        until = time.monotonic() + LEAVES_WITHIN + PATIENCE
        for server in self._servers:
            with suppress(subprocess.TimeoutExpired):
                server.process.wait(max(0.0, until - time.monotonic()))
            server.process.kill()
            server.process.wait()


class _Server:
    """A process that serves."""

    def __init__(
        self, plan: ServingPlan, listening: socket.socket, environment: dict[str, str]
    ) -> None:
        number = listening.fileno()
        module = f"{__package__}.server_process"
        self.begun = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", module, str(number)],
            stdin=subprocess.PIPE,
            pass_fds=[number],
            env=environment,
            start_new_session=True,  # Ctrl-C is passed on, not heard twice
        )
        assert self.process.stdin is not None
        with suppress(BrokenPipeError):  # one that ended already is seen to have
            pickle.dump(plan, self.process.stdin)
            self.process.stdin.flush()


def shared_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder that the processes of one server share, gone at its end."""
    return tempfile.TemporaryDirectory(prefix="licence-ledger-serving-")
