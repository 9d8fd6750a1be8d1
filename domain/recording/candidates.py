"""What a change could mean that names no target: the recorded changes and entries it may name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from ..history.changes import Change, change_of
from ..history.history import History
from ..vocabulary.change_types import ANYTHING, CHANGE_TYPES, SUBJECTS, ChangeType

Json = Mapping[str, Any]
SUBJECTS_READ = 500
"""So many subjects of a kind are looked through, where an instrument names none."""


def could_name(submitted: Json, number: int, history: History) -> list[tuple[str, str]]:
    """The ids that the target of an instrument's change could be, each with its subject's name.

    They are of the subjects that the instrument names in its fields or its title; where it names
    none, of all. Those that no change of this type names yet come first, the latest before others.
    """
    kind = CHANGE_TYPES.get(str(submitted["changes"][number].get("type")))
    if kind is None or not kind.targets or kind.timeless:
        return []
    named = [name for name in _streams_named(submitted, history) if history.stream(name).changes]
    for streams in (named, _all_streams(history)):
        found = [(one, name) for stream in streams for one, name in _of(stream, kind, history)]
        if found:
            found.sort(key=lambda one: (_stopped(one[1], kind, history), -one[0].position))
            return [(name, change.subject) for change, name in found]
    return []


def _of(stream: str, kind: ChangeType, history: History) -> Iterator[tuple[Change, str]]:
    """What a change of this kind may name in a stream: changes and entries, as they read."""
    for change in history.stream(stream).changes.values():
        extended = kind.name == "period_extended"
        if change.ending if extended else kind.targets & {change.type.name, *ANYTHING}:
            yield change, change.id
        for entry in change.entries:
            if entry.kind in kind.targets and entry.id != change.id:
                yield change, entry.id


def _stopped(name: str, kind: ChangeType, history: History) -> bool:
    """Whether a change of this kind names it already."""
    home = history.home(change_of(name)) or ""
    return any(one.type is kind for one in history.stream(home).naming(name))


def _streams_named(submitted: Json, history: History) -> list[str]:
    """The streams of the subjects that an instrument names: in a field, or in its title."""
    words = str(submitted.get("title", "")).replace(",", " ").split()
    changes: Sequence[Json] = [one for one in submitted["changes"] if isinstance(one, Mapping)]
    found = [(kind, str(one[kind])) for one in changes for kind in SUBJECTS if kind in one]
    found += [(kind, word) for kind in SUBJECTS for word in words if history.knows(kind, word)]
    targets = [history.home(change_of(str(one["target"]))) for one in changes if "target" in one]
    return list(
        dict.fromkeys((*(f"{kind}/{name}" for kind, name in found), *filter(None, targets)))
    )


def _all_streams(history: History) -> Iterator[str]:
    for kind in SUBJECTS:
        for name in islice(history.subjects(kind, limit=SUBJECTS_READ), SUBJECTS_READ):
            yield f"{kind}/{name}"
