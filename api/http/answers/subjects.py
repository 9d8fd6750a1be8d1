"""Groups, requirements and policies: what each is on a day, and lists of them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .parts.answer import NOTES_IF_ANY, Answer, ClauseJson, OriginalWords, ViewpointAnswer, Word


class DaysRun(Answer):
    """Days on which something stood: from the first until the first no longer."""

    from_: str | None = Field(alias="from", description="Null: from before all days.")
    until: str | None = Field(description="Null: for good.")
    running: Word = Field(description="`undetermined` where its dates leave it open.")


class Member(Answer):
    """A country that is or may be in a group."""

    member: str
    present: Word


class MemberMoved(Answer):
    """A country, or a group, that came into a group or went, and the change by which."""

    member: str = Field(examples=["MK"])
    change: str = Field(examples=["nato-2020-03-27#1"])
    present: Literal["undetermined"] = Field(
        "undetermined", description="Only where it is not certain yet whether it is a member."
    )


class MembersMoved(Answer):
    """Who came into a group, and who went."""

    added: list[MemberMoved]
    removed: list[MemberMoved]
    established: Literal["yes", "no"] = Field(
        "yes", description="Only where nothing established it on one of the two sides."
    )


class GroupChanged(MembersMoved):
    """A group, and who came or went."""

    group: str = Field(examples=["NATO"])


class GroupAnswer(Answer):
    """A group's members."""

    group: str
    established: Word
    members: list[Member]
    notes: list[str] = NOTES_IF_ANY
    viewpoint: ViewpointAnswer


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


class GroupLine(Answer):
    """A group of countries, established at some time."""

    group: str
    running: Word = Field(description="Whether it stands on the day.")
    members: int = Field(description="How many countries are or may be in it on the day.")
    ran: list[DaysRun]


class GroupsAnswer(Answer):
    """A page of the groups."""

    groups: list[GroupLine]
    next: str | None
    notes: list[str] = NOTES_IF_ANY
    viewpoint: ViewpointAnswer


class PolicyLine(Answer):
    """A policy, adopted at some time."""

    policy: str
    title: str | None
    title_nl: OriginalWords
    running: Word = Field(description="Whether it runs on the day.")
    ran: list[DaysRun]


class PoliciesAnswer(Answer):
    """A page of the policies."""

    policies: list[PolicyLine]
    next: str | None
    notes: list[str] = NOTES_IF_ANY
    viewpoint: ViewpointAnswer


class RequirementEntry(Answer):
    """A part of a requirement that is present or may be."""

    entry: str
    present: Word
    clause: ClauseJson


class RequirementAnswer(Answer):
    """A requirement and its entries."""

    requirement: str
    title: str | None
    title_nl: OriginalWords
    basis: str | None
    imposed: Word
    requires: list[RequirementEntry]
    exempts: list[RequirementEntry]


class RequirementsAnswer(Answer):
    """A page of the requirements."""

    requirements: list[RequirementAnswer]
    next: str | None
    viewpoint: ViewpointAnswer
