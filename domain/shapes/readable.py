"""What is JSON at all, and what can be kept of it: looked for before anything else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson

from ..faults import Fault
from ..vocabulary.bounds import DEPTH, FAULTS, FIELDS, NAME

SURROGATE = re.compile(r"[\ud800-\udfff]")
"""Half a character, which is no text."""

_Place = tuple[Any, str] | None
"""The steps to a value: those to what it stands in, and one more."""


def unreadable(value: Any, pointer: str = "") -> list[Fault]:
    """What is no JSON that can be kept: half a surrogate, a key that is no text or too long, too
    many fields, too deep.

    Looked for before anything else, so that no rule meets such a value.
    """
    if _is_plain(value):
        return []
    faults: list[Fault] = []
    waiting: list[tuple[Any, _Place, int]] = [(value, None, 0)]
    while waiting and len(faults) <= FAULTS:
        one, place, depth = waiting.pop()
        if isinstance(one, str):
            if SURROGATE.search(one):
                sentence = "this text holds half a character (a lone surrogate)"
                faults.append(Fault("malformed", _pointer(pointer, place), sentence))
        elif depth >= DEPTH:
            return [Fault("malformed", pointer, f"this nests deeper than {DEPTH} levels")]
        elif isinstance(one, Mapping):
            if len(one) > FIELDS:
                sentence = f"this object has {len(one):,} fields; at most {FIELDS} may stand here"
                faults.append(Fault("malformed", _pointer(pointer, place), sentence))
                continue
            for name, inner in one.items():
                if sentence := _name_fault(name):
                    faults.append(Fault("malformed", _pointer(pointer, place), sentence))
                else:
                    waiting.append((inner, (place, name), depth + 1))
        elif isinstance(one, list):
            waiting += [(inner, (place, str(n)), depth + 1) for n, inner in enumerate(one)]
    return faults


def _name_fault(name: Any) -> str:
    """What is wrong with a field's name, in a sentence; nothing if it is one."""
    if not isinstance(name, str) or SURROGATE.search(name):
        return f"a field's name is a text; {name!a} is none"
    if len(name) > NAME:
        return f"a field's name has at most {NAME} letters; `{name[:20]}…` has {len(name):,}"
    return ""


def _pointer(pointer: str, place: _Place) -> str:
    steps = []
    while place is not None:
        place, step = place
        steps.append(f"/{escaped(step)}")
    return pointer + "".join(reversed(steps))


def _is_plain(value: Any) -> bool:
    """Whether a value can be written as JSON, and keeps to what objects may hold."""
    try:
        orjson.dumps(value)
    except TypeError:
        return False
    level = [value] if isinstance(value, (dict, list)) else []
    for _ in range(DEPTH - 1):
        for one in level:
            if isinstance(one, dict) and (
                len(one) > FIELDS or max(map(len, one), default=0) > NAME
            ):
                return False
        parts = (one.values() if isinstance(one, dict) else one for one in level)
        level = [inner for part in parts for inner in part if isinstance(inner, (dict, list))]
        if not level:
            return True
    return False


def repeated(value: Any, pointer: str) -> Iterator[Fault]:
    """The words that a list names twice, and the keys given twice, anywhere in a value.

    Lists of clauses may repeat themselves: they mean the same twice.
    """
    if not _repeats(value):
        return
    waiting: list[tuple[Any, tuple[str | int, ...]]] = [(value, ())]
    while waiting:
        one, place = waiting.pop()
        if isinstance(one, dict):
            waiting += [
                (inner, (*place, name))
                for name, inner in one.items()
                if isinstance(inner, (dict, list))
            ]
        elif len(one) > 1 or (one and isinstance(one[0], dict)):
            said: set[tuple[bool, str]] = set()
            for n, item in enumerate(one):
                if keyed := isinstance(item, dict):
                    waiting.append((item, (*place, n)))
                word = _named_by(item) if keyed else item
                if not isinstance(word, str):
                    continue
                if (keyed, word) in said:
                    yield _said_twice(item, word, pointer, (*place, n))
                said.add((keyed, word))


def _repeats(value: Any) -> bool:
    """Whether `repeated` finds anything, told in less time."""
    waiting = [value]
    for one in waiting:
        if isinstance(one, dict):
            waiting += [
                inner
                for inner in one.values()
                if type(inner) is not str and isinstance(inner, (dict, list))
            ]
        elif len(one) == 1:
            waiting += [item for item in one if isinstance(item, dict)]
        elif _names_twice(one, waiting):
            return True
    return False


def _names_twice(items: list[Any], waiting: list[Any]) -> bool:
    """Whether a list names a word or a key twice; the objects in it are still to be looked at."""
    words = [item for item in items if isinstance(item, str)]
    if len(words) < len(items):
        keyed = [item for item in items if isinstance(item, dict)]
        waiting += keyed
        if gives_key_twice(keyed):
            return True
    return len(set(words)) < len(words)


def gives_key_twice(items: list[dict[str, Any]]) -> bool:
    """Whether two of these objects are named by the same key."""
    keys = [key for item in items if isinstance(key := _named_by(item), str)]
    return len(set(keys)) < len(keys)


def _named_by(item: dict[str, Any]) -> Any:
    """What one of a list of objects is named by: a condition its key, an item its code; a change,
    which has a type, by its place alone, whatever condition it attaches."""
    return None if "type" in item else item.get("key", item.get("code"))


def _said_twice(item: Any, word: str, pointer: str, place: Iterable[str | int]) -> Fault:
    at = pointer + "".join(f"/{escaped(str(step))}" for step in place)
    if isinstance(item, dict):
        named = "key" if "key" in item else "code"
        return Fault("malformed", f"{at}/{named}", f"the {named} `{word}` is given twice")
    return Fault("malformed", at, f"`{word}` is named twice")


def escaped(step: str) -> str:
    """A step of a JSON pointer (RFC 6901 §3)."""
    return step.replace("~", "~0").replace("/", "~1")
