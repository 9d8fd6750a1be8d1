"""Sessions of the pages: signed cookies, so that any server of a ledger knows them.

A cookie says who entered, by what, until when, and with which browser, under a signature
(HMAC-SHA-256) whose key is made of the ledger's own. It holds no token. What a form sends with it
(against forms of other sites) is made of the session, and is no part of the cookie.
"""

from __future__ import annotations

import hmac
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256

HOURS = 8
"""So long a session lasts at the most."""
COOKIE = "ledger_session"
LOGIN_COOKIE, FORM_COOKIE = "ledger_login", "ledger_login_form"
LOGIN_SECONDS = 600
"""So long a login may take that was begun."""
_COOKIE_MOST = 4_000


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who entered: `by` is the id of his token, or empty where an issuer said who he is;
    then his roles are those that it told."""

    id: str
    subject: str
    by: str
    roles: tuple[str, ...]
    until: float
    agent: str


class Sessions:
    """Makes and reads sessions, with a secret that all servers of a ledger have."""

    def __init__(self, secret: bytes, now: Callable[[], datetime]) -> None:
        self._secret = secret
        self._now = now

    def begin(self, subject: str, by: str, roles: Iterable[str], agent: str) -> Session:
        """A new session with this browser."""
        until = (self._now() + timedelta(hours=HOURS)).timestamp()
        name = secrets.token_hex(16)
        return Session(name, subject, by, tuple(sorted(roles)), until, _print_of(agent))

    def cookie_of(self, session: Session) -> str:
        """The value of a session's cookie."""
        return self.signed("session", json.dumps(asdict(session)))

    def read(self, cookie: str, agent: str) -> Session | None:
        """The session of a cookie; None for one that was changed, is over, or comes from another
        browser than it was made for."""
        said = self.opened("session", cookie)
        if said is None:
            return None
        given = json.loads(said)
        found = Session(**{**given, "roles": tuple(given["roles"])})
        good = found.until > self._now().timestamp() and found.agent == _print_of(agent)
        return found if good else None

    def form_token(self, session_id: str) -> str:
        """What every form of a session sends."""
        return self._mac("form", session_id.encode())

    def is_form_token(self, session_id: str, given: str) -> bool:
        """Whether a form sends what those of a session do."""
        return hmac.compare_digest(self.form_token(session_id).encode(), given.encode())

    def signed(self, purpose: str, text: str) -> str:
        """A text that nobody can change on its way."""
        said = urlsafe_b64encode(text.encode()).decode()
        return f"{said}.{self._mac(purpose, said.encode())}"

    def opened(self, purpose: str, value: str) -> str | None:
        """The text again; None if it was changed, or signed for something else."""
        said, _, mac = value.partition(".")
        expected = self._mac(purpose, said.encode("utf-8", "replace"))
        if len(value) > _COOKIE_MOST or not hmac.compare_digest(
            mac.encode("utf-8", "replace"), expected.encode()
        ):
            return None
        return urlsafe_b64decode(said).decode()

    def _mac(self, purpose: str, said: bytes) -> str:
        return hmac.new(self._secret, purpose.encode() + b"\0" + said, sha256).hexdigest()


def _print_of(agent: str) -> str:
    """What is kept of a browser's name."""
    return sha256(agent.encode("utf-8", "replace")).hexdigest()[:16]
