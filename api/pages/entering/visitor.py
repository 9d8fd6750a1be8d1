"""Who looks at a page."""

from __future__ import annotations

from typing import NamedTuple


class Visitor(NamedTuple):
    """Somebody who is logged in, his roles now, and what his forms send beside their fields so that
    no other site's form does it in his name."""

    subject: str = ""
    roles: tuple[str, ...] = ()
    form_token: str = ""
    session: str = ""

    def may(self, role: str) -> bool:
        """Whether he has a role."""
        return role in self.roles


NOBODY = Visitor()
"""Somebody who only reads."""
