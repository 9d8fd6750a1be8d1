"""What a transaction is silent of is taken as usual; here is told where that mattered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from ..history.streams import RareClause
from ..vocabulary.dimensions import RARE, Dimension
from ..vocabulary.truth import NO, Truth
from .evaluation import Decision, Evaluation
from .groups import Groups
from .running import Seen


def assumed(asked: Evaluation, decided: Decision, licence: str | None) -> list[str]:
    """The fields of rare facts that were taken as the ordinary word though another would have
    given another verdict, reason or `required`; sorted (contract §3)."""
    silent = [one for one in RARE if one.field not in asked.said]
    bearing = _bearing_on(asked, licence) if silent else ()
    return sorted(one.field for one in silent if _matters(asked, decided, licence, one, bearing))


def _bearing_on(asked: Evaluation, licence: str | None) -> list[RareClause]:
    """The clauses that name rare facts, of all that may bear on the transaction, and that would
    match it for some word of these: where none does, no word changes anything."""
    history = asked.history
    licences = asked.usable_licences() if licence is None else (licence,)
    own = (clause for one in licences for clause in history.stream(f"licence/{one}").rare)
    may, _ = history.rare_by_rest.found(asked.given)
    required = (one for n, one in enumerate(history.rare_in_requirements) if may >> n & 1)
    groups = Groups(asked.plain)
    return [
        one
        for one in chain(required, own)
        if _may_be_there(one, asked.plain) and one.rest.matches(asked.given, groups) > NO
    ]


def _may_be_there(clause: RareClause, plain: Seen) -> bool:
    """Whether what it is the clause of is there or may be, for some transaction."""
    change, entry = clause.change, clause.entry
    if entry is None or plain.history.stream(change.stream).has_partial_stops:
        return True
    return plain.present(change, entry) > NO


def _matters(
    asked: Evaluation,
    decided: Decision,
    licence: str | None,
    silent: Dimension,
    bearing: Iterable[RareClause],
) -> bool:
    clauses = [one for one in bearing if one.dimension == silent.name]
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


def _words_apart(silent: Dimension, clauses: Sequence[RareClause]) -> Iterable[str]:
    """The words that these clauses tell from the ordinary one; of those that they do not tell
    from each other the first."""
    if not clauses:
        return ()
    told = dict(
        zip(silent.words, zip(*(one.matching for one in clauses), strict=True), strict=True)
    )
    first: dict[tuple[Truth, ...], str] = {}
    for word in silent.words:
        first.setdefault(told[word], word)
    first.pop(told[silent.ordinary or ""], None)
    return first.values()
