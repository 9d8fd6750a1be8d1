"""Texts that come from outside, taken at their word: files as UTF-8, and JSON.

A key given twice, a number that JSON does not have or a file that is no text is a fault
with its place, never a guess.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import orjson

from ..domain.faults import Fault, LedgerError
from ..domain.shapes.readable import escaped
from ..domain.vocabulary.bounds import DEPTH

_TOO_DEEP = f"the text nests deeper than {DEPTH} levels"


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


def read_json(text: str | bytes) -> Any:
    """A JSON value; `NotJsonError` for what is none, keys given twice, NaN, too deep nesting."""
    found = _read_at_once(text)
    return _read_with_care(text) if found is None else found


def _read_at_once(text: str | bytes) -> Mapping[str, Any] | None:
    """The same of an object of texts and whole numbers, or of objects of texts, as questions are;
    None of all else, and where a key may be given twice. Before each value there is one colon: if
    there are as many in all as keys, each was given once."""
    try:
        found = orjson.loads(text)
    except ValueError:
        return None
    if type(found) is not dict:
        return None
    keys = len(found)
    for value in found.values():
        if type(value) is dict:
            keys += len(value)
            if any(type(one) is not str for one in value.values()):
                return None
        elif type(value) is not str and type(value) is not int:
            return None
    colons = text.count(":") if isinstance(text, str) else text.count(b":")
    return found if keys == colons else None


def _read_with_care(text: str | bytes) -> Any:
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


def _object(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        twice = next(name for name, count in counts.items() if count > 1)
        raise _not_json(f"the key `{twice}` is given twice in one object", f"/{escaped(twice)}")
    return found


def _no_number(constant: str) -> NoReturn:
    raise _not_json(f"`{constant}` is no number in JSON")


def _not_json(sentence: str, pointer: str = "") -> NotJsonError:
    return NotJsonError(Fault("malformed", pointer, sentence))


def _nests_too_deep(value: Any) -> bool:
    level = [value]
    for _ in range(DEPTH):
        level = [
            inner
            for one in level
            if isinstance(one, (dict, list))
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
        if not level:
            return False
    return True
