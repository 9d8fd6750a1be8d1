"""Instruments in files: YAML for people, JSON and NDJSON for programs.

YAML is read as text only, never as numbers, dates or yes and no: `NO` stays Norway,
`5E001` stays a control-list code, `2016` a year. A key given twice, an anchor or a file
that is no text is a fault with its place, never a guess.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from ...domain.faults import Fault, LedgerError
from ...domain.shapes.readable import MAX_DEPTH, escaped
from .placed_yaml import NotYamlError, composed, value_of

SUFFIXES = (".yaml", ".yml", ".json", ".ndjson", ".jsonl")
_TOO_DEEP = f"the text nests deeper than {MAX_DEPTH} levels"


class FileError(LedgerError):
    """A file cannot be read as instruments; the message says where."""

    title = "The file cannot be read"

    def __init__(self, sentence: str, line: int = 1) -> None:
        super().__init__(sentence)
        self.line = line


class NotJsonError(LedgerError):
    """A text is no JSON that can be taken at its word."""

    title = "The text is no sound JSON"

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.detail)
        self.faults = (fault,)


@dataclass(frozen=True, slots=True)
class Found:
    """One instrument found in a file; `where` names the file, and the line in NDJSON."""

    where: str
    content: Any


def instruments_in(path: Path) -> Iterator[Found]:
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
                yield Found(f"{path}:{number}", _in_file(f"{path}:{number}", line))
        return
    content = read_yaml(text, str(path)) if path.suffix in (".yaml", ".yml") else None
    if path.suffix == ".json":
        content = _in_file(str(path), text)
    for one in content if isinstance(content, list) else [content]:
        yield Found(str(path), one)


def files_in(path: Path) -> list[Path]:
    """The files of a folder that can hold instruments, in the order of their names; a file
    itself; `FileError` for a folder without any."""
    if not path.is_dir():
        return [path]
    inside = [one for one in path.rglob("*") if one.suffix in SUFFIXES and one.is_file()]
    if not inside:
        raise FileError(f"{path} holds no {', '.join(SUFFIXES)} file")
    return sorted(inside, key=lambda one: one.relative_to(path).parts)


def read_json(text: str | bytes) -> Any:
    """A JSON value; `NotJsonError` for what is none, keys given twice, NaN, too deep nesting."""
    try:
        decoded = text.decode("utf-8") if isinstance(text, bytes) else text
    except UnicodeDecodeError as error:
        raise _not_json(f"the text is not UTF-8: {error}") from error
    try:
        found = json.loads(decoded, object_pairs_hook=_object, parse_constant=_no_number)
    except ValueError as error:
        raise _not_json(f"the text is no JSON: {error}") from error
    except RecursionError as error:
        raise _not_json(_TOO_DEEP) from error
    if _nests_too_deep(found):
        raise _not_json(_TOO_DEEP)
    return found


def read_yaml(text: str, where: str) -> Any:
    """A YAML value of texts, lists and objects; `FileError` with line and column otherwise."""
    try:
        value, misread = value_of(composed(text))
    except NotYamlError as error:
        value, misread = None, [error.misread]
    for first in misread:
        place = f"{where}:{first.span.line}:{first.span.column}"
        raise FileError(f"{place}: {first.sentence}")
    return value


def text_of(path: Path) -> str:
    """The text of a file; `FileError` if it cannot be read, or is no UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        sentence = f"{path} is no UTF-8 text, first in line {line}; save it as UTF-8"
        raise FileError(sentence, line) from error
    except OSError as error:
        raise FileError(f"{path} cannot be read: {error.strerror}") from error


def _in_file(where: str, text: str) -> Any:
    try:
        return read_json(text)
    except NotJsonError as error:
        raise FileError(f"{where}: {error}") from error


def _object(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _not_json(f"the key `{twice}` is given twice in one object", f"/{escaped(twice)}")
    return found


def _no_number(constant: str) -> NoReturn:
    raise _not_json(f"`{constant}` is no number in JSON")


def _not_json(sentence: str, pointer: str = "") -> NotJsonError:
    return NotJsonError(Fault("malformed", pointer, sentence))


def _nests_too_deep(value: Any) -> bool:
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            inner
            for one in level
            if isinstance(one, (dict, list))
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
    return bool(level)
