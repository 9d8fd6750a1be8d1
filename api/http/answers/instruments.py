"""What was recorded, by whom and when."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from .parts.answer import Answer, OriginalWords, ViewpointAnswer


class ApprovalAnswer(Answer):
    """An approval: by whom and when, of which content and effect, seen at which size."""

    by: str
    at: str
    content: str = Field(description="The SHA-256 of the instrument's canonical JSON (RFC 8785).")
    effect: str = Field(description="The same of what it would change: its dry run's answer.")
    log_size: int


class InstrumentLine(Answer):
    """An instrument: what it is, by whom and when recorded, and at which sizes of the log."""

    instrument: str
    kind: str
    title: str
    title_nl: OriginalWords
    published_on: str
    changes: list[str]
    corrected_by: list[str]
    recorded_at: str
    recorded_by: str
    approvals: list[ApprovalAnswer] | None = Field(
        None, description="Only where approvals were asked for: those that it was recorded with."
    )
    unapproved: bool | None = Field(
        None, description="Only where they were, and it was recorded without them."
    )
    log_size_before: int
    log_size: int


class SaidAnswer(Answer):
    """What somebody says in an instrument."""

    change: str
    about: str
    says: str
    by: str
    disputes: bool


class InstrumentAnswer(InstrumentLine):
    """An instrument with its content as it was recorded."""

    content: dict[str, Any]
    statements: list[SaidAnswer] = Field(
        [], description="What it says, as it reads now; not in version 1 of answers."
    )
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
    warning: str | None = Field(
        None, description="Only where the server's clock does not fit the last recording: why."
    )


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
    title_nl: OriginalWords
    published_on: str
    from_: str | None = Field(alias="from")
    until: str | None
    content: dict[str, Any]
    stopped_by: list[HistoryStop]
    corrected_by: list[str]
    reads: bool = Field(description="False if the record reads as if it never stood there.")


class HistoryOfSubject(Answer):
    """A page of a subject's history."""

    history: list[HistoryItem]
    next: str | None
    viewpoint: ViewpointAnswer


class HistoryAnswer(HistoryOfSubject):
    """A page of a licence's history."""

    licence: str
