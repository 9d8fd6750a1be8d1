"""Files judged in pieces, each by itself and wherever: what many machines share is only this.

A piece is a run of row groups of a Parquet file, or a whole file of another format, or of any that
is read by a mapping. Whoever judges one reads it and writes its part with what reads and writes
files on one machine, and gives back what it counted. Pieces are numbered in the order of the rows,
and so are parts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from uuid import uuid4

from ...projections.batch.note_counts import NoteCounts
from ...projections.batch.one_by_one import Engine
from ...projections.kernel.outcomes import DecidedBy
from ..receipts import Receipt
from .columns import Columns
from .digests import Digest, file_shown
from .evaluating import (
    FaultyRowError,
    Run,
    answered,
    refuse_what_is_read,
)
from .files_found import FORMATS
from .formats.portion import Portion
from .locations import Location, absolute
from .mapping.applying import mapped_portions
from .mapping.file_mapping import FileMapping
from .output_file import attempted
from .part_folder import folder_of_parts
from .reading import alike, head_of, portions
from .tally import FAULTS_KEPT, Tally

Json = dict[str, Any]
ROWS_OF_A_PIECE = 1_000_000
"""So many rows are in a piece of Parquet at most, if its row groups are not larger."""
_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class FilePiece:
    """Some row groups of a file, or all of it; `number`: which part it becomes."""

    number: int
    file: Location
    groups: Sequence[int] | None = None


@dataclass(frozen=True, slots=True)
class Input:
    """A file whose hash the receipt tells; `number`: its place among the files."""

    number: int
    file: Location


Errand: TypeAlias = FilePiece | Input


@dataclass(frozen=True, slots=True)
class Task:
    """What is the same for all pieces: what columns mean, or the mapping by which files are read,
    and where parts are attempted."""

    columns: Columns
    attempts: Location
    kind: str
    mapping: FileMapping | None = None


@dataclass(frozen=True, slots=True)
class WrittenPart:
    """A part that was written: the name that it was attempted under, how many rows it has, what
    they came to, the file as a receipt tells of it, and which columns were carried through (none
    of lines, which say what they like)."""

    number: int
    attempt: str
    rows: int
    sha256: str
    file: Json
    columns: Sequence[str] | None = None


FirstFault: TypeAlias = tuple[int, int, int]
"""Of a fault: the piece and the row in which it is first, and how many rows have it."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What came of some pieces and inputs."""

    parts: tuple[WrittenPart, ...] = ()
    inputs: tuple[tuple[int, Json], ...] = ()
    errors: int = 0
    causes: Counter[DecidedBy] = field(default_factory=Counter)
    faults: Mapping[str, FirstFault] = field(default_factory=dict)
    notes: NoteCounts = field(default_factory=NoteCounts)


def pieces_of(files: Sequence[Location], columns: Columns, cores: int) -> list[FilePiece]:
    """The pieces of some files whose columns are sound and alike: where row groups allow it, of
    at most `MOST` rows and at least one for each core."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        heads = list(pool.map(lambda location: head_of(location, columns), files))
    for location, head in zip(files, heads, strict=True):
        alike(head.columns, heads[0].columns, location, files[0])
    rows = sum(sum(head.groups) for head in heads)
    most = min(ROWS_OF_A_PIECE, -(-rows // cores))
    runs = [
        (location, run)
        for location, head in zip(files, heads, strict=True)
        for run in _runs(head.groups, most)
    ]
    return [FilePiece(number, location, run) for number, (location, run) in enumerate(runs)]


def _runs(groups: Sequence[int], most: int) -> Iterator[Sequence[int] | None]:
    """Row groups, by how many rows each has, in runs of so many rows at most."""
    if not groups:
        yield None
        return
    first = held = 0
    for number, rows in enumerate(groups):
        if held and held + rows > most:
            yield range(first, number)
            first, held = number, 0
        held += rows
    yield range(first, len(groups))


def done(item: Errand, task: Task, engine: Callable[[], Engine]) -> Gathered:
    """A piece judged, or an input hashed."""
    if isinstance(item, Input):
        return Gathered(inputs=((item.number, file_shown(item.file)),))
    return judge_piece(item, task, engine())


def judge_piece(piece: FilePiece, task: Task, engine: Engine) -> Gathered:
    """Judge a piece and write its part; what it came to."""
    attempt = f"{uuid4().hex}.{task.kind}"
    name = f"part-{piece.number:05}.{task.kind}"
    tally = Tally()
    columns: Sequence[str] | None = None
    with attempted(task.attempts / attempt, name, task.kind) as file:
        for portion in _portions(piece, task):
            answers = answered(portion, engine)
            file.writer.write(portion, {**answers.columns(), **portion.also})
            tally.take(answers)
            if columns is None and portion.table is not None:
                columns = portion.table.column_names
    sha256 = tally.digest.shown()["sha256"]
    part = WrittenPart(piece.number, attempt, tally.rows, sha256, file.shown(), columns)
    faults = {
        error: (piece.number, row, tally.faults[error]) for error, row in tally.first_rows.items()
    }
    notes = tally.notes.of_piece(piece.number)
    return Gathered((part,), (), tally.errors, tally.all_causes(), faults, notes)


def _portions(piece: FilePiece, task: Task) -> Iterator[Portion]:
    if task.mapping is not None:
        return mapped_portions([piece.file], task.mapping)
    return portions([piece.file], task.columns, piece.groups)


def together(one: Gathered, other: Gathered) -> Gathered:
    """What came of some and of others, in whatever order."""
    faults = dict(one.faults)
    for error, found in other.faults.items():
        before = faults.get(error, (*found[:2], 0))
        faults[error] = (*min(before[:2], found[:2]), before[2] + found[2])
    kept = sorted(faults.items(), key=lambda fault: fault[1])[:FAULTS_KEPT]
    return Gathered(
        one.parts + other.parts,
        one.inputs + other.inputs,
        one.errors + other.errors,
        one.causes + other.causes,
        dict(kept),
        one.notes.together(other.notes),
    )


def tally_of(found: Gathered) -> Tally:
    """What all pieces came to, its rows counted from the first piece on."""
    before: dict[int, int] = {}
    tally = Tally(
        digest=Digest([]),
        errors=found.errors,
        causes=found.causes,
        notes=found.notes,
        before=before,
    )
    for part in sorted(found.parts, key=lambda part: part.number):
        before[part.number] = tally.rows
        tally.rows += part.rows
        tally.digest.add(part.rows, part.sha256)
    for error, (piece, row, rows) in found.faults.items():
        tally.faults[error] = rows
        tally.first_rows[error] = before[piece] + row
    return tally


def evaluate_in_pieces(
    run: Run,
    output: Location,
    cores: int,
    work: Callable[[Sequence[Errand], Task], Gathered],
    checkpoint: str | None = None,
) -> tuple[Tally, Receipt]:
    """Judge files and write a folder of parts in place of what stands there, whole or not at all;
    `work` does what is to be done, anywhere and in any order. With the receipt."""
    refuse_what_is_read(run, output, "folder")
    files = [absolute(location) for location in run.files]
    if run.mapping is not None:
        pieces = [FilePiece(number, location) for number, location in enumerate(files)]
    else:
        pieces = pieces_of(files, run.columns, cores)
    inputs = [Input(number, location) for number, location in enumerate(files)]
    with folder_of_parts(absolute(output)) as folder:
        kind = FORMATS.get(output.suffix.lower(), "parquet")
        task = Task(run.columns, folder.attempts, kind, run.mapping)
        found = work([*inputs, *pieces], task)
        tally = tally_of(found)
        if run.strict and tally.errors:
            error, row = min(tally.first_rows.items(), key=lambda fault: fault[1])
            raise FaultyRowError(f"row {row}: {error}")
        parts = sorted(found.parts, key=lambda part: part.number)
        if run.mapping is not None:
            for part in parts:
                alike(part.columns, parts[0].columns, files[part.number], files[0])
        folder.finish({part.attempt: part.file["name"] for part in parts})
    answer = {**tally.shown(), "output": [part.file for part in parts]}
    question = run.question([shown for _, shown in sorted(found.inputs, key=lambda one: one[0])])
    return tally, Receipt(question, run.viewpoint.shown(), answer, checkpoint)
