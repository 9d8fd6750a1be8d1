"""What differs between two viewpoints, or would by an instrument."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from .applications import ApplicationWhere, Decision, TermEndAnswer
from .control_lists import ItemsMoved, ListChanged
from .licences import Status
from .parts.answer import Answer, OriginalWords, ViewpointAnswer, Word
from .subjects import GroupChanged, MembersMoved


class LineInDiff(Answer):
    """A licence on one side, in one line."""

    title: str | None
    title_nl: OriginalWords
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
        "prohibition",
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
    groups: list[GroupChanged] = Field(
        [],
        description="Who came into the groups that its clauses reach, and who went; not in "
        "version 1 of answers.",
    )
    lists: list[ListChanged] = Field(
        [],
        description="What came onto the control lists that its clauses name, and what left them.",
    )


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


class _InPeriod(Answer):
    from_: str | None = Field(alias="from", description="Null: from before all days.")
    until: str | None = Field(description="Null: for good.")


class MembersInPeriod(MembersMoved, _InPeriod):
    """The days on which others would be in a group."""


class SubjectInPeriod(_InPeriod):
    """The days on which a requirement or a policy would say something else."""

    before: dict[str, Any] | None = Field(description="As it is; or null.")
    after: dict[str, Any] | None = Field(description="As it would be; or null.")
    by: list[str]


class GroupTouched(Answer):
    """A group that an instrument would change."""

    group: str
    periods: list[MembersInPeriod]
    more_from: str | None


class ItemsInPeriod(ItemsMoved):
    """The days on which a list would hold other items, and which."""

    from_: str | None = Field(alias="from", description="Null: from before all days.")
    until: str | None = Field(description="Null: for good.")


class ListTouched(Answer):
    """A control list that an instrument would change."""

    control_list: str = Field(alias="list")
    periods: list[ItemsInPeriod]
    more_from: str | None


class RequirementTouched(Answer):
    """A requirement, or a prohibition, that an instrument would change."""

    requirement: str
    periods: list[SubjectInPeriod]
    more_from: str | None


class PolicyTouched(Answer):
    """A policy that an instrument would change."""

    policy: str
    periods: list[SubjectInPeriod]
    more_from: str | None


class ApplicationLooks(Answer):
    """What is so of an application in a period."""

    state: ApplicationWhere
    outcome: Decision | None
    decide_by: TermEndAnswer | None
    overdue: Word


class ApplicationInPeriod(Answer):
    """A period in which an application would differ."""

    from_: str | None = Field(alias="from")
    until: str | None
    before: ApplicationLooks
    after: ApplicationLooks
    by: list[str]


class ApplicationTouched(Answer):
    """An application that an instrument would change."""

    application: str
    periods: list[ApplicationInPeriod]
    more_from: str | None


class DryRunAnswer(Answer):
    """What an instrument would do, if it were recorded; nothing was written."""

    instrument: str
    already_recorded: bool = Field(description="True: recording it again changes nothing.")
    changes: list[str]
    licences: list[LicenceTouched]
    groups: list[GroupTouched]
    requirements: list[RequirementTouched]
    policies: list[PolicyTouched]
    applications: list[ApplicationTouched]
    lists: list[ListTouched]
    viewpoint: ViewpointAnswer = Field(description="The head, against which it was judged.")
