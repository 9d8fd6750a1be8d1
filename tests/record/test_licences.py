"""The built-in record answers for every licence and group that the sources know.

Beside `test_record_questions.py`, which puts the questions about NL002, NL007, NL009 and
NL010: the Union's licences, the transfer licences, the days on which each changes, names that
are nearly the same, and what was pending before which court. `docs/record.md` explains.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pycountry
import pytest
from licence_ledger.domain.faults import QuestionError
from licence_ledger.projections.ledger import open_ledger
from licence_ledger.projections.register.timelines import Timelines
from licence_questions import (
    CHEMICAL,
    COMPOSITES,
    ENCRYPTION,
    EU,
    NATIONAL,
    QUESTIONS,
    REPAIRED,
    SHOWN,
    SOFTWARE,
    TELECOM,
    TO_FORCES,
    TRANSFER,
    UNION,
)
from record_files import instruments_of
from record_questions import ARMOUR, LETTER, Question, known

RECORD = Path(__file__).parents[2] / "record"
TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def register() -> Timelines:
    """The register over the built-in record, recorded in the order of the file names."""
    ledger = open_ledger(":memory:", lambda: TODAY, lambda: NOW)
    for found in instruments_of(RECORD):
        ledger.record(found.content, "built-in")
    return Timelines(ledger)


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS.keys())
def test_a_question_gets_the_verdict_that_the_sources_give(
    question: Question, register: Timelines
) -> None:
    _assert_answered(question, register)


@pytest.mark.parametrize("question", UNION.values(), ids=UNION.keys())
def test_a_licence_of_the_union_turns_on_the_right_day_and_field(
    question: Question, register: Timelines
) -> None:
    _assert_answered(question, register)


@pytest.mark.parametrize("question", NATIONAL.values(), ids=NATIONAL.keys())
def test_a_national_licence_turns_on_the_right_day_and_field(
    question: Question, register: Timelines
) -> None:
    _assert_answered(question, register)


def _assert_answered(question: Question, register: Timelines) -> None:
    answer = question.put_to(register)
    found = (answer["verdict"], answer["reason"], answer["decided_by"])
    assert found == (question.verdict, question.reason, question.decided_by), question.asks
    assert answer["required"] == question.required
    assert tuple(answer["depends_on"]) == question.depends_on


# -- every country there is, one licence after the other ---------------------------------

FRENCH = {"PF", "TF", "NC", "BL", "PM", "WF"}
AFTER_REPAIR = {
    "AL", "AR", "BA", "BR", "CL", "CN", "HK", "MO", "IN", "KZ", "MX", "ME", "MA", "MK", "RS",
    "SG", "ZA", "KR", "TN", "TR", "UA", "AE", *FRENCH,
}  # fmt: skip
CLOSE_PARTNERS = {"AU", "CA", "IS", "JP", "NZ", "NO", "CH", "LI", "GB", "US"}
COVERED_COUNTRIES = {
    "EU001": (COMPOSITES, CLOSE_PARTNERS),
    "EU002": (COMPOSITES, {"AR", "ZA", "KR", "TR"}),
    "EU003": (REPAIRED, AFTER_REPAIR),
    "EU004": ({**SHOWN, "end_use": "civil"}, AFTER_REPAIR),
    "EU005": (
        {**TELECOM, "end_use": "civil"},
        {"AR", "CN", "HK", "MO", "IN", "ZA", "KR", "TR", "UA"},
    ),
    "EU006": (CHEMICAL, {"AR", "KR", "TR", "UA"}),
    "EU007": (
        SOFTWARE,
        {"AR", "BR", "CL", "IN", "ID", "IL", "JO", "MY", "MX", "MA", "PH", "SG", "ZA", "KR"}
        | {"TH", "TN"},
    ),
}
LEFT_OUT_OF_EU008 = {
    "AF", "AM", "AZ", "BY", "KH", "CF", "CN", "HK", "MO", "CG", "CD", "EG", "ER", "GE", "IR",
    "IQ", "IL", "KZ", "KG", "LB", "LY", "MY", "ML", "MU", "MN", "MM", "KP", "OM", "PK", "QA",
    "RU", "SA", "SO", "SS", "SD", "SY", "TJ", "TM", "AE", "UZ", "VE", "YE", "ZW",
}  # fmt: skip
LEFT_OUT_OF_NL010 = {
    "AF", "AM", "AZ", "BH", "BD", "BI", "CN", "TW", "HK", "MO", "CU", "DJ", "EG", "GQ", "ET",
    "GM", "GN", "GW", "IN", "IL", "YE", "KZ", "KW", "LA", "UA", "UZ", "OM", "PK", "QA", "RW",
    "SA", "SZ", "SY", "TJ", "TH", "TR", "TM", "AE", "VN",
}  # fmt: skip
UNDER_EMBARGO = {"BY", "IR", "LY", "MM", "KP", "RU", "SS", "SD", "VE", "ZW"}
"""Under an arms embargo for certain on the day asked, and not on NL010's own list."""
EVERY_COUNTRY = sorted({country.alpha_2 for country in pycountry.countries})


def _verdicts(register: Timelines, licence: str, given: Mapping[str, str]) -> dict[str, set[str]]:
    """The countries by verdict and reason, on the day of the letter."""
    found: dict[str, set[str]] = {}
    for country in EVERY_COUNTRY:
        asked = {"date": LETTER, "licence": licence, "destination": country, **given}
        answer = register.evaluate(asked, known(LETTER))
        found.setdefault(f"{answer['verdict']}, {answer['reason']}", set()).add(country)
    return found


@pytest.mark.parametrize("licence", COVERED_COUNTRIES)
def test_it_covers_the_countries_that_its_section_names_and_no_other(
    licence: str, register: Timelines
) -> None:
    given, countries = COVERED_COUNTRIES[licence]
    found = _verdicts(register, licence, given)
    assert found.pop("covered, permitted") == countries
    assert set(found) <= {"not_covered, out_of_scope", "not_covered, prohibited"}


def test_eu008_leaves_out_the_countries_that_it_names_and_those_of_eu001(
    register: Timelines,
) -> None:
    found = _verdicts(register, "EU008", ENCRYPTION)
    out = found["not_covered, excluded"] | found.get("not_covered, prohibited", set())
    assert out == LEFT_OUT_OF_EU008 | CLOSE_PARTNERS
    assert found["covered, permitted"] == set(EVERY_COUNTRY) - out


def test_nl010_leaves_out_its_list_and_the_countries_under_an_embargo(
    register: Timelines,
) -> None:
    found = _verdicts(register, "NL010", ENCRYPTION)
    out = found["not_covered, excluded"] | found.get("not_covered, prohibited", set())
    assert out == LEFT_OUT_OF_NL010 | UNDER_EMBARGO
    doubtful = found["undetermined, imprecise_date"]
    assert doubtful == {"CD", "LB", "IQ", "SO", "CF"}
    assert found["covered, permitted"] == set(EVERY_COUNTRY) - out - doubtful


# -- transactions that name no licence ---------------------------------------------------


def _unnamed(register: Timelines, on: str, to: str, **given: str) -> dict[str, Any]:
    return register.evaluate({"date": on, "destination": to, **given}, known(LETTER))


@pytest.mark.parametrize("day", ["2024-06-01", "2025-04-08"], ids=["NL002 runs", "withdrawn"])
@pytest.mark.parametrize("activity", ["export", "transfer"])
def test_goods_of_nl002_to_belgium_need_no_licence_before_and_after_its_withdrawal(
    activity: str, day: str, register: Timelines
) -> None:
    answer = _unnamed(register, day, "BE", **{**ARMOUR, "activity": activity})
    assert answer["verdict"] == "no_licence_required"
    assert answer["required"] == "no"
    assert answer["covered_by"] == []


WITHIN_THE_UNION = {
    "encryption": ("5A002.a.2", "no_licence_required"),
    "a chemical": ("1C350.1", "no_licence_required"),
    "telecommunications": ("5A001.d", "no_licence_required"),
    "software, of which a part is on Annex IV": ("5D002", "undetermined"),
}


@pytest.mark.parametrize("activity", ["export", "transfer"])
@pytest.mark.parametrize(("goods", "verdict"), WITHIN_THE_UNION.values(), ids=WITHIN_THE_UNION)
def test_goods_of_the_licences_of_the_union_need_none_within_it(
    goods: str, verdict: str, activity: str, register: Timelines
) -> None:
    given = {"activity": activity, "goods": goods, "origin": "NL"}
    assert _unnamed(register, "2022-06-01", "DE", **given)["verdict"] == verdict


def test_not_covered_and_none_required_says_so(register: Timelines) -> None:
    answer = _unnamed(register, "2025-04-08", "BE", licence="NL002", **ARMOUR)
    assert (answer["verdict"], answer["required"]) == ("not_covered", "no")


COVERED_BY = {
    "composites to the United States": ("2025-06-01", "US", COMPOSITES, ["EU001"]),
    "composites to Turkey, NL002 and EU002": ("2024-06-01", "TR", COMPOSITES, ["EU002", "NL002"]),
    "composites to Turkey, without NL002": ("2025-06-01", "TR", COMPOSITES, ["EU002"]),
    "software to a subsidiary in Israel": ("2025-06-24", "IL", SOFTWARE, ["EU007"]),
    "military goods to the German forces": ("2025-06-01", "DE", TO_FORCES, ["NL003"]),
}


@pytest.mark.parametrize(("day", "to", "given", "licences"), COVERED_BY.values(), ids=COVERED_BY)
def test_the_licences_that_cover_a_transaction_are_named(
    day: str, to: str, given: dict[str, str], licences: list[str], register: Timelines
) -> None:
    answer = _unnamed(register, day, to, **given)
    assert (answer["verdict"], answer["covered_by"]) == ("covered", licences)


NOT_COVERED = {
    "body armour to Israel after April 2025": ("2025-04-08", "IL", ARMOUR),
    "a router to Israel after April 2025": ("2025-06-24", "IL", {**ARMOUR, "goods": "5A002"}),
    "body armour to Brazil, sold": ("2025-06-01", "BR", {**ARMOUR, "purpose": "other"}),
    "military goods to Brazil": ("2025-06-01", "BR", {**TRANSFER, "activity": "export"}),
}


@pytest.mark.parametrize(("day", "to", "given"), NOT_COVERED.values(), ids=NOT_COVERED)
def test_where_no_general_licence_is_left_one_must_be_applied_for(
    day: str, to: str, given: dict[str, str], register: Timelines
) -> None:
    answer = _unnamed(register, day, to, **given)
    assert (answer["verdict"], answer["reason"]) == ("licence_required", "not_covered_by_any")


# -- names that are nearly the same ------------------------------------------------------


def _members(register: Timelines, group: str, day: str) -> set[str]:
    answer = register.group(group, {"valid_on": day})
    return {one["member"] for one in answer["members"] if one["present"] == "yes"}


def test_a_member_state_of_the_decree_is_no_member_state_of_the_union(register: Timelines) -> None:
    decree, union = (_members(register, name, "2015-06-01") for name in ("lidstaat", "EU"))
    assert decree - union == {"NO", "IS", "LI"}
    assert union < decree


def test_nato_and_what_is_near_it_are_kept_apart(register: Timelines) -> None:
    nato, plus, equated = (
        _members(register, name, "2024-06-01")
        for name in ("NATO", "NATO-plus", "equated-countries")
    )
    assert equated == {"AU", "JP", "NZ", "CH"}
    assert plus == nato | equated
    assert not nato & equated


def test_the_destinations_of_eu001_are_a_group_that_eu008_leaves_out(register: Timelines) -> None:
    named = _members(register, "eu001-destinations", "2022-01-01")
    assert named == {"AU", "CA", "IS", "JP", "NZ", "NO", "CH", "LI", "GB", "US"}
    assert not _members(register, "eu001-destinations", "2021-09-08")


@pytest.mark.parametrize("name", ["mondiale", "mondiale-vergunning"])
def test_a_kind_of_licence_that_does_not_exist_is_unknown_never_not_covered(
    name: str, register: Timelines
) -> None:
    with pytest.raises(QuestionError) as raised:
        register.evaluate({"date": LETTER, "licence": name, "destination": "IL"}, {})
    (fault,) = raised.value.faults
    assert (fault.code, fault.pointer) == ("unknown_licence", "/transaction/licence")


@pytest.mark.parametrize(("name", "code"), [("Swaziland", "SZ"), ("Eswatini", "SZ")])
def test_a_country_by_an_old_or_a_new_name_is_asked_for_by_its_code(
    name: str, code: str, register: Timelines
) -> None:
    with pytest.raises(QuestionError) as raised:
        register.evaluate({"date": LETTER, "licence": "NL010", "destination": name}, {})
    assert raised.value.faults[0].code == "unknown_country"
    if name == "Eswatini":
        assert f"`{code}`" in raised.value.faults[0].detail


# -- what a licence shows ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "qatar", "egypt"),
    [
        ("2018-01-01", "yes", None),
        ("2019-06-01", "undetermined", "undetermined"),
        ("2020-06-01", None, "yes"),
    ],
)
def test_nl007_excludes_qatar_before_2019_and_egypt_after(
    day: str, qatar: str | None, egypt: str | None, register: Timelines
) -> None:
    shown = {
        tuple(one["clause"].get("destinations", ())): one["present"]
        for one in register.licence("NL007", {"valid_on": day})["exclusions"]
    }
    assert (shown.get(("QA",)), shown.get(("EG",))) == (qatar, egypt)


def test_the_change_of_april_2025_reached_exactly_three_licences(register: Timelines) -> None:
    differ = register.register_diff("valid_on=2025-04-07", "valid_on=2025-04-08")
    assert [one["licence"] for one in differ["licences"]] == ["NL002", "NL007", "NL010"]
    causes = {
        cause.partition("#")[0]
        for one in differ["licences"]
        for side in ("added", "removed", "altered")
        for part in one[side]
        for cause in part["by"]
    }
    assert causes == {"stcrt-2025-11446"}


@pytest.mark.parametrize("licence", ["EU003", "EU004", "EU005"])
def test_russia_goes_out_of_three_licences_on_the_fifth_of_may_2022(
    licence: str, register: Timelines
) -> None:
    def russia(day: str) -> bool:
        permits = register.licence(licence, {"valid_on": day})["permits"]
        return any("RU" in one["clause"]["destinations"] for one in permits)

    assert russia("2021-09-08") and russia("2022-05-04")
    assert not russia("2022-05-05")


def test_before_its_publication_nobody_knew_that_russia_would_go(register: Timelines) -> None:
    seen = {"valid_on": "2022-06-01", "known_on": "2022-05-03"}
    assert len(register.licence("EU005", seen)["permits"]) == 2


def test_what_changed_the_licence_of_2009_falls_with_it(register: Timelines) -> None:
    def entries(day: str) -> set[str]:
        state = register.licence("EU001", {"valid_on": day})
        return {
            one["entry"].partition("#")[0]
            for part in ("permits", "exclusions", "conditions")
            for one in state[part]
        }

    of_both = {"stcrt-2012-11107"}
    before = {"reg-428-2009-annex-ii", "reg-1232-2011", "reg-2020-2171-annex-iia"}
    assert entries("2021-09-08") == before | of_both
    assert entries("2021-09-09") == {"reg-2021-821-annex-ii"} | of_both


@pytest.mark.parametrize("licence", [f"EU00{n}" for n in range(1, 7)])
def test_a_licence_of_the_union_runs_without_a_gap_from_one_regulation_to_the_next(
    licence: str, register: Timelines
) -> None:
    for day in ("2021-09-08", "2021-09-09"):
        assert register.licence(licence, {"valid_on": day})["status"] == "in_force"


COMING = {
    "NL003": ("2012-01-15", "2012-01-15"),
    "EU007": ("2021-08-01", "2021-08-01"),
    "NL900": ("2024-11-01", "2024-11-01"),
}


@pytest.mark.parametrize("licence", COMING)
def test_a_licence_published_before_it_applies_is_coming(licence: str, register: Timelines) -> None:
    day, seen_on = COMING[licence]
    state = register.licence(licence, {"valid_on": day, "known_on": seen_on})
    assert state["status"] == "not_established"
    assert "licence_established" in [one["type"] for one in state["upcoming"]]


def test_limits_that_no_dimension_says_come_as_conditions(register: Timelines) -> None:
    answer = QUESTIONS["Q088"].put_to(register)
    kinds = {one["key"]: one["kind"] for one in answer["conditions"]}
    assert kinds["registration"] == "registration"
    assert kinds["reporting"] == "reporting"
    assert kinds["product-development"] == kinds["no-unwanted-use"] == "limit"


# -- courts ------------------------------------------------------------------------------

PENDING = {
    "before the war": ("2023-10-06", []),
    "first instance": ("2023-12-14", ["Rechtbank Den Haag (voorzieningenrechter)"]),
    "the first judgment": ("2023-12-15", ["Gerechtshof Den Haag"]),
    "the day before the order": ("2024-02-11", ["Gerechtshof Den Haag"]),
    "the order": ("2024-02-12", ["Hoge Raad"]),
    "a second case on compliance beside it": (
        "2024-06-28",
        ["Hoge Raad", "Rechtbank Den Haag (voorzieningenrechter)"],
    ),
    "the appeal in the second case, open until the order is gone": (
        "2025-10-02",
        ["Hoge Raad", "Gerechtshof Den Haag"],
    ),
    "the last judgment": ("2025-10-03", []),
}


@pytest.mark.parametrize(("day", "courts"), PENDING.values(), ids=PENDING)
def test_the_f35_case_is_pending_before_one_court_after_the_other(
    day: str, courts: list[str], register: Timelines
) -> None:
    state = register.licence("NL009", {"valid_on": day})
    assert [case["court"] for case in state["pending"]] == courts


def test_cassation_was_known_to_be_pending_before_the_letter_of_november(
    register: Timelines,
) -> None:
    state = register.licence("NL009", {"valid_on": "2024-06-01", "known_on": "2024-06-01"})
    assert [case["court"] for case in state["pending"]] == ["Hoge Raad"]


def test_no_licence_is_pending_or_changed_for_the_al_haq_case(register: Timelines) -> None:
    for licence in ("NL007", "NL009", "NL010"):
        state = register.licence(licence, {"valid_on": "2025-10-30"})
        assert "al-haq" not in str(state["pending"]).casefold()


@pytest.mark.parametrize("licence", [*EU, "NL001", "NL003", "NL004", "NL005", "NL006", "NL008"])
def test_each_licence_says_up_to_when_it_was_checked(licence: str, register: Timelines) -> None:
    assert register.licence(licence, {})["last_checked"]["on"] >= "2015-11-29"


def test_a_correction_brings_the_day_of_publication_of_a_regulation(register: Timelines) -> None:
    transaction = {"date": "2021-01-02", "licence": "NL002", "destination": "GB", **ARMOUR}
    reasons = {
        seen_on: register.evaluate(transaction, known(seen_on))["reason"]
        for seen_on in ("2020-12-20", "2020-12-21")
    }
    assert reasons == {"2020-12-20": "permitted", "2020-12-21": "incomplete_history"}
