"""What people do with proposals, kept beside the log; and the recording of what is approved.

Several servers do so on one ledger: each act is decided against all that was kept before it, and
is there only if nothing else came meanwhile, else it is decided anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import orjson

from ...domain.approval.deciding import (
    SeenByApprover,
    StaleContentError,
    StaleEffectError,
    acted,
    approve,
    propose,
    refuse,
    revise,
    to_be_recorded,
    withdraw,
)
from ...domain.approval.differing import places_differing
from ...domain.approval.proposal_events import Approved, ProposalEvent, Recorded, digest_of
from ...domain.approval.proposals import Proposal
from ...domain.faults import LedgerError
from ..ledger import Approval, Ledger
from ..recording.judging import Recording, drafted_at_head
from ..storage.ports import HeadMovedError
from ..viewpoints import as_recorded
from .effects import Effect, Effects
from .shelf import Shelf


class ApprovalsNotAskedError(LedgerError):
    """Nobody asks for approvals here: instruments are recorded without proposals."""

    title = "Nothing is proposed here"

    def __init__(self) -> None:
        super().__init__(
            "no approvals are asked for (LEDGER_APPROVALS is 0 or not set): record it, or set how "
            "many others must approve"
        )


class Proposals:
    """The proposals of one ledger. `asked` is how many approvals an instrument needs (0: nothing
    is proposed)."""

    def __init__(self, ledger: Ledger, asked: int = 0) -> None:
        self.ledger = ledger
        self.asked = asked
        self.effects = Effects(ledger)
        self.shelf = Shelf(ledger.store)

    # -- what people do --------------------------------------------------------------

    def propose(self, submitted: Any, by: str) -> Proposal | Recording:
        """Propose an instrument; `RefusedError` with every fault. What stands recorded already is
        that recording; what the same person proposes already is that proposal."""
        content = self._sound(submitted)
        if isinstance(content, Recording):
            return content
        while True:
            read = self.shelf.catch_up()
            same = self._proposed_before(content, by)
            if same is not None:
                return same
            made = Proposal(self.shelf.next_id, (propose(content, by, self._moment()),))
            if self._kept(read, made, made.acts):
                return made

    def revise(self, name: str, submitted: Any, by: str) -> Proposal:
        """Give one's proposal a new content; the same again changes nothing."""
        content = self._sound(submitted)
        if isinstance(content, Recording):
            content = orjson.loads(orjson.dumps(submitted))
        return self._acted(name, lambda one: revise(one, content, by, self._moment()))

    def refuse(self, name: str, reason: str, by: str) -> Proposal:
        """Refuse what another proposed, and say why."""
        return self._acted(name, lambda one: refuse(one, reason, by, self._moment()))

    def withdraw(self, name: str, reason: str, by: str) -> Proposal:
        """Take one's proposal back."""
        return self._acted(name, lambda one: withdraw(one, reason, by, self._moment()))

    def approve(self, name: str, seen: SeenByApprover, by: str) -> Proposal:
        """Approve what another proposed, as it was seen; with the last approval that is asked for
        it is recorded, in the same transaction, unless its day is still to come.

        `StaleContentError` and `StaleEffectError` say what differs from what was seen;
        `RefusedError` why it cannot be recorded any more.
        """
        self._must_be_asked()
        while True:
            read = self.shelf.catch_up()
            proposal = self.shelf.proposal(name)
            effect = self.effects.at_head(proposal.content, proposal.digest)
            try:
                act = self._approval(proposal, seen, effect, by)
            except StaleEffectError:
                if self.shelf.catch_up() == read:
                    raise
                continue  # others acted meanwhile: perhaps it is recorded by now
            done = self._recorded_if_due(read, proposal, [act], effect)
            if done is not None:
                return done

    def record_due(self) -> list[Recording]:
        """Record what is approved and whose day has come; what was recorded."""
        found: list[Recording] = []
        self.shelf.catch_up()
        for one in self.shelf.open() if self.asked else ():
            done = self._recorded_now(one.id)
            found += [done] if done else []
        return found

    # -- how it is kept --------------------------------------------------------------

    def _approval(
        self, proposal: Proposal, seen: SeenByApprover, effect: Effect, by: str
    ) -> Approved:
        """The event of an approval; what is stale is told with what differs."""
        try:
            made = approve(proposal, seen, effect.digest, by, self._moment())
        except StaleContentError:
            was = proposal.content_named(seen.content)
            found = () if was is None else list(places_differing(was, proposal.content))
            raise StaleContentError(found) from None
        except StaleEffectError:
            effect.must_be_sound()
            given = proposal.content, seen.effect, seen.log_size, effect
            raise StaleEffectError(self.effects.differing(*given)) from None
        with self.ledger.reading() as book:
            self.ledger.viewpoint(book, {"log_size": seen.log_size}, None)  # a size of this log
        return made

    def _recorded_now(self, name: str) -> Recording | None:
        """Record a proposal if it is approved and due, by an act of its own."""
        while True:
            read = self.shelf.catch_up()
            proposal = self.shelf.proposal(name)
            if len({one.by for one in proposal.approvals}) < self.asked:
                return None
            effect = self.effects.at_head(proposal.content, proposal.digest)
            if not self._due(proposal, effect):
                return None
            done = self._recorded_if_due(read, proposal, [], effect)
            if done is not None:
                return self.ledger.recorded_again(dict(done.content))

    def _due(self, proposal: Proposal, effect: Effect) -> list[Approved] | None:
        if effect.dry_run is None:
            return None
        return to_be_recorded(proposal, effect.digest, self.asked, self.ledger.today())

    def _recorded_if_due(
        self, read: int, proposal: Proposal, acts: Sequence[ProposalEvent], effect: Effect
    ) -> Proposal | None:
        """The proposal after these acts, recorded if it is due then; None, and nothing is done, if
        something else came meanwhile."""
        done = proposal.with_acts(acts)
        approvals = self._due(done, effect)
        if approvals is None or effect.dry_run is None:
            return done if self._kept(read, done, acts) else None
        size = effect.head.size + len(effect.dry_run["changes"]) + 1
        end = Recorded(proposal.proposer, self._moment(), proposal.content["instrument"], size)
        events = self.shelf.next_events(read, proposal.id, len(proposal.acts), [*acts, end])
        consent = {"approvals": [one.in_record() for one in approvals]}
        try:
            found = self.ledger.record(
                dict(proposal.content),
                proposal.proposer,
                Approval(consent, events, effect.head),
            )
        except HeadMovedError:
            return None
        if found.already:
            stands = Recorded(end.by, end.at, end.instrument, found.log_size)
            return self._kept_all(read, proposal, [*acts, stands])
        self.shelf.catch_up()
        return done.with_acts([end])

    def _kept_all(
        self, read: int, proposal: Proposal, acts: Sequence[ProposalEvent]
    ) -> Proposal | None:
        done = proposal.with_acts(acts)
        return done if self._kept(read, done, acts) else None

    def _kept(self, read: int, done: Proposal, acts: Sequence[ProposalEvent]) -> bool:
        """Keep the last acts of a proposal; False if something else came meanwhile."""
        before = len(done.acts) - len(acts)
        try:
            self.ledger.store.put_beside(self.shelf.next_events(read, done.id, before, acts))
        except HeadMovedError:
            return False
        self.shelf.catch_up()
        return True

    def _acted(self, name: str, decide: Callable[[Proposal], ProposalEvent | None]) -> Proposal:
        """A proposal after an act that does not hang on its effect."""
        self._must_be_asked()
        while True:
            read = self.shelf.catch_up()
            proposal = self.shelf.proposal(name)
            act = decide(proposal)
            done = acted(proposal, act)
            if act is None or self._kept(read, done, [act]):
                return done

    # -- what is proposed ------------------------------------------------------------

    def _must_be_asked(self) -> None:
        if self.asked < 1:
            raise ApprovalsNotAskedError

    def _sound(self, submitted: Any) -> dict[str, Any] | Recording:
        """A copy of an instrument that could be recorded on the day it is published."""
        self._must_be_asked()
        with self.ledger.reading() as book:
            already = self.ledger.recorded_already(submitted, book)
            if already is not None:
                return already
            drafted_at_head(submitted, book, self.ledger.today())
        found: dict[str, Any] = orjson.loads(orjson.dumps(submitted))
        return found

    def _proposed_before(self, content: dict[str, Any], by: str) -> Proposal | None:
        digest = digest_of(content)
        same = (one for one in self.shelf.open() if one.proposer == by and one.digest == digest)
        return next(same, None)

    def _moment(self) -> str:
        return as_recorded(self.ledger.now())
