"""Rows against the compiled lines of the law.

The kernel decides what lines can decide. For every other row it writes a signature of all
that the rule function could see of it; the rule function is asked once for each signature.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from ...domain.history.history import History
from ...domain.law.evaluation import Decision
from ...domain.law.evaluation_answer import deciding_streams
from ...domain.over_time.knowledge import Known
from ...domain.vocabulary.control_lists import GOODS, LIST, NO_GOODS, goods_said
from ...domain.vocabulary.dimensions import HOME_LAW, Comparison
from ...domain.vocabulary.item_kinds import with_kinds
from ...domain.vocabulary.truth import NO, YES
from ..kernel import array_layout as layout
from ..kernel import kernel
from ..kernel import kernel_arrays as arrays
from ..kernel.columns.taking import take
from ..kernel.field_codes import LACKING, Codes
from ..kernel.numbering import Ints, taken
from ..kernel.outcomes import Answers
from ..kernel.remembered import Memories, SeenBy, Signatures, SignatureTable, Situations
from ..kernel.signatures import UNKNOWN, changes_met
from .compiled_law import CompiledLaw
from .elsewhere import Elsewhere
from .noting import Noting
from .one_by_one import asked
from .ordered_rows import OrderedRows, goods_on_lists
from .row_kinds import row_kinds
from .silences import Silences
from .transactions import Checks, Rows

MANY_LICENCES = 1_000
"""With more, rows are taken licence by licence, so that each one's lines are read once; with
fewer, the outcome of each kind of row is remembered."""


class CompiledEngine:
    """Rows against the compiled lines of one law; those of another are asked one by one. Several
    threads may ask at the same time."""

    def __init__(self, history: History, known: Known, law: str = HOME_LAW) -> None:
        self.elsewhere = Elsewhere(history, known, law) if known.version > 1 else None
        self.history = history = history.under(law) if known.version > 1 else history
        self.known = known
        self.relation = CompiledLaw(history, known)
        self.checks = Checks(history)
        self._lock = threading.RLock()
        self._requirements, self._decided = SignatureTable(), SignatureTable()
        self._situations = Situations(self.relation.outcomes)
        self._required: list[int] = []
        self._alone: list[int] = []
        self._forbids: list[int] = []
        self._usable = np.zeros(0, dtype=np.int64)
        self._law: tuple[tuple[int, int], arrays.Law, arrays.Kinds] | None = None
        self._memories = Memories()
        self._noting = Noting(history, known, self.relation, self._lock)
        self._silences = Silences(known, self.relation, self)

    # -- rows as numbers -------------------------------------------------------------

    def answers(self, rows: Rows) -> Answers:
        """The answer to each row."""
        if self.elsewhere is None:
            return self._answers(rows)
        return self.elsewhere.answers(rows, self._answers, self.relation.outcomes)

    def _answers(self, rows: Rows) -> Answers:
        with self._memories.one() as memory:
            batch, sound = self._judged(rows, memory)
            outcomes = self._silences.told(batch, sound)
        words = np.full(rows.count, -1, dtype=np.int8)
        words[sound] = self.truths(batch.required)[sound]
        errors = {
            row: self.checks.sentence(rows.said(row))
            for row in batch.rows_at(np.flatnonzero(~sound))
        }
        notes = self._noting.on(batch, outcomes, sound)
        return Answers(
            self.relation.outcomes, batch.back(outcomes), batch.back(words), errors, notes
        )

    def _judged(self, rows: Rows, memory: SeenBy) -> tuple[OrderedRows, npt.NDArray[np.bool_]]:
        """Rows in order, judged, and which of them are sound."""
        with self._lock:
            licences = self._licences(rows)
            batch = OrderedRows(rows, self._order(licences))
            codes, days, faulty = self._codes(batch)
            batch.law, batch.kinds = self._current()
        batch.seen_required = memory.required.of(batch.law)
        batch.seen = memory.decided.of(batch.law, batch.kinds.total)
        licences = batch.ordered(licences)
        faulty |= licences < -1
        epochs, behind, first = self._epochs(days, batch.kinds.cuts)
        batch.asked = arrays.AskedRows(codes, days, epochs, licences, behind, first)
        sound = np.arange(rows.count, dtype=np.int32)
        if faulty.any():
            sound = sound[~faulty]
        batch.required, batch.outcomes, batch.slots = np.full((3, rows.count), -1, dtype=np.int32)
        self.require(batch, sound)
        self.decide(batch, sound)
        return batch, ~faulty

    def truths(self, required: Ints) -> npt.NDArray[np.int8]:
        """Whether a licence is required, by what requirements say, as a `Truth`; of faulty rows
        -1."""
        return np.array([*self._required, -1], dtype=np.int8)[required]

    def is_free(self, required: Ints) -> npt.NDArray[np.bool_]:
        """Whether nothing forbids, by what requirements say: then they do not matter to the outcome
        under a licence."""
        found: npt.NDArray[np.bool_] = np.array([*self._forbids, NO])[required] == NO
        return found

    def _licences(self, rows: Rows) -> Ints:
        if "licence" not in rows.places:
            self._need_all()
            return np.full(rows.count, -1, dtype=np.int32)
        numbers = self.relation.numbered(rows.texts["licence"])
        found = np.append(numbers, np.int32(-1))[rows.places["licence"]]
        if (found == -1).any():
            self._need_all()
        return found

    def _order(self, licences: Ints) -> Ints | None:
        """The order in which rows are looked at; None: as they stand."""
        if len(self.relation.names) <= MANY_LICENCES:
            return None
        order: Ints = kernel.by_licence(np.maximum(licences, -1), len(self.relation.names))
        return order

    def _need_all(self) -> None:
        """Transactions without a licence are judged against every one."""
        if not len(self._usable):
            self.relation.compile_all()
            self._usable = np.arange(len(self.relation.names), dtype=np.int64)

    def _codes(self, batch: OrderedRows) -> tuple[Ints, Ints, npt.NDArray[np.bool_]]:
        rows = batch.rows
        codes = np.empty((layout.GIVEN, rows.count), dtype=np.int32)
        codes[len(self.relation.own.codes) :] = LACKING
        faulty = np.zeros(rows.count, dtype=bool)
        for number, coded in enumerate(self.relation.own.codes):
            name = coded.field
            if name in rows.places:
                own = [
                    coded.code(value) if self.checks.sound(name, value) else -1
                    for value in rows.values(name)
                ]
                take(np.array([*own, LACKING], dtype=np.int32), batch.places(name), codes[number])
                if -1 in own:
                    faulty |= codes[number] < 0
            else:
                codes[number] = LACKING
            if name == GOODS and LIST in rows.places:
                codes[number] = self._of_lists(batch, coded, codes[number])
            if coded.compared is Comparison.POSSIBLE and self.known.version > 1:
                possible = self._possible(batch, coded)
                if name in rows.places:
                    possible = np.where(codes[number] == LACKING, possible, codes[number])
                codes[number] = possible
        days = np.array([*map(self.checks.day, rows.values("date")), 0], dtype=np.int32)
        on = taken(days, batch.places("date"))
        return codes, on, faulty | (on == 0)

    def _of_lists(self, batch: OrderedRows, coded: Codes, plain: Ints) -> Ints:
        """The code of each row's goods, where it says of which list they are."""
        said, places = goods_on_lists(batch)
        found = [coded.code(goods_said(one) or NO_GOODS) for one in said]
        return np.where(places < 0, plain, np.array([*found, LACKING], dtype=np.int32)[places])

    def _possible(self, batch: OrderedRows, coded: Codes) -> Ints:
        """For each row the code of all that its goods leave possible."""
        goods: list[dict[str, str]] = [{"goods": value} for value in batch.rows.values("goods")]
        found = [coded.code(with_kinds(said)[coded.field]) for said in (*goods, {})]
        return taken(np.array(found, dtype=np.int32), batch.places("goods"))

    def _epochs(self, days: Ints, cuts: Ints) -> tuple[Ints, Ints, int]:
        """Between which of the world's days each row lies; behind how many of these each day, from
        the first that is returned."""
        if not len(days):
            return days, days, 0
        first = int(days.min())
        every = np.arange(first, int(days.max()) + 1)
        world, behind = (
            np.searchsorted(one, every, "right").astype(np.int32)
            for one in (self.relation.world_days, cuts)
        )
        return taken(world, days - first), behind, first

    def _current(self) -> tuple[arrays.Law, arrays.Kinds]:
        """The law as it is compiled now, and what tells rows apart."""
        state = (len(self.relation.own), len(self.relation.names))
        if self._law is None or self._law[0] != state:
            self._law = state, self.relation.law(), row_kinds(self.relation, MANY_LICENCES)
        return self._law[1:]

    # -- two passes: what is required, what is decided ---------------------------------

    def require(self, batch: OrderedRows, rows: Ints) -> None:
        """What requirements say of these rows."""
        batch.required[rows] = UNKNOWN
        self._judge(batch, rows, batch.required, self._requirement, self._of_requirements)

    def decide(self, batch: OrderedRows, rows: Ints) -> None:
        """The outcomes of these rows, of which it is known what requirements say."""
        batch.outcomes[rows] = UNKNOWN
        self._judge(batch, rows, batch.outcomes, self._outcome, self._of_row)

    def _judge(
        self,
        batch: OrderedRows,
        rows: Ints,
        found: Ints,
        look: Callable[[OrderedRows, Ints, Ints], tuple[Signatures, Ints]],
        settle: Callable[[OrderedRows, int, Signatures, int], None],
    ) -> None:
        """Look for each row's answer; ask the rule function for what is not known; again."""
        while len(rows):
            signatures, wanted = look(batch, rows, found)
            rows = rows[found[rows] == UNKNOWN]
            _, first = np.unique(signatures[rows, 0], return_index=True)
            asked = rows[first]
            placed = wanted[asked, 0] >= 0
            with self._lock:
                self._place(signatures, wanted, asked[placed])
                asked = asked[~placed]
                self.history.read_ahead(batch.streams(asked))
                for row in asked.tolist():
                    settle(batch, row, signatures[row], int(wanted[row, 0]))

    def _place(self, signatures: Signatures, wanted: Ints, rows: Ints) -> None:
        if len(rows):
            changes = self.relation.own.changes
            self._situations.place(signatures[rows], wanted[rows], changes)

    def _requirement(self, batch: OrderedRows, rows: Ints, found: Ints) -> tuple[Signatures, Ints]:
        signatures = np.zeros((len(found), 2), dtype=np.uint64)
        answered = self._requirements.answered()
        kernel.requirements_of(
            *(rows, batch.asked, batch.law, batch.seen_required, answered),
            *(found, batch.slots, signatures),
        )
        return signatures, np.broadcast_to(np.int32(UNKNOWN), (len(found), 1))

    def _outcome(self, batch: OrderedRows, rows: Ints, found: Ints) -> tuple[Signatures, Ints]:
        signatures = np.zeros((len(found), 2), dtype=np.uint64)
        wanted = np.empty((len(found), 2), dtype=np.int32)
        with self._lock:
            alone = np.array(self._alone, dtype=np.int32)
            forbids = np.array(self._forbids, dtype=np.int8)
            answered, situations = self._decided.answered(), self._situations.answered()
        kernel.decide(
            *(rows, batch.asked, batch.law, batch.kinds, batch.seen),
            *(batch.required, alone, forbids, self._usable, answered, situations),
            *(found, signatures, wanted),
        )
        return signatures, wanted

    # -- the rule function -------------------------------------------------------------

    def _of_requirements(
        self, batch: OrderedRows, row: int, signature: Signatures, wanted: int
    ) -> None:
        """What requirements say of a transaction; its verdict by that alone, if it has one."""
        evaluation = asked(self.history, self.known, batch.said(row))
        forbids = evaluation.prohibited
        decided = forbids is not NO or evaluation.required.truth is not YES
        alone = evaluation.without_licence() if decided else None
        self._alone.append(self._number(alone, None) if alone else UNKNOWN)
        self._forbids.append(int(forbids))
        self._required.append(int(evaluation.required.truth))
        self._requirements.put(signature, len(self._required) - 1)

    def _of_row(self, batch: OrderedRows, row: int, signature: Signatures, wanted: int) -> None:
        """What is decided of a transaction that the lines leave open; of all in its situation,
        if that is `wanted`."""
        said = batch.said(row)
        evaluation = asked(self.history, self.known, said)
        licence = said.get("licence")
        outcome = self._number(evaluation.decide(licence), licence)
        if wanted == UNKNOWN:
            self._decided.put(signature, outcome)
            return
        changes = self.relation.own.changes
        met = [changes[number] for number in changes_met(row, batch.asked, batch.law).tolist()]
        self._situations.put(signature, outcome, met)

    def _number(self, verdict: Decision, licence: str | None) -> int:
        """A verdict's number; where notes ask for it, with what it rests on besides a licence."""
        streams = deciding_streams(verdict) if self.known.is_told else ()
        own = f"licence/{licence}"
        return self.relation.outcomes.number(verdict, (), tuple(s for s in streams if s != own))
