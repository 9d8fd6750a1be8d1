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


class CourtOrder(Answer):
    """A court's order about the licence."""

    order: str
    state: Literal[
        "annulled",
        "lifted",
        "suspended",
        "implemented",
        "undetermined",
        "overdue",
        "outstanding",
    ]
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
