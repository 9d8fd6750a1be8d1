"""What people do with a proposal: immutable events of one stream, as they are kept.

An event is one JSON object with `event`, who did it (`by`) and when (`at`, UTC), and what belongs
to its kind. Its bytes are canonical JSON (RFC 8785).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any, ClassVar

Json = Mapping[str, Any]


def canonical_json(content: Json) -> bytes:
    """The canonical JSON of what a ledger takes (RFC 8785): names in ASCII, whole numbers."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def digest_of(content: Json) -> str:
    """The SHA-256 of the canonical JSON, in lower-case hex: what an approval names."""
    return sha256(canonical_json(content)).hexdigest()


@dataclass(frozen=True, slots=True)
class ProposalEvent:
    """Something that somebody did with a proposal."""

    event: ClassVar[str]
    by: str
    at: str

    def said(self) -> dict[str, Any]:
        """The event as JSON."""
        return {"event": self.event, **asdict(self)}


@dataclass(frozen=True, slots=True)
class Proposed(ProposalEvent):
    """An instrument was proposed: `content` is all of it, with its changes."""

    event: ClassVar[str] = "proposed"
    content: Json


@dataclass(frozen=True, slots=True)
class Revised(ProposalEvent):
    """The proposer gave it a new content."""

    event: ClassVar[str] = "revised"
    content: Json


@dataclass(frozen=True, slots=True)
class Approved(ProposalEvent):
    """Somebody approved a content (its SHA-256) with an effect (the same of the dry run's answer
    without its viewpoint) that he saw at a size of the log."""

    event: ClassVar[str] = "approved"
    content: str
    effect: str
    log_size: int

    def in_record(self) -> dict[str, Any]:
        """The approval as it stands in the record of the instrument."""
        said = self.said()
        del said["event"]
        return said


@dataclass(frozen=True, slots=True)
class Refused(ProposalEvent):
    """An approver refused it as it was, and why."""

    event: ClassVar[str] = "refused"
    reason: str


@dataclass(frozen=True, slots=True)
class Withdrawn(ProposalEvent):
    """The proposer took it back; the reason may be empty."""

    event: ClassVar[str] = "withdrawn"
    reason: str


@dataclass(frozen=True, slots=True)
class Recorded(ProposalEvent):
    """It stands recorded since this act, and the log went so far with it."""

    event: ClassVar[str] = "recorded"
    instrument: str
    log_size: int


PROPOSAL_EVENTS: dict[str, type[ProposalEvent]] = {
    one.event: one for one in (Proposed, Revised, Approved, Refused, Withdrawn, Recorded)
}
"""The closed registry: every event that a stream may hold."""


def read_event(said: Json) -> ProposalEvent:
    """An event from its JSON; `ValueError` if it is none."""
    fields = dict(said)
    kind = PROPOSAL_EVENTS.get(fields.pop("event", ""))
    if kind is None:
        raise ValueError(f"there is no event `{said.get('event')}`")
    try:
        return kind(**fields)
    except TypeError as error:
        raise ValueError(f"the event `{kind.event}` does not say what it must: {error}") from error
