"""Threads times processes on one file; a long form is in `make test-long`."""

from __future__ import annotations

from pathlib import Path

import beside
import pytest
from beside import rounds


@pytest.fixture(autouse=True)
def tails_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is set for the rounds is put back: other tests run in this process."""
    for module in (beside.ledgers, beside.lookups, beside.stored_source):
        monkeypatch.setattr(module, "TAIL_MOST", module.TAIL_MOST)


def test_no_answer_differs_is_stale_or_doubled_whoever_writes_or_rebuilds_beside(
    tmp_path: Path,
) -> None:
    found = rounds(tmp_path, 32, 150, 20, 120)
    assert found["answers"] >= 150
    assert found["recorded"] == 32
    assert (found["different"], found["stale"], found["doubled"]) == (0, 0, 0)
