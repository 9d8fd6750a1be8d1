"""What an instrument is judged against: the record, and after it what of itself is sound."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..faults import Hints
from ..history.changes import Change, change_of
from ..history.draft import Draft
from ..history.history import History
from ..history.homes import stream_of
from ..history.instruments import read_instrument
from ..law.running import Seen

NAMING = frozenset(("target", "ordered_by", "amends"))
"""The fields in which a change names another."""
NONE_EXCUSED = frozenset[str]()
"""No field in which it does so is excused."""


class AtHand:
    """An instrument as it is handed in, put change by change after what is `recorded`.

    `draft` is the record with the changes found sound so far; `unsound` are the ids of the others,
    and the streams that these would have begun. `today` is the day on which it is judged.
    """

    def __init__(self, submitted: Mapping[str, Any], recorded: History, today: int) -> None:
        self.id: str = submitted["instrument"]
        self.changes: list[Mapping[str, Any]] = submitted["changes"]
        self.recorded = recorded
        self.today = today
        fields = dict(submitted)
        del fields["changes"]
        ids = [f"{self.id}#{n}" for n in range(1, len(self.changes) + 1)]
        own = read_instrument(self.id, recorded.size + len(ids), fields, ids)
        self.draft = Draft(recorded, own)
        self.unsound: set[str] = set()
        self.hints = Hints()
        self._inside: dict[str, list[str]] = {}
        self._held: set[str] = set()
        self._looked_up: set[str] = set()

    def add(self, change: Change) -> None:
        """Let the next change stand: those after it are judged with it."""
        self.draft.add(change)
        self._holds(change)

    def leave_out(self, change: Change) -> None:
        """Let a faulty change not stand; who names it is no further fault."""
        self.unsound |= {change.id, change.stream if change.type.establishes else change.id}

    def excused(self, content: Mapping[str, Any]) -> frozenset[str]:
        """The fields in which it names a faulty change of its own instrument, which is no further
        fault."""
        if not self.unsound:
            return NONE_EXCUSED
        named = {field: change_of(content.get(field, "")) for field in NAMING}
        return frozenset(field for field, change in named.items() if change in self.unsound)

    def stream_of(self, content: Mapping[str, Any]) -> str:
        """The stream that a change of this instrument belongs to."""
        return stream_of(content, self.draft, self.id)

    def seen_on(self, day: int) -> Seen:
        """What runs on a day, for whoever knows all that is recorded."""
        return Seen(self.draft, day, None)

    def reaches(self, group: str, sought: str) -> bool:
        """Whether a group holds, or ever held, another, itself or through groups inside it."""
        if (
            group != sought
            and sought not in self._held
            and not self.recorded.knows("group", sought)
        ):
            return False  # it is new, and nothing holds it yet
        waiting, entered = [group], set()
        while waiting:
            one = waiting.pop()
            if one == sought:
                return True
            if one not in entered:
                entered.add(one)
                waiting += self._inside.get(one, ())
                waiting += self._looked_up_inside(one)
        return False

    def _looked_up_inside(self, group: str) -> Iterator[str]:
        if group not in self._looked_up:
            self._looked_up.add(group)
            for change in self.recorded.recorded_in(f"group/{group}"):
                yield from self._holds(change)

    def _holds(self, change: Change) -> list[str]:
        """The groups that a record says another holds; remembered, for the next one asked."""
        said = change.content.get("restated", change.content)
        if "members" not in said:
            return []
        inner = [member[1:] for member in said["members"] if member[0] == "@"]
        self._inside.setdefault(change.subject, []).extend(inner)
        self._held.update(inner)
        return inner
