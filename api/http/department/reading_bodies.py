"""What is sent to a door of several people: how its shape is described, and read."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from ....domain.faults import QuestionError
from ....domain.shapes.readable import unreadable
from ....domain.shapes.sentences import faults_in
from ...texts import read_json
from ..entering import BY_TOKEN
from ..problems import responses
from ..responses import inline, reads

REFUSALS = responses(401, 403, 404, 408, 409, 413, 422, 429, 503)
"""What may come back, of a door at which somebody acts, instead of what he asked for."""


class Sent(BaseModel):
    """A body of which every field is known, each of just its own type."""

    model_config = ConfigDict(extra="forbid", strict=True)


_Asked = TypeVar("_Asked", bound=Sent)


def sends(shape: type[Sent], example: dict[str, Any]) -> dict[str, Any]:
    """How the OpenAPI document says that such a body is sent, by a person with a token."""
    return {**reads(inline(shape), example), **BY_TOKEN}


def read_body(shape: type[_Asked], content: bytes) -> _Asked:
    """What was sent, in its shape; `QuestionError` with every fault."""
    value = read_json(content)
    if faults := unreadable(value):
        raise QuestionError(faults)
    try:
        return shape.model_validate(value)
    except ValidationError as error:
        raise QuestionError(list(faults_in(error, own=list(shape.model_fields)))) from None
