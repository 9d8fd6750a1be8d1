"""The answers as the OpenAPI document describes them.

What is answered is decided and put together in `domain`; these models only describe it,
field by field, and a test holds every answer against them.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Word = Literal["yes", "no", "undetermined"]
ClauseJson = dict[str, list[str]]


class Answer(BaseModel):
    """A JSON object of these fields, always all of them."""

    model_config = ConfigDict(extra="forbid")


class ViewpointAnswer(Answer):
    """Where the answer is seen from; asked again with it, the same bytes come back."""

    valid_on: str | None = Field(examples=["2024-02-20"])
    known_on: str | None = Field(examples=["2024-02-15"])
    log_size: int = Field(examples=[214])
    root_hash: str = Field(description="RFC 6962 root of the first `log_size` records, in hex.")
    answer_version: int = Field(examples=[1])


class CitationAnswer(Answer):
    """Where a source says it."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"required": ["source"]})

    source: str = Field(examples=["Stcrt. 2024, 5435"])
    locator: str = Field("", examples=["art. I"])
    url: str = ""


class StoppedBy(Answer):
    """A change that stops another while it runs."""

    change: str
    type: str
    running: Word


class Because(Answer):
    """A change that an answer rests on."""

    change: str = Field(examples=["stcrt-2024-5435#2"])
    type: str = Field(examples=["destination_excluded"])
    instrument: str
    title: str
    from_: str | None = Field(alias="from", examples=["2024-02-20"])
    published_on: str
    cites: list[CitationAnswer]
    stops: list[str]
    stopped_by: list[StoppedBy]


class PartialStop(Answer):
    """A stop that bears on some transactions only."""

    change: str
    clause: ClauseJson


class EntryAnswer(Answer):
    """A permit or an exclusion that is present or may be."""

    entry: str
    present: Word
    clause: ClauseJson
    except_: list[PartialStop] = Field(alias="except")


class ConditionAnswer(Answer):
    """A duty that comes with the use of the licence."""

    entry: str
    present: Word
    key: str
    kind: str
    text: str
    clause: ClauseJson
    met: Word | None = Field(description="Of a registration: yes, if the exporter is registered.")


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
    viewpoint: ViewpointAnswer


class EvaluationAnswer(Answer):
    """A transaction's verdict, its reason, and what it rests on."""

    verdict: Literal[
        "covered", "not_covered", "undetermined", "licence_required", "no_licence_required"
    ]
    reason: str = Field(examples=["excluded"])
    decided_by: str | None = Field(examples=["stcrt-2024-5435#2"])
    because: list[Because]
    depends_on: list[str]
    required: Word
    covered_by: list[str]
    conditions: list[ConditionAnswer]
    court_orders: list[CourtOrder]
    disputes: list[Dispute]
    notes: list[str]
    viewpoint: ViewpointAnswer


class AskedOfReceipt(Answer):
    """What was asked."""

    transaction: dict[str, str]


class ReceiptAnswer(Answer):
    """An evaluation with what it takes to ask again and compare."""

    receipt: int = Field(examples=[1])
    release: str = Field(examples=["0.1.0"])
    question: AskedOfReceipt
    viewpoint: ViewpointAnswer
    checkpoint: str | None = Field(description="Size and root as a signed note (C2SP).")
    answer: EvaluationAnswer


class LicencesAnswer(Answer):
    """A page of the register."""

    licences: list[LicenceLine]
    next: str | None
    viewpoint: ViewpointAnswer


class Member(Answer):
    """A country that is or may be in a group."""

    member: str
    present: Word


class GroupAnswer(Answer):
    """A group's members."""

    group: str
    established: Word
    members: list[Member]
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
    basis: str | None
    imposed: Word
    requires: list[RequirementEntry]
    exempts: list[RequirementEntry]


class RequirementsAnswer(Answer):
    """A page of the requirements."""

    requirements: list[RequirementAnswer]
    next: str | None
    viewpoint: ViewpointAnswer


class PolicyAnswer(Answer):
    """A policy's value."""

    policy: str
    value: str | None
    reason: Literal["adopted", "undetermined", "none_recorded"]
    viewpoint: ViewpointAnswer


class Claim(Answer):
    """What a claim stands in: its days, and the instrument that carries it."""

    running: Word = Field(description="`undetermined` where its dates leave it open.")
    from_: str | None = Field(alias="from")
    until: str | None
    instrument: str = Field(examples=["kst-22054-458"])
    title: str
    issued_by: str
    published_on: str
    cites: list[CitationAnswer]
    note: str | None


class StatementAnswer(Claim):
    """What somebody said: a claim, never a fact of this ledger."""

    change: str
    about: str = Field(examples=["NL002"])
    says: str
    by: str
    disputes: bool = Field(description="Whether it disputes what it is about.")


class StatementsAnswer(Answer):
    """A page of statements: about one thing in rank, all of them in the order of recording."""

    statements: list[StatementAnswer]
    next: str | None
    viewpoint: ViewpointAnswer


class ReportAnswer(Claim):
    """A figure on the use of a licence, as its speaker (`issued_by`) gave it."""

    change: str
    licence: str
    period: str
    transactions: int
    exporters_count: int | None
    destination: str | None
    goods: str | None


class ReportsAnswer(Answer):
    """A page of reported figures: of one licence in rank, all in the order of recording."""

    reports: list[ReportAnswer]
    next: str | None
    viewpoint: ViewpointAnswer


class HistoryStop(Answer):
    """A change that stops this one, or the entry of it that is the target."""

    change: str
    target: str


class HistoryItem(Answer):
    """A change as it was recorded, and what stops, extends or corrects it."""

    change: str
    type: str
    position: int = Field(description="Its place in the log, from 0.")
    instrument: str
    title: str
    published_on: str
    from_: str | None = Field(alias="from")
    until: str | None
    content: dict[str, Any]
    stopped_by: list[HistoryStop]
    corrected_by: list[str]
    reads: bool = Field(description="False if the record reads as if it never stood there.")


class HistoryAnswer(Answer):
    """A page of a licence's history."""

    licence: str
    history: list[HistoryItem]
    next: str | None
    viewpoint: ViewpointAnswer


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


class Cause(Answer):
    """A change by which an answer became another: it was published or recorded in between,
    or one of its dates was reached. One that is held up or let go by others is none: they are."""

    change: str = Field(examples=["stcrt-2024-5435#2"])
    type: str
    title: str = Field(description="The title of its instrument.")
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
    because: list[str] = Field(description="The changes that decide the status.")
    changes: list[Cause] = Field(description="Why the answer changes on the first day.")


class EntrySays(Answer):
    """What an entry says, whenever it is present."""

    entry: str
    what: Literal["permit", "exclusion", "condition", "reinstatement"]
    clause: ClauseJson | None
    text: str | None


class TimelineAnswer(Answer):
    """The days on which a licence's answers change, and its state between."""

    licence: str
    periods: list[PeriodAnswer]
    entries: list[EntrySays] = Field(description="What the entries of these periods say.")
    next: str | None = Field(description="The last day of the last period shown.")
    viewpoint: ViewpointAnswer


class LineInDiff(Answer):
    """A licence on one side, in one line."""

    title: str | None
    kind: str | None
    authority: str | None
    status: Status
    in_force: Word
    because: list[str]


class PartInDiff(Answer):
    """A part of a licence's answer that differs, and by which changes."""

    what: Literal[
        "permit",
        "exclusion",
        "condition",
        "court_order",
        "reinstatement",
        "review",
        "pending",
        "dispute",
        "incomplete",
    ]
    id: str = Field(examples=["stcrt-2025-11446#2"])
    before: dict[str, Any] | None = Field(description="As a licence's answer shows it; or null.")
    after: dict[str, Any] | None = Field(description="As a licence's answer shows it; or null.")
    by: list[str] = Field(examples=[["stcrt-2025-11446#2"]])


class Difference(Answer):
    """What differs: the line, and each part that was added, removed or altered."""

    before: LineInDiff
    after: LineInDiff
    by: list[str] = Field(description="By what the line differs; empty if it does not.")
    added: list[PartInDiff]
    removed: list[PartInDiff]
    altered: list[PartInDiff]


class LicenceDifference(Difference):
    """What differs about one licence."""

    licence: str


class DiffAnswer(LicenceDifference):
    """What differs about a licence between two viewpoints."""

    from_: ViewpointAnswer = Field(alias="from")
    to: ViewpointAnswer


class RegisterDiffAnswer(Answer):
    """A page of the licences that differ between two viewpoints."""

    licences: list[LicenceDifference]
    next: str | None
    from_: ViewpointAnswer = Field(alias="from")
    to: ViewpointAnswer


class DifferingPeriod(Difference):
    """The days on which an instrument would make a difference, and which."""

    from_: str | None = Field(alias="from", description="Null: from before all days.")
    until: str | None = Field(description="Null: for good.")


class LicenceTouched(Answer):
    """A licence that an instrument touches; without periods, it answers as before."""

    licence: str
    periods: list[DifferingPeriod]
    more_from: str | None = Field(
        description="The day on which the next differing period begins, which is not shown; "
        "null if all are."
    )


class DryRunAnswer(Answer):
    """What an instrument would do, if it were recorded; nothing was written."""

    instrument: str
    already_recorded: bool = Field(description="True: recording it again changes nothing.")
    changes: list[str]
    licences: list[LicenceTouched]
    viewpoint: ViewpointAnswer = Field(description="The head, against which it was judged.")


class FlipCount(Answer):
    """How many transactions have one verdict instead of another, by these changes."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    from_: str = Field(alias="from")
    to: str
    by: list[str]
    rows: int


class Decided(Answer):
    """What was decided of a transaction."""

    verdict: str
    reason: str
    decided_by: str | None


class Flipped(Answer):
    """A transaction whose verdict differs."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    line: int
    from_: Decided = Field(alias="from")
    to: Decided
    by: list[str] = Field(description="The changes by which it differs, in rank.")


class FaultyLine(Answer):
    """A line that is no sound transaction."""

    line: int
    error: str


class ImpactSide(ViewpointAnswer):
    """A viewpoint; `known_on` is `transaction` where it is each transaction's own day."""


class ImpactAnswer(Answer):
    """Which verdicts differ. Every line is counted once: unchanged, flipped, undetermined on
    both sides, or among the errors."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    rows: int
    unchanged: int
    flipped: list[Flipped]
    undetermined: int
    errors: list[FaultyLine]
    flips: list[FlipCount]
    from_: ImpactSide = Field(alias="from")
    to: ImpactSide


class InstrumentLine(Answer):
    """An instrument: what it is, by whom and when recorded, and at which sizes of the log."""

    instrument: str
    kind: str
    title: str
    published_on: str
    changes: list[str]
    corrected_by: list[str]
    recorded_at: str
    recorded_by: str
    log_size_before: int
    log_size: int


class InstrumentAnswer(InstrumentLine):
    """An instrument with its content as it was recorded."""

    content: dict[str, Any]
    viewpoint: ViewpointAnswer


class InstrumentsAnswer(Answer):
    """A page of the instruments, in the order of recording."""

    instruments: list[InstrumentLine]
    next: str | None
    viewpoint: ViewpointAnswer


class RecordedAnswer(Answer):
    """What recording came to."""

    instrument: str
    log_size: int
    root_hash: str
    changes: list[str]


class Health(Answer):
    """The server can answer."""

    status: Literal["ok"]
    log_size: int


class InclusionAnswer(Answer):
    """The proof that a record is in the log."""

    position: int = Field(examples=[0])
    log_size: int = Field(examples=[214])
    leaf_hash: str = Field(description="The hash of the record's canonical bytes, in hex.")
    hashes: list[str] = Field(description="The proof (RFC 6962 §2.1.1), the sibling first, in hex.")
    root_hash: str


class ConsistencyAnswer(Answer):
    """The proof that a log begins with another."""

    from_: int = Field(alias="from", examples=[6])
    to: int = Field(examples=[214])
    hashes: list[str] = Field(description="The proof (RFC 6962 §2.1.2), in hex.")
    from_root: str
    to_root: str
