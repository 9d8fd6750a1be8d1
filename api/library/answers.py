"""The answers: each with what its question is about, and all of it with `to_dict()`."""

from __future__ import annotations

from dataclasses import dataclass

from .parts_of_answers import Disputed, Duty, Ground, OrderOfCourt, SeenAt
from .reading_answers import AnswerTold


@dataclass(frozen=True, slots=True)
class SaidOnDay(AnswerTold):
    """What is said on the day before an answer begins to stand, or on the day it ends."""

    verdict: str
    reason: str
    decided_by: str | None


@dataclass(frozen=True, slots=True)
class StandsFor(AnswerTold):
    """The days around a transaction's own on which the same is said: `from_` the first, `until`
    the first no longer; None where it has no end known."""

    from_: str | None
    until: str | None
    before: SaidOnDay | None
    after: SaidOnDay | None


@dataclass(frozen=True, slots=True)
class LicenceSays(AnswerTold):
    """What one licence says of a transaction that names none."""

    licence: str
    status: str
    verdict: str
    reason: str
    decided_by: str | None
    depends_on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckAnswer(AnswerTold):
    """A transaction's verdict. `undetermined` is an answer too: `covered` is true for certain
    only, and so is `not_covered`."""

    verdict: str
    reason: str
    decided_by: str | None
    because: tuple[Ground, ...]
    depends_on: tuple[str, ...]
    required: str
    covered_by: tuple[str, ...]
    conditions: tuple[Duty, ...]
    court_orders: tuple[OrderOfCourt, ...]
    disputes: tuple[Disputed, ...]
    notes: tuple[str, ...]
    viewpoint: SeenAt
    assumed: tuple[str, ...] = ()
    licences: tuple[LicenceSays, ...] = ()
    stands: StandsFor | None = None

    @property
    def covered(self) -> bool:
        """Whether it is covered: by the licence; where none is named, by some."""
        return self.verdict == "covered"

    @property
    def not_covered(self) -> bool:
        """Whether it is certain that the licence does not cover it."""
        return self.verdict == "not_covered"


@dataclass(frozen=True, slots=True)
class PartOfLicence(AnswerTold):
    """A permit or an exclusion that is present or may be: `clause` says what it reaches."""

    entry: str
    present: str
    clause: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class LineOfLicence(AnswerTold):
    """A licence in the register."""

    licence: str
    title: str | None
    kind: str | None
    authority: str | None
    status: str
    in_force: str


@dataclass(frozen=True, slots=True)
class LicenceSeen(LineOfLicence):
    """A licence on a day: what it permits and excludes, and all that is open about it."""

    permits: tuple[PartOfLicence, ...]
    exclusions: tuple[PartOfLicence, ...]
    conditions: tuple[Duty, ...]
    court_orders: tuple[OrderOfCourt, ...]
    disputes: tuple[Disputed, ...]
    because: tuple[Ground, ...]
    notes: tuple[str, ...]
    viewpoint: SeenAt
    groups: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CauseOfPeriod(AnswerTold):
    """A change by which a licence's answers became others."""

    change: str
    type: str
    title: str
    from_: str | None
    until: str | None


@dataclass(frozen=True, slots=True)
class PeriodOfLicence(AnswerTold):
    """The days, from `from_` until `until` (the first no longer), with the same answers;
    `changes` are those by which they became what they are on the first day."""

    from_: str | None
    until: str | None
    status: str
    in_force: str
    because: tuple[str, ...]
    changes: tuple[CauseOfPeriod, ...]


@dataclass(frozen=True, slots=True)
class LicenceOverTime(AnswerTold):
    """The days on which a licence's answers change, in order, and what it answers between; `next`
    is the day to go on `after`, None where no period follows."""

    licence: str
    periods: tuple[PeriodOfLicence, ...]
    next: str | None
    viewpoint: SeenAt


@dataclass(frozen=True, slots=True)
class ChangeInHistory(AnswerTold):
    """A change to a licence as it was recorded; `reads` is False where it was corrected away."""

    change: str
    type: str
    instrument: str
    title: str
    published_on: str
    from_: str | None
    until: str | None
    reads: bool


@dataclass(frozen=True, slots=True)
class MemberSeen(AnswerTold):
    """A country that is in a group (`yes`), or may be (`undetermined`)."""

    member: str
    present: str


@dataclass(frozen=True, slots=True)
class GroupSeen(AnswerTold):
    """A group of countries on a day."""

    group: str
    established: str
    members: tuple[MemberSeen, ...]
    viewpoint: SeenAt


@dataclass(frozen=True, slots=True)
class PolicySeen(AnswerTold):
    """A policy's value on a day, for what it was asked for."""

    policy: str
    value: str | None
    reason: str
    viewpoint: SeenAt
