"""What was recorded, instrument by instrument: the newest first, what each does, and what came of
it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from ...domain.history.changes import Change, Entry, change_of
from ...domain.history.draft import Draft
from ...domain.history.history import History
from ...domain.history.instruments import Instrument
from ...domain.law.running import Seen
from ...domain.over_time.contents.diff import difference
from ...domain.over_time.dry_run import consequences_in_part, streams_touched
from ...domain.over_time.periods import FIRST_DAY, LAST_DAY, days_of
from ...domain.over_time.surroundings import surroundings_by_day
from ...domain.over_time.timeline import Timeline
from ...domain.questions import require_instrument
from ...domain.vocabulary.bounds import PAGE
from ...domain.vocabulary.dates import day_text
from ...domain.vocabulary.originals import with_original
from ..storage.errors import not_there
from ..storage.stored_source import StoredSource
from ..viewpoints import AskedView
from .register import Json, Register, not_in_list

LOOKED_THROUGH = 2_000
"""So many instruments are looked through for a page of one kind, before it is told as it is."""
DAYS_SHOWN = 12
"""So many days of one instrument are told of a licence."""
FEW = 200
"""What bears on so many licences is told in a moment."""
EFFECTS_KEPT = 500
"""So many parts of what instruments did are kept in a process."""
_STRETCH = 200
"""So many records are gone back through at a time."""


class Recordings(Register):
    """The questions about what was recorded."""

    def newest(self, asked: AskedView, limit: int = PAGE, before: str = "", kind: str = "") -> Json:
        """The instruments, those recorded last first, as they read now: of one kind, and only
        what was published by the day on which it is to have been known, where these are said.

        `before` is the last instrument of the page before. `next` is null after the last page; a
        page can hold less than `limit` and yet not be the last, where few are of the kind.
        """
        with self.ledger.reading() as book:
            viewpoint, history = self.ledger.viewpoint(book, asked, None)
            seen = Seen(history, 0, viewpoint.known_on)
            looked: list[Instrument] = []
            page: list[Json] = []
            for one in islice(self._back(book, history, before), LOOKED_THROUGH):
                if len(page) == limit:
                    break
                looked.append(one)
                read = history.instrument(one.id) or one
                if seen.published(read) and kind in ("", read.content["kind"]):
                    page.append(_line(one, read))
            more = bool(looked) and looked[-1].position >= len(looked[-1].changes) + 1
            return {
                "instruments": page,
                "next": looked[-1].id if more else None,
                "viewpoint": viewpoint.shown(),
            }

    def recorded_in(self, start: int, count: int) -> list[str]:
        """The instruments whose own record stands among so many from a position on, in the order
        of recording; none beyond the log."""
        with self.ledger.reading() as book:
            size = book.head().size
            if start >= size:
                return []
            begin, _ = self.ledger.store.ends_around(start)
            end, _ = self.ledger.store.ends_around(min(start + count, size))
            return book.instruments_after(begin - 1, end, end - begin) if end > begin else []

    def recording(
        self, name: str, asked: AskedView, start: int = 0, count: int | None = None
    ) -> Json:
        """One instrument as it reads now, with what is known of its recording, and so many of its
        changes from a place on: what each is about, what it says, what stops it and what corrects
        it. `change_ids` are those of all."""
        with self.ledger.reading() as book:
            viewpoint, history = self.ledger.viewpoint(book, asked, None)
            require_instrument(name, history)
            recorded = history.recorded_instrument(name)
            if recorded is None:
                raise not_there(f"the instrument {name}")
            read = history.instrument(name)
            end = None if count is None else start + count
            changes = history.recorded_changes(recorded.changes[start:end])
            seen = Seen(history, 0, viewpoint.known_on)
            return {
                **_line(recorded, read or recorded),
                "reads": read is not None,
                "content": dict((read or recorded).content),
                "corrected_by": [one.id for one in history.instrument_corrections(name)],
                "change_ids": list(recorded.changes),
                "changes": [change_shown(one, seen) for one in changes],
                "recorded_at": recorded.recorded_at,
                "recorded_by": recorded.recorded_by,
                **recorded.consent,
                "viewpoint": viewpoint.shown(),
            }

    def changes_called(self, names: Sequence[str], asked: AskedView) -> dict[str, Json]:
        """Changes by their names, each as on its instrument's page; none that is not recorded."""
        with self.ledger.reading() as book:
            viewpoint, history = self.ledger.viewpoint(book, asked, None)
            seen = Seen(history, 0, viewpoint.known_on)
            return {one.id: change_shown(one, seen) for one in history.recorded_changes(names)}

    def effects(self, name: str, asked: AskedView, after: str = "", most: int = 8) -> Json:
        """What an instrument changed when it was recorded: what its dry run told just before, of
        so many licences after one. `next` is null with the last. It did what it did: that is kept
        for who asks again."""
        with self.ledger.reading() as book:
            viewpoint, history = self.ledger.viewpoint(book, asked, None)
            require_instrument(name, history)
            kept, part = self.ledger.effects, (name, after, most)
            found = kept.get(part)
            if found is None:
                found = consequences_in_part(self._drafted(name, book, history), after, most)
                if len(kept) >= EFFECTS_KEPT:
                    kept.clear()
                kept[part] = found
            return {"instrument": name, **found, "viewpoint": viewpoint.shown()}

    def effects_on_its_days(self, name: str, asked: AskedView, most: int) -> Json:
        """The same in short: of the licences alone that its changes are about, so many of them at
        most, and on the days alone on which these changes begin or end, or what they undo did.

        `licences_more` tells how many licences more there are, `beyond` whether it can reach
        others, through groups or prohibitions, `at_hand` whether all of it is soon told.
        """
        with self.ledger.reading() as book:
            viewpoint, history = self.ledger.viewpoint(book, asked, None)
            draft = self._drafted(name, book, history)
            streams = sorted(streams_touched(draft.added, draft))
            licences = [one.partition("/")[2] for one in streams if one.startswith("licence/")]
            beyond = any(one.startswith(("group/", "requirement/")) for one in streams)
            few = len(history.subjects("licence", "", FEW + 1)) <= FEW
            return {
                "instrument": name,
                "licences": [_on_own_days(one, draft) for one in licences[:most]],
                "licences_more": len(licences[most:]),
                "beyond": beyond,
                "at_hand": few or (not beyond and len(licences) <= FEW),
                "viewpoint": viewpoint.shown(),
            }

    def _drafted(self, name: str, book: StoredSource, history: History) -> Draft:
        """The instrument after all that stood recorded before it, and before all that came."""
        require_instrument(name, history)
        recorded = history.recorded_instrument(name)
        if recorded is None:
            raise not_there(f"the instrument {name}")
        begins = {"log_size": recorded.position - len(recorded.changes)}
        _, base = self.ledger.viewpoint(book, begins, None)
        draft = Draft(base, recorded)
        for change in history.recorded_changes(recorded.changes):
            draft.add(change)
        return draft

    def _back(self, book: StoredSource, history: History, before: str) -> Iterator[Instrument]:
        """The instruments before one, or all of them, the last first, read as they are wanted."""
        end = history.size
        if before:
            last = history.recorded_instrument(before)
            if last is None:
                raise not_in_list(before)
            end = last.position - len(last.changes)
        while end > 0:
            begin, _ = self.ledger.store.ends_around(max(0, end - _STRETCH))
            for name in reversed(book.instruments_after(begin - 1, end, _STRETCH + 1)):
                if found := history.recorded_instrument(name):
                    yield found
            end = begin


def _on_own_days(licence: str, draft: Draft) -> Json:
    """A licence on the days of a draft, before it and after it, where these differ."""
    now, then = (
        Timeline(licence, one, around=surroundings_by_day(one, None)) for one in (draft.base, draft)
    )
    found: list[Json] = []
    days = sorted(_own_days(licence, draft))
    for day in days[:DAYS_SHOWN]:
        before, after = now.content_on(day), then.content_on(day)
        if before != after:
            found.append({"on": day_text(day), **difference(before, after)})
    more = len(days) > DAYS_SHOWN
    return {"licence": licence, "days": found, "more_from": days[DAYS_SHOWN] if more else None}


def _own_days(licence: str, draft: Draft) -> set[int]:
    """The days on which the changes of a draft begin or end for a licence, and those of what they
    undo, or correct."""
    found: set[int] = set()
    for change in draft.added:
        if change.stream in (f"licence/{licence}", f"instrument/{draft.draft.id}"):
            found |= days_of([change])
            undone = change_of(change.target) if change.target else ""
            if change.type.timeless:
                read = (one.change(undone) for one in (draft.base, draft))
                found |= days_of(filter(None, read))
    return {day for day in found if FIRST_DAY < day <= LAST_DAY} or {draft.draft.published_on}


def change_shown(change: Change, seen: Seen) -> Json:
    """A change as it reads now, or as it was recorded if it was corrected away: what it is about,
    what it stops or speaks of, what stops it as far as that is visible, and what corrects it."""
    history = seen.history
    now = history.change(change.id)
    reads, stream = now or change, history.stream(change.stream)
    kind, _, subject = change.stream.partition("/")
    named = dict.fromkeys((reads.id, *(entry.id for entry in reads.entries)))
    return {
        "change": reads.id,
        "type": reads.type.name,
        "kind": kind,
        "subject": subject,
        "instrument": reads.instrument,
        "position": reads.position,
        "from": reads.content.get("from"),
        "until": reads.content.get("until"),
        "content": dict(reads.content),
        "entries": {one.id: one.label for one in reads.entries},
        "target": _told(reads.target, history),
        "about": _told(reads.content.get("about"), history),
        "stopped_by": [
            {"change": stop.id, "type": stop.type.name, "target": _told(name, history)}
            for name in named
            for stop in stream.stops_of(name)
            if seen.visible(stop)
        ],
        "corrected_by": [one.id for one in stream.corrections_of(change.id)],
        "reads": now is not None or change.type.name == "record_corrected",
    }


def _told(name: str | None, history: History) -> Json | None:
    """What a change or an entry that is named is: its kind, whose it is, and what it says."""
    if name is None:
        return None
    home = history.home(change_of(name)) if "#" in name else None
    if home is None:
        return {"name": name, "type": None, "kind": None, "subject": None, "says": None}
    change = history.change(change_of(name)) or history.recorded_change(change_of(name))
    entry = change.entry(name) if change else None
    kind, _, subject = home.partition("/")
    return {
        "name": name,
        "type": change.type.name if change else None,
        "kind": kind,
        "subject": subject,
        "says": _says(entry) if entry else None,
    }


def _says(entry: Entry) -> Json:
    """An entry: what it is, and its clause, its text, or the member that it is."""
    return {
        "kind": entry.kind,
        "clause": None if entry.clause is None else dict(entry.clause.says),
        **with_original(entry.content, "text"),
        "member": entry.label if entry.kind == "member" else None,
    }


def _line(recorded: Instrument, read: Instrument) -> Json:
    """An instrument in a list."""
    said = read.content
    return {
        "instrument": read.id,
        **with_original(said, "title"),
        "kind": said["kind"],
        "issued_by": said["issued_by"],
        "published_on": said["published_on"],
        "cites": list(said["cites"]),
        "changes": list(recorded.changes),
        "recorded_at": recorded.recorded_at,
        "recorded_by": recorded.recorded_by,
        "log_size_before": recorded.position - len(recorded.changes),
        "log_size": recorded.position + 1,
    }
