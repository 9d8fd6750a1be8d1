"""The way in: whoever asks is found by what he shows, and let do what his roles allow.

With nothing but a token of the server (`LEDGER_TOKEN`) whoever shows it records, or, where
approvals are asked for, proposes. A department names people in a file (`LEDGER_ACCESS`), has an
issuer that knows them, or both.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

from ...domain.approval.people import KEEPER, PROPOSER, RECORDER, Person, person
from .attempts import Attempts
from .entry_errors import NotAllowedError, RecordingClosedError, RoleMissingError
from .notices import Notices
from .people_file import PeopleFile
from .trail import From, Trail

if TYPE_CHECKING:  # only who has an issuer needs what reads its tokens
    from .issuer import Issuer

SERVER, ISSUER = "server", "issuer"


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody who may enter, and by what: the id of his token, `SERVER` for the server's own, or
    `ISSUER` where an issuer said who he is."""

    person: Person
    by: str


@dataclass(frozen=True, slots=True)
class WayIn:
    """Who may enter a server. `approvals` is how many an instrument needs (0: none are asked)."""

    token: str | None = None
    recorder: str = "http"
    approvals: int = 0
    people: PeopleFile | None = None
    issuer: Issuer | None = None
    trail: Trail = field(default_factory=Trail)
    notices: Notices | None = None
    attempts: Attempts = field(default_factory=lambda: Attempts(monotonic))

    @property
    def is_closed(self) -> bool:
        """Whether nobody at all can enter."""
        return self.token is None and not self.knows_people

    @property
    def knows_people(self) -> bool:
        """Whether there is anybody but the holder of the server's token."""
        return self.people is not None or self.issuer is not None

    def by_bearer(self, authorization: str, where: From) -> Entered:
        """Who sends an `Authorization`; `NotAllowedError` for nobody, and the trail says so."""
        if self.is_closed:
            raise RecordingClosedError(
                "this server was started without LEDGER_TOKEN, LEDGER_ACCESS or "
                "LEDGER_OIDC_ISSUER; set one, or use `licence-ledger record`"
            )
        scheme, _, given = authorization.partition(" ")
        try:
            if scheme.lower() != "bearer" or not given:
                raise NotAllowedError(self._how())
            return self.by_token(given, where)
        except NotAllowedError as error:
            self.trail.tell("entry_refused", None, where, why=str(error))
            raise

    def by_login(self, token: str, where: From) -> Entered:
        """Whose token somebody types; `NotAllowedError` if it is nobody's, and the trail says so,
        `TooManyAttemptsError` after too many of them."""
        self.attempts.must_be_few(where.client)
        try:
            found = self.by_token(token, where)
        except NotAllowedError as error:
            self.attempts.count(where.client)
            self.trail.tell("entry_refused", None, where, why=str(error))
            raise
        self.trail.tell("entered", found.person.subject, where)
        return found

    def by_token(self, token: str, where: From) -> Entered:
        """Whose token it is; `NotAllowedError` if it is nobody's, `TooManyAttemptsError` where so
        many were not that no more are checked."""
        if self.token is not None and hmac.compare_digest(token.encode(), self.token.encode()):
            return Entered(self._holder_of_the_one_token(), SERVER)
        if self.people is not None and self.people.knows(token):
            self.attempts.must_be_few(where.client)
            found = self.people.holder(token)
            if found is not None:
                return Entered(*found)
            self.attempts.count(where.client)
        elif self.issuer is not None and token.count(".") == 2:
            return Entered(self.issuer.holder(token), ISSUER)
        raise NotAllowedError(self._how())

    def known(self, by: str, subject: str, roles: Iterable[str]) -> Person | None:
        """Who entered before by something, with the roles that he has now; None if he would not be
        let in any more. Of whom an issuer told, the roles are those that it told then."""
        if by == SERVER:
            found = self._holder_of_the_one_token() if self.token is not None else None
        elif by == ISSUER:
            found = person(subject, roles) if self.issuer is not None else None
        else:
            found = self.people.holder_of(by) if self.people is not None else None
        return found if found is not None and found.subject == subject else None

    def must_be(self, who: Person, role: str, where: From) -> None:
        """`RoleMissingError` unless somebody has a role, and the trail says so."""
        if not who.may(role):
            self.trail.tell("role_missing", who.subject, where, role=role)
            raise RoleMissingError(who.subject, role)

    def _holder_of_the_one_token(self) -> Person:
        """Who has the server's token: nobody records without approval by default where approvals
        are asked for."""
        return person(self.recorder, (PROPOSER,) if self.approvals else (RECORDER, KEEPER))

    def _how(self) -> str:
        if not self.knows_people:
            return "send `Authorization: Bearer` with the token of this server"
        return "send `Authorization: Bearer` with a token of yours that is good now"
