"""What needs a licence at all."""

from __future__ import annotations

from .parts.answer import Answer, ClauseJson, ViewpointAnswer, Word


class RequirementEntry(Answer):
    """A part of a requirement that is present or may be."""

    entry: str
    present: Word
    clause: ClauseJson


class RequirementAnswer(Answer):
    """A requirement and its entries."""

    requirement: str
    title: str | None
    basis: str | None
    imposed: Word
    requires: list[RequirementEntry]
    exempts: list[RequirementEntry]


class RequirementsAnswer(Answer):
    """A page of the requirements."""

    requirements: list[RequirementAnswer]
    next: str | None
    viewpoint: ViewpointAnswer
