"""The lists of groups and of policies, with the days on which each stood."""

from __future__ import annotations

from pydantic import Field

from .answer import NOTES_IF_ANY, Answer, ViewpointAnswer, Word
from .policies import DaysRun


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
    running: Word = Field(description="Whether it runs on the day.")
    ran: list[DaysRun]


class PoliciesAnswer(Answer):
    """A page of the policies."""

    policies: list[PolicyLine]
    next: str | None
    notes: list[str] = NOTES_IF_ANY
    viewpoint: ViewpointAnswer
