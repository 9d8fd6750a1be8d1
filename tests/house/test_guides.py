"""The guides are true: their files are written, their commands run, in the order of the page."""

from __future__ import annotations

import json
from pathlib import Path

from licence_ledger.domain.shapes.schema import instrument_schema
from pages import carried_out, matches

ROOT = Path(__file__).parents[2]


def test_the_guide_leads_from_a_page_to_a_recorded_instrument(tmp_path: Path) -> None:
    assert carried_out(ROOT / "docs" / "recording.md", tmp_path) == 9
    made = json.loads((tmp_path / "instrument.schema.json").read_text())
    assert made == instrument_schema()


def test_an_audit_leads_from_a_file_to_the_shipments_that_flipped(tmp_path: Path) -> None:
    assert carried_out(ROOT / "docs" / "re-evaluation.md", tmp_path) == 16
    flipped = (tmp_path / "flipped.csv").read_text().splitlines()
    assert [line.partition(",")[0] for line in flipped] == ["ref", "S-04", "S-05", "S-09"]


def test_a_file_as_it_is_kept_is_understood_and_then_judged(tmp_path: Path) -> None:
    assert carried_out(ROOT / "docs" / "files.md", tmp_path) == 7
    assert len((tmp_path / "judged.csv").read_text().splitlines()) == 5


def test_a_ledger_that_was_lost_comes_back_as_the_page_for_operators_says(tmp_path: Path) -> None:
    assert carried_out(ROOT / "docs" / "operating.md", tmp_path) == 13
    assert len(list(tmp_path.glob("ledger.db.key.replaced-*"))) == 1


def test_what_a_page_shows_is_compared_as_it_stands() -> None:
    assert matches("a …\nb", "a 5\n  b\n")
    assert not matches("a …\nb", "a 5\nc\n")
