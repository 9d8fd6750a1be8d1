"""What each licence says, read at a glance: what can be done, what it demands, why not."""

from __future__ import annotations

from builders import Case, change, established, excluded, instrument, required
from licence_ledger.api.terminal.tables.answers import evaluation_shown
from rich.console import Console

DAY = "2020-06-01"


def printed(case: Case, **given: str) -> str:
    transaction = {"date": DAY, **given}
    answer = case.register.evaluate(transaction, {}, with_stands=True)
    console = Console(width=160, record=True, file=None, quiet=False, force_terminal=False)
    with console.capture() as captured:
        console.print(evaluation_shown(answer))
    return captured.get()


def market() -> Case:
    register = {"key": "register", "kind": "registration", "text": "Register before first use."}
    return Case(
        instrument("need", required(requires=[{"activities": ["export"]}])),
        instrument("far", established("NL4", permits=[{"goods": ["ML1"], "origins": ["US"]}])),
        instrument("gone", established("NL3")),
        instrument("out", change("licence_withdrawn", target="gone#1", from_="2015")),
        instrument("open", established("NL2", permits=[{"programmes": ["F-35"]}])),
        instrument("best", established("NL1", conditions=[register])),
        instrument("end", excluded("FR", from_="2026-12-03", owners=["other"])),
    )


def test_licences_that_cover_come_first_and_then_what_they_depend_on_and_why_not() -> None:
    text = printed(market(), activity="export", destination="FR", goods="ML2", origin="NL")
    order = [text.index(name) for name in ("NL1  NL1", "NL2  NL2", "NL4  NL4", "NL3  NL3")]
    assert order == sorted(order)
    assert "must: Register before first use." in text
    assert "depends on programme" in text
    assert "not for these goods, origins (far#1/permit-1)" in text
    assert "withdrawn, by out#1" in text


def test_the_command_always_says_how_long_the_answer_stands() -> None:
    text = printed(market(), activity="export", destination="FR", licence="NL1")
    assert "stands from 2012-01-01 until 2026-12-03, then not covered (excluded, by end#1)" in text
    assert "before that: not covered (not established, by best#1)" in text
    text = printed(market(), activity="export", destination="BE", licence="NL1")
    assert "stands from 2012-01-01 with no end known" in text


def test_what_was_taken_as_usual_is_said_where_it_matters() -> None:
    case = Case(instrument("a", established(permits=[{"owners": ["own_forces"]}])))
    assert "taken as usual: owner other; another owner would change" in printed(case, licence="NL1")


def test_how_near_a_licence_was_is_said_beside_an_answer_against_it() -> None:
    text = printed(market(), licence="NL4", goods="ML2", origin="NL")
    assert "how near it was" in text and "goods, origins" in text
