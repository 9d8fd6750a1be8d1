"""The value of a policy."""

from __future__ import annotations

from typing import Literal

from .answer import Answer, ViewpointAnswer


class PolicyAnswer(Answer):
    """A policy's value."""

    policy: str
    value: str | None
    reason: Literal["adopted", "undetermined", "none_recorded"]
    viewpoint: ViewpointAnswer
