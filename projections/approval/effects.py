"""What contents would change at the head of the log: the effect that an approval names."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ...domain.approval.differing import PlaceDiffering, effects_differing
from ...domain.approval.proposal_events import Json, digest_of
from ...domain.faults import Fault, LedgerError, RefusedError
from ..ledger import Ledger
from ..register.timelines import Timelines
from ..storage.ports import LogHead

_KEPT = 64
"""So many effects are remembered: of what is looked at now, by all who look."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a content would change at a head of the log: the dry run's answer without its
    viewpoint, and the SHA-256 of it; or why it cannot be recorded there."""

    head: LogHead
    viewpoint: Json
    dry_run: Json | None
    faults: Sequence[Fault] = ()
    digest: str = ""

    def must_be_sound(self) -> None:
        """`RefusedError` with every fault, if it has any."""
        if self.dry_run is None:
            raise RefusedError(self.faults)


class Effects:
    """The effects of contents on one ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._questions = Timelines(ledger)
        self._ledger = ledger
        self._kept: OrderedDict[tuple[str, LogHead], Effect] = OrderedDict()
        self._lock = threading.Lock()

    def at_head(self, content: Json, digest: str) -> Effect:
        """What a content of this SHA-256 would change, with everything recorded before."""
        key = digest, self._ledger.store.head()
        with self._lock:
            found = self._kept.get(key)
        if found is not None:
            return found
        made = self._made(content)
        with self._lock:
            self._kept[digest, made.head] = made
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return made

    def differing(
        self, content: Json, seen: str, log_size: int, now: Effect
    ) -> list[PlaceDiffering]:
        """Of which subjects the effect that was seen at a size of the log says something else than
        the effect now; none where another effect was seen there."""
        try:
            dry = _without_viewpoint(self._questions.dry_run(content, {"log_size": log_size}))
        except LedgerError:
            return []
        if now.dry_run is None or digest_of(dry) != seen:
            return []
        return list(effects_differing(dry, now.dry_run))

    def _made(self, content: Json) -> Effect:
        with self._ledger.reading() as book:
            viewpoint, _ = self._ledger.viewpoint(book, {}, None)
        head = LogHead(viewpoint.log_size, bytes.fromhex(viewpoint.root_hash))
        shown = viewpoint.shown()
        try:
            dry = self._questions.dry_run(dict(content), {"log_size": viewpoint.log_size})
        except RefusedError as error:
            return Effect(head, shown, None, error.faults)
        effect = _without_viewpoint(dry)
        return Effect(head, shown, effect, (), digest_of(effect))


def _without_viewpoint(dry_run: dict[str, Any]) -> Json:
    return {name: value for name, value in dry_run.items() if name != "viewpoint"}
