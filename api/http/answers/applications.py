"""Applications: where each stands, by when it must be decided, and how that comes about."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .instruments import HistoryOfSubject
from .parts.answer import Answer, ClauseJson, ViewpointAnswer, Word
from .parts.because import Because
from .parts.entries import ConditionAnswer

ApplicationWhere = Literal[
    "not_received",
    "in_decision",
    "awaiting_completion",
    "term_suspended",
    "decided",
    "under_objection",
    "under_appeal",
    "withdrawn",
    "annulled",
    "ended",
    "set_aside",
    "undetermined",
]
Decision = Literal["granted", "partly_granted", "refused", "not_considered"]
Outcome = Literal["well_founded", "unfounded", "inadmissible"]


class TermEndAnswer(Answer):
    """The last day of a term, with bounds."""

    earliest: str | None = Field(description="Null: no first possible day is known.")
    latest: str | None = Field(description="Null: it has no end yet.")


class DaysBetween(Answer):
    """A number of days, with bounds."""

    least: int | None
    most: int | None = Field(description="Null: without an end that is known.")


class TermStep(Answer):
    """What the last day of a term is made of: weeks that an act sets, days on which the term stands
    still, a message that makes it longer."""

    change: str
    type: str
    article: str = Field(examples=["Awb 4:15(1)(a)"])
    weeks: int | None
    decide_by: str | None
    days: DaysBetween | None = Field(description="On how many days it stands still.")
    counts: Word | None = Field(description="Of a message: whether it came within the term.")
    now: Word | None = Field(description="Of a suspension: whether it goes on that day.")


class DecisionAnswer(Answer):
    """A decision, and what it grants or why it refuses."""

    change: str
    from_: str = Field(alias="from", description="The day on which it was made known.")
    running: Word
    licence: str | None
    conditions: list[ConditionAnswer] = Field(description="Those of the licence, on that day.")
    criteria: list[str]
    in_time: Word = Field(description="Whether it came within the term.")


class ApplicationDecision(DecisionAnswer):
    """A decision on an application."""

    decision: Decision
    object_by: TermEndAnswer


class ObjectionDecision(DecisionAnswer):
    """A decision on an objection; `decision` is what it puts in the place of the other."""

    outcome: Outcome
    decision: Decision | None
    appeal_by: TermEndAnswer


class ObjectionAnswer(Answer):
    """An objection to a decision."""

    change: str
    against: str
    from_: str = Field(alias="from")
    by: str | None
    open: Word
    in_time: Word
    decide_by: TermEndAnswer
    overdue: Word
    suspended: Word
    steps: list[TermStep]
    decided: list[ObjectionDecision]


class AppealDecision(Answer):
    """What a court decided on an appeal."""

    change: str
    from_: str = Field(alias="from")
    running: Word
    outcome: Outcome
    ecli: str | None
    appeal_by: TermEndAnswer


class AppealAnswer(Answer):
    """An appeal to a court."""

    change: str
    against: str
    from_: str = Field(alias="from")
    by: str | None
    open: Word
    court: str
    decided: list[AppealDecision]


class ApplicationAnswer(Answer):
    """An application for a licence, on a day, as known on a day."""

    application: str
    title: str | None
    kind: Literal["global", "individual"] | None
    applicant: str | None
    asks: list[ClauseJson]
    received: str | None
    state: ApplicationWhere
    outcome: Decision | None = Field(description="What holds now: of the last decision.")
    decide_by: TermEndAnswer
    overdue: Word = Field(description="Whether the term ran out and nothing was decided.")
    suspended: Word
    steps: list[TermStep]
    decisions: list[ApplicationDecision]
    objections: list[ObjectionAnswer]
    appeals: list[AppealAnswer]
    because: list[Because]
    notes: list[str]
    viewpoint: ViewpointAnswer


class ApplicationLine(Answer):
    """An application in a list."""

    application: str
    title: str | None
    applicant: str | None
    received: str | None
    state: ApplicationWhere
    outcome: Decision | None
    decide_by: TermEndAnswer
    overdue: Word
    suspended: Word = Field(description="Whether the term stands still on the day.")


class ApplicationsAnswer(Answer):
    """A page of the applications."""

    applications: list[ApplicationLine]
    next: str | None
    notes: list[str] = Field([], description="Left out where there is none.")
    viewpoint: ViewpointAnswer


class BegunBy(Answer):
    """A change by which a period begins."""

    change: str
    type: str


class ApplicationPeriod(Answer):
    """Days on which nothing about an application changes."""

    from_: str | None = Field(alias="from", description="Null: from before all days.")
    until: str | None = Field(description="Null: for good.")
    state: ApplicationWhere
    outcome: Decision | None
    decide_by: TermEndAnswer | None = Field(description="Null while the term stands still.")
    overdue: Word
    changes: list[BegunBy] = Field(description="None where a term ran out.")


class ApplicationTimeline(Answer):
    """An application over time."""

    application: str
    periods: list[ApplicationPeriod]
    next: str | None
    viewpoint: ViewpointAnswer


class ApplicationHistory(HistoryOfSubject):
    """A page of an application's history."""

    application: str
