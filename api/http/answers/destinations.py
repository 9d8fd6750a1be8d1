"""A country first: what is left of the law once it is the destination."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from .licences import LicenceLine
from .parts.answer import Answer, ClauseJson, OriginalWords, ViewpointAnswer, Word
from .parts.entries import ConditionAnswer, EntryAnswer
from .parts.outstanding import CourtOrder
from .timelines import Cause

_REACHES: Any = Field(
    description="Whether the country is one of the destinations that the clause names; where "
    "that is undetermined, they stay in the clause."
)
_REST: Any = Field(description="The clause without what the destination settles.")


class EntryLeft(EntryAnswer):
    """A permit or an exclusion, as far as it bears on what goes to the country."""

    reaches: Word = _REACHES
    clause: ClauseJson = _REST


class RequirementEntryLeft(Answer):
    """A part of a requirement or prohibition, likewise."""

    entry: str
    present: Word
    reaches: Word = _REACHES
    clause: ClauseJson = _REST


class RequirementLeft(Answer):
    """A requirement or a prohibition under which something falls that goes to the country."""

    requirement: str
    title: str | None
    title_nl: OriginalWords
    basis: str | None
    imposed: Word
    requires: list[RequirementEntryLeft]
    exempts: list[RequirementEntryLeft]


class LicenceLeft(LicenceLine):
    """What is left of a licence."""

    covers: Literal["everything", "some", "nothing"] = Field(
        description="Of all that goes there, prohibitions aside."
    )
    permits: list[EntryLeft]
    exclusions: list[EntryLeft]
    conditions: list[ConditionAnswer]
    court_orders: list[CourtOrder]
    incomplete: list[str] = Field(description="The changes that say its record lacks changes.")


class InGroup(Answer):
    """A group that the country is in, or may be."""

    group: str
    present: Word


class ComingDay(Answer):
    """A day to come on which something changes, of what, and by which changes."""

    on: str
    licences: list[str]
    requirements: list[str]
    groups: list[str]
    changes: list[Cause]


class DestinationAnswer(Answer):
    """What the law leaves for what goes to a country. What comes is of the licences told."""

    country: str
    groups: list[InGroup]
    prohibited: Word = Field(description="Yes: all that goes there is prohibited.")
    prohibitions: list[RequirementLeft]
    requirements: list[RequirementLeft]
    licences: list[LicenceLeft]
    upcoming: list[ComingDay]
    upcoming_more: int
    next: str | None
    notes: list[str]
    viewpoint: ViewpointAnswer


class AlteredSubject(Answer):
    """How a subject differs from the day before: in words, and by its parts."""

    before: dict[str, str]
    after: dict[str, str]
    added: list[dict[str, Any]]
    removed: list[dict[str, Any]]
    altered: list[dict[str, Any]]


class AlteredLicence(AlteredSubject):
    """A licence of which something else is left."""

    licence: str


class AlteredRequirement(AlteredSubject):
    """A requirement or prohibition that reaches the country otherwise."""

    requirement: str


class AlteredGroup(AlteredSubject):
    """A group that the country enters or leaves."""

    group: str


class DestinationDay(Answer):
    """A day on which the law changed for what goes to a country."""

    on: str
    licences: list[AlteredLicence]
    requirements: list[AlteredRequirement]
    groups: list[AlteredGroup]
    changes: list[Cause] = Field(description="By which changes.")


class DestinationTimelineAnswer(Answer):
    """The days on which the law changed for what goes to a country."""

    country: str
    days: list[DestinationDay]
    next: str | None = Field(description="The last day told, to ask on with.")
    viewpoint: ViewpointAnswer
