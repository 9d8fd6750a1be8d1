"""Whether a transaction was covered, and the receipt of that answer."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .licences import Status
from .parts.answer import Answer, OriginalWords, ViewpointAnswer, Word
from .parts.because import Because
from .parts.entries import ConditionAnswer
from .parts.outstanding import CourtOrder, Dispute

Verdict = Literal[
    "covered", "not_covered", "undetermined", "licence_required", "no_licence_required"
]


class Miss(Answer):
    """A permit that does not reach the transaction, and how nearly it does."""

    entry: str = Field(examples=["bwbr0031615#1/permit-1"])
    dimensions: list[str] = Field(description="What certainly does not match.")


class Way(Answer):
    """What one licence says of a transaction that names none."""

    licence: str = Field(examples=["NL009"])
    title: str | None
    title_nl: OriginalWords
    status: Status
    verdict: Verdict
    reason: str
    decided_by: str | None
    because: list[str] = Field(description="The changes that it rests on.")
    depends_on: list[str]
    misses: list[Miss]
    conditions: list[ConditionAnswer]
    court_orders: list[CourtOrder]
    disputes: list[Dispute]


class SaidThen(Answer):
    """What is said on another day."""

    verdict: Verdict
    reason: str
    decided_by: str | None


class Stands(Answer):
    """The days around the transaction's on which the same is said, for the same reason."""

    from_: str | None = Field(alias="from", examples=["2024-02-20"])
    until: str | None = Field(description="The first day on which it is not said any more.")
    before: SaidThen | None = Field(description="What was said the day before.")
    after: SaidThen | None = Field(description="What is said on the day of `until`.")


class EvaluationAnswer(Answer):
    """A transaction's verdict, its reason, and what it rests on; answers of version 1 lack
    `assumed`, `licences`, `licences_more`, `misses` and `stands`."""

    verdict: Verdict
    reason: str = Field(examples=["excluded"])
    decided_by: str | None = Field(examples=["stcrt-2024-5435#2"])
    because: list[Because]
    depends_on: list[str]
    required: Word
    covered_by: list[str]
    assumed: list[str] = Field(
        [], description="The fields taken as usual though another word would change the answer."
    )
    licences: list[Way] = Field(
        [], description="Without a licence, what each says; the first two hundred."
    )
    licences_more: int = Field(0, description="How many more licences were judged.")
    misses: list[Miss] = Field([], description="How near a licence was that is out of scope.")
    stands: Stands | None = Field(None, description="Asked with `stands=true`; else null.")
    conditions: list[ConditionAnswer]
    court_orders: list[CourtOrder]
    disputes: list[Dispute]
    notes: list[str]
    viewpoint: ViewpointAnswer


class CellAnswer(Answer):
    """The pairs of days (of the transaction, and up to which is known) with the same verdict, for
    the same reason, by the same change. Each bound is the first day that does, or no longer does,
    belong to it."""

    valid_from: str | None = Field(description="Null: from before all days.")
    valid_until: str | None = Field(description="Null: for good.")
    known_from: str | None = Field(description="Null: from before all days.")
    known_until: str | None = Field(description="Null: what is known now.")
    verdict: Verdict
    reason: str = Field(examples=["excluded"])
    decided_by: str | None = Field(examples=["stcrt-2024-5435#2"])


class MapAnswer(Answer):
    """A transaction on all days at once: each pair of days lies in exactly one cell."""

    cells: list[CellAnswer] = Field(
        description="The bands of knowledge in order, in each its cells in order."
    )
    viewpoint: ViewpointAnswer


class AskedOfReceipt(Answer):
    """What was asked."""

    transaction: dict[str, str]
    stands: bool = Field(False, description="Whether it was asked how long the answer stands.")


class ReceiptAnswer(Answer):
    """An evaluation with what it takes to ask again and compare."""

    receipt: int = Field(examples=[1])
    release: str = Field(examples=["0.1.0"])
    question: AskedOfReceipt
    viewpoint: ViewpointAnswer
    checkpoint: str | None = Field(description="Size and root as a signed note (C2SP).")
    answer: EvaluationAnswer
