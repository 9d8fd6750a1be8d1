"""What is proposed: a queue for whoever approves, and a proposal with all that he looks at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict

from ....domain.approval.deciding import ProposalError, SeenByApprover
from ....domain.approval.people import APPROVER, PROPOSER
from ....domain.approval.proposals import APPROVED, OPEN, STATES, Proposal
from ....domain.faults import LedgerError, RefusedError
from ....domain.vocabulary.bounds import PAGE, QUESTION
from ....projections.approval.looking import proposal_seen, proposals_listed
from ...access.entry_errors import RoleMissingError
from ...http.dependencies import Served, TheServer, TheWorkers
from ...http.entering import CameIn
from ...http.problems import status_of
from ...http.routing import pages
from ...http.workers import FromWorkers
from ..asking import PageAsked, ThePage
from ..entering.visits import visiting
from ..errors import page_or_error
from ..posting import form_of
from ..recording.preview import flips_of, preview_of
from ..rendering import page
from .compared import compared_with
from .told import MET, WORDS, acts_told, revisions_told

router = pages()

ProposalName = Annotated[str, Path()]
Json = dict[str, Any]


class QueueAsked(BaseModel):
    """Which proposals are shown."""

    model_config = ConfigDict(extra="forbid")
    state: str = ""
    after: str = ""


class ProposalAsked(BaseModel):
    """What of a proposal is shown beside the rest."""

    model_config = ConfigDict(extra="forbid")
    flips: str = ""


@router.get("/proposals")
async def queue(
    asked: Annotated[QueueAsked, Query()], at: ThePage, workers: TheWorkers
) -> Response:
    """What waits for the visitor, what he proposed, and the rest."""
    given = (asked.state or None, asked.after)
    return FromWorkers(workers, True, page_or_error, at, _queue, given)


def _queue(served: Served, at: PageAsked, state: str | None, after: str) -> Response:
    found = proposals_listed(served.proposals, state, PAGE, after)
    lines, me = found["proposals"], at.visitor.subject
    waiting = [one for one in lines if _waits_for(one, at)]
    own = [one for one in lines if me and one["proposed_by"] == me and one["state"] in _GOING_ON]
    return page(
        "proposals.html",
        at,
        waiting=waiting,
        own=own,
        rest=[one for one in lines if one not in waiting and one not in own],
        words={name: at.language.text(WORDS[name]) for name in STATES},
        state=state or "",
        more=found["next"],
        asked=found["approvals_asked"],
        may_propose=at.visitor.may(PROPOSER),
    )


_GOING_ON = (OPEN, APPROVED, "refused")


def _waits_for(one: Mapping[str, Any], at: PageAsked) -> bool:
    """Whether a proposal waits for the visitor's approval."""
    me = at.visitor
    mine = one["proposed_by"] == me.subject or me.subject in one["approved_by"]
    return me.may(APPROVER) and one["state"] == OPEN and not mine


@router.get("/proposals/{proposal}")
async def one_proposal(
    proposal: ProposalName,
    asked: Annotated[ProposalAsked, Query()],
    at: ThePage,
    workers: TheWorkers,
) -> Response:
    """A proposal, with what it would change at the head of this moment."""
    given = (proposal, bool(asked.flips), 200, "", "")
    return FromWorkers(workers, True, page_or_error, at, _one, given)


@router.post("/proposals/{proposal}")
async def acted_on(
    proposal: ProposalName, request: Request, at: ThePage, server: TheServer, workers: TheWorkers
) -> Response:
    """Approved, refused or withdrawn as it was seen, or its text held against the gazette's."""
    said = await form_of(request, QUESTION)
    if said.get("action") == "compare":
        given = (proposal, False, 200, "", said.get("gazette", ""))
        return FromWorkers(workers, True, page_or_error, at, _one, given)
    if not at.visitor.subject:
        return RedirectResponse(at.plain("/login", to=at.plain(at.path)), 303)
    caller = visiting(at.visitor, server, request)
    try:
        await run_in_threadpool(_act, server, caller, proposal, said)
    except (ProposalError, RoleMissingError, RefusedError) as error:
        given = (proposal, False, status_of(error), _met(error, at), "")
        return FromWorkers(workers, True, page_or_error, at, _one, given)
    return RedirectResponse(at.plain(f"/proposals/{proposal}"), 303)


def _act(server: Served, caller: CameIn, name: str, said: Mapping[str, str]) -> Proposal:
    """What a form says, done by whoever sends it."""
    proposals, action = server.proposals, said.get("action", "")
    caller.must_be(PROPOSER if action == "withdraw" else APPROVER)
    caller.record_due(proposals)
    if action == "withdraw":
        done = proposals.withdraw(name, said.get("reason", ""), caller.subject)
        caller.tell("withdrawn", proposal=name)
    elif action == "refuse":
        done = proposals.refuse(name, said.get("reason", ""), caller.subject)
        caller.tell("refused", proposal=name)
    else:
        seen = SeenByApprover(said.get("content", ""), said.get("effect", ""), _size(said))
        done = proposals.approve(name, seen, caller.subject)
        caller.tell("approved", proposal=name, **seen._asdict())
        if done.closed_as == "recorded":
            caller.tell("recorded", proposal=name, instrument=done.content["instrument"])
    return done


def _size(said: Mapping[str, str]) -> int:
    text = said.get("log_size", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 15 else -1


def _met(error: LedgerError, at: PageAsked) -> str:
    """Why an act was not done, in the language of the page."""
    code = error.faults[0].code if isinstance(error, ProposalError) else type(error).__name__
    found = MET.get(code)
    return at.language.text(found) if found else str(error)


def _one(
    served: Served, at: PageAsked, name: str, flips: bool, status: int, met: str, gazette: str
) -> Response:
    seen = proposal_seen(served.proposals, name)
    me = at.visitor
    parts: Json = {"judged": None, "dry": None}
    if seen["effect"] is not None:
        parts |= preview_of(served, at, seen["content"])
        parts |= flips_of(served, at, seen["content"]) if flips else {}
    going_on = seen["state"] in (OPEN, APPROVED)
    own = seen["proposed_by"] == me.subject
    return page(
        "proposal.html",
        at,
        status=status,
        one=seen,
        word=at.language.text(WORDS[seen["state"]]),
        met=met,
        acts=acts_told(seen, at),
        revisions=revisions_told(seen),
        gazette=gazette,
        compared=compared_with(seen["content"], gazette) if gazette.strip() else None,
        may_approve=me.may(APPROVER) and not own and going_on and seen["approve"] is not None,
        may_refuse=me.may(APPROVER) and not own and going_on,
        may_revise=me.may(PROPOSER) and own and seen["state"] in _GOING_ON,
        **parts,
    )
