"""What routes share: answers as bytes, and the description of bodies that they read themselves."""

from __future__ import annotations

from typing import Any

import orjson
from fastapi import Response


def as_json(answer: Any, status: int = 200) -> Response:
    """An answer as the bytes that are sent: keys in the order of the contract."""
    return Response(as_bytes(answer), status, media_type="application/json")


def as_bytes(answer: Any) -> bytes:
    """An answer's JSON, without spaces, in UTF-8."""
    return orjson.dumps(answer)


def reads(schema: dict[str, Any], example: Any) -> dict[str, Any]:
    """The description of a JSON body that the route reads itself."""
    content = {"application/json": {"schema": schema, "example": example}}
    return {"requestBody": {"required": True, "content": content}}


def inline(model: Any) -> dict[str, Any]:
    """A model's JSON Schema without references, to stand inside the document."""
    schema: dict[str, Any] = model.model_json_schema()
    definitions = schema.pop("$defs", {})

    def resolved(value: Any) -> Any:
        if isinstance(value, dict):
            if "$ref" in value:
                return resolved(definitions[value["$ref"].rpartition("/")[2]])
            return {k: resolved(v) for k, v in value.items() if not (k == "default" and v is None)}
        return [resolved(item) for item in value] if isinstance(value, list) else value

    found = resolved(schema)
    assert isinstance(found, dict)
    return found
