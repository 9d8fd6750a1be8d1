"""Sessions that somebody ended before their time: kept beside the log, so that every server of a
ledger knows it at once."""

from __future__ import annotations

from ...domain.approval.proposal_events import canonical_json
from ..storage.ports import EventBeside, EventsBeside, HeadMovedError
from .shelf import Shelf

_STREAM = "session/"


def end_session(shelf: Shelf, session: str, at: str) -> None:
    """End a session for good; nothing, where it is ended already."""
    while not is_ended(shelf, session):
        read = shelf.catch_up()
        event = canonical_json({"event": "ended", "at": at})
        try:
            kept = [EventBeside(read + 1, _STREAM + session, 1, event)]
            shelf.store.put_beside(EventsBeside(read, kept))
        except HeadMovedError:
            continue


def is_ended(shelf: Shelf, session: str) -> bool:
    """Whether a session was ended, by anybody anywhere."""
    return bool(shelf.store.stream_beside(_STREAM + session))
