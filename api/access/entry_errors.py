"""What is told to somebody who may not enter, or not do what he asks."""

from __future__ import annotations

from ...domain.approval.people import ROLES
from ...domain.faults import LedgerError


class NotAllowedError(LedgerError):
    """Somebody without right of entry would do what needs it."""

    title = "This needs right of entry"


class RecordingClosedError(LedgerError):
    """The server was started without a token or people: nobody can record over HTTP."""

    title = "This server does not record over HTTP"


class RoleMissingError(LedgerError):
    """Somebody with right of entry would do what his roles do not allow."""

    title = "Your roles do not allow this"

    def __init__(self, subject: str, role: str) -> None:
        super().__init__(f"{subject} is no {role}: a {role} {ROLES[role]}")
        self.role = role


class TooManyAttemptsError(LedgerError):
    """Somebody failed to enter too often: he may try again later."""

    title = "Too many attempts"

    def __init__(self, seconds: int) -> None:
        super().__init__(f"that failed too often from here: try again in {seconds} seconds")
        self.seconds = seconds


class AccessError(LedgerError):
    """What says who has right of entry cannot be read or used: nobody enters by it."""

    title = "Right of entry cannot be looked up"
