"""The JSON Schema of an instrument (draft 2020-12), made from the shapes: for editors.

It explains and completes; it does not judge. Whatever it refuses the ledger refuses too, and
the ledger refuses more: what no schema can say, and what an instrument means. A text may be a
number or a flag here, because YAML reads `from: 2016` as a number where the ledger reads it as
it is written.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic.json_schema import models_json_schema

from ..vocabulary.change_types import ANYTHING, CHANGE_TYPES, NUMBERED_ENTRIES, ChangeType
from ..vocabulary.dimensions import DIMENSION_NAMES
from .field_words import FIELD_SAYS
from .instruments import CHANGE_SHAPES, InstrumentShape

Json = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TEXT = ["string", "number", "boolean"]
_FULL_DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_LEGAL_DATE = r"^([0-9]{4}(-[0-9]{2}){0,2}|\[([0-9-]{10})?\.\.[0-9-]{10}\])$"


_NOT_NUMBERED = {"not": {"type": "string", "pattern": f"^({'|'.join(NUMBERED_ENTRIES)})-[0-9]+$"}}
"""A key that would read as the label of a numbered entry."""


@cache
def instrument_schema() -> Json:
    """The schema of one instrument, or of a list of them, as a file holds them."""
    shapes = [CHANGE_SHAPES[name] for name in CHANGE_TYPES]
    references, made = models_json_schema(
        [(shape, "validation") for shape in (InstrumentShape, *shapes)], by_alias=True
    )
    models: Json = made["$defs"]
    instrument = models.pop(references[InstrumentShape, "validation"]["$ref"].rpartition("/")[2])
    changes: Json = {}
    for kind, shape in zip(CHANGE_TYPES.values(), shapes, strict=True):
        name = references[shape, "validation"]["$ref"].rpartition("/")[2]
        changes[kind.name] = _change(kind, models.pop(name))
    parts = {name: _object(model, name.lower()) for name, model in models.items()}
    return {
        "$schema": DIALECT,
        "title": "Instrument of the licence ledger",
        "description": "A legal act, judgment or letter that carries changes, or a list of such.",
        "if": {"type": "array"},
        "then": {"items": {"$ref": "#/$defs/instrument"}},
        "else": {"$ref": "#/$defs/instrument"},
        "$defs": {"instrument": _instrument(instrument), "change": _any(), **changes, **parts},
    }


def _instrument(model: Json) -> Json:
    found = _object(model, "instrument")
    found["properties"]["changes"]["items"] = {"$ref": "#/$defs/change"}
    corrects = {"properties": {"type": {"const": "record_corrected"}}}
    every: Json = {"properties": {"changes": {"items": corrects}}}
    none: Json = {"properties": {"changes": {"items": {"not": {**corrects, "required": ["type"]}}}}}
    return {
        **found,
        "allOf": [
            {"if": _kind("judgment"), "then": {"required": ["ecli"]}},
            {"if": _kind("correction"), "then": every, "else": none},
        ],
    }


def _kind(name: str) -> Json:
    return {"properties": {"kind": {"const": name}}, "required": ["kind"]}


def _any() -> Json:
    """A change of any type: its `type` says which fields it has."""
    types = [{"const": kind.name, "description": kind.says} for kind in CHANGE_TYPES.values()]
    return {
        "type": "object",
        "description": "One thing the instrument does.",
        "properties": {"type": {"description": "What the change does.", "oneOf": types}},
        "required": ["type"],
        "allOf": [
            {
                "if": {"properties": {"type": {"const": name}}, "required": ["type"]},
                "then": {"$ref": f"#/$defs/{name}"},
            }
            for name in CHANGE_TYPES
        ],
    }


def _change(kind: ChangeType, model: Json) -> Json:
    found = _object(model, kind.name)
    found["description"] = kind.says
    if "target" in found["properties"] and kind.targets and kind.targets != ANYTHING:
        named = ", ".join(sorted(kind.targets))
        said = found["properties"]["target"]["description"]
        found["properties"]["target"]["description"] = f"{said} It names one of: {named}."
    if kind.name == "court_amendment_ordered":
        found["anyOf"] = [{"required": [name]} for name in DIMENSION_NAMES]
    return found


def _object(model: Json, name: str) -> Json:
    """An object of a shape, with a description of every field."""
    found: Json = _tidied(model)
    found.pop("title", None)
    for field, schema in found["properties"].items():
        schema["description"] = field_says(name, field)
        if field == "key":
            schema |= _NOT_NUMBERED
    if name == "clause":
        found["minProperties"] = 1
    return found


def field_says(name: str, field: str) -> str:
    """What a field of an object holds, in a sentence."""
    return FIELD_SAYS.get(f"{name}.{field}") or FIELD_SAYS[field]


def _tidied(schema: Any) -> Any:
    """A schema without pydantic's titles and defaults, its texts as YAML may read them."""
    if isinstance(schema, list):
        return [_tidied(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: _tidied(one) for name, one in schema.items() if name != "default"}
    if isinstance(found.get("title"), str):
        del found["title"]
    if found.get("type") == "string" and not ("enum" in found or "const" in found):
        found["type"] = list(_TEXT)
        if found.get("format") == "date":
            found["pattern"] = _FULL_DAY
        elif str(found.get("description", "")).startswith("EDTF"):
            found["pattern"] = _LEGAL_DATE
    return found
