"""Faults of the record that were mended, and facts that its sources settle.

Each case is a question in our own short words with its whole answer, put to the record as
it stands: what needs no licence, and whose goods; who decided; how long an embargo runs; what a
user must do. Before the corrections of November 2026 each was answered otherwise.
"""

from __future__ import annotations

import pytest
from licence_ledger.projections.register.register import Register
from policy_questions import RECORD, register_of
from settled_questions import ASKED, TRANSIT, Asked


@pytest.fixture(scope="module")
def register() -> Register:
    """The built-in record in the order of its file names."""
    return register_of(sorted(RECORD.glob("*.yaml")))


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED.keys())
def test_a_transaction_gets_the_verdict_that_its_sources_give(
    asked: Asked, register: Register
) -> None:
    found = asked.put_to(register)
    assert (found["verdict"], found["reason"], found["decided_by"]) == (
        *asked.answer,
        asked.decided_by,
    )


def test_an_answer_says_that_it_took_the_goods_as_transhipped_and_of_nobody_special(
    register: Register,
) -> None:
    assert TRANSIT["the same, transhipped"].put_to(register)["assumed"] == ["owner", "transhipment"]


def test_the_un_embargo_on_south_sudan_has_an_end_and_that_of_the_union_none(
    register: Register,
) -> None:
    def present(group: str, day: str) -> str:
        members = register.group(group, {"valid_on": day})["members"]
        return next(one["present"] for one in members if one["member"] == "SS")

    assert [present("embargo-UN", day) for day in ("2026-05-31", "2026-06-01")] == [
        "yes",
        "undetermined",
    ]
    assert present("embargo-EU", "2026-06-01") == "yes"


# -- who decided, and since when -------------------------------------------------------------

MINISTERS = {
    "2021-08-23": None,
    "2021-08-24": "Minister van Buitenlandse Zaken",
    "2022-01-09": "Minister van Buitenlandse Zaken",
    "2022-05-01": None,
    "2022-09-09": "Minister voor Buitenlandse Handel en Ontwikkelingssamenwerking",
    "2025-06-23": "Staatssecretaris Buitenlandse Handel",
    "2025-06-24": "Staatssecretaris Buitenlandse Handel",
    "2025-07-14": "Staatssecretaris Buitenlandse Handel",
    "2025-11-14": "Staatssecretaris Buitenlandse Handel",
    "2026-06-01": None,
}


@pytest.mark.parametrize(("day", "minister"), MINISTERS.items(), ids=MINISTERS)
def test_who_was_in_charge_of_export_control(
    day: str, minister: str | None, register: Register
) -> None:
    assert (
        register.policy("minister-for-export-control", {}, {"valid_on": day})["value"] == minister
    )


@pytest.mark.parametrize("name", ["cdiu-0182267-revoked", "cdiu-0184525-0185272-revoked"])
def test_the_staatssecretaris_decided_the_revocations(name: str, register: Register) -> None:
    (by,) = register.instrument(name, {})["corrected_by"]
    correction, _, number = by.partition("#")
    content = register.instrument(correction, {})["content"]
    restated = content["changes"][int(number) - 1]["restated"]
    assert restated["issued_by"] == "Staatssecretaris Buitenlandse Handel"


DENIAL = {
    "Saudi Arabia in July 2016": ("SA", "2016-07-04", "denied, unless it is beyond doubt"),
    "the Emirates in July 2016": ("AE", "2016-07-04", "restrictive"),
    "the Emirates, once it may have been more": ("AE", "2018-01-01", None),
    "the Emirates on the last day": ("AE", "2023-07-13", "denied, unless it is beyond doubt"),
    "Turkey before": ("TR", "2019-09-30", None),
    "Turkey in some day of October 2019": ("TR", "2019-10-15", None),
    "Turkey after": ("TR", "2019-11-01", "denied, unless it is certain"),
    "Turkey on the last day": ("TR", "2023-07-13", "denied, unless it is certain"),
    "Turkey, abolished": ("TR", "2023-07-14", None),
}


@pytest.mark.parametrize(("country", "day", "value"), DENIAL.values(), ids=DENIAL)
def test_the_presumption_of_denial_by_country_and_day(
    country: str, day: str, value: str | None, register: Register
) -> None:
    found = register.policy("presumption-of-denial", {"destination": country}, {"valid_on": day})
    assert (found["value"] or "").startswith(value or "")
    assert (found["value"] is None) == (value is None)


# -- what a user must do ----------------------------------------------------------------------


def _conditions(register: Register, licence: str, day: str) -> dict[str, str]:
    state = register.licence(licence, {"valid_on": day})
    return {one["key"]: one["text"] for one in state["conditions"]}


@pytest.mark.parametrize("licence", [f"EU00{n}" for n in range(1, 7)])
def test_users_of_the_unions_licences_register_two_weeks_before(
    licence: str, register: Register
) -> None:
    key = f"registration-of-{licence.lower()}"
    for day in ("2013-01-01", "2021-09-09", "2025-06-24"):
        assert "two weeks before" in _conditions(register, licence, day)[key]
    assert key not in _conditions(register, licence, "2012-06-11")
    rules = _conditions(register, licence, "2025-06-24")["national-rules"]
    assert f"asks for registration ({key})" in rules


@pytest.mark.parametrize("licence", ["NL007", "NL008"])
def test_the_papers_in_transit_bear_the_licence_and_its_user_is_dutch(
    licence: str, register: Register
) -> None:
    found = _conditions(register, licence, "2025-06-24")
    assert "registration number" in found[f"papers-{licence.lower()}"]
    assert "established in the Netherlands" in found[f"established-{licence.lower()}"]


def test_nl002_has_no_condition_that_none_of_its_texts_has(register: Register) -> None:
    for day in ("2010-01-01", "2013-01-01", "2025-04-07"):
        assert "established-in-the-netherlands" not in _conditions(register, "NL002", day)
