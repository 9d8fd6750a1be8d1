"""What routes share: answers as bytes, and the description of bodies that they read themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from fastapi import Response

_JSON = "application/json"


def as_json(answer: Any, status: int = 200) -> Response:
    """An answer as the bytes that are sent: keys in the order of the contract."""
    return sent_as_json(as_bytes(answer), status)


def sent_as_json(answer: bytes, status: int = 200) -> Response:
    """An answer that is JSON already; as `Response` would make it, which looks first what a
    response may be made of."""
    made = Response.__new__(Response)
    made.status_code, made.media_type, made.background = status, _JSON, None
    made.body = answer
    length = (b"content-length", str(len(answer)).encode())
    made.raw_headers = [length, (b"content-type", _JSON.encode())]
    return made


def as_bytes(answer: Any) -> bytes:
    """An answer's JSON, without spaces, in UTF-8.

    What it repeats of a question can hold half a character, which UTF-8 cannot: it is shown
    as it is written in JSON (`\\ud800`).
    """
    try:
        return orjson.dumps(answer)
    except TypeError:
        return orjson.dumps(_in_whole_characters(answer))


def _in_whole_characters(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, Mapping):
        pairs = value.items()
        return {_in_whole_characters(name): _in_whole_characters(inner) for name, inner in pairs}
    return [_in_whole_characters(one) for one in value] if isinstance(value, list) else value


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
