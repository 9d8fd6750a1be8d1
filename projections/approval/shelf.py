"""The proposals of a ledger, read from the events beside its log and kept in step with them."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...domain.approval.deciding import UnknownProposalError
from ...domain.approval.proposal_events import ProposalEvent, canonical_json, read_event
from ...domain.approval.proposals import RECORDED, Proposal
from ..storage.errors import LedgerFileError
from ..storage.ports import EventBeside, EventsBeside, Store

_PAGE = 1_000
_STREAM = "proposal/"


@dataclass(frozen=True, slots=True)
class Filed:
    """What is remembered of a proposal that is closed; its events are read when it is looked at."""

    id: str
    instrument: str
    title: str
    published_on: str
    proposed_by: str
    proposed_at: str
    revision: int
    content: str
    state: str
    at: str
    approved_by: tuple[str, ...]


class Shelf:
    """Every proposal: those that are open or may be opened again whole, of others the outside.

    What was kept by anybody before is there at every look.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self._lock = threading.Lock()
        self._read = 0
        self._whole: dict[int, Proposal] = {}
        self._filed: dict[int, Filed] = {}
        self._count = 0

    def catch_up(self) -> int:
        """Read what was kept since; how many events there are then."""
        with self._lock:
            while found := self.store.beside(self._read, _PAGE):
                for one in found:
                    self._take(one)
            return self._read

    def _take(self, event: EventBeside) -> None:
        self._read = event.number
        if not event.stream.startswith(_STREAM):
            return
        number, act = int(event.stream.removeprefix(_STREAM)), _read(event)
        before = self._whole.get(number)
        made = before.with_acts([act]) if before else Proposal(str(number), (act,))
        self._count = max(self._count, number)
        if made.is_over:
            self._whole.pop(number, None)
            self._filed[number] = _filed(made)
        else:
            self._whole[number] = made

    @property
    def next_id(self) -> str:
        """The name of the next proposal."""
        return str(self._count + 1)

    def proposal(self, name: str) -> Proposal:
        """A proposal, whole; `UnknownProposalError` if there is none of this name."""
        number = int(name) if name.isascii() and name.isdigit() and len(name) < _DIGITS else 0
        if str(number) != name or not 0 < number <= self._count:
            raise UnknownProposalError(name)
        with self._lock:
            found = self._whole.get(number)
        return found or Proposal(
            name, tuple(_read(one) for one in self.store.stream_beside(_STREAM + name))
        )

    def open(self) -> list[Proposal]:
        """The proposals that wait for approvals or for their day, the oldest first."""
        with self._lock:
            return [one for one in self._whole.values() if one.closed_as is None]

    def outsides(self, after: int) -> Iterator[Proposal | Filed]:
        """All of them before a number (0: the latest first), whole or by their outside."""
        with self._lock:
            last = self._count if after == 0 else min(self._count, after - 1)
            found = [self._whole.get(n) or self._filed.get(n) for n in range(last, 0, -1)]
        return (one for one in found if one is not None)

    def next_events(
        self, read: int, name: str, before: int, acts: Sequence[ProposalEvent]
    ) -> EventsBeside:
        """Further acts of a proposal that has `before` of them, after `read` events in all."""
        stream = _STREAM + name
        return EventsBeside(
            read,
            [
                EventBeside(read + 1 + n, stream, before + 1 + n, canonical_json(act.said()))
                for n, act in enumerate(acts)
            ],
        )


_DIGITS = 12


def _read(event: EventBeside) -> ProposalEvent:
    try:
        return read_event(json.loads(event.event))
    except ValueError as error:
        raise LedgerFileError(
            f"event {event.number} beside the log ({event.stream}, {event.version}) cannot be read "
            f"({error}): it was changed or is a later release's; restore it from a backup"
        ) from error


def _filed(proposal: Proposal) -> Filed:
    content = proposal.content
    return Filed(
        id=proposal.id,
        instrument=content["instrument"],
        title=content["title"],
        published_on=content["published_on"],
        proposed_by=proposal.proposer,
        proposed_at=proposal.acts[0].at,
        revision=len(proposal.revisions),
        content=proposal.digest,
        state=proposal.closed_as or "",
        at=proposal.acts[-1].at,
        approved_by=tuple(one.by for one in proposal.recorded_with)
        if proposal.closed_as == RECORDED
        else (),
    )
