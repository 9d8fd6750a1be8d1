"""Which files of transactions a path, an address or a pattern names, and what it leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from ..texts import FileError
from ..wording import left_out_words
from .locations import Location, Stored, folders_in, location_of, locations_matching

FORMATS = {".csv": "csv", ".parquet": "parquet", ".ndjson": "ndjson", ".jsonl": "ndjson"}
WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
BY_MAPPING = {
    **FORMATS,
    **dict.fromkeys((".txt", ".tsv"), "csv"),
    **dict.fromkeys(WORKBOOKS, "workbook"),
}
"""What is read by a mapping, by the endings of names."""


@dataclass(frozen=True, slots=True)
class FilesFound:
    """Files of one format in the order of their names; `left_out`: what else lies in the folder
    that was named, by name, folders with a stroke."""

    files: Sequence[Location]
    left_out: Sequence[str] = ()


def files_of(pattern: str, formats: Mapping[str, str] = FORMATS) -> FilesFound:
    """The files that a path, an address or a pattern (`parts/*.parquet`) names, all of one
    format. The files of a folder are those that lie in it, not in folders deeper down."""
    found = _named_by(location_of(pattern), formats)
    if not found.files:
        others = f"; in it {left_out_words(found.left_out)}" if found.left_out else ""
        raise FileError(f"{pattern}: there is no such file{others}")
    if len({format_of(one, formats) for one in found.files}) > 1:
        raise FileError(f"{pattern} names files of several formats; evaluate them one by one")
    return found


def _named_by(location: Location, formats: Mapping[str, str]) -> FilesFound:
    if isinstance(location, Stored):
        matching = locations_matching(location)
        if matching == [location]:
            return FilesFound(matching)
        folders = () if "*" in location.name else folders_in(location)
        return _of_formats(matching, folders, formats)
    if location.is_dir():
        files = sorted(one for one in location.iterdir() if not one.is_dir())
        return _of_formats(files, folders_in(location), formats)
    return FilesFound([location] if location.exists() else _matching(location))


def _of_formats(
    files: Sequence[Location], folders: Iterable[str], formats: Mapping[str, str]
) -> FilesFound:
    """Those files whose names end as a format's do, in whatever case; the rest is left out."""
    names = [_said_name(one) for one in files if one.suffix.lower() not in formats]
    left_out = [*names, *(f"{name}/" for name in folders)]
    return FilesFound([one for one in files if one.suffix.lower() in formats], sorted(left_out))


def _said_name(location: Location) -> str:
    return unquote(location.name) if isinstance(location, Stored) else location.name


def _matching(pattern: Path) -> list[Path]:
    """The files that a pattern names; `*` and `**` as in a shell."""
    parts = pattern.parts
    fixed = next((n for n, part in enumerate(parts) if any(c in part for c in "*?[")), len(parts))
    folder = Path(*parts[:fixed])
    return sorted(folder.glob(str(Path(*parts[fixed:])))) if fixed < len(parts) else []


def format_of(location: Location, formats: Mapping[str, str] = FORMATS) -> str:
    """The format of a file, by its name; `FileError` with what to do where it is none of these."""
    ending = location.suffix.lower()
    if ending in formats:
        return formats[ending]
    if ending in BY_MAPPING:
        raise FileError(
            f"{location} is read by a mapping: write one with `licence-ledger prepare {location}`, "
            "and name it with --mapping"
        )
    raise FileError(f"{location}: files of transactions end in {', '.join(formats)}")
