"""The notes on many answers: the same that each would have alone.

A note on a name that no clause knows is about a value of a column. One on publication is about
the day known, the licence and what decides; where it is in doubt what was public of a group,
which groups are asked about only the rule function tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from threading import RLock

import numpy as np
import numpy.typing as npt

from ...domain.history.history import History
from ...domain.law.evaluation_answer import (
    MAY_BE_UNFAMILIAR,
    notes_on_publication,
    unfamiliar_names,
)
from ...domain.law.publication import doubtful_days, publication_notes
from ...domain.law.running import Seen
from ...domain.over_time.knowledge import Known
from ...domain.vocabulary.control_lists import GOODS, LIST
from ..kernel.numbering import Ints, numbered, occurring, taken
from ..kernel.outcomes import CUT, STREAMS, Notes
from .compiled_law import CompiledLaw
from .list_notes import ListNotes
from .one_by_one import asked
from .ordered_rows import OrderedRows, goods_on_lists

_Texts = tuple[str, ...]
_Days = tuple[int, int]
_Which = npt.NDArray[np.bool_]
_KEPT = 1_000_000
_NEVER: _Days = (0, 0)


class Noting:
    """Notes from one viewpoint. `lock` is held while the record is read."""

    def __init__(self, history: History, known: Known, law: CompiledLaw, lock: RLock) -> None:
        self.history = history
        self.known = known
        self.law = law
        self._lock = lock
        self._named: dict[tuple[tuple[str, str], ...], _Texts] = {}
        self._list_notes = ListNotes(history, known)
        self._published: dict[tuple[str | None, _Texts, int], _Texts] = {}
        self._in_doubt: list[_Days] = []
        self._required = [f"requirement/{name}" for name in history.subjects("requirement")]
        kinds = ("group", "list")
        groups = [f"{kind}/{name}" for kind in kinds for name in history.subjects(kind)]
        self._of_all = doubtful_days(self._required, history) if known.is_told else _NEVER
        self._of_groups = doubtful_days(groups, history) if known.is_told else _NEVER

    def on(self, batch: OrderedRows, outcomes: Ints, sound: _Which) -> Notes | None:
        """The notes on rows, as they stand; None if there are none."""
        gathered = _Gathered()
        with self._lock:
            for found, places in self._on_names(batch):
                gathered.add(found, places)
        cuts, of_outcomes = self.law.outcomes.coded(CUT)
        if any(cuts):
            gathered.add(cuts, of_outcomes[outcomes])
        if self.known.is_told:
            with self._lock:
                rows = np.flatnonzero(sound).astype(np.int32)
                gathered.add(*self._on_publication(batch, outcomes, rows))
        notes = gathered.notes(sound)
        return notes and Notes(notes.every, batch.back(notes.of))

    def _on_names(self, batch: OrderedRows) -> Iterator[tuple[Sequence[_Texts], Ints]]:
        """The notes on programmes and goods that no clause names, and on the lists of the goods."""
        for name in MAY_BE_UNFAMILIAR:
            if name in batch.rows.places:
                values, places = batch.rows.values(name), batch.places(name)
                if name != GOODS:
                    yield [self._about({name: value}) for value in values], places
                    continue
                said = [{GOODS: value} for value in values]
                if LIST in batch.rows.places:
                    on_lists, of = goods_on_lists(batch)
                    places = np.where(of < 0, places, of + len(values)).astype(np.int32)
                    said += on_lists
                yield [self._about(one) for one in said], places
                if self.known.version > 1:
                    yield self._list_notes.on(said, places, batch.asked.days)

    def _about(self, said: Mapping[str, str]) -> _Texts:
        """The notes on the name of a programme, or on goods and their list."""
        key = tuple(said.items())
        found = self._named.get(key)
        if found is None:
            if len(self._named) >= _KEPT:
                self._named.clear()
            found = self._named[key] = tuple(unfamiliar_names(self.history, said))
        return found

    # -- publication -----------------------------------------------------------------

    def _on_publication(
        self, batch: OrderedRows, outcomes: Ints, rows: Ints
    ) -> tuple[list[_Texts], Ints]:
        """Notes, and for each row which of them are its own (-1: none)."""
        on = batch.asked.days
        if self.known.on is not None:
            on = np.full_like(on, self.known.on)
        by_group = _between(on[rows], np.array(self._of_groups))
        found: list[_Texts] = []
        places = np.full(batch.rows.count, -1, dtype=np.int32)
        for some, notes in (
            *self._by_streams(batch, outcomes, on, rows[~by_group]),
            *self._by_rule(batch, on, rows[by_group]),
        ):
            places[some] = len(found)
            found.append(notes)
        return found, places

    def _by_streams(
        self, batch: OrderedRows, outcomes: Ints, on: Ints, rows: Ints
    ) -> Iterator[tuple[Ints, _Texts]]:
        """Rows where no group is in doubt: what they rest on is known."""
        different, of_outcomes = self.law.outcomes.coded(STREAMS)
        self._learn(different)
        streams = of_outcomes[outcomes]
        licences = np.maximum(batch.asked.licences, -1)
        in_doubt = np.array([*self._in_doubt, _NEVER])[streams]
        of_licences = self._of_licences()[licences]
        named = of_licences[:, 0] < of_licences[:, 1]
        rows = rows[
            _between(on, np.array(self._of_all))[rows]
            | _between(on, in_doubt)[rows]
            | _between(on, of_licences)[rows]
        ]
        keys = np.stack([streams[rows], on[rows], np.where(named, licences, -1)[rows]])
        for some in _alike(rows, keys):
            row = int(some[0])
            licence = batch.licence(row) if named[row] else None
            yield some, self._published_of(licence, different[streams[row]], int(on[row]))

    def _published_of(self, licence: str | None, streams: _Texts, on: int) -> _Texts:
        key = licence, streams, on
        found = self._published.get(key)
        if found is None:
            if len(self._published) >= _KEPT:
                self._published.clear()
            own = () if licence is None else (f"licence/{licence}",)
            every = dict.fromkeys((*own, *streams, *self._required))
            seen = Seen(self.history, on, on)
            found = self._published[key] = tuple(publication_notes(every, seen))
        return found

    def _by_rule(self, batch: OrderedRows, on: Ints, rows: Ints) -> Iterator[tuple[Ints, _Texts]]:
        """Rows where groups are in doubt: asked once for those that clauses cannot tell apart."""
        told = [batch.places("exporter"), batch.asked.licences, on, self._epochs(batch, rows)]
        keys = np.vstack([batch.asked.codes[:, rows], *(one[rows] for one in told)])
        for some in _alike(rows, keys):
            said = batch.said(int(some[0]))
            evaluation, licence = asked(self.history, self.known, said), said.get("licence")
            verdict = evaluation.decide(licence)
            yield some, tuple(notes_on_publication(evaluation, verdict, licence))

    def _epochs(self, batch: OrderedRows, rows: Ints) -> npt.NDArray[np.int64]:
        """Between which days on which anything changes each row lies: of the world and of its
        licence; of a row without one its day."""
        found: npt.NDArray[np.int64] = batch.asked.days.astype(np.int64)
        licences = batch.asked.licences[rows]
        for number in np.unique(licences[licences >= 0]).tolist():
            own = rows[licences == number]
            days = self.law.days_of_number(number)
            found[own] = np.searchsorted(days, batch.asked.days[own], "right")
        found *= len(self.law.world_days) + 1
        found += batch.asked.epochs
        return found

    def _learn(self, different: Sequence[_Texts]) -> None:
        """Between which days new streams, on which outcomes rest, are in doubt."""
        for streams in different[len(self._in_doubt) :]:
            self._in_doubt.append(doubtful_days(streams, self.history) if streams else _NEVER)

    def _of_licences(self) -> Ints:
        """Between which days each licence's own stream is in doubt; the last: of none."""
        found = np.zeros((len(self.law.names) + 1, 2), dtype=np.int32)
        for number, days in self.law.blocks.doubtful.items():
            found[number] = days
        return found


def _between(days: Ints, bounds: npt.NDArray[np.int64]) -> _Which:
    """Whether each day is on or after the first of two, and before the other."""
    return (bounds[..., 0] <= days) & (days < bounds[..., 1])


def _alike(rows: Ints, keys: Ints) -> list[Ints]:
    """Rows that have the same keys, together."""
    if not len(rows):
        return []
    _, where = np.unique(keys, axis=1, return_inverse=True)
    where = where.reshape(-1)
    order = np.argsort(where, kind="stable")
    return np.split(rows[order], np.flatnonzero(np.diff(where[order])) + 1)


class _Gathered:
    """Notes gathered for each row: what is added stands after what was there."""

    def __init__(self) -> None:
        self._numbers: npt.NDArray[np.integer] | None = None
        self._every: list[_Texts] = [()]

    def add(self, found: Sequence[_Texts], places: Ints) -> None:
        """For each row the notes at its place among these; at -1 none."""
        different = {notes: n for n, notes in enumerate(dict.fromkeys(((), *found)))}
        if len(different) == 1:
            return
        table = np.array([*(different[notes] for notes in found), 0], dtype=np.int32)
        if self._numbers is None:
            self._begin(list(different), table, places)
            return
        keys = self._numbers.astype(np.int64) * len(different)
        keys += taken(table, places)
        used, self._numbers = numbered(keys, len(self._every) * len(different))
        words = list(different)
        pairs = (divmod(key, len(different)) for key in used)
        self._every = [self._every[one] + words[other] for one, other in pairs]

    def _begin(self, words: list[_Texts], table: Ints, places: Ints) -> None:
        """The same for those that are added first: those that no row has are left out before
        rows are numbered."""
        occurs = occurring(places, len(table) - 1)
        used = np.unique(table[occurs])
        self._every = [words[number] for number in used.tolist()]
        self._numbers = taken(np.searchsorted(used, table).astype(np.int32), places)

    def notes(self, sound: _Which) -> Notes | None:
        """The notes on sound rows; None if there are none."""
        if self._numbers is None:
            return None
        every = {notes: n for n, notes in enumerate(dict.fromkeys(filter(None, self._every)))}
        table = np.array([every.get(notes, -1) for notes in self._every], dtype=np.int32)
        numbers = taken(table, self._numbers)
        if not sound.all():
            numbers[~sound] = -1
        return Notes(list(every), numbers) if (numbers >= 0).any() else None
