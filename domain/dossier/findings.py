"""What the verifier says of a dossier: what it checked, what failed, and what it cannot check."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..proof.checkpoint import VerifierKey

HOLDS, DOES_NOT_HOLD, CANNOT_TELL = 0, 1, 3
"""Exit statuses of the verifier."""

NOT_CHECKED = (
    "that the records say what the gazette and the courts said: compare the citations",
    "that nothing was left out of the map itself: the map says how many records each stream "
    "has, and that it says so rightly is what `licence-ledger verify` over the whole log checks",
    "that others were shown the same log: compare the checkpoint with one kept elsewhere "
    "(`licence-ledger witness`)",
    "notes in the answer that compare a name with all names ever recorded",
)
"""What a dossier cannot show by itself."""


class DoesNotHoldError(Exception):
    """Something in the dossier is not as it must be."""


class CannotTellError(Exception):
    """The verifier does not know what to make of the dossier."""


@dataclass
class Findings:
    """What was checked, sentence by sentence, and what came of it."""

    status: int = HOLDS
    checked: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    failed: str | None = None
    key: VerifierKey | None = None
    question: dict[str, Any] = field(default_factory=dict)
    answer: dict[str, Any] = field(default_factory=dict)
