"""What may or may not have been public on the day known is told beside every answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from builders import Case, change, established, group, instrument
from licence_ledger.projections.register.claims import Claims

Json = dict[str, Any]
IN_DOUBT = {"published_on": "2012-05-10", "published_not_before": "2012-05-01"}
POLICY = change(
    "policy_adopted",
    policy="p",
    title="A policy",
    from_="2012-01-01",
    values=[{"when": {"destinations": ["@BLOC"]}, "value": "strict"}, {"value": "usual"}],
)
SAID = change("statement_recorded", about="NL1", says="So.", by="Somebody")
USED = change("use_reported", licence="NL1", period="2012", transactions=3)


def case() -> Case:
    return Case(
        instrument("opened", established()),
        instrument("bloc", group("BLOC", "IL"), **IN_DOUBT),
        instrument("policy", POLICY, **IN_DOUBT),
        instrument("said", SAID, **IN_DOUBT),
        instrument("used", USED, **IN_DOUBT),
    )


ASKED: dict[str, tuple[Callable[[Case, Json], Json], list[str]]] = {
    "a group": (lambda made, seen: made.register.group("BLOC", seen), ["bloc"]),
    "a policy": (
        lambda made, seen: made.register.policy("p", {"destination": "IL"}, seen),
        ["policy"],
    ),
    "statements about a licence": (
        lambda made, seen: Claims(made.ledger).statements(seen, "NL1"),
        ["said"],
    ),
    "all statements": (lambda made, seen: Claims(made.ledger).statements(seen), ["said"]),
    "reports about a licence": (
        lambda made, seen: Claims(made.ledger).reports(seen, "NL1"),
        ["used"],
    ),
    "all reports": (lambda made, seen: Claims(made.ledger).reports(seen), ["used"]),
}


@pytest.mark.parametrize("asked", ASKED)
def test_an_answer_tells_what_may_have_been_known(asked: str) -> None:
    ask, named = ASKED[asked]
    found = ask(case(), {"valid_on": "2013-01-01", "known_on": "2012-05-09"})
    assert [note.partition(" ")[0] for note in found["notes"]] == named
    assert "on 2012-05-09 it may have been known" in found["notes"][0]


@pytest.mark.parametrize("known_on", ["2012-04-30", "2012-05-10", None])
@pytest.mark.parametrize("asked", ASKED)
def test_an_answer_without_such_doubt_reads_as_it_always_did(
    asked: str, known_on: str | None
) -> None:
    ask, _ = ASKED[asked]
    seen = {"valid_on": "2013-01-01", **({"known_on": known_on} if known_on else {})}
    assert "notes" not in ask(case(), seen)


def test_a_policy_that_was_known_tells_of_the_group_that_it_names() -> None:
    made = Case(
        instrument("bloc", group("BLOC", "IL"), **IN_DOUBT),
        instrument("policy", POLICY, published_on="2012-01-01"),
    )
    seen = {"valid_on": "2013-01-01", "known_on": "2012-05-09"}
    found = made.register.policy("p", {"destination": "IL"}, seen)
    assert [note.partition(" ")[0] for note in found["notes"]] == ["bloc"]
