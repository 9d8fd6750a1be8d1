"""The command run, and a server started, as tests ask for them."""

from __future__ import annotations

import os
import shlex
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from licence_ledger.api.terminal.cli import app
from typer.testing import CliRunner, Result

COMMAND = [sys.executable, "-c", "from licence_ledger.api.terminal.cli import app; app()"]


def run(line: str, database: str | None = None, **environment: str) -> Result:
    """Run the command in this process; the ledger's address comes from the environment."""
    env = {"LEDGER_DATABASE": database} if database else {}
    return CliRunner().invoke(app, shlex.split(line), env={**env, **environment})


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(options: str, database: str, told: IO[str] | None = None) -> Iterator[str]:
    """A real server in its own process; its address. What it tells goes to `told`."""
    port = free_port()
    command = [*COMMAND, "serve", "--port", str(port), *shlex.split(options)]
    env = {**os.environ, "LEDGER_DATABASE": database}
    server = subprocess.Popen(command, env=env, stderr=told or subprocess.PIPE, text=True)
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(1_000):
            try:
                urllib.request.urlopen(f"{url}/healthz")
                break
            except OSError:
                assert server.poll() is None, server.stderr.read() if server.stderr else ""
                time.sleep(0.05)
        yield url
    finally:
        server.terminate()
        server.wait(10)
