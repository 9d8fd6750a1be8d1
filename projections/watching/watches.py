"""The watches of a ledger: kept beside its log, for they are what people ask and no law.

A watch is added, reported and removed by events of one stream (`watches`); its questions stand in a
stream of their own. Nothing of it is in the log: roots, proofs and dossiers are the same with it
and without it. What is removed is no longer shown; its events stay where they are.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ...domain.approval.proposal_events import canonical_json
from ...domain.faults import Fault, QuestionError
from ...domain.vocabulary.dates import day_text
from ..ledger import Ledger
from ..storage.errors import LedgerFileError
from ..storage.ports import EventBeside, EventsBeside, HeadMovedError
from ..viewpoints import as_recorded
from .kept_questions import in_events, sound_questions
from .watch_errors import UnknownWatchError, WatchNameTakenError

WATCHES = 1_000
"""So many watches are kept with one ledger at a time."""
_ALL = "watches"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


@dataclass(frozen=True, slots=True)
class Watch:
    """A watch: `number` counts all that were ever added. It was last reported at `log_size`, on
    the day `since`; before that, added there. `secret` opens its feed."""

    name: str
    number: int
    owner: str
    added_at: str
    added_size: int
    added_on: str
    questions: int
    dated: int
    secret: str
    log_size: int
    since: str
    reported_at: str | None = None

    def shown(self) -> dict[str, Any]:
        """The watch as it is answered, without its questions."""
        return {
            "watch": self.name,
            "owner": self.owner,
            "questions": self.questions,
            "dated": self.dated,
            "added_at": self.added_at,
            "added_log_size": self.added_size,
            "reported_at": self.reported_at,
            "reported_log_size": self.log_size,
            "reported_on": self.since,
        }


class Watches:
    """The watches of one ledger; what anybody else did before is there at every look."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._lock = threading.Lock()
        self._read = self._count = 0
        self._kept: dict[str, Watch] = {}

    # -- looking ---------------------------------------------------------------------

    def every(self) -> list[Watch]:
        """All that are kept, by name."""
        self._catch_up()
        with self._lock:
            return [self._kept[name] for name in sorted(self._kept)]

    def watch(self, name: str) -> Watch:
        """One of them; `UnknownWatchError` if none of this name is kept."""
        self._catch_up()
        with self._lock:
            found = self._kept.get(name)
            if found is None:
                raise UnknownWatchError(name[:100], sorted(self._kept))
            return found

    def questions(self, watch: Watch) -> Iterator[Mapping[str, Any]]:
        """The questions of a watch as they were handed in, in their order."""
        for event in self.ledger.store.stream_beside(_stream_of(watch.number)):
            yield from _read_event(event)["questions"]

    # -- acting ----------------------------------------------------------------------

    def add(self, name: str, asked: Iterable[Any], by: str, secret: str) -> Watch:
        """Keep questions under a name, from the head of the log and today on. `QuestionError` with
        every fault of name and questions; `WatchNameTakenError`."""
        _must_be_a_name(name)
        with self.ledger.reading() as book:
            history = book.head()
            questions = sound_questions(asked, history, "/questions")
        today = day_text(self.ledger.today().toordinal())
        chunks = list(in_events(questions))
        added = {
            "event": "added",
            "by": by,
            "watch": name,
            "questions": len(questions),
            "dated": sum("date" in one for one in questions),
            "log_size": history.size,
            "on": today,
            "secret": secret,
        }

        def act() -> list[Mapping[str, Any]]:
            if name in self._kept:
                raise WatchNameTakenError(name)
            return [self._numbered(added)]

        self._acted(act, chunks)
        return self.watch(name)

    def reported(self, name: str, log_size: int, by: str) -> Watch:
        """Remember that all up to a size of the log was reported, today; nothing where as much was
        before."""
        with self.ledger.reading() as book:
            self.ledger.viewpoint(book, {"log_size": log_size}, None)
        today = day_text(self.ledger.today().toordinal())

        def act() -> list[Mapping[str, Any]]:
            if name not in self._kept:
                raise UnknownWatchError(name, sorted(self._kept))
            said = {"event": "reported", "by": by, "watch": name, "log_size": log_size, "on": today}
            return [said] if log_size > self._kept[name].log_size else []

        self._acted(act)
        return self.watch(name)

    def remove(self, name: str, by: str) -> None:
        """Keep a watch no longer; its name is free again."""

        def act() -> list[Mapping[str, Any]]:
            if name not in self._kept:
                raise UnknownWatchError(name, sorted(self._kept))
            return [{"event": "removed", "by": by, "watch": name}]

        self._acted(act)

    # -- carrying --------------------------------------------------------------------

    def acts_of(self, watch: Watch) -> list[Mapping[str, Any]]:
        """What stands kept of a watch: how it was added, and how it was last reported, if it was.
        With its questions it is all that another ledger needs."""
        found = list[Mapping[str, Any]]()
        for event in self.ledger.store.stream_beside(_ALL):
            said = _read_event(event)
            if said["watch"] == watch.name:
                found = [said] if said["event"] == "added" else [*found[:1], said]
        return found

    def take_over(self, watch: Watch, others: Watches) -> bool:
        """Keep a watch of another ledger as it stands there, whose log is the same up to where the
        watch was last reported; whether there was anything to keep. `WatchNameTakenError` where
        another one has its name."""
        acts, questions = others.acts_of(watch), list(others.questions(watch))

        def act() -> list[Mapping[str, Any]]:
            kept = self._kept.get(watch.name)
            if kept is None:
                return [self._numbered(acts[0]), *acts[1:]]
            if (kept.secret, kept.added_at) != (watch.secret, watch.added_at):
                raise WatchNameTakenError(watch.name)
            return acts[1:] if watch.log_size > kept.log_size else []

        return self._acted(act, list(in_events(questions)))

    # -- how they are kept -----------------------------------------------------------

    def _numbered(self, added: Mapping[str, Any]) -> Mapping[str, Any]:
        """The adding of the next watch; `QuestionError` where no more are kept."""
        if len(self._kept) >= WATCHES:
            sentence = f"{WATCHES:,} watches are kept already: remove those nobody needs"
            raise QuestionError([Fault("too_many", "/watch", sentence)])
        return {**added, "number": self._count + 1}

    def _acted(
        self, decide: Callable[[], list[Mapping[str, Any]]], chunks: Sequence[bytes] = ()
    ) -> bool:
        """Keep events that are decided against all that was kept before them, with the questions
        of a watch that is added; decided anew where something else came meanwhile. Whether there
        were any."""
        store = self.ledger.store
        while True:
            count = store.count_beside()
            self._catch_up()
            with self._lock:
                said, read, number = decide(), self._read, self._count + 1
            if not said:
                return False
            at = as_recorded(self.ledger.now())
            kept = [
                (_ALL, read + n, canonical_json({"at": at, **one})) for n, one in enumerate(said, 1)
            ]
            if said[0]["event"] == "added":
                kept += [(_stream_of(number), n, chunk) for n, chunk in enumerate(chunks, 1)]
            events = [EventBeside(count + n, *one) for n, one in enumerate(kept, 1)]
            try:
                store.put_beside(EventsBeside(count, events))
            except HeadMovedError:
                continue
            return True

    def _catch_up(self) -> None:
        with self._lock:
            for event in self.ledger.store.stream_beside(_ALL, self._read):
                self._take(_read_event(event))
                self._read = event.version

    def _take(self, said: Mapping[str, Any]) -> None:
        name = said["watch"]
        if said["event"] == "added":
            self._count = said["number"]
            self._kept[name] = _added(said)
        elif said["event"] == "reported":
            self._kept[name] = replace(
                self._kept[name],
                log_size=said["log_size"],
                since=said["on"],
                reported_at=said["at"],
            )
        else:
            del self._kept[name]


def _added(said: Mapping[str, Any]) -> Watch:
    return Watch(
        name=said["watch"],
        number=said["number"],
        owner=said["by"],
        added_at=said["at"],
        added_size=said["log_size"],
        added_on=said["on"],
        questions=said["questions"],
        dated=said["dated"],
        secret=said["secret"],
        log_size=said["log_size"],
        since=said["on"],
    )


def _stream_of(number: int) -> str:
    return f"watch/{number}"


def _read_event(event: EventBeside) -> Mapping[str, Any]:
    try:
        found: Mapping[str, Any] = json.loads(event.event)
    except ValueError as error:
        raise LedgerFileError(
            f"event {event.number} beside the log ({event.stream}, {event.version}) cannot be read "
            f"({error}): it was changed or is a later release's; restore it from a backup"
        ) from error
    return found


def _must_be_a_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        sentence = (
            "a watch's name begins with a letter or a figure, and holds at most 80 letters, "
            "figures, dots, lines and underscores: as in orders-2026"
        )
        raise QuestionError([Fault("malformed", "/watch", sentence)])
