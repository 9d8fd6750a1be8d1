"""What pydantic finds wrong with a shape, as faults: each with a pointer and a sentence.

Faults of shape are `missing`, `unknown_field` and `malformed`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from pydantic import BaseModel, ValidationError

from ..faults import Fault, Hints
from ..vocabulary.bounds import FAULTS, ITEMS
from ..vocabulary.licence_kinds import kind_hint
from .instruments import FIELD_NAMES
from .readable import escaped
from .transactions import TransactionShape

_KNOWN_FIELDS = sorted(
    {
        *FIELD_NAMES,
        *TransactionShape.model_fields,
        *("valid_on", "known_on", "log_size", "recorded_until", "limit", "after"),
    }
)


def shape_faults(
    model: type[BaseModel], value: Any, pointer: str = "", hints: Hints | None = None
) -> list[Fault]:
    """What is wrong with the shape of a JSON value that is readable, in the order of its fields:
    so much of it as is told."""
    try:
        model.model_validate(value)
    except ValidationError as error:
        own = [field.alias or name for name, field in model.model_fields.items()]
        return list(faults_in(error, pointer, own=own, hints=hints))
    return []


def faults_in(
    error: ValidationError,
    pointer: str = "",
    skip: int = 0,
    own: Sequence[str] = (),
    hints: Hints | None = None,
) -> Iterator[Fault]:
    """What pydantic found wrong, as faults: as many as are told, and one more.

    `skip` steps of each place are left out; `own` are the fields of the object it stands in.
    """
    may = hints or Hints()
    for one in islice(error.errors(include_url=False, include_input=True), FAULTS + 1):
        yield fault_of(one, pointer, skip, own, may)


def fault_of(
    found: Mapping[str, Any], pointer: str, skip: int, own: Sequence[str], hints: Hints
) -> Fault:
    """One thing that was found wrong, as a fault."""
    steps = [str(step) for step in found["loc"][skip:]]
    place = pointer + "".join(f"/{escaped(step)}" for step in steps)
    kind = found["type"]
    if kind == "missing":
        return Fault("missing", place, f"`{steps[-1]}` is missing; it is needed here")
    if kind == "extra_forbidden":
        has = own if len(steps) == 1 and own else _KNOWN_FIELDS
        hint = hints.did_you_mean(steps[-1], lambda own: (one for one in has if one != own))
        if len(steps) == 1 and own and not hint:
            hint = f"; there may be {', '.join(f'`{name}`' for name in own)}"
        return Fault("unknown_field", place, f"`{steps[-1]}` does not belong here{hint}")
    return Fault("malformed", place, _sentence(kind, found, _name_of(steps)))


def _name_of(steps: Sequence[str]) -> str:
    """How a sentence calls what stands at a place: a field, or an item of one."""
    if not steps:
        return "this"
    if steps[-1].isdigit():
        return f"an item of `{steps[-2]}`" if len(steps) > 1 else "an item"
    return f"`{steps[-1]}`"


def _sentence(kind: str, one: Mapping[str, Any], name: str) -> str:
    if kind == "malformed":
        return str(one["ctx"]["sentence"])
    if kind == "literal_error":
        given = "null" if one["input"] is None else json.dumps(one["input"], default=str)
        is_kind = "licence_kind" in name or name == "`kind`"
        hint = kind_hint(given.strip('"')) if is_kind else ""
        return f"{given} is not one of {one['ctx']['expected']}{hint}"
    if kind == "too_long":
        return f"{name} holds more than {ITEMS} items; make several instruments of it"
    if kind in ("too_short", "string_too_short"):
        return f"{name} is empty; say at least one"
    if kind in ("greater_than_equal", "less_than_equal"):
        least = kind.startswith("greater")
        bound = one["ctx"]["ge" if least else "le"]
        return f"{name} must be {'at least' if least else 'at most'} {bound}"
    expected = _EXPECTED.get(kind)
    return f"{name} must be {expected}" if expected else f"{name}: {one['msg']}"


_EXPECTED = {
    "string_type": "a text",
    "string_unicode": "a text of valid characters",
    "list_type": "a list, in brackets: `[…]`",
    "dict_type": "an object",
    "model_type": "an object",
    "model_attributes_type": "an object",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
}
