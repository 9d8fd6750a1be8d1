"""What every answer is: an object of known fields, and where it is seen from."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Word = Literal["yes", "no", "undetermined"]

NOTES_IF_ANY: list[str] = Field(
    [], description="Instruments that may or may not have been public; left out where none is."
)

OriginalWords = Annotated[
    str | None,
    Field(
        default=None,
        description="The same in the very words of its source, in Dutch; left out where these are "
        "not recorded, and in version 1 of answers.",
    ),
]

ClauseJson = dict[str, list[str]]


class Answer(BaseModel):
    """A JSON object of these fields: all of them, but for those that have a default."""

    model_config = ConfigDict(extra="forbid")


class ViewpointAnswer(Answer):
    """Where the answer is seen from; asked again with it, the same bytes come back."""

    valid_on: str | None = Field(examples=["2024-02-20"])
    known_on: str | None = Field(examples=["2024-02-15"])
    log_size: int = Field(examples=[214])
    root_hash: str = Field(description="RFC 6962 root of the first `log_size` records, in hex.")
    answer_version: int = Field(examples=[2])
