"""Where files lie: on this machine or a share that it mounts, or in an object store.

A path is a place, and so is the address of an object (`s3://bucket/folder/file.parquet`), which
pyarrow's own filesystems read and write. What is handed to another machine is the address: each
machine comes to the store with the credentials that it has itself.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, TypeAlias, cast
from urllib.parse import quote, urlsplit

import pyarrow as pa
from pyarrow import fs

from ..texts import FileError


@dataclass(frozen=True, slots=True)
class Stored:
    """A file or folder of a store, by its address."""

    address: str

    def __str__(self) -> str:
        return self.address

    @property
    def name(self) -> str:
        """The last part of the address; nothing where it names a bucket."""
        return PurePosixPath(urlsplit(self.address).path).name

    @property
    def suffix(self) -> str:
        """What the name ends in, with the dot."""
        return PurePosixPath(self.name).suffix

    @property
    def parent(self) -> Stored:
        """The folder that it lies in."""
        said = urlsplit(self.address)
        return Stored(said._replace(path=said.path.rstrip("/").rpartition("/")[0]).geturl())

    def __truediv__(self, name: str) -> Stored:
        said = urlsplit(self.address)
        return Stored(said._replace(path=f"{said.path.rstrip('/')}/{quote(name)}").geturl())

    def with_name(self, name: str) -> Stored:
        """Another file of the same folder."""
        return self.parent / name


Place: TypeAlias = Path | Stored


def place_of(text: str) -> Place:
    """The place that somebody names; `s3a://`, as Hadoop says it, is `s3://`."""
    if "://" not in text:
        return Path(text)
    address = text.replace("s3a://", "s3://", 1) if text.startswith("s3a://") else text
    said = urlsplit(address)
    return Stored(said._replace(path=said.path.rstrip("/")).geturl())


def absolute(place: Place) -> Place:
    """The place as it is named in every folder, and so by every process."""
    return place.absolute() if isinstance(place, Path) else place


def why(error: Exception) -> str:
    """What went wrong with a file, in one line."""
    number = getattr(error, "errno", None)
    return os.strerror(number) if number else " ".join(str(error).split())


def inside(place: Place, folder: Place) -> bool:
    """Whether a place is a folder, or lies in it."""
    one, other = _whole(place), _whole(folder)
    return one == other or other in one.parents


def _whole(place: Place) -> PurePosixPath:
    """A place by the one name that it has, also where it was named in another way."""
    if isinstance(place, Stored) and urlsplit(place.address).scheme != "file":
        said = urlsplit(place.address)
        return PurePosixPath("/", f"{said.scheme}:{said.netloc}", said.path.strip("/"))
    return PurePosixPath(Path(_at(place)[1]).resolve())


def _at(place: Place) -> tuple[fs.FileSystem, str]:
    if isinstance(place, Path):
        return fs.LocalFileSystem(), str(place.absolute())
    try:
        found, path = fs.FileSystem.from_uri(place.address)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError, ImportError) as error:
        raise FileError(f"{place} cannot be reached: {why(error)}") from error
    return found, path


# -- files -------------------------------------------------------------------------


def matching(place: Stored) -> list[Place]:
    """What an address names: a file, or those of a folder; or those of the folder whose names
    match a pattern (`folder/*.parquet`)."""
    folder, pattern = (place.parent, place.name) if "*" in place.name else (place, "*")
    if "*" in folder.address:
        raise FileError(f"{place}: of a store, only the last part of an address is a pattern")
    try:
        filesystem, path = _at(folder)
        kind = filesystem.get_file_info(path).type
        if kind == fs.FileType.File and folder is place:
            return [place]
        if kind != fs.FileType.Directory:
            return []
        found = filesystem.get_file_info(fs.FileSelector(path))
    except OSError as error:
        raise FileError(f"{place} cannot be read: {why(error)}") from error
    files = (one.base_name for one in found if one.type == fs.FileType.File)
    return [folder / name for name in sorted(files) if fnmatchcase(name, pattern)]


def to_read(place: Place) -> Any:
    """A file to be read, from any place in it."""
    filesystem, path = _at(place)
    return filesystem.open_input_file(path)


def to_write(place: Place) -> BinaryIO:
    """A file to be written from its beginning to its end."""
    if isinstance(place, Path):
        return place.open("wb")
    filesystem, path = _at(place)
    return cast(BinaryIO, filesystem.open_output_stream(path))


def size(place: Place) -> int:
    """How many bytes a file has."""
    filesystem, path = _at(place)
    return int(filesystem.get_file_info(path).size or 0)


def save(place: Place, text: str) -> None:
    """Write a text as a file; `FileError` if it cannot be."""
    try:
        with to_write(place) as file:
            file.write(text.encode())
    except OSError as error:
        raise FileError(f"{place} cannot be written: {why(error)}") from error


# -- folders -----------------------------------------------------------------------


def kind_of(place: Place) -> fs.FileType:
    """Whether there is a file at a place, a folder, or nothing."""
    filesystem, path = _at(place)
    return filesystem.get_file_info(path).type


def names_in(folder: Place) -> Iterator[str]:
    """The names of what lies in a folder."""
    filesystem, path = _at(folder)
    for one in filesystem.get_file_info(fs.FileSelector(path)):
        yield one.base_name


def make_folder(folder: Place) -> None:
    """Make a folder, and those that it lies in."""
    filesystem, path = _at(folder)
    filesystem.create_dir(path, recursive=True)


def remove_folder(folder: Place) -> None:
    """Remove a folder with all that lies in it, if there is one."""
    filesystem, path = _at(folder)
    if filesystem.get_file_info(path).type == fs.FileType.Directory:
        filesystem.delete_dir(path)


def move(place: Place, to: Place) -> None:
    """Give a file another name in the same store, or a folder on the same disk."""
    filesystem, path = _at(place)
    filesystem.move(path, _at(to)[1])
