"""Proposing instruments, approving what others propose, and what is proposed."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict, Field

from ....domain.approval.deciding import SeenByApprover
from ....domain.approval.people import APPROVER, PROPOSER
from ....domain.approval.proposals import Proposal
from ....domain.vocabulary.bounds import PAGE
from ....projections.approval.looking import proposal_seen, proposals_listed
from ....projections.recording.judging import Recording
from ...texts import read_json
from ..answers.instruments import RecordedAnswer
from ..answers.proposals import ProposalAnswer, ProposalsAnswer, State
from ..dependencies import MAX_PAGE, Body, QuestionBody, Served, TheServer, TheWorkers
from ..entering import CameIn, TheCaller
from ..problems import responses
from ..responses import as_json
from ..routes.instruments import AN_INSTRUMENT
from ..routing import doors
from ..workers import FromWorkers
from .reading_bodies import REFUSALS, Sent, read_body, sends

router = doors()

ProposalId = Annotated[str, Path(description="A proposal.", examples=["12"])]


class ProposalsAsked(BaseModel):
    """Which proposals, and which page of them."""

    model_config = ConfigDict(extra="forbid")
    state: State | None = Field(None, description="Only those that stand so.")
    limit: int = Field(PAGE, ge=1, le=MAX_PAGE, description="How many items at most.")
    after: str = Field("", description="Go on after this one: the `next` of the page before.")


class ApprovalAsked(Sent):
    """What an approver saw: the proposal's own `approve`."""

    content: str = Field(description="The SHA-256 of the content's canonical JSON (RFC 8785).")
    effect: str = Field(description="The same of what it would change.")
    log_size: int = Field(description="The size of the log at which that was seen.", ge=0)


class RefusalAsked(Sent):
    """Why it is refused."""

    reason: str


class WithdrawalAsked(Sent):
    """Why it is withdrawn, if that is to be said."""

    reason: str = ""


_A_DIGEST = "ab" * 32
_AN_APPROVAL = {"content": _A_DIGEST, "effect": _A_DIGEST, "log_size": 214}


@router.post(
    "/proposals",
    status_code=201,
    summary="Propose an instrument",
    tags=["proposals"],
    response_model=ProposalAnswer,
    responses={
        200: {
            "model": ProposalAnswer | RecordedAnswer,
            "description": "Proposed by the same person, or recorded, already: nothing changed",
        },
        **REFUSALS,
    },
    openapi_extra=AN_INSTRUMENT,
)
async def propose_instrument(
    server: TheServer, caller: TheCaller, content: Body, workers: TheWorkers
) -> Response:
    """Propose an instrument, which others approve; or have it refused with every fault.

    One of a later day may be proposed, and is judged as on that day.
    """
    caller.must_be(PROPOSER)
    known, found = await run_in_threadpool(_propose, server, caller, content)
    if isinstance(found, Recording):
        return as_json(found.shown())
    answer = await run_in_threadpool(_seen, server, found.id)
    answer.status_code = 200 if known else 201
    answer.headers["location"] = f"/v1/proposals/{found.id}"
    return answer


def _propose(server: Served, caller: CameIn, content: bytes) -> tuple[bool, Proposal | Recording]:
    caller.record_due(server.proposals)
    before = server.proposals.shelf.next_id
    found = server.proposals.propose(read_json(content), caller.subject)
    known = isinstance(found, Recording) or int(found.id) < int(before)
    if isinstance(found, Proposal) and not known:
        caller.tell("proposed", proposal=found.id, content=found.digest)
    return known, found


@router.get(
    "/proposals",
    summary="What is proposed",
    tags=["proposals"],
    response_model=ProposalsAnswer,
    responses=responses(422, 503),
)
async def list_proposals(
    asked: Annotated[ProposalsAsked, Query()], workers: TheWorkers
) -> Response:
    """The proposals, the latest first, each with how it stands now."""
    return FromWorkers(workers, True, _listed, asked.state, asked.limit, asked.after)


def _listed(served: Served, state: str | None, limit: int, after: str) -> Response:
    return as_json(proposals_listed(served.proposals, state, limit, after))


@router.get(
    "/proposals/{proposal}",
    summary="One proposal",
    tags=["proposals"],
    response_model=ProposalAnswer,
    responses=responses(404, 422, 503),
)
async def get_proposal(proposal: ProposalId, workers: TheWorkers) -> Response:
    """What is proposed, what it would change at the head of the log, and who approved it."""
    return FromWorkers(workers, True, _seen, proposal)


def _seen(served: Served, name: str) -> Response:
    return as_json(proposal_seen(served.proposals, name))


@router.post(
    "/proposals/{proposal}/revisions",
    summary="Give one's proposal a new content",
    tags=["proposals"],
    response_model=ProposalAnswer,
    responses=REFUSALS,
    openapi_extra=AN_INSTRUMENT,
)
async def revise_proposal(
    proposal: ProposalId, server: TheServer, caller: TheCaller, content: Body
) -> Response:
    """A new content, with which approvals of another lapse; a refused proposal is open again."""
    caller.must_be(PROPOSER)
    return await run_in_threadpool(_revise, server, caller, proposal, content)


def _revise(server: Served, caller: CameIn, name: str, content: bytes) -> Response:
    caller.record_due(server.proposals)
    found = server.proposals.revise(name, read_json(content), caller.subject)
    caller.tell("revised", proposal=name, content=found.digest)
    return _seen(server, name)


@router.post(
    "/proposals/{proposal}/approvals",
    summary="Approve what another proposed",
    tags=["proposals"],
    response_model=ProposalAnswer,
    responses=REFUSALS,
    openapi_extra=sends(ApprovalAsked, _AN_APPROVAL),
)
async def approve_proposal(
    proposal: ProposalId, server: TheServer, caller: TheCaller, content: QuestionBody
) -> Response:
    """Approve the content and the effect that were seen, if they are what they were.

    With the last approval that is asked for the instrument is recorded, by who proposed it; one of
    a later day waits for it.
    """
    caller.must_be(APPROVER)
    seen = SeenByApprover(**read_body(ApprovalAsked, content).model_dump())
    return await run_in_threadpool(_approve, server, caller, proposal, seen)


def _approve(server: Served, caller: CameIn, name: str, seen: SeenByApprover) -> Response:
    caller.record_due(server.proposals)
    found = server.proposals.approve(name, seen, caller.subject)
    caller.tell("approved", proposal=name, **seen._asdict())
    if found.closed_as == "recorded":
        caller.tell("recorded", proposal=name, instrument=found.content["instrument"])
    return _seen(server, name)


@router.post(
    "/proposals/{proposal}/refusals",
    summary="Refuse what another proposed",
    tags=["proposals"],
    response_model=ProposalAnswer,
    responses=REFUSALS,
    openapi_extra=sends(RefusalAsked, {"reason": "Article 2 names another day."}),
)
async def refuse_proposal(
    proposal: ProposalId, server: TheServer, caller: TheCaller, content: QuestionBody
) -> Response:
    """Refuse it, and say why; its proposer may revise it."""
    caller.must_be(APPROVER)
    reason = read_body(RefusalAsked, content).reason
    return await run_in_threadpool(_refuse, server, caller, proposal, reason)


def _refuse(server: Served, caller: CameIn, name: str, reason: str) -> Response:
    server.proposals.refuse(name, reason, caller.subject)
    caller.tell("refused", proposal=name)
    return _seen(server, name)


@router.post(
    "/proposals/{proposal}/withdrawal",
    summary="Take one's proposal back",
    tags=["proposals"],
    response_model=ProposalAnswer,
    responses=REFUSALS,
    openapi_extra=sends(WithdrawalAsked, {"reason": "Published otherwise."}),
)
async def withdraw_proposal(
    proposal: ProposalId, server: TheServer, caller: TheCaller, content: QuestionBody
) -> Response:
    """Take it back, for good."""
    caller.must_be(PROPOSER)
    reason = read_body(WithdrawalAsked, content or b"{}").reason
    return await run_in_threadpool(_withdraw, server, caller, proposal, reason)


def _withdraw(server: Served, caller: CameIn, name: str, reason: str) -> Response:
    server.proposals.withdraw(name, reason, caller.subject)
    caller.tell("withdrawn", proposal=name)
    return _seen(server, name)
