"""Which verdicts of many transactions differ."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from .parts.answer import Answer, ViewpointAnswer


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
    covered_by: list[str] = Field([], description="Left out where there are none; as `notes`.")
    notes: list[str] = Field([], description="Names that no clause knows, and the like.")


class Flipped(Answer):
    """A transaction whose verdict differs."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    line: int
    from_: Decided = Field(alias="from")
    to: Decided
    by: list[str] = Field(description="The changes by which it differs, in rank.")


class NoteCount(Answer):
    """How many transactions have a note."""

    note: str
    rows: int


class NotedSide(Answer):
    """How many transactions have notes from one viewpoint; of these the most frequent."""

    noted: int
    notes: list[NoteCount] | None = Field(
        description="null, where there are more different notes than are counted."
    )


class NotedBoth(Answer):
    """Transactions with notes, from either viewpoint."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    from_: NotedSide = Field(alias="from")
    to: NotedSide


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
    noted: NotedBoth | None = Field(None, description="Left out where no transaction has a note.")
    from_: ImpactSide = Field(alias="from")
    to: ImpactSide
