"""Files prepared, answered and judged in one process, and what came of each shipment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from licence_ledger.api.batch.evaluating import Run, prepared_run
from licence_ledger.api.batch.mapping.file_mapping import FileMapping
from licence_ledger.api.batch.mapping.mapping_text import mapping_of
from licence_ledger.api.databases import ledger_at
from licence_ledger.projections.register.register import Register

TOLD = ("verdict", "reason", "decided_by", "depends_on", "required", "covered_by", "assumed")
Json = dict[str, Any]


@contextmanager
def register_of(database: str) -> Iterator[Register]:
    """A ledger that is there, to be asked."""
    ledger = ledger_at(database)
    try:
        yield Register(ledger)
    finally:
        ledger.close()


def answered_mapping(mapping: FileMapping, answers: Mapping[str, str]) -> FileMapping:
    """The mapping with answers to what it leaves open, as a person would write them."""
    said = mapping.shown()
    for pointer, answer in answers.items():
        *path, last = [
            step.replace("~1", "/").replace("~0", "~") for step in pointer[1:].split("/")
        ]
        inside: Any = said
        for step in path:
            inside = inside[step]
        assert inside[last] == "?", pointer
        inside[last] = answer
    return mapping_of(said, "answered")


def judged(register: Register, path: Path, mapping: FileMapping | None = None) -> list[Json]:
    """Every row of a file: its first column, what it came to, and where it was read."""
    with prepared_run(register, str(path), {}, carried=None, mapping=mapping) as run:
        return [row for row in _rows(run)]


def _rows(run: Run) -> Iterator[Json]:
    for portion, answers, columns in run.judged(
        lambda read: None, lambda _, answers: answers.columns()
    ):
        told = {name: column.to_pylist() for name, column in {**columns, **portion.also}.items()}
        for row in range(len(answers.outcomes)):
            yield {name: values[row] for name, values in told.items()}


def came_to(row: Json) -> tuple[Any, ...]:
    """What a row came to, to be compared: its verdict with all that it rests on, or that it is
    faulty."""
    return ("faulty",) if row["error"] else tuple(str(row[name]) for name in TOLD)
