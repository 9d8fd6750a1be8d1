"""Where a change is at home: the stream that its subject, its target or its topic has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from ..vocabulary.change_types import CHANGE_TYPES, SUBJECTS
from .changes import change_of


class Places(Protocol):
    """Where what is recorded stands."""

    def home(self, change_id: str) -> str | None:
        """The stream in which a change stands."""

    def knows_instrument(self, name: str) -> bool:
        """Whether an instrument is recorded."""

    def knows(self, kind: str, name: str) -> bool:
        """Whether a subject was ever established."""


def stream_of(content: Mapping[str, Any], history: Places, instrument: str) -> str:
    """The stream a change belongs to: its subject's; its target's; that of what it is about.

    What has no subject belongs to the instrument's own stream. What names nothing that is
    recorded goes there too (a free topic; a target that is refused anyway).
    """
    subject = CHANGE_TYPES[content["type"]].subject
    own = f"instrument/{instrument}"
    if subject in SUBJECTS:
        return f"{subject}/{content[subject]}"
    if not subject:
        return own
    named = content[subject]
    home = history.home(change_of(named))
    if home is not None:
        return home
    if history.knows_instrument(named):
        return f"instrument/{named}"
    if subject == "about":
        for kind in SUBJECTS:
            if history.knows(kind, named):
                return f"{kind}/{named}"
    return own
