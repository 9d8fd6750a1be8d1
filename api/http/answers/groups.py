"""The members of a group of countries."""

from __future__ import annotations

from .answer import NOTES_IF_ANY, Answer, ViewpointAnswer, Word


class Member(Answer):
    """A country that is or may be in a group."""

    member: str
    present: Word


class GroupAnswer(Answer):
    """A group's members."""

    group: str
    established: Word
    members: list[Member]
    notes: list[str] = NOTES_IF_ANY
    viewpoint: ViewpointAnswer
