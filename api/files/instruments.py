"""Instruments in files: YAML for people, JSON and NDJSON for programs.

A file holds one instrument, a list of them, or (NDJSON) one a line; a folder holds files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..texts import FileError, NotJsonError, read_json, text_of
from .placed_yaml import read_yaml

SUFFIXES = (".yaml", ".yml", ".json", ".ndjson", ".jsonl")


@dataclass(frozen=True, slots=True)
class FoundInstrument:
    """One instrument found in a file; `where` names the file, and the line in NDJSON."""

    where: str
    content: Any


def instruments_in(path: Path) -> Iterator[FoundInstrument]:
    """The instruments of a file, or of a folder's files in the order of their names."""
    if path.is_dir():
        for file in files_in(path):
            yield from instruments_in(file)
        return
    if path.suffix not in SUFFIXES:
        raise FileError(f"{path}: write instruments as {', '.join(SUFFIXES)}")
    text = text_of(path)
    if path.suffix in (".ndjson", ".jsonl"):
        for number, line in enumerate(text.splitlines(), 1):
            if line.strip():
                yield FoundInstrument(f"{path}:{number}", _in_file(f"{path}:{number}", line))
        return
    content = read_yaml(text, str(path)) if path.suffix in (".yaml", ".yml") else None
    if path.suffix == ".json":
        content = _in_file(str(path), text)
    for one in content if isinstance(content, list) else [content]:
        yield FoundInstrument(str(path), one)


def files_in(path: Path) -> list[Path]:
    """The files of a folder that can hold instruments, in the order of their names; a file
    itself; `FileError` for a folder without any."""
    if not path.is_dir():
        return [path]
    inside = [one for one in path.rglob("*") if one.suffix in SUFFIXES and one.is_file()]
    if not inside:
        raise FileError(f"{path} holds no {', '.join(SUFFIXES)} file")
    return sorted(inside, key=lambda one: one.relative_to(path).parts)


def _in_file(where: str, text: str) -> Any:
    try:
        return read_json(text)
    except NotJsonError as error:
        raise FileError(f"{where}: {error}") from error
