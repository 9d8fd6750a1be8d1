"""The order of 12 February 2024 on parts of the F-35, as the built-in record tells it.

The court of appeal in The Hague gives the State seven days. On 16 February 2024 the minister signs
a regulation that takes Israel out of NL009; it is published on the 19th and in force from the 20th.
On 3 October 2025 the Hoge Raad quashes the judgment and orders the State to look again within six
weeks; on 14 November 2025 the exclusion is maintained, to be reviewed in May 2026.
"""

from __future__ import annotations

import pytest
from licence_ledger.projections.register.timelines import Timelines
from record_questions import LETTER, QUESTIONS

ORDERS = {
    "the day before the judgment": ("2024-02-11", None, None),
    "the day of the judgment": ("2024-02-12", "2024-02-12", "outstanding"),
    "the last day of the term": ("2024-02-19", "2024-02-19", "outstanding"),
    "the term over, as known before the regulation": ("2024-02-20", "2024-02-15", "overdue"),
    "carried out": ("2024-02-20", "2024-02-20", "implemented"),
    "the day before it was quashed": ("2025-10-02", "2025-10-02", "implemented"),
    "quashed, for any day before too": ("2024-02-20", None, "annulled"),
}
"""The state of the order of 12 February 2024 on NL009: on a day, as known on a day."""


@pytest.mark.parametrize(("day", "known_on", "state"), ORDERS.values(), ids=ORDERS)
def test_the_order_on_nl009_is_outstanding_overdue_carried_out_and_quashed(
    day: str, known_on: str | None, state: str | None, register: Timelines
) -> None:
    asked = {"valid_on": day, **({"known_on": known_on} if known_on else {})}
    shown = register.licence("NL009", asked)["court_orders"]
    states = {one["order"]: one["state"] for one in shown}
    assert states.get("ghdha-2024-191#1") == state


def test_on_the_eve_of_the_exclusion_it_is_upcoming(register: Timelines) -> None:
    state = register.licence("NL009", {"valid_on": "2024-02-19", "known_on": LETTER})
    assert "stcrt-2024-5435#2" in [change["change"] for change in state["upcoming"]]


def test_an_answer_between_signature_and_publication_says_so(register: Timelines) -> None:
    notes = QUESTIONS["Q073"].put_to(register)["notes"]
    assert [note for note in notes if "between 2024-02-16 and 2024-02-19" in note]


def test_cassation_is_pending_until_the_hoge_raad_decides(register: Timelines) -> None:
    pending = {
        day: [case["court"] for case in register.licence("NL009", {"valid_on": day})["pending"]]
        for day in ("2024-02-11", "2024-11-05", "2025-10-02", "2025-10-03")
    }
    assert pending == {
        "2024-02-11": ["Gerechtshof Den Haag"],
        "2024-11-05": ["Hoge Raad", "Gerechtshof Den Haag"],
        "2025-10-02": ["Hoge Raad", "Gerechtshof Den Haag"],
        "2025-10-03": [],
    }


LOOKED_AGAIN = {
    "ordered": ("2025-10-03", "2025-10-03", "outstanding"),
    "the last day of the six weeks": ("2025-11-14", "2025-11-13", "outstanding"),
    "the day after, had nothing been decided": ("2025-11-15", "2025-11-13", "overdue"),
    "put off, which may or may not be what was ordered": (
        "2025-11-14",
        "2025-11-14",
        "undetermined",
    ),
}


@pytest.mark.parametrize(("day", "known_on", "state"), LOOKED_AGAIN.values(), ids=LOOKED_AGAIN)
def test_whether_the_order_to_look_again_is_carried_out_in_november_2025_is_open(
    day: str, known_on: str, state: str, register: Timelines
) -> None:
    shown = register.licence("NL009", {"valid_on": day, "known_on": known_on})["court_orders"]
    assert {one["order"]: one["state"] for one in shown}["hr-2025-1435#4"] == state


def test_the_restriction_of_nl009_is_to_be_reviewed_in_may_2026(register: Timelines) -> None:
    reviews = {one["of"]: one for one in register.licence("NL009", {})["reviews"]}
    review = reviews["stcrt-2024-5435#2"]
    assert review["review_by"] == "2026-05"
    assert review["concluded"] == [{"change": "bz-2025-11-14#1", "outcome": "maintained"}]
