"""What was found by its words."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .parts.answer import Answer, OriginalWords, ViewpointAnswer

What = Literal[
    "licence",
    "group",
    "requirement",
    "policy",
    "application",
    "list",
    "item",
    "instrument",
    "statement",
    "report",
    "correction",
    "change",
]


class HitAnswer(Answer):
    """A record in which all the words stand."""

    what: What
    id: str = Field(description="By what one asks for it.", examples=["NL009"])
    list: str | None = Field(description="Of an item the control list that it is on.")
    change: str | None = Field(description="The change; of an instrument null.")
    type: str = Field(description="The type of the change, or the kind of the instrument.")
    instrument: str
    title: str
    title_nl: OriginalWords
    matched: Literal["name", "title", "who", "text", "about", "citation", "clause"]
    snippet: str = Field(description="The text that has most of the words, around the first.")
    published_on: str


class SearchAnswer(Answer):
    """A page of what was found, the best first."""

    q: str
    hits: list[HitAnswer]
    next: str | None
    notes: list[str]
    viewpoint: ViewpointAnswer
