"""A folder of parts, which takes its place when all of them are whole.

Beside it, in `.NAME.part`, parts are attempted, each under a name of its own: where the same part
is attempted twice, one is taken and the other falls away. Whatever ends the run before leaves
nothing of it, and what stood there before as it was. On this machine the whole folder is renamed;
in a store, which knows no folders, parts are moved one by one once all are there, `_SUCCESS` last.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pyarrow.fs import FileType

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

    @property
    def beside(self) -> Location:
        """Where everything is until it is whole."""
        return self.output.with_name(f".{self.output.name}.part")

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
        whole = self.beside / "whole"
        make_folder(whole)
        self._move(names, whole)
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
    folder = Folder(output)
    with _writable(output):
        _refuse_others(output)
    try:
        with _writable(output):
            remove_folder(folder.beside)
            make_folder(folder.attempts)
        yield folder
    finally:
        folder.clear()


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
