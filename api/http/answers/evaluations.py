"""Whether a transaction was covered, and the receipt of that answer."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .answer import Answer, ViewpointAnswer, Word
from .because import Because
from .entries import ConditionAnswer
from .outstanding import CourtOrder, Dispute

Verdict = Literal[
    "covered", "not_covered", "undetermined", "licence_required", "no_licence_required"
]


class EvaluationAnswer(Answer):
    """A transaction's verdict, its reason, and what it rests on."""

    verdict: Verdict
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
