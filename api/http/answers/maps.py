"""What is said of a transaction on every day, as known on every day."""

from __future__ import annotations

from pydantic import Field

from .answer import Answer, ViewpointAnswer
from .evaluations import Verdict


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
