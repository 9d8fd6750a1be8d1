"""Files that are written whole or not at all, whoever else writes or looks on.

Each is written beside its place, under a name that nobody can guess and where nothing stood, and
takes its place when all of it is on the disk. Whatever ends the run before leaves nothing. A link
that stands in the place is replaced, and never written through. Files of one run take their places
together: of two runs to the same places the last one's are there, and none of the other's.
"""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, BinaryIO

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)


def hidden_name(name: str) -> str:
    """A name for what is being written beside a file or folder: nobody can guess it."""
    return f"{hidden_stem(name)}.{secrets.token_hex(16)}.part"


def hidden_stem(name: str) -> str:
    """What such a name begins with, short enough for every file system."""
    return "." + os.fsencode(name)[:100].decode("utf-8", "ignore")


class WholeFiles:
    """Files that are being written, each beside the place that it will take."""

    def __init__(self) -> None:
        self._parts: list[Path] = []
        self._written: list[tuple[Path, Path, BinaryIO, bool]] = []

    def begin(self, path: Path, *, new: bool = False, mode: int = 0o666) -> BinaryIO:
        """A file to be written, for a place. Where it is to be `new` nothing may stand there."""
        if path.exists() and not path.is_file():
            raise IsADirectoryError(errno.EISDIR, "it is no file", str(path))
        if new and os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
        part = path.with_name(hidden_name(path.name))
        self._parts.append(part)  # before it is there: a signal may come in between
        file = os.fdopen(os.open(part, _NEW, mode), "wb")
        self._written.append((part, path, file, new))
        return file

    def place(self) -> None:
        """Let all take their places: they are on the disk then."""
        for _, _, file, _ in self._written:
            if not file.closed:
                file.flush()
                os.fsync(file.fileno())
                file.close()
        with alone_in({path.parent for _, path, _, _ in self._written}):
            for part, path, _, new in self._written:
                place_file(part, path, new=new)

    def clear(self) -> None:
        """Take away what has not taken its place."""
        for _, _, file, _ in self._written:
            with suppress(OSError):
                file.close()
        for part in self._parts:
            part.unlink(missing_ok=True)


@contextmanager
def whole_files() -> Iterator[WholeFiles]:
    """Files that are all there when the block has ended, and none of them if it did not."""
    found = WholeFiles()
    try:  # from before one is made: a signal may come as soon as it is there
        yield found
        found.place()
    finally:
        found.clear()


def write_whole(path: Path, content: bytes, *, new: bool = False, mode: int = 0o666) -> None:
    """Write a file; `FileExistsError` if it is to be `new` and something stands there."""
    with whole_files() as files:
        files.begin(path, new=new, mode=mode).write(content)


def place_file(part: Path, path: Path, *, new: bool) -> None:
    """Let a file, or a folder, take its place, instead of what stands there unless it is `new`."""
    if not new:
        part.replace(path)
        return
    try:
        os.link(part, path)  # unlike a renaming, it never takes the place of another
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from None
        part.rename(path)
    else:
        part.unlink()


def hold_alone(opened: int | IO[Any]) -> None:
    """Wait until nobody else holds what is open here, and hold it until it is closed; where the
    system has no such locks (Windows), nothing is waited for."""
    if fcntl is not None:
        fcntl.flock(opened, fcntl.LOCK_EX)


@contextmanager
def alone_in(folders: set[Path]) -> Iterator[None]:
    """Nobody else lets files take their places in these folders meanwhile, where that can be had:
    so files of one run are not mixed with those of another."""
    held = []
    try:
        for folder in sorted(folders):
            with suppress(OSError):
                held.append(os.open(folder, os.O_RDONLY))
                hold_alone(held[-1])
        yield
    finally:
        for one in held:
            os.close(one)
