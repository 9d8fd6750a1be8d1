"""Who sees a watch on the pages: its owner and keepers where the server knows people; else all."""

from __future__ import annotations

import hmac

from ....domain.approval.people import KEEPER
from ....domain.vocabulary.bounds import NAME
from ....projections.watching.watch_errors import OthersWatchError
from ....projections.watching.watches import Watch
from ...http.dependencies import Served
from ..visitor import Visitor


def may_visit(served: Served, watch: Watch, visitor: Visitor) -> bool:
    """Whether a watch is shown to a visitor."""
    if not served.entry.knows_people:
        return True
    return bool(visitor.subject) and (visitor.subject == watch.owner or visitor.may(KEEPER))


def visited(served: Served, name: str, visitor: Visitor, key: str = "") -> Watch:
    """A watch that a visitor may see, or whoever has the `key` of its feed; `OthersWatchError`."""
    found = served.watches.watches.watch(name[:NAME])
    opened = key and hmac.compare_digest(key.encode(), found.secret.encode())
    if not opened and not may_visit(served, found, visitor):
        raise OthersWatchError(name)
    return found
