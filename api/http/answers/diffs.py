"""What differs between two viewpoints, or would by an instrument."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from .answer import Answer, ViewpointAnswer, Word
from .licences import Status


class LineInDiff(Answer):
    """A licence on one side, in one line."""

    title: str | None
    kind: str | None
    authority: str | None
    status: Status
    in_force: Word
    because: list[str]


class PartInDiff(Answer):
    """A part of a licence's answer that differs, and by which changes."""

    what: Literal[
        "permit",
        "exclusion",
        "condition",
        "court_order",
        "reinstatement",
        "review",
        "pending",
        "dispute",
        "incomplete",
    ]
    id: str = Field(examples=["stcrt-2025-11446#2"])
    before: dict[str, Any] | None = Field(description="As a licence's answer shows it; or null.")
    after: dict[str, Any] | None = Field(description="As a licence's answer shows it; or null.")
    by: list[str] = Field(examples=[["stcrt-2025-11446#2"]])


class Difference(Answer):
    """What differs: the line, and each part that was added, removed or altered."""

    before: LineInDiff
    after: LineInDiff
    by: list[str] = Field(description="By what the line differs; empty if it does not.")
    added: list[PartInDiff]
    removed: list[PartInDiff]
    altered: list[PartInDiff]


class LicenceDifference(Difference):
    """What differs about one licence."""

    licence: str


class DiffAnswer(LicenceDifference):
    """What differs about a licence between two viewpoints."""

    from_: ViewpointAnswer = Field(alias="from")
    to: ViewpointAnswer


class RegisterDiffAnswer(Answer):
    """A page of the licences that differ between two viewpoints."""

    licences: list[LicenceDifference]
    next: str | None
    from_: ViewpointAnswer = Field(alias="from")
    to: ViewpointAnswer


class DifferingPeriod(Difference):
    """The days on which an instrument would make a difference, and which."""

    from_: str | None = Field(alias="from", description="Null: from before all days.")
    until: str | None = Field(description="Null: for good.")


class LicenceTouched(Answer):
    """A licence that an instrument touches; without periods, it answers as before."""

    licence: str
    periods: list[DifferingPeriod]
    more_from: str | None = Field(
        description="The day on which the next differing period begins, which is not shown; "
        "null if all are."
    )


class DryRunAnswer(Answer):
    """What an instrument would do, if it were recorded; nothing was written."""

    instrument: str
    already_recorded: bool = Field(description="True: recording it again changes nothing.")
    changes: list[str]
    licences: list[LicenceTouched]
    viewpoint: ViewpointAnswer = Field(description="The head, against which it was judged.")
