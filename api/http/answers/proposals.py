"""What was proposed, what it would change, who approved it; and who has right of entry."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from .instruments import ApprovalAnswer
from .parts.answer import Answer, ViewpointAnswer

State = Literal["open", "approved", "refused", "withdrawn", "recorded"]


class ProposalLine(Answer):
    """A proposal: which instrument, by whom and when, and how it stands."""

    proposal: str = Field(examples=["12"])
    instrument: str
    title: str
    published_on: str
    state: State = Field(
        description="`approved` has the approvals that it needs, and waits for its day."
    )
    proposed_by: str
    proposed_at: str
    revision: int = Field(description="How many contents it had, the present one counted.")
    approved_by: list[str] = Field(
        description="Whose approvals count now, or counted when it was recorded."
    )


class ProposalsAnswer(Answer):
    """A page of the proposals, the latest first."""

    proposals: list[ProposalLine]
    next: str | None
    approvals_asked: int = Field(description="How many approvals an instrument needs.")


class ApprovalSeen(ApprovalAnswer):
    """An approval, and whether it counts now."""

    counts: bool


class ToApprove(Answer):
    """What an approval of what is seen names: send it as it is."""

    content: str
    effect: str
    log_size: int


class PlaceDiffers(Answer):
    """Where two contents differ; without `was` or `is` where nothing stood or stands."""

    pointer: str
    was: Any = None
    is_: Any = Field(None, alias="is")


class Revision(Answer):
    """A content that a proposal had, and what differs from the one before."""

    by: str
    at: str
    content: dict[str, Any]
    differs: list[PlaceDiffers]


class FaultSeen(Answer):
    """Why it cannot be recorded any more."""

    pointer: str
    code: str
    detail: str


class ProposalAnswer(ProposalLine):
    """One proposal, with all that an approver looks at."""

    approvals_asked: int
    approvals: list[ApprovalSeen]
    approve: ToApprove | None = Field(description="None where there is nothing to approve.")
    content: dict[str, Any] = Field(description="The instrument that is proposed now.")
    faults: list[FaultSeen] = Field(description="Why it could not be recorded now, if so.")
    effect: dict[str, Any] | None = Field(
        description="What it would change at this head of the log, as a dry run tells it; None "
        "where it has faults."
    )
    revisions: list[Revision]
    acts: list[dict[str, Any]] = Field(description="What people did with it, in order.")
    viewpoint: ViewpointAnswer


class TokenLine(Answer):
    """A token of somebody: never itself."""

    id: str
    until: str
    ended_at: str | None


class PersonLine(Answer):
    """Somebody with right of entry."""

    subject: str
    roles: list[str]
    tokens: list[TokenLine]


class PeopleAnswer(Answer):
    """The people that the access file names."""

    people: list[PersonLine]
