"""What is sent to a door of several people, read in its shape."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ValidationError

from ....domain.faults import QuestionError
from ....domain.shapes.readable import unreadable
from ....domain.shapes.sentences import faults_in
from ...texts import read_json

_Asked = TypeVar("_Asked", bound=BaseModel)


def read_body(shape: type[_Asked], content: bytes) -> _Asked:
    """What was sent, in its shape; `QuestionError` with every fault."""
    value = read_json(content)
    if faults := unreadable(value):
        raise QuestionError(faults)
    try:
        return shape.model_validate(value)
    except ValidationError as error:
        raise QuestionError(list(faults_in(error, own=list(shape.model_fields)))) from None
