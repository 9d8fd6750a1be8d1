"""The value of a policy."""

from __future__ import annotations

from typing import Literal

from .parts.answer import NOTES_IF_ANY, Answer, ViewpointAnswer


class PolicyAnswer(Answer):
    """A policy's value."""

    policy: str
    value: str | None
    reason: Literal["adopted", "undetermined", "none_recorded"]
    notes: list[str] = NOTES_IF_ANY
    viewpoint: ViewpointAnswer
