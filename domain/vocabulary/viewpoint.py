"""Where an answer is seen from: which day's law, as known when, as recorded at which size."""

from __future__ import annotations

from typing import Any, NamedTuple

from .dates import day_text

ANSWER_VERSION = 2
"""The version of the answers' meaning and form; a viewpoint carries it to be repeatable."""
ANSWER_VERSIONS = (1, ANSWER_VERSION)
"""The versions that can be asked for: 1 is what release 0.1.0 answered."""

VIEWPOINT_FIELDS = (
    "valid_on",
    "known_on",
    "log_size",
    "recorded_until",
    "root_hash",
    "answer_version",
)
"""What a question can name of its viewpoint."""


class Viewpoint(NamedTuple):
    """A resolved viewpoint: days as ordinals, and the size and root of the log that is read.

    `valid_on` is None where the days are the question's own (a licence's history).
    """

    valid_on: int | None
    known_on: int | None
    log_size: int
    root_hash: str
    answer_version: int = ANSWER_VERSION

    def on(self, valid_on: int) -> Viewpoint:
        """The same on a day."""
        said = self.known_on, self.log_size, self.root_hash, self.answer_version
        return Viewpoint(valid_on, *said)

    def shown(self) -> dict[str, Any]:
        """The viewpoint as every answer carries it; asked again with it, it repeats."""
        return {
            "valid_on": None if self.valid_on is None else day_text(self.valid_on),
            "known_on": None if self.known_on is None else day_text(self.known_on),
            "log_size": self.log_size,
            "root_hash": self.root_hash,
            "answer_version": self.answer_version,
        }
