"""The built-in record on requirements, sanctions, terms, policies, figures and statements.

As in `test_record_questions.py` each case is one question in our own short words with its
whole answer: a verdict with reason and deciding change, a policy's value, or the statement
that holds what was asked. Most stand on both sides of a boundary: the day before, the first
day, and where it ends the day after. `docs/record.md` explains the codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from licence_ledger.domain.faults import QuestionError
from licence_ledger.projections.ledger import open_ledger
from licence_ledger.projections.register.register import Register
from policy_questions import (
    NOW,
    QUESTIONS,
    RECORD,
    SAID,
    TODAY,
    VALUES,
    Question,
    Value,
    register_of,
)
from record_files import instruments_of


@pytest.fixture(scope="module")
def register() -> Register:
    """The built-in record in the order of its file names."""
    return register_of(sorted(RECORD.glob("*.yaml")))


NEW = {
    "ah-2025-2992", "belarus-arms", "bwbr0024139-2021-09-09", "bwbr0024139-validity",
    "bwbr0033865-2014-03-26", "bz-2025-01-15", "bz2404162", "bz2405833",
    "correction-nl010-goods",
    "correction-russia-sanctions", "correction-semiconductor-list", "cp-2008-944",
    "ek-35904-mva", "global-licence-turkey",
    "kst-22054-311-validity", "kst-22054-384", "kst-22054-388", "kst-22054-395",
    "kst-22054-401", "kst-22054-434-policy", "kst-22054-438", "kst-22054-458-procedures",
    "presumption-of-denial", "reg-2021-1030", "reg-2021-821-powers", "reg-2022-328",
    "reg-2022-355", "reg-833-2014", "stb-2021-420", "stcrt-2013-25632", "stcrt-2015-41238",
    "stcrt-2023-18212", "tz202311-040", "tz202405-048",
}  # fmt: skip


BUILT_ON_THEM = {
    "correction-defence-decree", "correction-letters", "correction-licences", "ek-35904-scope",
    "correction-offices", "correction-titles-dutch", "correction-titles-letters",
    "correction-titles-union", "correction-voices", "correction-words-nl010",
    "presumption-the-emirates", "presumption-turkey",
}  # fmt: skip
"""What names these, and so is recorded after them."""


def name_of(path: Path) -> str:
    """The id of the instrument that a file holds."""
    return path.stem.partition("_")[2]


@pytest.fixture(scope="module")
def recorded_later() -> Register:
    """The same instruments, these ones added to a ledger that had all the others."""
    paths = sorted(RECORD.glob("*.yaml"))
    last = NEW | BUILT_ON_THEM
    later = [path for path in paths if name_of(path) in last]
    assert len(later) == len(last)
    return register_of([path for path in paths if name_of(path) not in last] + later)


def _assert_answered(question: Question, register: Register) -> None:
    answer = question.put_to(register)
    found = (answer["verdict"], answer["reason"], answer["decided_by"])
    assert found == (question.verdict, question.reason, question.decided_by), question.asks
    assert tuple(answer["depends_on"]) == question.depends_on


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS.keys())
def test_requirements_and_prohibitions_turn_on_the_right_day(
    question: Question, register: Register
) -> None:
    _assert_answered(question, register)


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS.keys())
def test_recorded_after_all_the_others_they_answer_the_same(
    question: Question, recorded_later: Register
) -> None:
    _assert_answered(question, recorded_later)


def test_emerging_technologies_need_a_licence_from_december_2024(register: Register) -> None:
    answer = register.evaluate(
        {
            "date": "2024-12-01",
            "activity": "export",
            "goods": "BZ2405833.quantum",
            "destination": "BR",
            "origin": "NL",
        },
        {},
    )
    assert answer["required"] == "yes"


# -- policies ------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", VALUES.values(), ids=VALUES.keys())
@pytest.mark.parametrize("order", ["register", "recorded_later"])
def test_a_policy_has_the_value_that_its_source_gives(
    asked: Value, order: str, request: pytest.FixtureRequest
) -> None:
    register: Register = request.getfixturevalue(order)
    given = {"destination": asked.to} if asked.to else {}
    seen = {"valid_on": asked.on} | ({"known_on": asked.known_on} if asked.known_on else {})
    answer = register.policy(asked.policy, given, seen)
    assert (answer["value"], answer["reason"]) == (asked.value, asked.reason)


# -- statements: what is said, by whom, and that it rules nothing ---------------------------


def _change(register: Register, change: str) -> Mapping[str, Any]:
    instrument, _, number = change.partition("#")
    content = register.instrument(instrument, {})["content"]
    found: Mapping[str, Any] = content["changes"][int(number) - 1]
    return found


@pytest.mark.parametrize(("change", "about", "words"), SAID.values(), ids=SAID.keys())
def test_what_was_said_is_kept_with_its_topic(
    change: str, about: str, words: str, register: Register
) -> None:
    claim = _change(register, change)
    assert (claim["type"], claim["about"]) == ("statement_recorded", about)
    assert words in claim["says"]


def test_a_statement_about_no_licence_changes_no_register() -> None:
    paths = [path for path in sorted(RECORD.glob("*.yaml")) if name_of(path) not in BUILT_ON_THEM]
    states = []
    for chosen in (paths, [path for path in paths if name_of(path) not in NEW]):
        register = register_of(chosen)
        states.append(
            [
                {
                    name: value
                    for name, value in register.licence(name_, seen).items()
                    if name in KEPT
                }
                for name_ in ("NL002", "NL007", "NL009")
                for seen in ({"valid_on": "2024-02-25"}, {"valid_on": "2025-06-24"})
            ]
        )
    assert states[0] == states[1]


KEPT = ("status", "permits", "exclusions", "conditions", "court_orders", "disputes", "pending")


def test_a_mondiale_licence_is_an_unknown_licence_and_not_a_refusal(register: Register) -> None:
    with pytest.raises(QuestionError) as raised:
        register.licence("mondiaal", {})
    assert "no licence `mondiaal`" in str(raised.value)


def test_sudan_is_under_the_embargo_of_the_union_and_not_of_the_un(register: Register) -> None:
    def members(group: str) -> set[str]:
        answer = register.group(group, {"valid_on": "2024-11-05"})
        return {one["member"] for one in answer["members"]}

    assert "SD" in members("embargo-EU")
    assert "SD" not in members("embargo-UN")


# -- licences that were revoked: told to their holders before anybody else ------------------

REVOKED = {
    "one, the day before its holder was told": ("NL0074CDIU0182267", "2025-06-26", "in_force"),
    "one, when its holder was told": ("NL0074CDIU0182267", "2025-06-27", "withdrawn"),
    "one, the day it was decided, before it took effect": (
        "NL0074CDIU0182267", "2025-06-23", "in_force",
    ),
    "one, before it was certainly granted": ("NL0074CDIU0182267", "2025-06-01", "undetermined"),
    "another, the day before its holder was told": (
        "NL0074CDIU0184525", "2025-07-31", "in_force",
    ),
    "another, when its holder was told": ("NL0074CDIU0184525", "2025-08-01", "withdrawn"),
    "the third, when its holder was told": ("NL0074CDIU0185272", "2025-08-01", "withdrawn"),
}  # fmt: skip


@pytest.mark.parametrize(("licence", "on", "status"), REVOKED.values(), ids=REVOKED.keys())
def test_a_revocation_counts_from_the_day_its_holder_was_told(
    licence: str, on: str, status: str, register: Register
) -> None:
    assert register.licence(licence, {"valid_on": on})["status"] == status


def test_a_revocation_is_not_known_before_it_is_told(register: Register) -> None:
    seen = {"valid_on": "2025-06-27", "known_on": "2025-06-26"}
    assert register.licence("NL0074CDIU0182267", seen)["status"] == "in_force"


def test_an_individual_licence_covers_nobody_else(register: Register) -> None:
    answer = register.evaluate(
        {
            "date": "2025-06-25",
            "activity": "export",
            "goods": "ML9",
            "item_kind": "component",
            "programme": "none",
            "purpose": "other",
            "origin": "NL",
            "destination": "IL",
            "exporter": "A yard",
        },
        {},
    )
    assert (answer["verdict"], answer["covered_by"]) == ("licence_required", [])


# -- requirements as they are listed --------------------------------------------------------


def _imposed(register: Register, on: str) -> dict[str, str]:
    listed = register.requirements({"valid_on": on}, 100, "")["requirements"]
    return {one["requirement"]: one["basis"] for one in listed if one["imposed"] == "yes"}


def test_the_national_measures_are_listed_from_their_first_days(register: Register) -> None:
    def national(on: str) -> set[str]:
        return {name for name, basis in _imposed(register, on).items() if basis[:8] == "national"}

    assert national("2013-09-13") == set()
    assert national("2023-08-31") == {"unlisted-goods-syria-egypt-ukraine", "unlisted-goods-iraq"}
    assert national("2023-09-01") - national("2023-08-31") == {"semiconductor-equipment"}
    assert national("2024-12-01") - national("2024-11-30") == {"emerging-technologies"}


def test_only_prohibitions_of_russia_and_belarus_are_recorded(register: Register) -> None:
    forbidden = {n for n, basis in _imposed(register, "2025-06-24").items() if basis[0] == "p"}
    assert forbidden == {
        "belarus-arms",
        "belarus-dual-use",
        "russia-arms",
        "russia-dual-use",
        "russia-sanctions",
    }


def test_no_catch_all_is_recorded_as_a_requirement_of_everyone(register: Register) -> None:
    assert "catch_all" not in _imposed(register, "2025-06-24").values()


def test_an_ad_hoc_decision_that_became_known_binds_one_exporter() -> None:
    """What the inventory asks of a catch-all: one person, one kind of goods, one destination."""
    ledger = open_ledger(":memory:", lambda: TODAY, lambda: NOW)
    for path in sorted(RECORD.glob("*.yaml")):
        for found in instruments_of(path):
            ledger.record(found.content, "built-in")
    decision = {
        "instrument": "ad-hoc-1",
        "kind": "decision",
        "title": "An ad hoc requirement",
        "issued_by": "Minister",
        "published_on": "2024-03-01",
        "cites": [{"source": "A letter"}],
        "changes": [
            {
                "type": "requirement_imposed",
                "requirement": "ad-hoc-1",
                "basis": "catch_all",
                "title": "Pumps to Kenya",
                "from": "2024-03-01",
                "requires": [
                    {"exporters": ["A works"], "goods": ["none"], "destinations": ["KE"]},
                ],
            }
        ],
    }
    ledger.record(decision, "a lawyer")
    asked = {"date": "2024-03-01", "activity": "export", "goods": "none", "destination": "KE"}
    required = {
        exporter: Register(ledger).evaluate({**asked, "exporter": exporter}, {})["required"]
        for exporter in ("A works", "B works")
    }
    assert required == {"A works": "yes", "B works": "undetermined"}
