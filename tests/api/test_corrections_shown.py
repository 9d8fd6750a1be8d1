"""A correction is shown wherever what it corrects is: its instrument, a difference, a dry run."""

from __future__ import annotations

from io import StringIO

from builders import Case, change, correction, established, excluded, instrument
from licence_ledger.api.terminal.tables import differences
from licence_ledger.projections.register.timelines import Timelines
from rich.console import Console, RenderableType


def printed(shown: RenderableType) -> str:
    written = StringIO()
    Console(width=120, file=written).print(shown)
    return written.getvalue()


def test_an_instrument_tells_what_corrects_it_and_each_of_its_changes() -> None:
    said = change("record_corrected", target="b#1", reason="misread", restated=excluded("NO"))
    whole = change("record_corrected", target="b", reason="r", restated={"title": "Another"})
    case = Case(
        instrument("a", established()),
        instrument("b", excluded("IL")),
        instrument("c", said, kind="correction"),
        instrument("d", whole, kind="correction"),
    )
    assert case.register.instrument("b", {})["corrected_by"] == ["c#1", "d#1"]
    assert case.register.instrument("b", {"log_size": "4"})["corrected_by"] == []
    assert case.register.instrument("a", {})["corrected_by"] == []
    listed = case.register.instruments({})["instruments"]
    assert [one["corrected_by"] for one in listed] == [[], ["c#1", "d#1"], [], []]


def test_a_correction_of_a_clause_is_printed_as_a_difference() -> None:
    case = Case(instrument("a", established()), instrument("b", excluded("IL", "NO")))
    restated = correction("c", "b#1", excluded("NO"))
    questions = Timelines(case.ledger)
    told = printed(differences.dry_run_shown(questions.dry_run(restated)))
    assert "clause destinations IL, NO → destinations NO" in told
    case.record(restated)
    size, day = "valid_on=2024-01-01,log_size=4", "valid_on=2024-01-01"
    told = printed(differences.diff_shown(questions.diff("NL1", size, day)))
    assert "clause destinations IL, NO → destinations NO" in told
    told = printed(differences.diff_shown(questions.diff("NL1", day, size)))
    assert "clause destinations NO → destinations IL, NO" in told
