"""The days on which a licence's answers change."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .control_lists import ListChanged
from .licences import Status
from .parts.answer import Answer, ClauseJson, OriginalWords, ViewpointAnswer, Word
from .parts.entries import PartialStop
from .parts.outstanding import OrderState, Pending, Review
from .subjects import GroupChanged


class EntryInPeriod(Answer):
    """A permit or an exclusion that is present or may be."""

    entry: str
    present: Word
    except_: list[PartialStop] = Field(alias="except")


class ConditionInPeriod(Answer):
    """A condition that is present or may be."""

    entry: str
    present: Word


class OrderInPeriod(Answer):
    """A court's order and its state."""

    order: str
    state: OrderState
    carried_out_by: list[str]


class TermInPeriod(Answer):
    """A condition that must be met before its target can be reversed, and whether it is."""

    entry: str
    target: str
    met: Word


class DisputeInPeriod(Answer):
    """Somebody disputes what the answer rests on."""

    change: str
    about: str
    by: str


class Incompleteness(Answer):
    """A change that says the record of this licence is known to lack changes."""

    change: str


class PartOfProhibition(Answer):
    """What a prohibition forbids, or exempts, that is present or may be."""

    entry: str
    present: Word


class ProhibitionInPeriod(Answer):
    """A prohibition that runs or may."""

    requirement: str
    imposed: Word
    requires: list[PartOfProhibition]
    exempts: list[PartOfProhibition]


class Cause(Answer):
    """A change by which an answer became another: it was published or recorded in between,
    or one of its dates was reached. One that is held up or let go by others is none: they are."""

    change: str = Field(examples=["stcrt-2024-5435#2"])
    type: str
    title: str = Field(description="The title of its instrument.")
    title_nl: OriginalWords
    from_: str | None = Field(alias="from")
    until: str | None


class PeriodAnswer(Answer):
    """The days from `from` until `until` (the first day no longer) with the same answer.

    Everything that an answer about the licence says of the law, without clauses and texts
    (which no day changes: they stand in `entries`). Where a date is imprecise, `undetermined`
    has periods of its own.
    """

    from_: str | None = Field(alias="from", description="Null: from before all days.")
    until: str | None = Field(description="Null: for good.")
    status: Status
    in_force: Word
    permits: list[EntryInPeriod]
    exclusions: list[EntryInPeriod]
    conditions: list[ConditionInPeriod]
    court_orders: list[OrderInPeriod]
    reinstatement: list[TermInPeriod]
    reviews: list[Review]
    pending: list[Pending]
    disputes: list[DisputeInPeriod]
    incomplete: list[Incompleteness]
    prohibitions: list[ProhibitionInPeriod] = Field(
        [], description="What is forbidden, whatever a licence says; not in version 1 of answers."
    )
    because: list[str] = Field(description="The changes that decide the status.")
    groups: list[GroupChanged] = Field(
        [],
        description="Who came into the groups that its clauses reach, and who went, on the first "
        "day; not in version 1 of answers.",
    )
    lists: list[ListChanged] = Field(
        [],
        description="What came onto the control lists that its clauses name, and what left them, "
        "on the first day.",
    )
    changes: list[Cause] = Field(description="Why the answer changes on the first day.")


class EntrySays(Answer):
    """What an entry says, whenever it is present."""

    entry: str
    what: Literal["permit", "exclusion", "condition", "reinstatement", "requires", "exempts"]
    clause: ClauseJson | None
    text: str | None
    text_nl: OriginalWords


class TimelineAnswer(Answer):
    """The days on which a licence's answers change, and its state between."""

    licence: str
    periods: list[PeriodAnswer]
    entries: list[EntrySays] = Field(description="What the entries of these periods say.")
    next: str | None = Field(description="The last day of the last period shown.")
    viewpoint: ViewpointAnswer
