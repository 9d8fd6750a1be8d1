"""What a pack may touch: names of its own, and nothing that stands outside it.

A pack begins all its names as its `pack.yaml` says, and its changes are about subjects, changes and
groups of its own. So no pack can alter, stop or take a name from another, nor from the built-in
record, and packs answer the same in whatever order they are recorded.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from ...domain.faults import Fault
from ...domain.history.history import History
from ...domain.vocabulary.change_types import CHANGE_TYPES, SUBJECTS
from .lint import DraftInFile, Finding
from .packs import Manifest, Pack

OUTSIDE, OWNED = "outside_pack", "owned_elsewhere"
_NAMED = ("target", "ordered_by", "amends", "about")
"""The fields of a change that name another change, an entry, an instrument or a subject."""


def outside(content: Any, manifest: Manifest, instruments: Collection[str]) -> Iterator[Fault]:
    """What in an instrument of a pack is not its own; `instruments` are the ids of all of it."""
    if not isinstance(content, Mapping):
        return
    name = content.get("instrument")
    if isinstance(name, str) and not name.startswith(manifest.names):
        yield _outside("/instrument", name, manifest)
    changes = content.get("changes")
    for n, change in enumerate(changes if isinstance(changes, list) else ()):
        if isinstance(change, Mapping):
            yield from _in_change(change, f"/changes/{n}", manifest, instruments)


def _in_change(
    change: Mapping[str, Any], pointer: str, manifest: Manifest, instruments: Collection[str]
) -> Iterator[Fault]:
    for kind in SUBJECTS:
        name = change.get(kind)
        if isinstance(name, str) and not name.startswith(manifest.names):
            yield _outside(f"{pointer}/{kind}", name, manifest)
    for field in _NAMED:
        name = change.get(field)
        if isinstance(name, str) and not _own(name, field, manifest, instruments):
            sentence = f"`{name}` is not of this pack; what it names must be recorded by it"
            yield Fault(OUTSIDE, f"{pointer}/{field}", sentence)
    authority = change.get("authority")
    if authority is not None and authority != manifest.jurisdiction:
        sentence = f"the licences of this pack are of {manifest.jurisdiction}; say so here"
        yield Fault(OUTSIDE, f"{pointer}/authority", sentence)
    yield from _groups(change, pointer, manifest)
    if isinstance(change.get("restated"), Mapping):
        yield from _in_change(change["restated"], f"{pointer}/restated", manifest, instruments)


def _own(name: str, field: str, manifest: Manifest, instruments: Collection[str]) -> bool:
    instrument = name.partition("#")[0]
    if field == "about" and "#" not in name:
        return name.startswith(manifest.names)
    return instrument in instruments


def _groups(value: Any, pointer: str, manifest: Manifest) -> Iterator[Fault]:
    """The groups named in clauses and among members that are of no name of the pack."""
    if isinstance(value, Mapping):
        for name, one in value.items():
            if name != "restated":
                yield from _groups(one, f"{pointer}/{name}", manifest)
    elif isinstance(value, list):
        for n, one in enumerate(value):
            yield from _groups(one, f"{pointer}/{n}", manifest)
    elif isinstance(value, str) and value[:1] == "@" and not value[1:].startswith(manifest.names):
        yield _outside(pointer, value, manifest, "@")


def _outside(pointer: str, name: str, manifest: Manifest, before: str = "") -> Fault:
    sentence = f"`{name}` is no name of this pack: they begin with `{before}{manifest.names}`"
    return Fault(OUTSIDE, pointer, sentence)


def findings_of(pack: Pack, drafts: Sequence[DraftInFile]) -> Iterator[Finding]:
    """What in a pack's files is not its own, each with its place."""
    files = {str(file) for file in pack.files}
    own = [one for one in drafts if one.file in files]
    ids = {one.name for one in own}
    for draft in own:
        for fault in outside(draft.value, pack.manifest, ids):
            yield draft.finding(fault)


def own_ids(pack: Pack) -> set[str]:
    """The ids of all instruments of a pack, as far as they have any."""
    contents = (one.content for one in pack.instruments if isinstance(one.content, Mapping))
    return {one["instrument"] for one in contents if isinstance(one.get("instrument"), str)}


def owned_elsewhere(
    contents: Sequence[Any], instruments: Collection[str], history: History
) -> Iterator[tuple[int, Fault]]:
    """The subjects that these instruments of a pack are about and that something outside it
    established; each with the number of its instrument."""
    for number, content in enumerate(contents):
        changes = content.get("changes") if isinstance(content, Mapping) else None
        for n, change in enumerate(changes if isinstance(changes, list) else ()):
            for kind in SUBJECTS:
                name = change.get(kind) if isinstance(change, Mapping) else None
                if isinstance(name, str) and (other := _owner(kind, name, instruments, history)):
                    sentence = f"{kind} `{name}` is of `{other}`, which is not of this pack"
                    yield number, Fault(OWNED, f"/changes/{n}/{kind}", sentence)


def _owner(kind: str, name: str, instruments: Collection[str], history: History) -> str | None:
    """The instrument outside a pack that established a subject."""
    recorded = history.recorded_in(f"{kind}/{name}")
    establishing = (one for one in recorded if CHANGE_TYPES[one.type.name].establishes)
    return next((one.instrument for one in establishing if one.instrument not in instruments), None)
