"""The value of a policy."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .answer import NOTES_IF_ANY, Answer, ViewpointAnswer, Word


class DaysRun(Answer):
    """Days on which something stood: from the first until the first no longer."""

    from_: str | None = Field(alias="from", description="Null: from before all days.")
    until: str | None = Field(description="Null: for good.")
    running: Word = Field(description="`undetermined` where its dates leave it open.")


class PolicyAnswer(Answer):
    """A policy's value."""

    policy: str
    value: str | None
    reason: Literal["adopted", "undetermined", "none_recorded"]
    ran: list[DaysRun] = Field(
        [], description="The days on which the policy ran; left out in version 1."
    )
    notes: list[str] = NOTES_IF_ANY
    viewpoint: ViewpointAnswer
