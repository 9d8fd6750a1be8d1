"""Whole files of transactions, judged: read, evaluated and written at the same time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from ...domain.faults import Fault, LedgerError, QuestionError
from ...domain.history.history import History
from ...domain.over_time.knowledge import Known
from ...domain.questions import read_day, read_transaction
from ...domain.vocabulary.viewpoint import Viewpoint
from ...projections.batch.engines import ByNeed
from ...projections.batch.one_by_one import Engine
from ...projections.kernel.outcomes import ERROR, Answers
from ...projections.kernel.row_digests import TOLD, TOLD_AT_FIRST
from ...projections.register.register import Register
from ..receipts import Receipt
from ..texts import FileError
from .columns import Columns, columns_as_said
from .digests import Digest, file_shown, parts_of
from .files_found import BY_MAPPING, FORMATS, files_of
from .formats.portion import Portion
from .incoming.addresses import near_at_hand
from .locations import Location, inside, size
from .output_file import Make, output_file
from .reading import in_parts, portions, size_of
from .tally import Tally
from .writing import encoded_ahead

if TYPE_CHECKING:  # what mappings need is loaded where one is given
    from .mapping.file_mapping import FileMapping

Json = dict[str, Any]
_T = TypeVar("_T")
OWN_DAY = "transaction"
"""In place of a day: each row as it could be known on its own date."""
WORKERS = 2


class FaultyRowError(LedgerError):
    """A row is no sound transaction, and the run was to stop at the first such row."""

    title = "A row is faulty; nothing was written"


@dataclass(frozen=True)
class Run:
    """Files to be judged from one viewpoint; `strict`: a faulty row ends it; `engine`: one
    that is compiled already; `left_out`: what else lies in the folder that was named; `told`: what
    the digest is over of each row; `at_a_time`: so many rows are judged together at the most;
    `mapping`: what the files mean, in place of `columns`."""

    files: Sequence[Location]
    columns: Columns
    known: Known
    viewpoint: Viewpoint
    history: History
    strict: bool = False
    engine: Engine | None = None
    left_out: Sequence[str] = ()
    told: Sequence[str] = TOLD
    at_a_time: int | None = None
    mapping: FileMapping | None = None

    def question(self, hashed: Sequence[Json] | None = None) -> Json:
        """What was asked, as a receipt tells of it; the files, if they are `hashed` already."""
        known_on = OWN_DAY if self.known.own_day else self.viewpoint.shown()["known_on"]
        told = {} if self.told == TOLD_AT_FIRST else {"told": list(self.told)}
        return {
            "evaluate": {
                "input": hashed or [file_shown(location) for location in self.files],
                "columns": dict(self.columns.mapped),
                "default": dict(self.columns.default),
                "known_on": known_on,
                **told,
                **({"mapping": self.mapping.told()} if self.mapping else {}),
            }
        }

    def judged(
        self, advance: Callable[[int], None], make: Callable[[Portion, Answers], _T]
    ) -> Iterator[tuple[Portion, Answers, _T]]:
        """The rows in their order, each portion with its answers and what is made of them."""
        engine = self.engine or ByNeed(self.history, self.known)
        rows = 0
        if self.mapping is not None:
            from .mapping.applying import mapped_portions

            found = mapped_portions(self.files, self.mapping)
        else:
            found = portions(self.files, self.columns)
        if self.at_a_time is not None and self.mapping is None:
            found = in_parts(found, self.columns, self.at_a_time)
        for portion, answers, made in portions_judged(found, engine, make):
            if self.strict and answers.errors:
                row, error = min(answers.errors.items())
                raise FaultyRowError(f"row {rows + row + 1}: {error}")
            rows += portion.rows.count
            advance(portion.read)
            yield portion, answers, made

    def size(self) -> int:
        """How much there is to do, in the unit of what is told while it is done."""
        return size_of(self.files) if self.mapping is None else sum(map(size, self.files))


def portions_judged(
    found: Iterable[Portion], engine: Engine, make: Callable[[Portion, Answers], _T]
) -> Iterator[tuple[Portion, Answers, _T]]:
    """Portions with their answers and what is made of them; while some are judged, the next is
    read and others written."""
    waiting: deque[tuple[Portion, Future[tuple[Answers, _T]]]] = deque()

    def work(portion: Portion) -> tuple[Answers, _T]:
        answers = answered(portion, engine)
        return answers, make(portion, answers)

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
    try:
        answers = engine.answers(portion.rows)
    except UnicodeDecodeError as error:
        raise FileError(f"a column that is read says what is no text (UTF-8): {error}") from error
    errors = {**answers.errors, **portion.faults}
    return replace(answers, errors=dict(sorted(errors.items())))


def read_known(text: str | None) -> Known:
    """How far knowledge goes, as an option says it: a day, `transaction`, or nothing."""
    if text == OWN_DAY:
        return Known(own_day=True)
    return Known(on=None if text is None else read_day(text, "known_on"))


@contextmanager
def asking(
    register: Register,
    asked: Mapping[str, str],
    mapped: Sequence[str],
    default: Sequence[str],
    carried: Sequence[str] | None,
) -> Iterator[tuple[Viewpoint, History, Known, Columns]]:
    """Where files are judged from, and how their columns are meant, once that is sound."""
    known = read_known(asked.get("known_on"))
    seen = {name: value for name, value in asked.items() if value != OWN_DAY}
    with register.ledger.reading() as book:
        viewpoint, history = register.ledger.viewpoint(book, seen, None)
        known = replace(known, version=viewpoint.answer_version)

        def check(name: str, value: str) -> None:
            read_transaction({"date": "2000-01-01", name: value}, history, "")

        yield viewpoint, history, known, columns_as_said(mapped, default, check, carried)


@contextmanager
def prepared_run(
    register: Register,
    pattern: str,
    asked: Mapping[str, str],
    mapped: Sequence[str] = (),
    default: Sequence[str] = (),
    strict: bool = False,
    carried: Sequence[str] | None = (),
    mapping: FileMapping | None = None,
) -> Iterator[Run]:
    """A run over the files that a pattern names, from the viewpoint that is asked for; by a
    mapping, if one is given, and by nothing else then."""
    with asking(register, asked, mapped, default, carried) as (viewpoint, history, known, columns):
        formats = FORMATS
        if mapping is not None:
            formats, columns = BY_MAPPING, columns_by_mapping(mapping, history)
        with near_at_hand(pattern) as near:
            found = files_of(near, formats)
            yield Run(
                found.files,
                columns,
                known,
                viewpoint,
                history,
                strict,
                left_out=found.left_out,
                mapping=mapping,
            )


def columns_by_mapping(mapping: FileMapping, history: History) -> Columns:
    """The columns of a mapping in which nothing is open, and every meaning is one;
    `QuestionError` with all that is not."""
    from .mapping.names import ADDED
    from .mapping.soundness import refuse_unsound

    mapping.refuse_open()
    refuse_unsound(mapping, history)
    return Columns(mapping.columns(), mapping.default, carried=None, added=ADDED)


def evaluate_files(
    run: Run,
    output: Path,
    advance: Callable[[int], None],
    checkpoint: str | None = None,
    also: Callable[[Portion, Answers], None] | None = None,
    make: Make | None = None,
) -> tuple[Tally, Receipt]:
    """Judge files and write what came of them, and the receipt beside it, whole or not at all;
    the receipt holds a checkpoint of the run's viewpoint if one is given. `also` is told of every
    portion with its answers; `make` makes the writer, where it is not the file's name that says
    how it is written."""
    refuse_what_is_read(run, output, "file")
    question = run.question()
    tally = Tally(told=run.told)
    with output_file(output, make) as (file, beside):

        def encoded(portion: Portion, answers: Answers) -> Callable[[], None]:
            return encoded_ahead(file.writer, portion, {**answers.columns(), **portion.also})

        for portion, answers, write in run.judged(advance, encoded):
            write()
            tally.take(answers)
            if also:
                also(portion, answers)
        file.finish()
        answer = {**tally.shown(), "output": file.shown()}
        receipt = Receipt(question, run.viewpoint.shown(), answer, checkpoint)
        beside.begin(receipt_beside(output)).write(receipt.text().encode())
    return tally, receipt


def receipt_beside(output: Path) -> Path:
    """Where the receipt of a run stands: beside what it wrote."""
    return output.with_name(f"{output.name}.receipt.json")


def refuse_what_is_read(run: Run, output: Location, kind: str) -> None:
    """What is written, a file or a folder, holds nothing of what is read."""
    if any(inside(location, output) for location in run.files):
        sentence = f"{output} is what is read; name another {kind} to write"
        raise QuestionError([Fault("malformed", "", sentence)])


def replayed(run: Run, told: Receipt, advance: Callable[[int], None]) -> Receipt:
    """Judge files anew and write nothing; the receipt as it is now, to be compared."""
    tally = Tally(digest=Digest(parts_of(told)), told=run.told)
    for _, answers, _ in run.judged(advance, lambda portion, answers: None):
        tally.take(answers)
    answer = {**tally.shown(), "output": told.answer.get("output")}
    return Receipt(run.question(), run.viewpoint.shown(), answer, told.checkpoint)


@contextmanager
def prepared_again(register: Register, told: Receipt, pattern: str) -> Iterator[Run]:
    """The run that a receipt tells of, over the files that a pattern names: what was carried
    through is carried through again."""
    question = told.question["evaluate"]
    asked = told.asked()
    if question.get("known_on") is not None:
        asked["known_on"] = str(question["known_on"])
    mapped = [f"{theirs}={name}" for name, theirs in question.get("columns", {}).items()]
    default = [f"{name}={value}" for name, value in question.get("default", {}).items()]
    of_each = _told(question)
    by = _mapping_of(question)
    mapped, default = ([], []) if by else (mapped, default)
    with prepared_run(register, pattern, asked, mapped, default, False, None, by) as run:
        columns = run.columns if by else replace(run.columns, added=(*of_each, ERROR))
        yield replace(run, columns=columns, told=of_each)


def _mapping_of(question: Mapping[str, Any]) -> FileMapping | None:
    """The mapping that a receipt's question was asked by."""
    if "mapping" not in question:
        return None
    from .mapping.mapping_text import mapping_told

    return mapping_told(question["mapping"])


def _told(question: Mapping[str, Any]) -> tuple[str, ...]:
    """What a receipt's digest is over of each row; one of release 0.1.0 does not say it."""
    for told in (TOLD, TOLD_AT_FIRST):
        if question.get("told", list(TOLD_AT_FIRST)) == list(told):
            return told
    raise FileError(
        f"the receipt's digest is over {question['told']}, of which this release knows nothing"
    )
