"""Every change to a licence, as it was recorded."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from .parts.answer import Answer, ViewpointAnswer


class HistoryStop(Answer):
    """A change that stops this one, or the entry of it that is the target."""

    change: str
    target: str


class HistoryItem(Answer):
    """A change as it was recorded, and what stops, extends or corrects it."""

    change: str
    type: str
    position: int = Field(description="Its place in the log, from 0.")
    instrument: str
    title: str
    published_on: str
    from_: str | None = Field(alias="from")
    until: str | None
    content: dict[str, Any]
    stopped_by: list[HistoryStop]
    corrected_by: list[str]
    reads: bool = Field(description="False if the record reads as if it never stood there.")


class HistoryAnswer(Answer):
    """A page of a licence's history."""

    licence: str
    history: list[HistoryItem]
    next: str | None
    viewpoint: ViewpointAnswer
