"""People and their roles. Whoever reads needs none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

PROPOSER, APPROVER, RECORDER, KEEPER = "proposer", "approver", "recorder", "keeper"
ROLES = {
    PROPOSER: "proposes instruments, revises and withdraws what he proposed",
    APPROVER: "approves and refuses what others propose",
    RECORDER: "records without approval",
    KEEPER: "sees who has right of entry",
}
"""Every role, with what it allows."""


class Person(NamedTuple):
    """Somebody with right of entry: the name that stands in the record, and his roles."""

    subject: str
    roles: frozenset[str]

    def may(self, role: str) -> bool:
        """Whether he has a role."""
        return role in self.roles


def person(subject: str, roles: Iterable[str]) -> Person:
    """Somebody with these roles; what is no role of a ledger gives him nothing."""
    return Person(subject, frozenset(roles) & ROLES.keys())
