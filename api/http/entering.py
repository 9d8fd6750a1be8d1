"""Who calls: found before anything is read of what he sends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool

from ...domain.approval.people import Person
from ...projections.approval.proposals import Proposals
from ..access.entry_errors import RoleMissingError
from ..access.trail import From
from ..access.way_in import WayIn
from .dependencies import served
from .observing import PERSON

BY_TOKEN: dict[str, Any] = {"security": [{"token": []}]}
"""How the OpenAPI document says that a door asks who somebody is."""


@dataclass(frozen=True, slots=True)
class CameIn:
    """Somebody who entered a server, and from where."""

    person: Person
    entry: WayIn
    where: From

    @property
    def subject(self) -> str:
        """The name that stands in the record."""
        return self.person.subject

    def must_be(self, *roles: str) -> None:
        """`RoleMissingError` unless he has one of these roles; the trail says so."""
        if not any(self.person.may(role) for role in roles):
            self.entry.trail.tell("role_missing", self.subject, self.where, role=roles[0])
            raise RoleMissingError(self.subject, roles[0])

    def tell(self, event: str, **said: Any) -> None:
        """Write into the trail what he did, and let those know who asked to be told."""
        self.entry.trail.tell(event, self.subject, self.where, **said)
        if self.entry.notices is not None:
            self.entry.notices.tell(event, self.subject, **said)

    def record_due(self, proposals: Proposals) -> None:
        """Record what is approved and whose day has come, before he does anything himself."""
        for one in proposals.record_due():
            self.tell("recorded", instrument=one.instrument, log_size=one.log_size, due=True)


def where_from(request: Request) -> From:
    """Where a request comes from, and its id."""
    client = request.client.host if request.client else ""
    return From(client, request.scope.get("request_id", ""))


async def caller(request: Request) -> CameIn:
    """Who sends a request; `NotAllowedError` for somebody without right of entry."""
    entry = (await served(request)).entry
    where = where_from(request)
    authorization = request.headers.get("authorization", "")
    if entry.knows_people:  # which takes a while: a slow hash, or another server
        found = await run_in_threadpool(entry.by_bearer, authorization, where)
    else:
        found = entry.by_bearer(authorization, where)
    setattr(request.state, PERSON, found.person.subject)
    return CameIn(found.person, entry, where)


TheCaller = Annotated[CameIn, Depends(caller)]
