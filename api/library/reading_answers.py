"""Answers read as typed values: every field that a class declares, from the JSON of the answer."""

from __future__ import annotations

import types
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

Json = dict[str, Any]
_T = TypeVar("_T")
_UNREAD = "whole"


@dataclass(frozen=True, slots=True)
class AnswerTold:
    """Something an answer tells: its fields as attributes, and all of it with `to_dict()`."""

    whole: Mapping[str, Any] = field(repr=False, compare=False)

    def to_dict(self) -> Json:
        """The same as HTTP answers it, a copy of one's own."""
        return dict(deepcopy(self.whole))


def told_as(kind: type[_T], said: Mapping[str, Any]) -> _T:
    """What an answer says, as a value of this class; a field that Python has for a word of its own
    (`from`, `except`) is written with `_` after it."""
    given: Json = {_UNREAD: said}
    for name, (asked, hint, has_default) in _declared(cast(Any, kind)).items():
        if asked in said or not has_default:
            given[name] = _read(hint, said[asked])
    return kind(**given)


@cache
def _declared(kind: type[Any]) -> dict[str, tuple[str, Any, bool]]:
    """The fields of a class: the name of each in JSON, its type, whether it may be left out."""
    hints = get_type_hints(kind)
    return {
        one.name: (one.name.rstrip("_"), hints[one.name], one.default is not MISSING)
        for one in fields(kind)
        if one.name != _UNREAD
    }


def _read(hint: Any, value: Any) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        kinds = [one for one in get_args(hint) if one is not types.NoneType]
        return None if value is None else _read(kinds[0], value)
    if get_origin(hint) is tuple:
        return tuple(_read(get_args(hint)[0], one) for one in value)
    if is_dataclass(hint) and isinstance(hint, type):
        return told_as(hint, value)
    return value
