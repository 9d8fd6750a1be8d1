"""Checkpoints, each held against the log when it has that size."""

from __future__ import annotations

from collections.abc import Iterable

from ...domain.faults import LedgerError
from ...domain.proof.checkpoint import Checkpoint
from ...domain.proof.tree import EMPTY_ROOT


class LedgerDoesNotHoldError(LedgerError):
    """The log, or what is to prove something about it, is not as it must be."""

    title = "This does not hold"


class Against:
    """Checkpoints kept elsewhere, each held against the log when it has that size."""

    def __init__(self, checkpoints: Iterable[Checkpoint]) -> None:
        self.all = tuple(sorted(checkpoints, key=lambda one: one.size))
        self._waiting = list(self.all)
        self._held = 0
        self.look(0, EMPTY_ROOT)

    def wants(self, size: int) -> bool:
        """Whether one of this size, or a smaller one, was not held yet."""
        return bool(self._waiting) and self._waiting[0].size <= size

    def look(self, size: int, root: bytes) -> None:
        """Hold those of this size against the log's root there."""
        while self.wants(size):
            one = self._waiting.pop(0)
            if one.size != size or one.root != root:
                raise LedgerDoesNotHoldError(
                    f"the first {one.size} records are not those of the checkpoint of that size: "
                    f"something in records {self._held} to {one.size - 1} was changed and all "
                    "that follows made to fit"
                )
            self._held = one.size

    def end(self, size: int) -> None:
        """An error if one is of a larger log."""
        if self._waiting:
            raise LedgerDoesNotHoldError(
                f"record {size} is missing, and all after it: the log has {size} records, and a "
                f"checkpoint says that it had {self._waiting[-1].size}"
            )
