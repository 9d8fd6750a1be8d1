"""The watches of a ledger, carried into another one that holds the same law."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime

from ...domain.faults import QuestionError
from ..ledger import open_ledger
from ..storage.errors import EarlierFormatError
from .watch_errors import WatchNameTakenError
from .watches import Watch, Watches


@dataclass(frozen=True, slots=True)
class CarriedWatch:
    """What came of one watch: `carried`, `already there`, or `left`, and then why."""

    watch: str
    outcome: str
    said: str = ""


def carried_watches(
    source: str, target: str, today: Callable[[], date], now: Callable[[], datetime]
) -> Iterator[CarriedWatch]:
    """Keep the watches of a ledger with another one too, into which its instruments were copied:
    each with its owner, its questions, the address of its feed, and up to where it was reported.

    A watch rests on a size of the log. It is left where the two logs are not the same up to
    there, or another watch has its name. A file of an earlier format holds none.
    """
    try:
        theirs = open_ledger(source, today, now, read_only=True)
    except EarlierFormatError:
        return
    with closing(theirs), closing(open_ledger(target, today, now)) as ours:
        watches, kept = Watches(theirs), Watches(ours)
        for watch in watches.every():
            yield _carried(watch, watches, kept)


def _carried(watch: Watch, watches: Watches, kept: Watches) -> CarriedWatch:
    size = watch.log_size
    root, theirs = (one.ledger.store.root_at(size) for one in (kept, watches))
    if root is None or root != theirs:
        said = (
            f"up to {size}, where it was last reported, the log there is another one: keep its "
            "questions there with licence-ledger watch add"
        )
        return CarriedWatch(watch.name, "left", said)
    try:
        anything = kept.take_over(watch, watches)
    except (WatchNameTakenError, QuestionError) as error:
        return CarriedWatch(watch.name, "left", str(error))
    return CarriedWatch(watch.name, "carried" if anything else "already there")
