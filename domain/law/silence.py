"""What a transaction is silent of is taken as usual; here is told where that mattered.

What another word of a fact does is asked once of transactions of a kind: those that match the same
parts of requirements, on days between which these are the same. Only where a clause of the licence
names the fact too, or that does not settle it, it is asked of the transaction itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..history.clause_index import Told
from ..history.history import History
from ..history.streams import RareClause
from ..vocabulary.dimensions import RARE, Dimension
from ..vocabulary.truth import NO, UNDETERMINED, YES, Truth
from .evaluation import Bears, Decision, Evaluation
from .groups import Groups, KeptMembership
from .requirements import AskedRequirements, come_to_the_same
from .running import Seen

NOTHING, UNNAMED, ASKED, MATTERS = range(4)
"""What another word of a fact does, by what requirements say: nothing; nothing to a transaction
that names a licence; it is to be asked; whether a licence is required depends on it."""
_KEPT = 250
"""Of so many kinds of transactions it is remembered, on the same days."""


def assumed(asked: Evaluation, decided: Decision, licence: str | None) -> list[str]:
    """The fields of rare facts that were taken as the ordinary word though another would have
    given another verdict, reason or `required`; sorted (contract §3)."""
    own = _bearing_of_licences(asked, licence)
    if not own and not asked.history.rare_in_requirements:
        return []
    kind = _Kind(asked)
    does = kind.does() if kind.told[0] else {}
    bearing = {*does, *(one.dimension for one, _ in own)}
    silent = (one for one in RARE if one.name in bearing and one.field not in asked.said)
    return sorted(
        one.field
        for one in silent
        if _matters(kind, does.get(one.name, NOTHING), decided, licence, one, own)
    )


class _Standing:
    """The clauses of requirements that name rare facts and may be there, by their places, on days
    between which these are the same; and what another word of a fact does to transactions of a
    kind, by which of them they match but for it."""

    __slots__ = ("does", "there")

    def __init__(self) -> None:
        self.there = -1
        self.does: dict[tuple[Told, Told], Mapping[str, int]] = {}

    def reads(self, plain: Seen) -> _Standing:
        """Read it as it is seen, unless it is read."""
        if self.there < 0:
            every = enumerate(plain.history.rare_in_requirements)
            self.there = sum(1 << n for n, one in every if _may_be_there(one, plain))
        return self


class _Kind:
    """A transaction as one of those that match the same parts of requirements, and the same
    clauses of these that name rare facts, but for the facts (`told`)."""

    def __init__(self, asked: Evaluation) -> None:
        self.asked = asked
        plain, history = asked.plain, asked.history
        found = history.derived_of_all("requirement", plain.valid_on, plain.known_on, _Standing)
        self._standing = found.reads(plain)
        groups = KeptMembership(
            plain.history, plain.valid_on, plain.known_on, lambda: Groups(plain)
        )
        self.told = history.rare_by_rest.told(asked.given, groups, self._standing.there)

    def does(self) -> Mapping[str, int]:
        """What another word does, of each dimension of a rare fact of which one does anything."""
        kept, kind = self._standing.does, (self.asked.told, self.told)
        found = kept.get(kind)
        if found is None:
            if len(kept) >= _KEPT:
                kept.clear()
            found = kept[kind] = self._found()
        return found

    def bearing(self) -> Iterator[Bears]:
        """The clauses of requirements that match it, for some word of the fact that they name."""
        may, certain = self.told
        for place in _places(may):
            sure = YES if certain >> place & 1 else UNDETERMINED
            yield self.asked.history.rare_in_requirements[place], sure

    def _found(self) -> dict[str, int]:
        bearing: dict[str, list[Bears]] = {}
        for one in self.bearing():
            bearing.setdefault(one[0].dimension, []).append(one)
        words = {one.name: _words_apart(one, bearing.get(one.name, ())) for one in RARE}
        done = {
            name: max(self._done_by(word, bearing[name]) for word in apart)
            for name, apart in words.items()
            if apart
        }
        return {name: does for name, does in done.items() if does != NOTHING}

    def _done_by(self, word: int, bearing: Sequence[Bears]) -> int:
        now, other = self.asked.requirements, self.asked.requirements_with(word, bearing)
        if other is None:
            return ASKED
        if come_to_the_same(now, other):
            return NOTHING
        return _difference(now, other)


def _difference(now: AskedRequirements, other: AskedRequirements) -> int:
    """What it does that requirements say otherwise, by that alone."""
    if now.required is None or other.required is None:
        if now.required is not other.required:
            return ASKED
    elif now.required.truth is not other.required.truth:
        return MATTERS
    free = now.prohibited is NO and other.prohibited is NO
    return UNNAMED if free else ASKED


def _places(bits: int) -> Iterator[int]:
    while bits:
        bit = bits & -bits
        bits ^= bit
        yield bit.bit_length() - 1


def _bearing_of_licences(asked: Evaluation, licence: str | None) -> list[Bears]:
    """The clauses of licences that name rare facts, and that would match the transaction for some
    word of these."""
    licences = asked.usable_licences() if licence is None else (licence,)
    own = [clause for one in licences for clause in _rare_of(asked.history, one)]
    if not own:
        return []
    groups = Groups(asked.plain)
    there = (one for one in own if _may_be_there(one, asked.plain))
    every = ((one, one.rest.matches(asked.given, groups)) for one in there)
    return [(one, rest) for one, rest in every if rest > NO]


def _rare_of(history: History, licence: str) -> Sequence[RareClause]:
    return history.stream(f"licence/{licence}").rare


def _may_be_there(clause: RareClause, plain: Seen) -> bool:
    """Whether what it is the clause of is there or may be, for some transaction."""
    change, entry = clause.change, clause.entry
    if entry is None or plain.history.stream(change.stream).has_partial_stops:
        return True
    return plain.present(change, entry) > NO


def _matters(
    kind: _Kind,
    does: int,
    decided: Decision,
    licence: str | None,
    silent: Dimension,
    own: Sequence[Bears],
) -> bool:
    """Whether another word than the ordinary one gives another answer; `does`: what it does by what
    requirements say."""
    of_own = [one for one in own if one[0].dimension == silent.name]
    if does == MATTERS or (not of_own and (does == NOTHING or (does == UNNAMED and licence))):
        return does == MATTERS
    required = (one for one in kind.bearing() if one[0].dimension == silent.name)
    return _differs(kind.asked, decided, licence, silent, [*required, *of_own])


def _differs(
    asked: Evaluation,
    decided: Decision,
    licence: str | None,
    silent: Dimension,
    clauses: Sequence[Bears],
) -> bool:
    """The same, asked of the transaction: with each of the words that these clauses tell apart."""
    for word in _words_apart(silent, clauses):
        other = asked.given_also(silent.field, word, clauses)
        if other is None:
            continue
        if other.required.truth is not asked.required.truth:
            return True
        found = other.decide(licence)
        if (found.verdict, found.reason) != (decided.verdict, decided.reason):
            return True
    return False


def _words_apart(silent: Dimension, bearing: Iterable[Bears]) -> Sequence[int]:
    """The words that these clauses tell from the ordinary one, by their places; of those that they
    do not tell from each other the first."""
    clauses = [one for one, _ in bearing]
    if not clauses:
        return ()
    told = list(zip(*(one.matching for one in clauses), strict=True))
    first: dict[tuple[Truth, ...], int] = {}
    for word, matching in enumerate(told):
        first.setdefault(matching, word)
    first.pop(told[silent.words.index(silent.ordinary or "")], None)
    return list(first.values())
