"""Sessions as the pages use them: begun, found again at every page, and ended."""

from __future__ import annotations

from fastapi import Request, Response

from ....domain.approval.people import Person
from ....domain.faults import LedgerError
from ....projections.approval.ended_sessions import end_session, is_ended
from ....projections.viewpoints import as_recorded
from ...access.sessions import COOKIE, HOURS, Session, Sessions
from ...access.way_in import Entered
from ...http.dependencies import Served
from ...http.entering import CameIn, where_from
from .visitor import NOBODY, Visitor


class Visits:
    """The sessions of one ledger, which all its servers know."""

    def __init__(self, served: Served) -> None:
        self._served = served
        now = served.ledger.now
        self.sessions = Sessions(served.key.secret_for("licence-ledger sessions"), now)

    def visitor(self, request: Request) -> Visitor:
        """Who looks at a page; nobody, where no session is good now."""
        cookie = request.cookies.get(COOKIE)
        if not cookie:
            return NOBODY
        try:
            return self._visitor(cookie, request.headers.get("user-agent", ""))
        except LedgerError:  # who is let in cannot be looked up: nobody is
            return NOBODY

    def _visitor(self, cookie: str, agent: str) -> Visitor:
        found = self.sessions.read(cookie, agent)
        if found is None:
            return NOBODY
        who = self._served.entry.known(found.by, found.subject, found.roles)
        if who is None or is_ended(self._served.proposals.shelf, found.id):
            return NOBODY
        form = self.sessions.form_token(found.id)
        return Visitor(who.subject, tuple(sorted(who.roles)), form, found.id)

    def begin(self, request: Request, entered: Entered, answer: Response) -> None:
        """Begin a session with whoever entered."""
        agent = request.headers.get("user-agent", "")
        who = entered.person
        session: Session = self.sessions.begin(who.subject, entered.by, who.roles, agent)
        set_cookie(request, answer, COOKIE, self.sessions.cookie_of(session), HOURS * 3600)

    def end(self, visitor: Visitor, answer: Response) -> None:
        """End a session for good, whoever has its cookie."""
        if visitor.session:
            moment = as_recorded(self._served.ledger.now())
            end_session(self._served.proposals.shelf, visitor.session, moment)
        answer.delete_cookie(COOKIE)


def visiting(visitor: Visitor, served: Served, request: Request) -> CameIn:
    """Somebody who is logged in, as who acts."""
    who = Person(visitor.subject, frozenset(visitor.roles))
    return CameIn(who, served.entry, where_from(request))


def set_cookie(request: Request, answer: Response, name: str, value: str, seconds: int) -> None:
    """Set a cookie that scripts do not see and other sites' forms do not send."""
    answer.set_cookie(
        name,
        value,
        max_age=seconds,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
