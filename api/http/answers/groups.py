"""The members of a group of countries."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .parts.answer import NOTES_IF_ANY, Answer, ViewpointAnswer, Word


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
