"""Why one transaction has another verdict from another viewpoint.

As with licences (`between`), a change is a cause if it moved of itself: recorded, published or
repaired in between. Asked are first the changes that decide on either side and what bears
on them, then the groups that these name, and last all that the verdicts rest on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..history.changes import Change, Entry
from ..history.history import History
from ..law.control_lists import stream_of_list
from ..law.evaluation import Decision, Evaluation
from ..law.running import Seen
from ..vocabulary.control_lists import bare, codes_above, goods_said
from ..vocabulary.dimensions import COUNTRY_DIMENSIONS
from .contents.between import Between
from .contents.content import Content


def flip_causes(
    before: Evaluation, was: Decision, after: Evaluation, becomes: Decision, licence: str | None
) -> list[Change]:
    """The changes by which a verdict became another; in rank."""
    between = Between(_side(before.plain), _side(after.plain))
    deciding = {one.id: one for one in (*was.because, *becomes.because)}
    entries = [entry.id for one in deciding.values() for entry in one.entries]
    if found := between.causes_of_changes(deciding, entries):
        return found
    if licence is None and (found := _of_licences(before, after)):
        return between.ranked(found)
    for streams in (
        _groups_named(deciding.values(), before, after),
        _lists_asked((before, after)),
        _read((before, after), licence),
    ):
        changes = dict(_changes((before.history, after.history), streams))
        entries = [
            entry.id
            for one in changes.values()
            for entry in one.entries
            if entry.kind != "item" or _tells(entry, before.given)
        ]
        if found := between.causes_of_changes(changes, entries):
            return found
    return []


def _of_licences(before: Evaluation, after: Evaluation) -> list[Change]:
    """The causes for the licences that say otherwise of the transaction than they did."""
    found = []
    for name in sorted({*before.usable_licences(), *after.usable_licences()}):
        was, becomes = before.against(name), after.against(name)
        if was.verdict != becomes.verdict:
            found += flip_causes(before, was, after, becomes, name)
    return found


def _side(seen: Seen) -> Content:
    return Content("", {}, {}, seen)


def _groups_named(
    changes: Iterable[Change], before: Evaluation, after: Evaluation
) -> Iterator[str]:
    """The streams of the groups that clauses of these changes name, and of those inside."""
    named = {
        word[1:]
        for change in changes
        for entry in change.entries
        for dimension in COUNTRY_DIMENSIONS
        for word in (entry.clause.says.get(dimension, ()) if entry.clause else ())
        if word[0] == "@"
    }
    histories = (before.history, after.history)
    waiting = list(named)
    while waiting:
        for _, change in _changes(histories, [f"group/{waiting.pop()}"]):
            inner = {entry.label[1:] for entry in change.entries if entry.label[0] == "@"}
            waiting += inner - named
            named |= inner
    return (f"group/{name}" for name in sorted(named))


def _lists_asked(sides: Iterable[Evaluation]) -> Iterator[str]:
    """The streams of the control lists that were asked about."""
    for side in sides:
        side.streams_beside()
        yield from map(stream_of_list, side.groups.control_lists.names())


def _tells(item: Entry, given: Mapping[str, str]) -> bool:
    """Whether an item of a list can tell whether the transaction's goods are on it."""
    code = bare(goods_said(given) or "")
    return item.label in codes_above(code) or code in codes_above(item.label)


def _read(sides: Iterable[Evaluation], licence: str | None) -> Iterator[str]:
    """The streams that any verdict rests on."""
    if licence is not None:
        yield f"licence/{licence}"
    for side in sides:
        yield from (f"requirement/{one}" for one in side.history.subjects("requirement"))
        yield from side.streams_beside()
        yield from (change.stream for change in side.history.completions())


def _changes(histories: Iterable[History], streams: Iterable[str]) -> Iterator[tuple[str, Change]]:
    names = list(streams)
    for history in histories:
        for name in names:
            yield from history.stream(name).changes.items()
