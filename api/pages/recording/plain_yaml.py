"""An instrument written as YAML for people: fields in order, lists of words on one line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ....domain.shapes.instruments import CHANGE_SHAPES, InstrumentShape

_PLAIN = re.compile(r"[A-Za-z0-9À-ÿ](?:[\w .,()/'’–-]*[\w.)'’])?")
"""A text that YAML reads as it stands, without quotes."""
_NOTHING = frozenset(("null", "true", "false", "yes", "no", "on", "off"))


def as_yaml(instrument: Mapping[str, Any]) -> str:
    """The text of an instrument; what it reads as is the instrument again."""
    return "\n".join(_lines(instrument)) + "\n"


def in_order(instrument: Mapping[str, Any]) -> dict[str, Any]:
    """An instrument with its fields, and those of its changes, in the order in which they are
    described: as it was kept their order says nothing."""
    fields = InstrumentShape.model_fields
    found = {name: instrument[name] for name in fields if name in instrument}
    return {**found, "changes": [_change_in_order(one) for one in instrument["changes"]]}


def _change_in_order(change: Mapping[str, Any]) -> dict[str, Any]:
    fields = CHANGE_SHAPES[change["type"]].model_fields
    names = [field.alias or name for name, field in fields.items()]
    ordered = ["type", *(name for name in names if name != "type")]
    return {name: change[name] for name in [*ordered, *change] if name in change}


def _lines(value: Mapping[str, Any]) -> Iterator[str]:
    for name, inner in value.items():
        if isinstance(inner, Mapping):
            yield f"{name}:"
            yield from (f"  {line}" for line in _lines(inner))
        elif isinstance(inner, list) and inner and isinstance(inner[0], Mapping):
            yield f"{name}:"
            for one in inner:
                first, *others = _lines(one)
                yield f"  - {first}"
                yield from (f"    {line}" for line in others)
        else:
            yield f"{name}: {_words(inner) if isinstance(inner, list) else scalar(inner)}"


def _words(values: Sequence[str]) -> str:
    return f"[{', '.join(scalar(one, in_list=True) for one in values)}]"


def scalar(text: str, in_list: bool = False) -> str:
    """A text, in quotes where YAML would read it as anything else."""
    plain = _PLAIN.fullmatch(text) and text.lower() not in _NOTHING
    if plain and not (in_list and "," in text):
        return text
    return json.dumps(text, ensure_ascii=False)
