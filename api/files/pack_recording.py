"""A pack recorded whole or not at all, and how much of it a ledger holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from ...domain.faults import Fault, RefusedError
from ...projections.ledger import UNASKED, Approval, Ledger, NotWholeError
from ...projections.recording.judging import Recording
from .pack_rules import outside, own_ids, owned_elsewhere
from .packs import Pack

Refused = tuple[str, RefusedError]
"""Where a refused instrument stands, and why it was refused."""


class PackRefusedError(NotWholeError):
    """A pack was refused for what some of its instruments say: nothing of it was recorded."""

    def __init__(self, pack: Pack, refused: dict[int, RefusedError]) -> None:
        super().__init__(refused)
        self.places: list[Refused] = [
            (pack.instruments[n].where, refused[n]) for n in sorted(refused)
        ]


def record_pack(
    ledger: Ledger,
    pack: Pack,
    by: str | None,
    now: Callable[[], datetime],
    approval: Approval = UNASKED,
) -> list[Recording]:
    """Record a pack: what the ledger lacks of it, all or nothing. `PackRefusedError` if any of it
    reaches outside the pack, is owned by something else, or is refused for what it says."""
    contents = [one.content for one in pack.instruments]
    ids = own_ids(pack)
    with ledger.reading() as book:
        faults = [
            *((n, one) for n, said in enumerate(contents) for one in _outside(said, pack, ids)),
            *owned_elsewhere(contents, ids, book.head()),
        ]
    if faults:
        raise PackRefusedError(pack, _together(faults))
    try:
        return ledger.record_whole(contents, by or pack.recorder, pack.today(now()), approval)
    except NotWholeError as error:
        raise PackRefusedError(pack, dict(error.refused)) from error


def _outside(content: object, pack: Pack, ids: set[str]) -> Iterable[Fault]:
    return outside(content, pack.manifest, ids)


def _together(faults: Sequence[tuple[int, Fault]]) -> dict[int, RefusedError]:
    found: dict[int, list[Fault]] = {}
    for number, fault in faults:
        found.setdefault(number, []).append(fault)
    return {number: RefusedError(some) for number, some in found.items()}


def recorded_of(pack: Pack, ledger: Ledger) -> int:
    """How many of a pack's instruments stand in a ledger."""
    with ledger.reading() as book:
        head = book.head()
        return sum(head.recorded_instrument(one) is not None for one in own_ids(pack))
