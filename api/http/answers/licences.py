"""A licence seen from a viewpoint, and the register of them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .parts.answer import Answer, OriginalWords, ViewpointAnswer, Word
from .parts.because import Because
from .parts.entries import ConditionAnswer, EntryAnswer
from .parts.outstanding import (
    CourtOrder,
    Dispute,
    LastChecked,
    Pending,
    Reinstatement,
    Review,
    Upcoming,
)

Status = Literal[
    "in_force",
    "undetermined",
    "annulled",
    "not_established",
    "expired",
    "withdrawn",
    "suspended",
]


class LicenceLine(Answer):
    """A licence in the register."""

    licence: str = Field(examples=["NL009"])
    title: str | None
    title_nl: OriginalWords
    kind: str | None
    authority: str | None
    status: Status
    in_force: Word


class LicenceAnswer(LicenceLine):
    """A licence seen from a viewpoint."""

    permits: list[EntryAnswer]
    exclusions: list[EntryAnswer]
    conditions: list[ConditionAnswer]
    court_orders: list[CourtOrder]
    reinstatement: list[Reinstatement]
    upcoming: list[Upcoming]
    upcoming_more: int
    reviews: list[Review]
    pending: list[Pending]
    disputes: list[Dispute]
    last_checked: LastChecked | None
    because: list[Because]
    notes: list[str]
    groups: list[str] = Field(
        [], description="The groups of countries that its clauses reach; not in version 1."
    )
    lists: list[str] = Field(
        [], description="The control lists of which its clauses name all; not in version 1."
    )
    viewpoint: ViewpointAnswer


class LicencesAnswer(Answer):
    """A page of the register."""

    licences: list[LicenceLine]
    next: str | None
    viewpoint: ViewpointAnswer
