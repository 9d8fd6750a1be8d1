"""A proposal as its events make it: its content, its state, and the approvals that count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from .proposal_events import (
    Approved,
    Json,
    ProposalEvent,
    Proposed,
    Recorded,
    Refused,
    Revised,
    Withdrawn,
    digest_of,
)

OPEN, APPROVED, REFUSED, WITHDRAWN, RECORDED = (
    "open",
    "approved",
    "refused",
    "withdrawn",
    "recorded",
)
STATES = {
    OPEN: "waits for approvals",
    APPROVED: "has the approvals that it needs, and waits for its day",
    REFUSED: "was refused; its proposer may revise it",
    WITHDRAWN: "was taken back by its proposer",
    RECORDED: "stands recorded",
}
"""Every state of a proposal."""
_STATE_AFTER: dict[type[ProposalEvent], str] = {
    Refused: REFUSED,
    Withdrawn: WITHDRAWN,
    Recorded: RECORDED,
}


@dataclass(frozen=True)
class Proposal:
    """One proposal, from the events of its stream in their order; the first is `proposed`."""

    id: str
    acts: tuple[ProposalEvent, ...]

    @property
    def proposer(self) -> str:
        """Who proposed it, by whom it will be recorded."""
        return self.acts[0].by

    @cached_property
    def revisions(self) -> tuple[Proposed | Revised, ...]:
        """The acts that gave it its contents, the first one first."""
        return tuple(one for one in self.acts if isinstance(one, Proposed | Revised))

    @property
    def content(self) -> Json:
        """What is proposed now."""
        return self.revisions[-1].content

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of what is proposed now."""
        return digest_of(self.content)

    @cached_property
    def approvals(self) -> tuple[Approved, ...]:
        """Every approval of what is proposed now by anybody but its proposer, counting or not."""
        return tuple(
            one
            for one in self.acts
            if isinstance(one, Approved) and one.content == self.digest and one.by != self.proposer
        )

    def counting(self, effect: str) -> list[Approved]:
        """The approvals that count while this is its effect: of each person the first."""
        found: dict[str, Approved] = {}
        for one in self.approvals:
            if one.effect == effect:
                found.setdefault(one.by, one)
        return list(found.values())

    @cached_property
    def closed_as(self) -> str | None:
        """`refused`, `withdrawn` or `recorded`; None while it is open. A refused one is open again
        once it is revised."""
        state = None
        for one in self.acts:
            state = None if isinstance(one, Revised) else _STATE_AFTER.get(type(one), state)
        return state

    @property
    def is_over(self) -> bool:
        """Whether nothing more can come of it: it is withdrawn or recorded."""
        return self.closed_as in (WITHDRAWN, RECORDED)

    def state(self, enough: bool) -> str:
        """Its state, where `enough` tells whether the approvals that count are as many as asked."""
        return self.closed_as or (APPROVED if enough else OPEN)

    @property
    def recorded_with(self) -> list[Approved]:
        """The approvals that counted when it was recorded: those of the last one's effect."""
        return self.counting(self.approvals[-1].effect) if self.approvals else []

    def content_named(self, digest: str) -> Json | None:
        """The content of an earlier or the present revision, by its SHA-256."""
        found = (one.content for one in self.revisions if digest_of(one.content) == digest)
        return next(found, None)

    def with_acts(self, more: Iterable[ProposalEvent]) -> Proposal:
        """The proposal after further acts."""
        return Proposal(self.id, (*self.acts, *more))
