"""Threads times processes on one file; a long form is in `make test-long`."""

from __future__ import annotations

from pathlib import Path

from beside import rounds


def test_no_answer_differs_is_stale_or_doubled_whoever_writes_or_rebuilds_beside(
    tmp_path: Path,
) -> None:
    found = rounds(tmp_path, 60, 300, 20, 120)
    assert found["answers"] >= 300
    assert found["recorded"] == 60
    assert (found["different"], found["stale"], found["doubled"]) == (0, 0, 0)
