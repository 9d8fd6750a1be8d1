"""A file being written: whole or not at all, and its hash.

It is written beside its place (`whole_files`), and takes its place, its receipt with it, when all
of both is on the disk. Whatever ends the run before (a fault, a full disk, Ctrl-C) leaves nothing.
A part of a folder (`part_folder`) is written by the same writers.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from ...projections.whole_files import WholeFiles, whole_files
from ..texts import FileError
from .files_found import FORMATS, format_of
from .locations import Location, to_write, why
from .writing import WRITERS, Sink, Writer

Make = Callable[[Sink], Writer]
"""Makes a writer of rows that writes to a file."""


_WRITTEN = [ending for ending, kind in FORMATS.items() if kind in WRITERS]


class HashedFile:
    """A file that is written from its beginning to its end, and its SHA-256."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.digest = hashlib.sha256()
        self.size = 0
        self.closed = False

    def write(self, data: Any) -> int:
        """Write some bytes; what a writer still held when its run was ended goes nowhere."""
        if self.file.closed:
            return len(data)
        self.digest.update(data)
        self.size += len(data)
        return self.file.write(data)

    def tell(self) -> int:
        """How much was written."""
        return self.size

    def flush(self) -> None:
        """Hand over to the system what is held."""
        self.file.flush()

    def close(self) -> None:
        """All is on the disk."""
        if not self.closed:
            self.closed = True
            self.file.flush()
            if isinstance(self.file, io.BufferedWriter):
                os.fsync(self.file.fileno())
            self.file.close()

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False


class Written:
    """A file being written; `name`, `sha256` and `bytes` once it is."""

    def __init__(self, name: str, file: BinaryIO, make: Make) -> None:
        self.name = name
        self.file = HashedFile(file)
        self.writer = make(self.file)

    def finish(self) -> None:
        """All rows are written, and on the disk."""
        self.writer.close()
        self.file.close()

    def shown(self) -> dict[str, Any]:
        """The file, as a receipt tells of it."""
        return {
            "name": self.name,
            "sha256": self.file.digest.hexdigest(),
            "bytes": self.file.size,
        }


@contextmanager
def output_file(path: Path, make: Make | None = None) -> Iterator[tuple[Written, WholeFiles]]:
    """A file that is there when the block has ended, and not at all if it did not; and the files
    among which it is, for what belongs beside it. It is written as its name says, or by what is
    given to `make` its writer."""
    make = make or _writer_of(path)
    if path.is_dir() or not path.parent.is_dir():
        raise FileError(f"{path} cannot be written: there is no such folder, or it is one")
    try:
        with whole_files() as files:
            one = Written(path.name, files.begin(path), make)
            yield one, files
            one.finish()
    except OSError as error:
        raise FileError(f"{path} cannot be written: {why(error)}") from error


def _writer_of(path: Path) -> Make:
    kind = format_of(path)
    if kind not in WRITERS:
        raise FileError(f"{path}: here files are written that end in {', '.join(_WRITTEN)}")
    return WRITERS[kind]


@contextmanager
def attempted(location: Location, name: str, kind: str) -> Iterator[Written]:
    """A file of some format, whole when the block has ended; if it did not, whoever made the
    folder that it lies in takes it away."""
    one: Written | None = None
    try:
        one = Written(name, to_write(location), WRITERS[kind])
        yield one
        one.finish()
    except OSError as error:
        raise FileError(f"{name} cannot be written: {why(error)}") from error
    finally:
        if one:
            one.file.file.close()
