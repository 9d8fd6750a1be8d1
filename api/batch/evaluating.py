"""Whole files of transactions, judged: read, evaluated and written at the same time."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from ...domain.faults import Fault, LedgerError, QuestionError
from ...domain.history.history import History
from ...domain.over_time.knowledge import Known
from ...domain.questions import read_day, read_transaction
from ...domain.vocabulary.viewpoint import Viewpoint
from ...projections.batch.engines import ByNeed
from ...projections.batch.one_by_one import Engine
from ...projections.kernel.outcomes import Answers, Decided, Outcomes
from ...projections.register.register import Register
from ..receipts import Receipt
from .columns import Meant, meant_by
from .digests import Digest, file_shown, parts_of
from .locations import Place, inside
from .reading import Portion, files_of, portions, size_of
from .writing import written

Json = dict[str, Any]
Ints = npt.NDArray[np.int64]
T = TypeVar("T")
OWN_DAY = "transaction"
"""In place of a day: each row as it could be known on its own date."""
WORKERS = 2
CAUSES = 10
FAULTS_KEPT = 10_000
"""So many different faults are counted; rows of others are still errors."""


class FaultyRowError(LedgerError):
    """A row is no sound transaction, and the run was to stop at the first such row."""

    title = "A row is faulty; nothing was written"


@dataclass
class Tally:
    """What a run came to so far."""

    rows: int = 0
    errors: int = 0
    causes: Counter[Decided] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    first_rows: dict[str, int] = field(default_factory=dict)
    digest: Digest = field(default_factory=Digest)
    _known: Outcomes | None = None
    _counts: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def take(self, answers: Answers) -> None:
        """Count some more rows, in their order."""
        before = self.rows
        for row, error in answers.errors.items():
            if len(self.first_rows) < FAULTS_KEPT:
                self.first_rows.setdefault(error, before + row + 1)
            self.count(None, error, 1)
        if self._known is not answers.known:
            self.causes = self.all_causes()
            self._known, self._counts = answers.known, np.zeros(0, dtype=np.int64)
        self._counts = answers.counted(self._counts)
        self.rows += int(np.count_nonzero(answers.outcomes >= 0))
        self.digest.update(answers.digests())

    def count(self, decided: Decided | None, error: str | None, rows: int) -> None:
        """Count rows that came to the same: what was decided, or what is wrong with them."""
        self.rows += rows
        if error is not None or decided is None:
            self.errors += rows
            if error in self.faults or len(self.faults) < FAULTS_KEPT:
                self.faults[error or ""] += rows
            return
        self.causes[decided] += rows

    def all_causes(self) -> Counter[Decided]:
        """How many rows came to each verdict and reason by each cause."""
        return self._counted(None)[1]

    def _counted(self, most: int | None) -> tuple[Counter[tuple[str, str]], Counter[Decided]]:
        """How many rows came to each verdict and reason; and to those by their cause, of which
        there may be as many as changes: the `most` frequent."""
        verdicts: Counter[tuple[str, str]] = Counter()
        for (verdict, reason, _), rows in self.causes.items():
            verdicts[verdict, reason] += rows
        if self._known is None:
            return verdicts, self.causes
        by_reason, by_cause = self._known.counted(self._counts, None if self.causes else most)
        return verdicts + by_reason, self.causes + by_cause

    def shown(self) -> Json:
        """The counts, as a receipt tells of them."""
        return {
            "rows": self.rows,
            "errors": self.errors,
            "verdicts": [
                {"verdict": verdict, "reason": reason, "rows": count}
                for (verdict, reason), count in sorted(self._counted(CAUSES)[0].items())
            ],
            **self.digest.shown(),
        }

    def summary(self, history: History) -> Json:
        """The counts with the most frequent causes and faults."""
        found = self._counted(CAUSES)[1]
        causes = sorted(found.items(), key=lambda one: (-one[1], str(one[0])))
        return {
            **self.shown(),
            "causes": [
                {
                    "verdict": verdict,
                    "reason": reason,
                    "decided_by": decided_by,
                    "title": title_of(decided_by, history),
                    "rows": count,
                }
                for (verdict, reason, decided_by), count in causes[:CAUSES]
            ],
            "faults": [
                {"error": error, "rows": count, "first_row": self.first_rows.get(error)}
                for error, count in self.faults.most_common(CAUSES)
            ],
        }


def title_of(change: str | None, history: History) -> str | None:
    """The title of the instrument that a change stands in."""
    found = history.instrument(change.partition("#")[0]) if change else None
    return str(found.content["title"]) if found else None


@dataclass(frozen=True)
class Run:
    """Files to be judged from one viewpoint; `strict`: a faulty row ends it; `engine`: one
    that is compiled already."""

    files: Sequence[Place]
    meant: Meant
    known: Known
    viewpoint: Viewpoint
    history: History
    strict: bool = False
    engine: Engine | None = None

    def question(self, hashed: Sequence[Json] | None = None) -> Json:
        """What was asked, as a receipt tells of it; the files, if they are `hashed` already."""
        known_on = OWN_DAY if self.known.own_day else self.viewpoint.shown()["known_on"]
        return {
            "evaluate": {
                "input": hashed or [file_shown(place) for place in self.files],
                "columns": dict(self.meant.columns),
                "default": dict(self.meant.default),
                "known_on": known_on,
            }
        }

    def judged(
        self, advance: Callable[[int], None], make: Callable[[Answers], T]
    ) -> Iterator[tuple[Portion, Answers, T]]:
        """The rows in their order, each portion with its answers and what is made of them."""
        engine = self.engine or ByNeed(self.history, self.known)
        rows = 0
        for portion, answers, made in judged(portions(self.files, self.meant), engine, make):
            if self.strict and answers.errors:
                row, error = min(answers.errors.items())
                raise FaultyRowError(f"row {rows + row + 1}: {error}")
            rows += portion.rows.count
            advance(portion.read)
            yield portion, answers, made

    def size(self) -> int:
        """How much there is to do, in the unit of what is told while it is done."""
        return size_of(self.files)


def judged(
    found: Iterable[Portion], engine: Engine, make: Callable[[Answers], T]
) -> Iterator[tuple[Portion, Answers, T]]:
    """Portions with their answers and what is made of them; while some are judged, the next is
    read and others written."""
    waiting: deque[tuple[Portion, Future[tuple[Answers, T]]]] = deque()

    def work(portion: Portion) -> tuple[Answers, T]:
        answers = answered(portion, engine)
        return answers, make(answers)

    reader, judges = ThreadPoolExecutor(1), ThreadPoolExecutor(WORKERS)
    try:
        for portion in _ahead(iter(found), reader):
            waiting.append((portion, judges.submit(work, portion)))
            if len(waiting) > WORKERS:
                done, future = waiting.popleft()
                yield done, *future.result()
        while waiting:
            done, future = waiting.popleft()
            yield done, *future.result()
    finally:
        for pool in (reader, judges):
            pool.shutdown(wait=True, cancel_futures=True)


def _ahead(found: Iterator[Portion], reader: ThreadPoolExecutor) -> Iterator[Portion]:
    """The portions, each read while the one before it is worked on."""
    reading = reader.submit(next, found, None)
    while (portion := reading.result()) is not None:
        reading = reader.submit(next, found, None)
        yield portion


def answered(portion: Portion, engine: Engine) -> Answers:
    """The answers to a portion; where a row could not be read, that is its error."""
    answers = engine.answers(portion.rows)
    errors = {**answers.errors, **portion.faults}
    return replace(answers, errors=dict(sorted(errors.items())))


def read_known(text: str | None) -> Known:
    """How far knowledge goes, as an option says it: a day, `transaction`, or nothing."""
    if text == OWN_DAY:
        return Known(own_day=True)
    return Known(on=None if text is None else read_day(text, "known_on"))


@contextmanager
def asking(
    register: Register, asked: Mapping[str, str], mapped: Sequence[str], default: Sequence[str]
) -> Iterator[tuple[Viewpoint, History, Known, Meant]]:
    """Where files are judged from, and how their columns are meant, once that is sound."""
    known = read_known(asked.get("known_on"))
    seen = {name: value for name, value in asked.items() if value != OWN_DAY}
    with register.ledger.reading() as book:
        viewpoint, history = register.ledger.viewpoint(book, seen, None)

        def check(name: str, value: str) -> None:
            read_transaction({"date": "2000-01-01", name: value}, history, "")

        yield viewpoint, history, known, meant_by(mapped, default, check)


@contextmanager
def prepared(
    register: Register,
    pattern: str,
    asked: Mapping[str, str],
    mapped: Sequence[str] = (),
    default: Sequence[str] = (),
    strict: bool = False,
) -> Iterator[Run]:
    """A run over the files that a pattern names, from the viewpoint that is asked for."""
    with asking(register, asked, mapped, default) as (viewpoint, history, known, meant):
        yield Run(files_of(pattern), meant, known, viewpoint, history, strict)


def evaluate(
    run: Run, output: Path, advance: Callable[[int], None], checkpoint: str | None = None
) -> tuple[Tally, Receipt]:
    """Judge files and write what came of them, whole or not at all; with the receipt, which
    holds a checkpoint of the run's viewpoint if one is given."""
    refuse_what_is_read(run, output, "file")
    question = run.question()
    tally = Tally()
    with written(output) as file:
        for portion, answers, columns in run.judged(advance, Answers.columns):
            file.writer.write(portion, columns)
            tally.take(answers)
    answer = {**tally.shown(), "output": file.shown()}
    return tally, Receipt(question, run.viewpoint.shown(), answer, checkpoint)


def refuse_what_is_read(run: Run, output: Place, kind: str) -> None:
    """What is written, a file or a folder, holds nothing of what is read."""
    if any(inside(place, output) for place in run.files):
        sentence = f"{output} is what is read; name another {kind} to write"
        raise QuestionError([Fault("malformed", "", sentence)])


def replayed(run: Run, told: Receipt, advance: Callable[[int], None]) -> Receipt:
    """Judge files anew and write nothing; the receipt as it is now, to be compared."""
    tally = Tally(digest=Digest(parts_of(told)))
    for _, answers, _ in run.judged(advance, lambda answers: None):
        tally.take(answers)
    answer = {**tally.shown(), "output": told.answer.get("output")}
    return Receipt(run.question(), run.viewpoint.shown(), answer, told.checkpoint)


@contextmanager
def prepared_again(register: Register, told: Receipt, pattern: str) -> Iterator[Run]:
    """The run that a receipt tells of, over the files that a pattern names."""
    question = told.question["evaluate"]
    asked = told.asked()
    if question.get("known_on") is not None:
        asked["known_on"] = str(question["known_on"])
    mapped = [f"{theirs}={name}" for name, theirs in question.get("columns", {}).items()]
    default = [f"{name}={value}" for name, value in question.get("default", {}).items()]
    with prepared(register, pattern, asked, mapped, default) as run:
        yield run
