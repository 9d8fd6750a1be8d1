"""What a transaction is silent of is taken as usual; here is told where that mattered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..vocabulary.dimensions import RARE, Dimension
from .evaluation import Decision, Evaluation


def assumed(asked: Evaluation, decided: Decision, licence: str | None) -> list[str]:
    """The fields of rare facts that were taken as the ordinary word though another would have
    given another verdict, reason or `required`; sorted (contract §3)."""
    silent = [one for one in RARE if one.field not in asked.said]
    if not silent or not (named := _named_by_clauses(asked, licence)):
        return []
    return sorted(
        one.field
        for one in silent
        if one.name in named
        and any(_said(*other) != _said(asked, decided) for other in _others(asked, one, licence))
    )


def _named_by_clauses(asked: Evaluation, licence: str | None) -> set[str]:
    """The dimensions of rare facts that clauses of what may bear on the transaction name: where
    none does, no word of them changes anything."""
    history = asked.history
    licences = asked.usable_licences() if licence is None else (licence,)
    own = (name for one in licences for name in history.stream(f"licence/{one}").rare)
    return {*history.rare_in_requirements, *own}


def _others(
    asked: Evaluation, silent: Dimension, licence: str | None
) -> Iterator[tuple[Evaluation, Decision]]:
    for word in silent.words:
        if word != silent.ordinary:
            other = asked.given_also(silent.field, word)
            yield other, other.decide(licence)


def _said(asked: Evaluation, decided: Decision) -> Iterable[object]:
    return decided.verdict, decided.reason, asked.required.truth
