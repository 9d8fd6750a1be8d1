"""What is seen of proposals: each with its state, and one with all that an approver looks at."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

from ...domain.approval.differing import NOT_THERE, PlaceDiffering, places_differing
from ...domain.approval.proposal_events import Approved, Proposed, Revised
from ...domain.approval.proposals import OPEN, RECORDED, STATES, Proposal
from ...domain.faults import Fault, QuestionError
from .effects import Effect
from .proposals import Proposals
from .shelf import Filed

Json = dict[str, Any]


def proposals_listed(proposals: Proposals, state: str | None, limit: int, after: str) -> Json:
    """A page of the proposals, the latest first; of one state alone, if one is named."""
    if state is not None and state not in STATES:
        sentence = f"`{state}` is no state of a proposal: {', '.join(STATES)}"
        raise QuestionError([Fault("malformed", "/state", sentence)])
    if after and not (after.isascii() and after.isdigit() and 0 < int(after[:12]) < 10**11):
        sentence = f"`{after}` is no proposal: give the `next` of the page before"
        raise QuestionError([Fault("malformed", "/after", sentence)])
    proposals.shelf.catch_up()
    every = proposals.shelf.outsides(int(after) if after else 0)
    lines = (_line(one, proposals) for one in every if _may_be(one, state))
    page = list(islice((one for one in lines if state in (None, one["state"])), limit + 1))
    more = page[limit - 1]["proposal"] if len(page) > limit else None
    return {"proposals": page[:limit], "next": more, "approvals_asked": proposals.asked}


def proposal_seen(proposals: Proposals, name: str) -> Json:
    """One proposal: what is proposed, what it would change at the head of the log, who approved
    what, what was revised, and what an approval of it names (`approve`)."""
    proposals.shelf.catch_up()
    proposal = proposals.shelf.proposal(name)
    effect = proposals.effects.at_head(proposal.content, proposal.digest)
    return {
        **_outside(proposal, _state(proposal, proposals, effect), _counting(proposal, effect)),
        "approvals_asked": proposals.asked,
        "approvals": _approvals(proposal, effect),
        "approve": _to_approve(proposal, effect),
        "content": dict(proposal.content),
        "faults": [
            {"pointer": one.pointer, "code": one.code, "detail": one.detail}
            for one in effect.faults
        ],
        "effect": effect.dry_run,
        "revisions": _revisions(proposal),
        "acts": [_act(one) for one in proposal.acts],
        "viewpoint": effect.viewpoint,
    }


def differing_shown(places: tuple[PlaceDiffering, ...]) -> list[Json]:
    """Places in which two values differ, as JSON: without `was` or `is` where nothing stood or
    stands."""
    return [
        {
            "pointer": one.pointer,
            **({} if one.before is NOT_THERE else {"was": one.before}),
            **({} if one.after is NOT_THERE else {"is": one.after}),
        }
        for one in places
    ]


def _may_be(one: Proposal | Filed, state: str | None) -> bool:
    """Whether it can be in a state, as far as that is known without its effect."""
    closed = one.state if isinstance(one, Filed) else one.closed_as
    return state is None or closed == state or (closed is None and state in (OPEN, "approved"))


def _line(one: Proposal | Filed, proposals: Proposals) -> Json:
    if isinstance(one, Filed):
        return {
            "proposal": one.id,
            "instrument": one.instrument,
            "title": one.title,
            "published_on": one.published_on,
            "state": one.state,
            "proposed_by": one.proposed_by,
            "proposed_at": one.proposed_at,
            "revision": one.revision,
            "approved_by": list(one.approved_by),
        }
    effect = None
    if one.closed_as is None and one.approvals:
        effect = proposals.effects.at_head(one.content, one.digest)
    return _outside(one, _state(one, proposals, effect), _counting(one, effect))


def _outside(proposal: Proposal, state: str, counting: Sequence[Approved]) -> Json:
    content = proposal.content
    return {
        "proposal": proposal.id,
        "instrument": content["instrument"],
        "title": content["title"],
        "published_on": content["published_on"],
        "state": state,
        "proposed_by": proposal.proposer,
        "proposed_at": proposal.acts[0].at,
        "revision": len(proposal.revisions),
        "approved_by": [one.by for one in counting],
    }


def _state(proposal: Proposal, proposals: Proposals, effect: Effect | None) -> str:
    enough = effect is not None and effect.dry_run is not None and proposals.asked > 0
    counting = proposal.counting(effect.digest) if effect is not None and enough else ()
    return proposal.state(enough and len(counting) >= proposals.asked)


def _counting(proposal: Proposal, effect: Effect | None) -> Sequence[Approved]:
    """The approvals that count now, or counted when it was recorded."""
    if proposal.closed_as == RECORDED:
        return proposal.recorded_with
    sound = effect is not None and effect.dry_run is not None
    return proposal.counting(effect.digest) if effect is not None and sound else ()


def _approvals(proposal: Proposal, effect: Effect) -> list[Json]:
    counting = _counting(proposal, effect)
    return [{**one.in_record(), "counts": one in counting} for one in proposal.approvals]


def _to_approve(proposal: Proposal, effect: Effect) -> Json | None:
    """What an approval of what is seen here names; None where there is nothing to approve."""
    if effect.dry_run is None or proposal.closed_as is not None:
        return None
    return {
        "content": proposal.digest,
        "effect": effect.digest,
        "log_size": effect.head.size,
    }


def _revisions(proposal: Proposal) -> list[Json]:
    """Each content that it had, with what differs from the one before."""
    found: list[Json] = []
    before: Any = None
    for one in proposal.revisions:
        places = () if before is None else tuple(places_differing(before, one.content))
        found.append(
            {
                "by": one.by,
                "at": one.at,
                "content": dict(one.content),
                "differs": differing_shown(places),
            }
        )
        before = one.content
    return found


def _act(one: Any) -> Json:
    """What somebody did, without the contents, which `revisions` holds."""
    said: Json = one.said()
    if isinstance(one, Proposed | Revised):
        del said["content"]
    return said
