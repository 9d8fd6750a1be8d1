"""Whether a licence is required at all, and whether a prohibition stands.

A requirement holds for a transaction if some imposition of it runs, a present `requires`
matches, and no present `exempts` does. Requirements of basis `prohibition` (sanctions) are
judged the same way but apart: they require nothing, they forbid.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..history.changes import Change, Entry
from ..history.clause_index import Told
from ..history.history import History
from ..vocabulary.originals import with_original
from ..vocabulary.truth import NO, UNDETERMINED, YES, Truth, any_of, not_
from .running import Seen

Part = tuple[Change, Entry]
WITH_ENTRIES = ("requirement_imposed", "requirement_extended", "requirement_exempted")


class Requirement:
    """One requirement, asked of a transaction: each part with whether it applies.

    `listed`: whether it is imposed and names the transaction, exemptions left aside; `exempt`:
    whether an exemption of it names the transaction; `holds`: whether the transaction falls
    under it.
    """

    __slots__ = ("basis", "exempt", "exempts", "holds", "imposed", "listed", "name", "requires")

    def __init__(
        self,
        name: str,
        basis: str | None,
        imposed: Sequence[tuple[Change, Truth]],
        requires: Sequence[tuple[Part, Truth]],
        exempts: Sequence[tuple[Part, Truth]],
    ) -> None:
        self.name = name
        self.basis = basis
        self.imposed = imposed
        self.requires = requires
        self.exempts = exempts
        self.listed = min(_any_applies(imposed), _any_applies(requires))
        self.exempt = _any_applies(exempts)
        self.holds = min(self.listed, not_(self.exempt))

    @property
    def prohibits(self) -> bool:
        """Whether it forbids rather than requires, by its last imposition in rank."""
        return self.basis == "prohibition"


def _any_applies(parts: Sequence[tuple[Any, Truth]]) -> Truth:
    return any_of([truth for _, truth in parts]) if parts else NO


class StandingRequirement:
    """What stands of a requirement whatever is asked about, on days between which that is the
    same: its impositions, and its parts, each with whether it is there."""

    __slots__ = ("basis", "imposed", "parts", "read")

    def __init__(self) -> None:
        self.read = False
        self.basis: str | None = None
        self.imposed: Sequence[tuple[Change, Truth]] = ()
        self.parts: Sequence[tuple[Part, Truth]] = ()

    def reads(self, stream: str, seen: Seen) -> None:
        """Read it as it is seen."""
        impositions = seen.visible_of(stream, "requirement_imposed")
        self.basis = impositions[-1].content["basis"] if impositions else None
        self.imposed = [(change, seen.runs(change)) for change in impositions]
        self.parts = [
            ((change, entry), seen.present(change, entry))
            for change in seen.visible_of(stream, *WITH_ENTRIES)
            for entry in change.entries
        ]
        self.read = True

    def may_name_any(self) -> bool:
        """Whether it can require or forbid anything: it is or may be imposed, with a part that
        names transactions."""
        required = (present for (_, entry), present in self.parts if entry.kind == "require")
        return _any_applies(self.imposed) is not NO and any_of(required) is not NO


class AskedRequirements(NamedTuple):
    """The requirements that bear on a transaction, those of them that forbid, whether one of these
    holds, and whether a licence is required: None where only the record's completeness tells."""

    every: Sequence[Requirement]
    prohibitions: Sequence[Requirement]
    prohibited: Truth
    required: Required | None


class _Placed(NamedTuple):
    """A requirement with its parts that are or may be there, each with its place among all clauses
    of requirements, and the places of those that name what it requires a licence for."""

    name: str
    standing: StandingRequirement
    there: Sequence[tuple[Part, Truth, int]]
    requiring: int

    def asked_of(self, may: int, certain: int) -> Requirement:
        """The requirement, asked of a transaction."""
        return _applied(
            self.name,
            self.standing,
            [
                (part, min(present, YES if bit & certain else UNDETERMINED))
                for part, present, bit in self.there
                if bit & may
            ],
        )


class BearingRequirements:
    """The requirements that can require or forbid anything, on days between which that is the
    same, and the places of all their parts; and what came of those that were asked, by which parts
    a transaction matched or may have. None where they are not read yet."""

    __slots__ = ("asked", "found", "within")

    def __init__(self) -> None:
        self.found: list[_Placed] | None = None
        self.within = 0
        self.asked: dict[Told, AskedRequirements] = {}

    def reads(self, history: History, seen: Seen) -> BearingRequirements:
        """Read them as they are seen, unless they are read."""
        if self.found is None:
            every = [(n, standing_requirement(n, seen)) for n in history.subjects("requirement")]
            bits = history.requiring.bit
            found = [_placed(name, one, bits) for name, one in every if one.may_name_any()]
            self.within = sum(bit for one in found for _, _, bit in one.there)
            self.found = found
        return self

    def asked_of(self, told: Told) -> AskedRequirements:
        """Every requirement that bears on a transaction which matches these parts, or may; by name.
        What it does not match is left out: it decides nothing."""
        found = self.asked.get(told)
        if found is None:
            if len(self.asked) >= _KEPT:
                self.asked.clear()
            found = self.asked[told] = requirements_asked(
                [one.asked_of(*told) for one in self._named(told)]
            )
        return found

    def _named(self, told: Told) -> Iterator[_Placed]:
        return (one for one in self.found or () if one.requiring & told[0])


def standing_requirement(name: str, seen: Seen) -> StandingRequirement:
    """What stands of a requirement; read once for all who see the same of it."""
    stream = f"requirement/{name}"
    found = seen.kept_of(stream, StandingRequirement)
    if not found.read:
        found.reads(stream, seen)
    return found


def requirement_for(name: str, seen: Seen) -> Requirement:
    """One requirement, asked of the transaction that `seen` is asked about."""
    found = standing_requirement(name, seen)
    return _applied(
        name,
        found,
        [(part, min(present, seen.matches(part[1].clause))) for part, present in found.parts],
    )


def _applied(
    name: str, found: StandingRequirement, parts: Sequence[tuple[Part, Truth]]
) -> Requirement:
    return Requirement(
        name,
        found.basis,
        found.imposed,
        [part for part in parts if part[0][1].kind == "require"],
        [part for part in parts if part[0][1].kind == "exempt"],
    )


@dataclass(frozen=True, slots=True)
class Required:
    """Whether a transaction needs a licence, and why: the answer over all requirements."""

    truth: Truth
    reason: str
    because: Sequence[Change]
    open: Sequence[Part | tuple[Change, None]]


def bearing_requirements(history: History, seen: Seen) -> BearingRequirements:
    """What can bear on a transaction; read once for all days between which it is the same, unless
    a partial stop may tell one transaction from another."""
    if history.partial_in_requirements:
        return BearingRequirements().reads(history, seen)
    kept = history.derived_of_all("requirement", seen.valid_on, seen.known_on, BearingRequirements)
    return kept.reads(history, seen)


def requirements_asked(every: Sequence[Requirement]) -> AskedRequirements:
    """What requirements, asked of a transaction, come to together."""
    prohibitions = [one for one in every if one.prohibits]
    prohibited = any_of(one.holds for one in prohibitions)
    return AskedRequirements(every, prohibitions, prohibited, _required(every))


NO_REQUIREMENTS = AskedRequirements((), (), NO, None)


def _placed(name: str, standing: StandingRequirement, bits: Mapping[str, int]) -> _Placed:
    there = [(part, present, bits[part[1].id]) for part, present in standing.parts if present > NO]
    requiring = sum(bit for (_, entry), _, bit in there if entry.kind == "require")
    return _Placed(name, standing, there, requiring)


def ask_all_parts(reason: str, history: History, seen: Seen) -> None:
    """Ask the transaction of every part of every requirement ever recorded, there or not, and, for
    this `reason` of whether a licence is required, of what says that a list is complete: so that
    whatever they name is looked at."""
    for name in history.subjects("requirement"):
        for (_, entry), _ in standing_requirement(name, seen).parts:
            seen.matches(entry.clause)
    if reason in _BY_COMPLETENESS:
        for change in history.completions():
            seen.matches(change.clause)


_KEPT = 1_000
_BY_COMPLETENESS = ("not_listed", "no_requirement_recorded")
"""The reasons that are given when all that says a list is complete was looked at."""


def required(asked: AskedRequirements, history: History, seen: Seen) -> Required:
    """Whether a licence is required: yes, no (`exempt`, `not_listed`), or undetermined.

    Absence of a record is not a record of absence: without a `requirements_complete` that
    matches, nothing found is `no_requirement_recorded`.
    """
    if asked.required is not None:
        return asked.required
    may, _ = history.completing.found(seen.asked.given) if seen.asked else (-1, -1)
    complete = [
        change
        for place, change in enumerate(history.completions())
        if may >> place & 1 and seen.runs(change) is YES and seen.matches(change.clause) is YES
    ]
    if complete:
        return Required(NO, "not_listed", complete, ())
    return Required(UNDETERMINED, "no_requirement_recorded", (), ())


def _required(requirements: Sequence[Requirement]) -> Required | None:
    """The same as far as requirements themselves tell; None where they do not."""
    asked = [requirement for requirement in requirements if not requirement.prohibits]
    truth = any_of(requirement.holds for requirement in asked)
    if truth is YES:
        return Required(YES, "", matching(asked), ())
    if truth is UNDETERMINED:
        return Required(UNDETERMINED, "", (), undetermined_parts(asked))
    exempting = [
        change
        for requirement in asked
        if requirement.listed is YES and requirement.exempt is YES
        for (change, _), truth in requirement.exempts
        if truth is YES
    ]
    return Required(NO, "exempt", exempting, ()) if exempting else None


def come_to_the_same(some: AskedRequirements, others: AskedRequirements) -> bool:
    """Whether these decide the same: nothing of them is open, and each requirement names and
    exempts the transaction in both or does not; one that does not name it decides nothing."""
    both = [
        {one.name: (one.listed, one.exempt) for one in asked.every if one.listed > NO}
        for asked in (some, others)
    ]
    certain = all(UNDETERMINED not in one for one in both[0].values())
    return certain and both[0] == both[1]


def matching(requirements: Sequence[Requirement]) -> list[Change]:
    """The changes whose `requires` are yes, of the requirements that hold."""
    return [
        change
        for requirement in requirements
        if requirement.holds is YES
        for (change, _), truth in requirement.requires
        if truth is YES
    ]


def undetermined_parts(
    requirements: Sequence[Requirement],
) -> list[Part | tuple[Change, None]]:
    """Of the undetermined ones: the impositions, `requires` and `exempts` that are so too."""
    found: list[Part | tuple[Change, None]] = []
    for requirement in requirements:
        if requirement.holds is UNDETERMINED:
            found += [(change, None) for change, t in requirement.imposed if t is UNDETERMINED]
            found += [
                part
                for part, truth in (*requirement.requires, *requirement.exempts)
                if truth is UNDETERMINED
            ]
    return found


def requirement_answer(name: str, seen: Seen) -> dict[str, Any]:
    """A requirement as it is listed: whether it is imposed, and its entries."""
    asked = requirement_for(name, seen)
    last = asked.imposed[-1][0].content if asked.imposed else {}

    def entries(parts: Sequence[tuple[Part, Truth]]) -> list[dict[str, Any]]:
        return [
            {"entry": entry.id, "present": present.word, "clause": dict(entry.content)}
            for (change, entry), _ in parts
            if (present := seen.present(change, entry)) > NO
        ]

    return {
        "requirement": name,
        **with_original(last, "title"),
        "basis": asked.basis,
        "imposed": any_of(truth for _, truth in asked.imposed).word,
        "requires": entries(asked.requires),
        "exempts": entries(asked.exempts),
    }
