"""What somebody said, and the figures reported."""

from __future__ import annotations

from pydantic import Field

from .parts.answer import NOTES_IF_ANY, Answer, OriginalWords, ViewpointAnswer, Word
from .parts.because import CitationAnswer


class Claim(Answer):
    """What a claim stands in: its days, and the instrument that carries it."""

    running: Word = Field(description="`undetermined` where its dates leave it open.")
    from_: str | None = Field(alias="from")
    until: str | None
    instrument: str = Field(examples=["kst-22054-458"])
    title: str
    title_nl: OriginalWords
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
    notes: list[str] = NOTES_IF_ANY
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
    notes: list[str] = NOTES_IF_ANY
    viewpoint: ViewpointAnswer
