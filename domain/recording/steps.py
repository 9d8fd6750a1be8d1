"""When a step of an application is refused: after a decision, before what it names, a licence
that nothing establishes.

Each rule is one function, with the sentence of `docs/errors.md` as its first line. Where dates are
imprecise only a certain breach refuses.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..faults import Fault
from ..history.changes import Change
from ..vocabulary.change_types import BEFORE_DECISION, DECIDED_BY, STEPS
from ..vocabulary.dates import BEFORE_ALL_DAYS
from ..vocabulary.licence_kinds import kind_hint
from ..vocabulary.truth import YES
from .at_hand import AtHand


def already_decided(change: Change, pointer: str, at_hand: AtHand) -> Iterator[Fault]:
    """`already_decided`: a decision on the target runs on the first possible day."""
    if change.type.name not in BEFORE_DECISION:
        return
    target = at_hand.draft.change(change.target or "")
    if target is None:
        return
    seen = at_hand.seen_on(change.starting.first if change.starting else BEFORE_ALL_DAYS)
    for decision in seen.naming(target, target.id, DECIDED_BY.get(target.type.name, "")):
        if seen.runs(decision) is YES:
            sentence = (
                f"{decision.id} decides `{target.id}` already; record what replaces it: an "
                "objection and what it came to, an appeal, or what annuls that decision"
            )
            yield Fault("already_decided", f"{pointer}/target", sentence)
            return


def precedes_target(change: Change, pointer: str, at_hand: AtHand) -> Iterator[Fault]:
    """`precedes_target`: its last possible day lies before the target's first possible day."""
    if change.type.name not in STEPS:
        return
    target = at_hand.draft.change(change.target or "")
    if target is None:
        return
    if change.starting and target.starting and change.starting.last < target.starting.first:
        sentence = f"`{target.id}` is of {target.starting.text}; what follows on it is not before"
        yield Fault("precedes_target", f"{pointer}/from", sentence)


def unknown_licence_granted(change: Change, pointer: str, at_hand: AtHand) -> Iterator[Fault]:
    """`unknown_subject`: the licence that is granted was never established."""
    licence = change.content.get("licence")
    if change.type.name not in DECIDED_BY.values() or licence is None:
        return
    known = at_hand.draft.knows("licence", licence) or f"licence/{licence}" in at_hand.unsound
    if not known:
        near = kind_hint(licence) or at_hand.hints.did_you_mean(
            licence, lambda one: at_hand.draft.like("licence", one)
        )
        sentence = f"no licence `{licence}` was ever established{near or '; do that first'}"
        yield Fault("unknown_subject", f"{pointer}/licence", sentence)
