"""What is open about a licence: orders, terms, reviews, proceedings, disputes."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .answer import Answer, OriginalWords, Word

OrderState = Literal[
    "annulled",
    "lifted",
    "suspended",
    "implemented",
    "undetermined",
    "overdue",
    "outstanding",
]


class CourtOrder(Answer):
    """A court's order about the licence."""

    order: str
    state: OrderState
    ecli: str | None
    comply_by: str | None
    carried_out_by: list[str]


class TermAnswer(Answer):
    """A condition that must be met before an exclusion or withdrawal can be reversed."""

    entry: str
    text: str
    text_nl: OriginalWords
    met: Word


class Reinstatement(Answer):
    """What must be met before a target can be reversed."""

    target: str
    review_by: str | None
    conditions: list[TermAnswer]


class Upcoming(Answer):
    """A change that has not begun, or one that has an end ahead."""

    change: str
    type: str
    begins: str | None
    ends: str | None


class Concluded(Answer):
    """A review that ended."""

    change: str
    outcome: Literal["maintained", "changed"]


class Review(Answer):
    """What is to be reviewed, or was."""

    of: str
    review_by: str | None
    overdue: Word = Field("no", description="Whether that day has passed; not in version 1.")
    concluded: list[Concluded]


class Pending(Answer):
    """Proceedings that are pending."""

    change: str
    about: str
    court: str


class Dispute(Answer):
    """Somebody disputes what the answer rests on."""

    change: str
    about: str
    says: str
    by: str


class LastChecked(Answer):
    """When the record was last compared with a source."""

    on: str
    source: str
