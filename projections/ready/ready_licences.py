"""Licences answered as bytes: the same bytes as the answer of the rules, written as JSON.

What of a licence does not hang on the day asked is made once (`compiled_licence`). A question then
compares the days of each change, and puts together the bytes of those that run; of a licence that
is asked about often these are kept between the days on which nothing of it changes. What is rare of
a licence (a court's order, a review, proceedings, a stop for some transactions only) is told by the
rules, of every question anew.
"""

from __future__ import annotations

from collections import OrderedDict
from functools import lru_cache
from threading import Lock
from typing import NamedTuple

import orjson

from ...domain.history.history import History
from ...domain.law.control_lists import stream_of_list
from ...domain.law.groups import Groups
from ...domain.law.running import Seen
from ...domain.vocabulary.dates import day_text
from ...domain.vocabulary.jurisdictions import law_of
from ...domain.vocabulary.viewpoint import ANSWER_VERSION, Viewpoint
from .by_itself import by_itself
from .coming import LastDays, all_coming, ever_forbidding, last_day_of, own_coming
from .compiled_licence import ByItself, CompiledLicence, Reached
from .rare_fields import rare_parts

LONGEST = 64
"""Of so many changes of a licence at most the days are compared one by one; of more the rules find
those that may run sooner."""
MOST = 120_000
"""So many changes of licences are kept, each of them in a kilobyte or less."""

OFTEN, STRETCHES_KEPT = 32, 500
"""Of a licence that was asked about more often than that it is kept how it stands by itself,
between so many pairs of days."""

_ANSWER = (
    b'%b%b,"reinstatement":%b,"upcoming":[%b],"upcoming_more":%d,"reviews":%b,"pending":%b,"disputes":%b,'
    b'"last_checked":%b,"because":[%b],"notes":%b,"groups":%b,"lists":%b,"viewpoint":%b}'
)
_VIEWPOINT = b'{"valid_on":%b,"known_on":%b,"log_size":%d,"root_hash":"%b","answer_version":%d}'


class ReadyLicences:
    """The licences that were asked about last, at the sizes of the log at which they were: `held`
    changes of them."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self.held = 0
        self._licences: OrderedDict[tuple[str, int], CompiledLicence] = OrderedDict()
        self._around: dict[int, _Around] = {}
        self._lock = Lock()

    def answer(self, name: str, history: History, viewpoint: Viewpoint) -> bytes | None:
        """The answer of a licence that was ever established, from a viewpoint on a day; None where
        the rules have to give it: of an earlier version, or a licence of many changes."""
        if viewpoint.answer_version != ANSWER_VERSION or viewpoint.valid_on is None:
            return None
        compiled = self._compiled(name, history)
        if compiled is None:
            return None
        seen = Seen(history, viewpoint.valid_on, viewpoint.known_on)
        stands = self._by_itself(compiled, seen)
        return _answered(compiled, stands, seen, viewpoint, self._beside(history))

    def _compiled(self, name: str, history: History) -> CompiledLicence | None:
        key = name, history.size
        with self._lock:
            found = self._licences.get(key)
            if found is not None and found.history is history:
                self._licences.move_to_end(key)
                return found
        if len(history.stream(f"licence/{name}").changes) > LONGEST:
            return None
        found = CompiledLicence(name, history)
        with self._lock:
            self._keep(key, found)
        return found

    def _keep(self, key: tuple[str, int], compiled: CompiledLicence) -> None:
        """Keep a licence; those that were not asked about for longest make room."""
        if before := self._licences.pop(key, None):
            self.held -= before.weight
        self._licences[key] = compiled
        self.held += compiled.weight
        self._make_room()

    def _make_room(self) -> None:
        while self.held > self._most:
            self.held -= self._licences.popitem(last=False)[1].weight

    def _by_itself(self, compiled: CompiledLicence, seen: Seen) -> ByItself:
        """How a licence stands by itself: kept of one that is asked about often, until so much is
        that all of it goes."""
        compiled.asked += 1
        if compiled.asked <= OFTEN:
            return by_itself(compiled, seen)
        stretch = seen.history.stretch(compiled.stream, seen.valid_on, seen.known_on)
        found = compiled.kept.get(stretch)
        if found is None:
            found = by_itself(compiled, seen)
            with self._lock:
                if self._licences.get((compiled.name, compiled.history.size)) is compiled:
                    self.held += compiled.keep(stretch, found, STRETCHES_KEPT)
                    self._make_room()
        return found

    def _beside(self, history: History) -> _Around:
        found = self._around.get(history.size)
        if found is None or found.history is not history:
            if len(self._around) > _SIZES_KEPT:
                self._around.clear()
            found = self._around[history.size] = _Around(history)
        return found


_SIZES_KEPT, _REACHES_KEPT = 16, 1_000


class _Around:
    """What lies around the licences of a history: until when something is ahead of groups, lists
    and what forbids, and which groups hold no other."""

    def __init__(self, history: History) -> None:
        self.history = history
        self._of: dict[tuple[str, Reached], _Beside] = {}
        self._forbidding: dict[str, LastDays] = {}

    def beside(self, licence: str, reached: Reached) -> _Beside:
        """What lies around a licence that reaches these groups and lists."""
        key = law_of(licence), reached
        found = self._of.get(key)
        if found is None:
            if len(self._of) >= _REACHES_KEPT:
                self._of.clear()
            found = self._of[key] = self._beside(*key)
        return found

    def _beside(self, law: str, reached: Reached) -> _Beside:
        history, (groups, lists) = self.history, reached
        forbidding = self._forbidding.get(law)
        if forbidding is None:
            forbidding = self._forbidding[law] = ever_forbidding(law, history)
        within = [history.groups_within(name) for name in groups]
        of_groups = last_day_of((one for found in within for one in found), history)
        of_lists = last_day_of(map(stream_of_list, lists), history)
        quiet_from = max(forbidding[0][0] if forbidding else 0, of_groups, of_lists)
        alone = all(len(found) == 1 for found in within)
        return _Beside(quiet_from, sorted(groups) if alone else None, sorted(lists), forbidding)


class _Beside(NamedTuple):
    """The day from which on nothing is ahead of all that a licence reaches; the groups, if none of
    them ever held another, and the lists, by name; and what ever forbade."""

    quiet_from: int
    groups: list[str] | None
    lists: list[str]
    forbidding: LastDays


def _answered(
    compiled: CompiledLicence,
    stands: ByItself,
    seen: Seen,
    viewpoint: Viewpoint,
    around: _Around,
) -> bytes:
    reached = stands.reached
    beside = around.beside(compiled.name, reached)
    groups = beside.groups
    if groups is None:
        groups = Groups(seen).within(reached[0])
    if seen.valid_on >= beside.quiet_from:
        upcoming, more_upcoming = own_coming(stands)
    else:
        streams = (*(f"group/{name}" for name in groups), *map(stream_of_list, beside.lists))
        upcoming, more_upcoming = all_coming(stands, streams, beside.forbidding, seen)
    rare = rare_parts(compiled.name, compiled.rare, seen)
    return _ANSWER % (
        stands.said,
        rare["court_orders"],
        rare["reinstatement"],
        upcoming,
        more_upcoming,
        rare["reviews"],
        rare["pending"],
        rare["disputes"],
        rare["last_checked"],
        stands.because,
        rare["notes"],
        orjson.dumps(groups) if groups else b"[]",
        orjson.dumps(beside.lists) if beside.lists else b"[]",
        _shown(viewpoint),
    )


def _shown(viewpoint: Viewpoint) -> bytes:
    """The viewpoint as every answer carries it."""
    return _VIEWPOINT % (
        _as_json(viewpoint.valid_on),
        _as_json(viewpoint.known_on),
        viewpoint.log_size,
        viewpoint.root_hash.encode(),
        viewpoint.answer_version,
    )


@lru_cache(maxsize=10_000)
def _as_json(day: int | None) -> bytes:
    return b"null" if day is None else b'"%b"' % day_text(day).encode()
