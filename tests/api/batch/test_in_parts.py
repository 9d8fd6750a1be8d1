"""A file judged in small portions comes to the same as in large ones."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from builders import Case, established, excluded, instrument
from licence_ledger.api.batch.comparing import both_sides, compare, prepared_impact
from licence_ledger.api.batch.evaluating import evaluate_files, prepared_run
from shipments import read, write


@pytest.mark.parametrize("name", ["s.csv", "s.parquet", "s.ndjson"])
@pytest.mark.parametrize("rows", [1, 2, 3, 100])
def test_how_many_rows_are_judged_together_changes_nothing(
    tmp_path: Path, name: str, rows: int
) -> None:
    case = Case(instrument("a", established()), instrument("b", excluded("IL")))
    said = [
        {"day": f"201{n}-06-01", "licence": "NL1", "destination": to, "activity": "export"}
        for n in range(4, 9)
        for to in ("IL", "DE", "Israel", None)
    ]
    file = write(tmp_path / name, said)
    told = []
    for most, out in ((None, "whole"), (rows, "parts")):
        output = tmp_path / f"{out}{file.suffix}"
        with prepared_run(case.register, str(file), {}, ["day=date"]) as run:
            read_so_far: list[int] = []
            tally, _ = evaluate_files(replace(run, at_a_time=most), output, read_so_far.append)
            told.append((tally.shown(), tally.summary(run.history), read(output)))
            assert sum(read_so_far) <= run.size()
        with both_sides(case.register, "log_size=0", "now") as sides:
            against = prepared_impact(sides, str(file), ["day=date"], ())
            counts = compare(replace(against, at_a_time=most), output, lambda more: None)
            told[-1] += (counts.shown(), read(output))
    assert told[0] == told[1]
