"""What may be done with a proposal, and the event that it makes; or why not.

Everything comes in as an argument: who, when, and what the effect is at the head of the log.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from ..faults import Fault, LedgerError, told_of
from .differing import PlaceDiffering
from .proposal_events import (
    Approved,
    Json,
    ProposalEvent,
    Proposed,
    Refused,
    Revised,
    Withdrawn,
    digest_of,
)
from .proposals import REFUSED, Proposal

REASON_MOST = 10_000
"""So many letters has a reason at the most."""


class ProposalError(LedgerError):
    """Something cannot be done with a proposal as it stands."""

    def __init__(self, code: str, sentence: str, differs: Sequence[PlaceDiffering] = ()) -> None:
        more = (Fault(code, one.pointer, _told(one)) for one in differs)
        self.faults = told_of([Fault(code, "", sentence), *more])
        super().__init__(sentence)
        self.differs = tuple(differs)


class UnknownProposalError(ProposalError):
    """There is no proposal of this number."""

    title = "There is no such proposal"

    def __init__(self, name: str) -> None:
        super().__init__("unknown_proposal", f"there is no proposal `{name[:40]}`")


class OwnProposalError(ProposalError):
    """Somebody would approve or refuse what he proposed himself."""

    title = "Nobody approves what he proposed himself"

    def __init__(self, proposal: Proposal) -> None:
        super().__init__(
            "own_proposal",
            f"{proposal.proposer} proposed it: somebody else approves or refuses it; what is one's "
            "own is revised or withdrawn",
        )


class OthersProposalError(ProposalError):
    """Somebody would revise or withdraw what another proposed."""

    title = "Only its proposer revises or withdraws a proposal"

    def __init__(self, proposal: Proposal) -> None:
        super().__init__(
            "others_proposal",
            f"{proposal.proposer} proposed it, and nobody else revises or withdraws it: refuse it, "
            "or propose another one",
        )


class ClosedProposalError(ProposalError):
    """A proposal is refused, withdrawn or recorded, and nothing more is done with it."""

    title = "The proposal is closed"

    def __init__(self, proposal: Proposal) -> None:
        ways = {REFUSED: "; its proposer may revise it"}
        state = proposal.closed_as or ""
        super().__init__("closed_proposal", f"it is {state}{ways.get(state, '')}")


class AlreadyApprovedError(ProposalError):
    """Somebody approved the same content with the same effect before; it counts once."""

    title = "It is approved by the same person already"

    def __init__(self, before: Approved) -> None:
        sentence = f"{before.by} approved the same at {before.at}, and that counts: once"
        super().__init__("already_approved", sentence)


class SameContentError(ProposalError):
    """A revision of what was refused says what was refused."""

    title = "The revision is no other content"

    def __init__(self) -> None:
        super().__init__("same_content", "this very content was refused: change what was wrong")


class StaleContentError(ProposalError):
    """What somebody approves is no longer what is proposed."""

    title = "The proposal has another content by now"

    def __init__(self, differs: Sequence[PlaceDiffering]) -> None:
        super().__init__(
            "stale_content",
            "what you approve is not what is proposed now: look at it again, and approve that",
            differs,
        )


class StaleEffectError(ProposalError):
    """What is proposed would by now do something else than was seen."""

    title = "The proposal has another effect by now"

    def __init__(self, differs: Sequence[PlaceDiffering]) -> None:
        super().__init__(
            "stale_effect",
            "what it would change is no longer what you saw, for something else was recorded: "
            "look at it again, and approve that",
            differs,
        )


class SeenByApprover(NamedTuple):
    """What an approver saw: the SHA-256 of the content and of its effect, and the size of the log
    then."""

    content: str
    effect: str
    log_size: int


def propose(content: Json, by: str, at: str) -> Proposed:
    """The first event of a proposal."""
    return Proposed(by, at, content)


def revise(proposal: Proposal, content: Json, by: str, at: str) -> Revised | None:
    """The event of a new content, which opens a refused proposal again; None for the content that
    it has already."""
    _of_proposer(proposal, by)
    if proposal.closed_as not in (None, REFUSED):
        raise ClosedProposalError(proposal)
    if digest_of(content) != proposal.digest:
        return Revised(by, at, content)
    if proposal.closed_as == REFUSED:
        raise SameContentError
    return None


def approve(proposal: Proposal, seen: SeenByApprover, effect: str, by: str, at: str) -> Approved:
    """The event of an approval, of what is proposed now with the effect that it has now; who finds
    something else is told so with `StaleContentError` or `StaleEffectError`, which whoever asks
    fills with what differs."""
    _of_another(proposal, by)
    if seen.content != proposal.digest:
        raise StaleContentError(())
    if seen.effect != effect:
        raise StaleEffectError(())
    before = next((one for one in proposal.counting(effect) if one.by == by), None)
    if before is not None:
        raise AlreadyApprovedError(before)
    return Approved(by, at, *seen)


def refuse(proposal: Proposal, reason: str, by: str, at: str) -> Refused:
    """The event of a refusal, which says why."""
    _of_another(proposal, by)
    return Refused(by, at, _reason(reason, needed=True))


def withdraw(proposal: Proposal, reason: str, by: str, at: str) -> Withdrawn | None:
    """The event of a withdrawal; None for what is withdrawn already."""
    _of_proposer(proposal, by)
    if isinstance(proposal.acts[-1], Withdrawn):
        return None
    if proposal.closed_as not in (None, REFUSED):
        raise ClosedProposalError(proposal)
    return Withdrawn(by, at, _reason(reason, needed=False))


def to_be_recorded(
    proposal: Proposal, effect: str, asked: int, today: date
) -> list[Approved] | None:
    """The approvals with which a proposal is recorded now: as many count as are asked for, and its
    day of publication has come. None while it is not to be recorded."""
    found = proposal.counting(effect)
    due = date.fromisoformat(proposal.content["published_on"]) <= today
    return found if proposal.closed_as is None and due and len(found) >= asked > 0 else None


def _of_proposer(proposal: Proposal, by: str) -> None:
    if by != proposal.proposer:
        raise OthersProposalError(proposal)


def _of_another(proposal: Proposal, by: str) -> None:
    if by == proposal.proposer:
        raise OwnProposalError(proposal)
    if proposal.closed_as is not None:
        raise ClosedProposalError(proposal)


def _reason(text: str, needed: bool) -> str:
    said = text.strip()
    if needed and not said:
        raise ReasonError("missing", "say why it is refused: its proposer reads it")
    if len(said) > REASON_MOST:
        raise ReasonError("malformed", f"a reason has at most {REASON_MOST} letters")
    return said


class ReasonError(ProposalError):
    """A reason is missing, or too long."""

    title = "The reason cannot be taken"


def _told(one: PlaceDiffering) -> str:
    """What differs, in a sentence that stays short."""
    return f"{one.pointer}: was {_short(one.before)}, is {_short(one.after)}"


def _short(value: object) -> str:
    if value.__class__ is object:
        return "not there"
    text = str(value)
    return text if len(text) <= _TOLD else f"{text[:_TOLD]}…"


_TOLD = 200


def acted(proposal: Proposal, act: ProposalEvent | None) -> Proposal:
    """A proposal after an act; the same after none."""
    return proposal if act is None else proposal.with_acts([act])
