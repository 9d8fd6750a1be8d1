"""Instruments in files: YAML for people, JSON and NDJSON for programs.

A file holds one instrument, a list of them, or (NDJSON) one a line; a folder holds files. A pack
in a folder stands apart: it is recorded by its own name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..texts import FileError, NotJsonError, read_json, text_of
from .pack_folders import of_a_pack_within
from .placed_yaml import read_yaml_items

YAML = (".yaml", ".yml")
BY_LINE = (".ndjson", ".jsonl")
SUFFIXES = (*YAML, ".json", *BY_LINE)


@dataclass(frozen=True, slots=True)
class FoundInstrument:
    """One instrument found in a file; `where` names the file, and the line in NDJSON; `cut` says
    which of its texts YAML ended at ` #`, and where."""

    where: str
    content: Any
    cut: Sequence[str] = ()


def instruments_in(path: Path) -> Iterator[FoundInstrument]:
    """The instruments of a file, or of a folder's files in the order of their names."""
    if path.is_dir():
        for file in files_in(path):
            yield from instruments_in(file)
        return
    kind = written_as(path)
    if kind not in SUFFIXES:
        raise FileError(f"{path}: write instruments as {', '.join(SUFFIXES)}")
    text = text_of(path)
    if kind in BY_LINE:
        for number, line in lines_of_text(text):
            yield FoundInstrument(f"{path}:{number}", _in_file(f"{path}:{number}", line))
        return
    if kind in YAML:
        for one, cut in read_yaml_items(text, str(path)):
            yield FoundInstrument(str(path), one, cut)
        return
    content = _in_file(str(path), text)
    for one in content if isinstance(content, list) else [content]:
        yield FoundInstrument(str(path), one)


def files_in(path: Path) -> list[Path]:
    """The files of a folder that can hold instruments, in the order of their names; a file
    itself; `FileError` for a folder without any."""
    if not path.is_dir():
        return [path]
    inside = _files(path, lambda one: written_as(one) in SUFFIXES)
    if not inside:
        raise FileError(f"{path} holds no {', '.join(SUFFIXES)} file")
    return inside


def left_out(path: Path) -> list[Path]:
    """The files of a folder that are no instruments by their names, in the order of these."""
    if not path.is_dir():
        return []
    return _files(path, lambda one: written_as(one) not in SUFFIXES)


def written_as(path: Path) -> str:
    """The end of a file's name that tells how it is written, in any case: `.yaml`, `.json` …"""
    return path.suffix.lower()


def lines_of_text(text: str) -> Iterator[tuple[int, str]]:
    """The lines of NDJSON that hold something, each with its number from 1.

    Only line ends end them: U+2028 and its like are letters of a text (RFC 8259 §7).
    """
    return ((n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip())


def _files(path: Path, wanted: Callable[[Path], bool]) -> list[Path]:
    inside = [
        one
        for one in path.rglob("*")
        if wanted(one) and one.is_file() and not of_a_pack_within(one, path)
    ]
    return sorted(inside, key=lambda one: one.relative_to(path).parts)


def _in_file(where: str, text: str) -> Any:
    try:
        return read_json(text)
    except NotJsonError as error:
        raise FileError(f"{where}: {error}") from error
