"""Files that were uploaded, for minutes: each in a folder of its own, under a name that nobody can
guess, until it is deleted by whoever sent it, by the clock, or when the server ends.

What a server that was killed left behind is taken away by the next one.
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import re
import secrets
import shutil
import tempfile
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, BinaryIO

from fastapi import Depends, Request

from ....projections.whole_files import hidden_name
from ...batch.files_found import BY_MAPPING
from ...http.problems import BusyError

KEPT = 15 * 60
"""Seconds after the last step at which a file is deleted."""
LONGEST = 60 * 60
"""Seconds after which it is deleted whatever is done with it."""
FILES_MOST = 40
"""So many files are there at once."""
TOGETHER_MOST = 1024 * 1024 * 1024
"""So many bytes are there at once, with what was made of them."""
UPLOAD_MOST = 20 * 1024 * 1024
"""So many bytes has one file at the most."""
ROWS_MOST = 500_000
"""So many rows has one file at the most."""
_PREFIX = "licence-ledger-files-"
_TOLD = ".told"
_KEY = re.compile(r"[A-Za-z0-9_-]{32}")
_SAFE = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass
class Upload:
    """A file that was uploaded: the key to it, its name as it was sent, and where it lies."""

    key: str
    name: str
    path: Path
    begun: float
    used: float

    @property
    def folder(self) -> Path:
        """Where it lies alone, with what is made of it."""
        return self.path.parent

    @property
    def mapping(self) -> Path:
        """Where its mapping lies, if it is read by one."""
        return self.folder / "mapping.yaml"

    @property
    def made(self) -> Path:
        """The folder of what is made of it."""
        return self.folder / "made"


class Uploads:
    """The files that are there now: whatever is said of one stands in its folder, so that several
    processes can share them."""

    def __init__(self) -> None:
        self._root: Path | None = None
        self._shared = False
        self._ending: Callable[[], object] = lambda: None

    def share(self, folder: str) -> None:
        """Keep the files in a folder that others keep theirs in too, and that somebody else takes
        away at the end."""
        self._root, self._shared = Path(folder), True

    def begin(self, name: str) -> Upload:
        """A place for a file of this name; `BusyError` if there is room for no more."""
        self.sweep()
        root = self._folder()
        if sum(1 for _ in _folders(root)) >= FILES_MOST or _size(root) >= TOGETHER_MOST:
            raise BusyError(
                "there is no room for more files now; each is deleted after a few minutes: send "
                "it again then, or use the command licence-ledger evaluate"
            )
        key, now = secrets.token_urlsafe(24), time.monotonic()
        folder = root / key
        (folder / "made").mkdir(parents=True, mode=0o700)
        found = Upload(key, name, folder / safe_name(name), now, now)
        _tell(found)
        with suppress(RuntimeError):  # without a loop the next who comes sweeps
            asyncio.get_running_loop().call_later(KEPT + 1, self.sweep)
        return found

    def found(self, key: str) -> Upload | None:
        """A file by its key, used now; None if it is not there, or not any more."""
        self.sweep()
        one = _told(self._root / key) if self._root and _KEY.fullmatch(key) else None
        if one is None:
            return None
        one.used = time.monotonic()
        _tell(one)
        with suppress(RuntimeError):
            asyncio.get_running_loop().call_later(KEPT + 1, self.sweep)
        return one

    def forget(self, key: str) -> None:
        """Delete a file, and what was made of it."""
        if self._root is not None and _KEY.fullmatch(key):
            shutil.rmtree(self._root / key, ignore_errors=True)

    def sweep(self) -> None:
        """Delete what has been there long enough."""
        now = time.monotonic()
        for folder in _folders(self._root) if self._root else ():
            one = _told(folder)
            if one and (now - one.used >= KEPT or now - one.begun >= LONGEST):
                self.forget(one.key)

    def close(self) -> None:
        """Delete all of them: the server ends."""
        if not self._shared:
            self._root = None
            self._ending()

    def _folder(self) -> Path:
        """Where the files lie: only this user reads it, and it goes when the server ends."""
        if self._root is None or not self._root.is_dir():
            _sweep_left()
            self._root = Path(tempfile.mkdtemp(prefix=_PREFIX))
            lock = _locked(self._root)
            self._ending = weakref.finalize(self, _end, self._root, lock)
        return self._root


def _folders(root: Path) -> Iterator[Path]:
    return (one for one in root.iterdir() if _KEY.fullmatch(one.name))


def _tell(one: Upload) -> None:
    """Say of a file, beside it, how it was called and when it was used: by the one clock that all
    processes of a machine share."""
    said = {"name": one.name, "begun": one.begun, "used": one.used}
    with suppress(OSError):  # taken away meanwhile
        part = one.folder / hidden_name(_TOLD)
        part.write_text(json.dumps(said), encoding="utf-8")
        part.replace(one.folder / _TOLD)


def _told(folder: Path) -> Upload | None:
    """What is said of a file; None where there is none, or not any more."""
    try:
        said = json.loads((folder / _TOLD).read_bytes())
    except OSError:
        return None
    path = folder / safe_name(said["name"])
    return Upload(folder.name, said["name"], path, said["begun"], said["used"])


def safe_name(name: str) -> str:
    """A name that any file system takes, and that says as much as it can of the one given."""
    stem, _, ending = name.rpartition(".")
    plain = _SAFE.sub("-", stem).strip(".-")[:60]
    return f"{plain or 'file'}.{_SAFE.sub('', ending).lower()[:10]}"


def known_ending(name: str) -> bool:
    """Whether a file of this name is of a format that is read."""
    return Path(safe_name(name)).suffix in BY_MAPPING


def _size(folder: Path) -> int:
    return sum(one.stat().st_size for one in folder.rglob("*") if one.is_file())


def _locked(folder: Path) -> BinaryIO | None:
    """A lock on a folder, held as long as the server is there; None if another holds it."""
    file = (folder / ".lock").open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file


def _end(root: Path, lock: BinaryIO | None) -> None:
    shutil.rmtree(root, ignore_errors=True)
    if lock is not None:
        lock.close()


def _sweep_left() -> None:
    """Take away what servers left that were killed: their folders are locked no more."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if folder.is_symlink() or folder.stat().st_uid != os.getuid():
                continue
            if time.time() - folder.stat().st_mtime > LONGEST and (lock := _locked(folder)):
                _end(folder, lock)


async def uploads(request: Request) -> Uploads:
    """The files that the application holds."""
    found: Uploads = request.app.state.uploads
    return found


TheUploads = Annotated[Uploads, Depends(uploads)]
