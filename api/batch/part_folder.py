"""A folder of parts, which takes its place when all of them are whole.

Beside it, in a folder `.NAME.….part` of the run's own, parts are attempted, each under a name of
its own: where the same part is attempted twice, one is taken and the other falls away. Whatever
ends the run before leaves nothing of it, and what stood there before as it was; what a killed run
left on this machine the next one takes away. On this machine the whole folder is renamed; in a
store, which knows no folders, parts are moved one by one once all are there, `_SUCCESS` last.
"""

from __future__ import annotations

import fcntl
import glob
import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pyarrow.fs import FileType

from ...projections.whole_files import alone_in, hidden_name, hidden_stem
from ..texts import FileError
from .locations import (
    Location,
    kind_of,
    make_folder,
    move,
    names_in,
    remove_folder,
    to_write,
    why,
)

SUCCESS = "_SUCCESS"
"""An empty file that says that all parts are there, as Spark writes it."""
_OURS = ("part-", "_", ".")
_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that is being written."""

    output: Location
    beside: Location
    """Where everything is until it is whole."""

    @property
    def attempts(self) -> Location:
        """Where parts are attempted."""
        return self.beside / "attempts"

    def finish(self, names: Mapping[str, str]) -> None:
        """Let parts take their place, by the names that they were attempted under, instead of what
        stood there."""
        with _writable(self.output):
            if isinstance(self.output, Path):
                self._exchange(names)
            else:
                remove_folder(self.output)
                make_folder(self.output)
                self._move(names, self.output)

    def _exchange(self, names: Mapping[str, str]) -> None:
        assert isinstance(self.output, Path)
        whole = self.beside / "whole"
        make_folder(whole)
        self._move(names, whole)
        with alone_in({self.output.absolute().parent}):
            if kind_of(self.output) == FileType.Directory:
                move(self.output, self.beside / "before")
            move(whole, self.output)

    def _move(self, names: Mapping[str, str], to: Location) -> None:
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            list(pool.map(lambda name: move(self.attempts / name, to / names[name]), names))
        to_write(to / SUCCESS).close()

    def clear(self) -> None:
        """Take away what is beside; what stood there before stands there again, if need be."""
        with suppress(OSError):
            before = self.beside / "before"
            if (kind_of(before), kind_of(self.output)) == (FileType.Directory, FileType.NotFound):
                move(before, self.output)
        if isinstance(self.output, Path):
            with suppress(OSError):  # who comes late with an attempt finds no folder for it
                move(self.attempts, self.beside / "ended")
        with suppress(OSError):
            remove_folder(self.beside)


@contextmanager
def folder_of_parts(output: Location) -> Iterator[Folder]:
    """A folder to be written; nothing is beside it when the block has ended."""
    folder = Folder(output, output.with_name(hidden_name(output.name)))
    with _writable(output):
        _refuse_others(output)
    with ExitStack() as held:
        try:
            with _writable(output):
                _begin(folder, held)
            yield folder
        finally:
            folder.clear()


def _begin(folder: Folder, held: ExitStack) -> None:
    """Make the folder in which a run works. On this machine it is held as long as the run lasts,
    so that no other takes it for left behind."""
    output, beside = folder.output, folder.beside
    if not (isinstance(output, Path) and isinstance(beside, Path)):
        make_folder(folder.attempts)
        return
    with alone_in({output.absolute().parent}):
        _clear_what_is_left(output)
        make_folder(folder.attempts)
        own = os.open(beside, os.O_RDONLY)
        held.callback(os.close, own)
        fcntl.flock(own, fcntl.LOCK_EX)


def _clear_what_is_left(output: Path) -> None:
    """Take away what runs that were killed left beside a folder; what stood there before them
    stands there again."""
    for beside in output.parent.glob(f"{glob.escape(hidden_stem(output.name))}.*.part"):
        with suppress(OSError):
            held = os.open(beside, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if os.fstat(held).st_uid == os.geteuid():
                    Folder(output, beside).clear()
            finally:
                os.close(held)


def _refuse_others(output: Location) -> None:
    """What stands there is replaced: so it must be such a folder, or nothing."""
    kind = kind_of(output)
    lost = isinstance(output, Path) and not output.absolute().parent.is_dir()
    if lost or not output.name or kind not in (FileType.Directory, FileType.NotFound):
        sentence = "there is no such folder to hold it, or it is a file"
        raise FileError(f"{output} cannot be written: {sentence}")
    if kind == FileType.Directory:
        others = [name for name in names_in(output) if not name.startswith(_OURS)]
        if others:
            sentence = f"it holds `{min(others)}`, which is no part; name another folder"
            raise FileError(f"{output} cannot be written: {sentence}")


@contextmanager
def _writable(output: Location) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise FileError(f"{output} cannot be written: {why(error)}") from error
