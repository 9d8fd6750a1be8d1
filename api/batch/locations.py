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

from ...projections.whole_files import write_whole
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


Location: TypeAlias = Path | Stored


def location_of(text: str) -> Location:
    """The place that somebody names; `s3a://`, as Hadoop says it, is `s3://`."""
    if "://" not in text:
        return Path(text)
    address = text.replace("s3a://", "s3://", 1) if text.startswith("s3a://") else text
    said = urlsplit(address)
    return Stored(said._replace(path=said.path.rstrip("/")).geturl())


def absolute(location: Location) -> Location:
    """The place as it is named in every folder, and so by every process."""
    return location.absolute() if isinstance(location, Path) else location


def why(error: Exception) -> str:
    """What went wrong with a file, in one line."""
    number = getattr(error, "errno", None)
    return os.strerror(number) if number else " ".join(str(error).split())


def inside(location: Location, folder: Location) -> bool:
    """Whether a place is a folder, or lies in it."""
    one, other = _whole(location), _whole(folder)
    return one == other or other in one.parents


def _whole(location: Location) -> PurePosixPath:
    """A place by the one name that it has, also where it was named in another way."""
    if isinstance(location, Stored) and urlsplit(location.address).scheme != "file":
        said = urlsplit(location.address)
        return PurePosixPath("/", f"{said.scheme}:{said.netloc}", said.path.strip("/"))
    return PurePosixPath(Path(_at(location)[1]).resolve())


def _at(location: Location) -> tuple[fs.FileSystem, str]:
    if isinstance(location, Path):
        return fs.LocalFileSystem(), str(location.absolute())
    try:
        found, path = fs.FileSystem.from_uri(location.address)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError, ImportError) as error:
        raise FileError(f"{location} cannot be reached: {why(error)}") from error
    return found, path


# -- files -------------------------------------------------------------------------


def locations_matching(location: Stored) -> list[Location]:
    """What an address names: a file, or those of a folder; or those of the folder whose names
    match a pattern (`folder/*.parquet`)."""
    folder, pattern = (location.parent, location.name) if "*" in location.name else (location, "*")
    if "*" in folder.address:
        raise FileError(f"{location}: of a store, only the last part of an address is a pattern")
    try:
        filesystem, path = _at(folder)
        kind = filesystem.get_file_info(path).type
        if kind == fs.FileType.File and folder is location:
            return [location]
        if kind != fs.FileType.Directory:
            return []
        found = filesystem.get_file_info(fs.FileSelector(path))
    except OSError as error:
        raise FileError(f"{location} cannot be read: {why(error)}") from error
    files = (one.base_name for one in found if one.type == fs.FileType.File)
    return [folder / name for name in sorted(files) if fnmatchcase(name, pattern)]


def to_read(location: Location) -> Any:
    """A file to be read, from any place in it."""
    filesystem, path = _at(location)
    return filesystem.open_input_file(path)


def to_write(location: Location) -> BinaryIO:
    """A file to be written from its beginning to its end."""
    if isinstance(location, Path):
        return location.open("wb")
    filesystem, path = _at(location)
    return cast(BinaryIO, filesystem.open_output_stream(path))


def size(location: Location) -> int:
    """How many bytes a file has."""
    filesystem, path = _at(location)
    return int(filesystem.get_file_info(path).size or 0)


def save(location: Location, text: str) -> None:
    """Write a text as a file, whole or not at all; `FileError` if it cannot be."""
    try:
        if isinstance(location, Path):
            write_whole(location, text.encode())
            return
        with to_write(location) as file:
            file.write(text.encode())
    except OSError as error:
        raise FileError(f"{location} cannot be written: {why(error)}") from error


# -- folders -----------------------------------------------------------------------


def kind_of(location: Location) -> fs.FileType:
    """Whether there is a file at a place, a folder, or nothing."""
    filesystem, path = _at(location)
    return filesystem.get_file_info(path).type


def names_in(folder: Location) -> Iterator[str]:
    """The names of what lies in a folder."""
    filesystem, path = _at(folder)
    for one in filesystem.get_file_info(fs.FileSelector(path)):
        yield one.base_name


def folders_in(folder: Location) -> list[str]:
    """The names of the folders that lie in a folder, in their order; none of what is no folder."""
    filesystem, path = _at(folder)
    selector = fs.FileSelector(path, allow_not_found=True)
    found = filesystem.get_file_info(selector)
    return sorted(one.base_name for one in found if one.type == fs.FileType.Directory)


def make_folder(folder: Location) -> None:
    """Make a folder, and those that it lies in."""
    filesystem, path = _at(folder)
    filesystem.create_dir(path, recursive=True)


def remove_folder(folder: Location) -> None:
    """Remove a folder with all that lies in it, if there is one."""
    filesystem, path = _at(folder)
    if filesystem.get_file_info(path).type == fs.FileType.Directory:
        filesystem.delete_dir(path)


def move(location: Location, to: Location) -> None:
    """Give a file another name in the same store, or a folder on the same disk."""
    filesystem, path = _at(location)
    filesystem.move(path, _at(to)[1])
