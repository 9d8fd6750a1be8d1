"""What flips between two viewpoints, or by an instrument that is not recorded: for files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from ...domain.faults import Fault, QuestionError
from ...domain.over_time.knowledge import Known
from ...domain.questions import read_transaction, read_viewpoint
from ...projections.batch.impact import Counts, Differences, Impact, Side, side
from ...projections.batch.transactions import Rows
from ...projections.kernel.outcomes import ADDED, ASSUMED, COVERED_BY, ERROR, NOTES
from ...projections.recording.judging import drafted_at_head
from ...projections.register.register import Register
from ...projections.storage.stored_source import StoredSource
from ..files.instruments import FoundInstrument, instruments_in
from ..texts import FileError
from .columns import Columns, columns_as_said
from .evaluating import OWN_DAY, columns_by_mapping, read_known
from .files_found import BY_MAPPING, files_of
from .formats.portion import Portion
from .locations import Location, size
from .mapping.applying import mapped_portions
from .mapping.file_mapping import FileMapping
from .output_file import Written, output_file
from .reading import in_parts, portions, size_of

if TYPE_CHECKING:
    from ...projections.batch.combinations import Combinations

Json = dict[str, Any]
SHOWN = 20
"""So many flips are shown where all of them are written to a file."""


@contextmanager
def both_sides(
    register: Register, from_: str | None, to: str | None, draft: FoundInstrument | None = None
) -> Iterator[Impact]:
    """Both sides: two viewpoints, or the head without and with an instrument not recorded."""
    with register.ledger.reading() as book:
        if draft is not None:
            if from_ or to:
                raise _faulty(
                    "", "a draft is laid beside the head: give it without --from and --to"
                )
            yield Impact(*_with_draft(register, book, draft))
        elif from_ is None or to is None:
            raise _faulty("", "give two viewpoints, --from and --to, or a --draft")
        else:
            yield Impact(*sides_of(register, book, from_, to))


def draft_in(path: Path) -> FoundInstrument:
    """The one instrument of a file; `FileError` if it holds none, or several."""
    found = list(instruments_in(path))
    if len(found) != 1:
        raise FileError(f"{path} holds {len(found)} instruments; a draft is one")
    return found[0]


def _with_draft(
    register: Register, book: StoredSource, draft: FoundInstrument
) -> tuple[Side, Side]:
    viewpoint, head = register.ledger.viewpoint(book, {}, None)
    drafted = head
    if not register.ledger.recorded_already(draft.content, book):
        drafted = drafted_at_head(draft.content, book, register.ledger.today()).draft
    return side(viewpoint, head, Known()), side(viewpoint, drafted, Known())


def sides_of(register: Register, book: StoredSource, from_: str, to: str) -> tuple[Side, Side]:
    """The two viewpoints of a question; every fault points to `from` or `to`."""
    found, faults = [], []
    for name, text in (("from", from_), ("to", to)):
        try:
            found.append(_side(register, book, text, f"/{name}"))
        except QuestionError as error:
            faults += [Fault(one.code, f"/{name}", one.detail) for one in error.faults]
    if faults:
        raise QuestionError(faults)
    return found[0], found[1]


def _side(register: Register, book: StoredSource, text: str, pointer: str) -> Side:
    asked = read_viewpoint(text, pointer) if text != "now" else {}
    if "valid_on" in asked:
        raise _faulty(pointer, "each transaction has its own day: leave `valid_on` out")
    known = read_known(asked.get("known_on"))
    seen = {name: value for name, value in asked.items() if value != OWN_DAY}
    viewpoint, history = register.ledger.viewpoint(book, seen, None)
    return side(viewpoint, history, replace(known, version=viewpoint.answer_version))


def _faulty(pointer: str, sentence: str) -> QuestionError:
    return QuestionError([Fault("malformed", pointer, sentence)])


# -- files -------------------------------------------------------------------------


@dataclass(frozen=True)
class ImpactRun:
    """Files whose transactions are judged from two sides; `left_out`: what else lies in the folder
    that was named; `at_a_time`: so many rows are judged together at the most."""

    files: Sequence[Location]
    found: Callable[[], Iterator[Portion]]
    impact: Impact
    left_out: Sequence[str] = ()
    columns: Columns = field(default_factory=Columns)
    at_a_time: int | None = None
    mapping: FileMapping | None = None

    def portions(self) -> Iterator[Portion]:
        """The rows of the files."""
        found = self.found()
        if self.at_a_time is None or self.mapping is not None:
            return found
        return in_parts(found, self.columns, self.at_a_time)

    def size(self) -> int:
        """How much there is to do, in the unit of what is told while it is done."""
        return size_of(self.files) if self.mapping is None else sum(map(size, self.files))


def prepared_impact(
    impact: Impact,
    pattern: str,
    mapped: Sequence[str],
    default: Sequence[str],
    carried: Sequence[str] = (),
    mapping: FileMapping | None = None,
) -> ImpactRun:
    """A run over the files that a pattern names; by a mapping, if one is given, and by nothing else
    then."""
    history = impact.after.history
    if mapping is not None:
        columns = columns_by_mapping(mapping, history)
        named = files_of(pattern, BY_MAPPING)
        by = partial(mapped_portions, named.files, mapping)
        return ImpactRun(named.files, by, impact, named.left_out, columns, mapping=mapping)

    def check(name: str, value: str) -> None:
        read_transaction({"date": "2000-01-01", name: value}, history, "")

    columns = columns_as_said(mapped, default, check, carried)
    columns = replace(columns, added=(*ADDED, ERROR, *FLIPPED))
    found = files_of(pattern)
    read = partial(portions, found.files, columns)
    return ImpactRun(found.files, read, impact, found.left_out, columns)


Told = Callable[[Portion, Differences], None]
"""Told of every portion with what differs in it."""


def compare(
    run: ImpactRun, output: Path | None, advance: Callable[[int], None], also: Told | None = None
) -> Counts:
    """What flips in some files; the flipped rows are written, whole or not at all."""
    if output is None:
        return _compared(run, None, advance, also)
    with output_file(output) as (file, _):
        return _compared(run, file, advance, also)


def _compared(
    run: ImpactRun, file: Written | None, advance: Callable[[int], None], also: Told | None
) -> Counts:
    counts = Counts()
    for portion in run.portions():
        found = run.impact.of(portion.rows)
        found.errors = dict(sorted({**found.errors, **portion.faults}.items()))
        counts.take(found, portion.rows.count)
        if file is not None:
            rows = pa.array([row for row, _ in found.flips], pa.int64())
            also_read = {name: column.take(rows) for name, column in portion.also.items()}
            file.writer.write(_only(portion, found), {**_added(found), **also_read})
        if also:
            also(portion, found)
        advance(portion.read)
    return counts


def list_flips(
    every: Sequence[Combinations], output: Path | None, advance: Callable[[int], None]
) -> Json:
    """The combinations of a draft whose verdict flips: all of them in a file, whole or not at
    all; without one in the answer."""
    with nullcontext((None, None)) if output is None else output_file(output) as (file, _):
        found: list[Json] = []
        flipped = 0
        for table in (table for one in every for table in one.flips(advance)):
            flipped += table.num_rows
            if file is not None:
                file.writer.write(Portion(Rows({}, 0), {}, table), {})
                table = table.slice(0, max(0, SHOWN - len(found)))
            found += [_flip_shown(row) for row in table.to_pylist()]
    return {"judged": sum(map(len, every)), "flipped": flipped, "flips": found}


def _flip_shown(row: Json) -> Json:
    days = {name: row[name] and row[name].isoformat() for name in ("from", "until")}
    return {**row, **days}


def _only(portion: Portion, found: Differences) -> Portion:
    """The flipped rows of a portion, as they stand."""
    rows = [row for row, _ in found.flips]
    table = None if portion.table is None else portion.table.take(pa.array(rows, pa.int64()))
    lines = [portion.lines[row] for row in rows] if portion.lines else ()
    return Portion(Rows({}, len(rows)), {}, table, lines, names=portion.names)


_DECIDED = ("verdict", "reason", "decided_by")
FLIPPED = (
    *(f"{name}_{part}" for name in ("from", "to") for part in _DECIDED),
    "caused_by",
    *(f"{name}_{part}" for name in ("from", "to") for part in (COVERED_BY, NOTES, ASSUMED)),
)
"""What is written of a flip beside its row."""


def _added(found: Differences) -> Mapping[str, pa.Array]:
    """What is written of flips: the columns `FLIPPED`."""
    flips = [flip for _, flip in found.flips]
    both = [flip.was for flip in flips], [flip.becomes for flip in flips]
    columns = [
        pa.array([said[number] for said in decided], pa.string())
        for decided in both
        for number in range(len(_DECIDED))
    ]
    columns.append(_lists(flip.by for flip in flips))
    for number, decided in enumerate(both):
        columns.append(_lists(said.covered_by for said in decided))
        columns.append(_lists(flip.notes[number] for flip in flips))
        columns.append(_lists(said.assumed for said in decided))
    return dict(zip(FLIPPED, columns, strict=True))


def _lists(texts: Iterable[Sequence[str]]) -> pa.Array:
    return pa.array([list(some) for some in texts], pa.list_(pa.string()))
