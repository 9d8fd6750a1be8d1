"""A transaction's verdict: the rows of the table in order, each reason, and what it rests on."""

from __future__ import annotations

from typing import Any

import pytest
from builders import (
    Case,
    change,
    correction,
    established,
    excluded,
    group,
    instrument,
    question_faults,
    required,
)

Json = dict[str, Any]
DAY = "2020-06-01"


def sanctions(**fields: Any) -> Json:
    """A prohibition of exports to Iran, unless told otherwise."""
    said = {"requires": [{"destinations": ["IR"]}], **fields}
    return required("sanctions", "prohibition", **said)


def gap(**fields: Any) -> Json:
    """The record of NL1 is known to lack changes."""
    return change("history_incomplete", licence="NL1", **fields)


def complete(**fields: Any) -> Json:
    """Every requirement is recorded."""
    return change("requirements_complete", **fields)


def suspended(target: str, **fields: Any) -> Json:
    """The suspension of the effect of a change or an entry, from 2017 on."""
    return change("effect_suspended", target=target, **{"from_": "2017-01-01", **fields})


def ids(answer: Json) -> list[str]:
    """The changes that an answer rests on."""
    return [one["change"] for one in answer["because"]]


def decided(answer: Json) -> tuple[str, str, list[str]]:
    """Verdict, reason and because."""
    return answer["verdict"], answer["reason"], ids(answer)


# -- the table, row by row -----------------------------------------------------------

# A world in which every row can be made to hold. Each further row stands below those before.
EVERYTHING = [
    instrument("s", sanctions()),
    instrument(
        "a",
        established(
            holder="E1",
            permits=[{"activities": ["export"]}],
            excludes=[{"destinations": ["IL", "IR"]}],
            until="2025-01-01",
        ),
    ),
    instrument("x", excluded("IL", from_="2013-01-01")),
    instrument("h", gap(clause={"goods": ["ML9"]})),
]

ROWS = [
    pytest.param(
        {"date": "2030-01-01", "destination": "IR", "exporter": "E2"},
        ("not_covered", "prohibited", ["s#1"]),
        id="prohibited, though out of force, held by another and excluded",
    ),
    pytest.param(
        {"date": "2030-01-01", "destination": "IL", "exporter": "E2"},
        ("not_covered", "expired", ["a#1"]),
        id="out of force, though held by another and excluded",
    ),
    pytest.param(
        {"date": DAY, "destination": "IL", "exporter": "E2"},
        ("not_covered", "not_holder", ["a#1"]),
        id="held by another, though excluded",
    ),
    pytest.param(
        {"date": DAY, "destination": "IL", "exporter": "E1", "activity": "transit", "goods": "ML9"},
        ("not_covered", "excluded", ["a#1", "x#1"]),
        id="excluded, though out of scope and the record incomplete",
    ),
    pytest.param(
        {"date": DAY, "destination": "US", "exporter": "E1", "activity": "transit", "goods": "ML9"},
        ("undetermined", "incomplete_history", ["h#1"]),
        id="out of scope where the record is incomplete",
    ),
    pytest.param(
        {"date": DAY, "destination": "US", "exporter": "E1", "activity": "transit", "goods": "ML1"},
        ("not_covered", "out_of_scope", ["a#1"]),
        id="out of scope",
    ),
    pytest.param(
        {"date": DAY, "destination": "US", "exporter": "E1", "activity": "export", "goods": "ML9"},
        ("undetermined", "incomplete_history", ["h#1"]),
        id="covered, where the record is incomplete",
    ),
    pytest.param(
        {"date": DAY, "destination": "US", "exporter": "E1", "activity": "export", "goods": "ML1"},
        ("covered", "permitted", ["a#1"]),
        id="covered",
    ),
    pytest.param(
        {"date": DAY, "exporter": "E1", "activity": "export", "goods": "ML9"},
        ("undetermined", "missing_field", ["s#1", "a#1", "x#1"]),
        id="otherwise undetermined, incomplete or not",
    ),
]


@pytest.mark.parametrize(("transaction", "expected"), ROWS)
def test_the_first_row_that_holds_decides(
    transaction: Json, expected: tuple[str, str, list[str]]
) -> None:
    answer = Case(*EVERYTHING).check(**transaction)
    assert (answer["verdict"], answer["reason"]) == expected[:2]
    assert sorted(ids(answer)) == sorted(expected[2])
    assert answer["decided_by"] == answer["because"][0]["change"]


def test_a_prohibition_that_may_hold_does_not_hide_that_the_licence_is_out_of_force() -> None:
    answer = Case(*EVERYTHING).check("2030-01-01", exporter="E1", activity="export")
    assert answer["reason"] == "expired"


def test_what_may_be_excluded_but_is_out_of_scope_is_out_of_scope() -> None:
    case = Case(instrument("a", established()), instrument("b", excluded("IL")))
    assert case.verdict(DAY, activity="transit") == ("not_covered", "out_of_scope")


def test_what_may_be_permitted_but_is_excluded_is_excluded() -> None:
    case = Case(instrument("a", established()), instrument("b", excluded("IL")))
    assert case.verdict(DAY, destination="IL") == ("not_covered", "excluded")


# -- prohibited ----------------------------------------------------------------------


def test_prohibited_names_the_changes_whose_requires_match() -> None:
    more = change(
        "requirement_extended",
        requirement="sanctions",
        from_="2018-01-01",
        requires=[{"destinations": ["IR"], "goods": ["ML1"]}],
    )
    case = Case(instrument("a", established()), instrument("s", sanctions()), instrument("t", more))
    answer = case.check(DAY, activity="export", destination="IR", goods="ML1.a")
    assert decided(answer) == ("not_covered", "prohibited", ["s#1", "t#1"])
    assert ids(case.check(DAY, activity="export", destination="IR", goods="ML2")) == ["s#1"]
    assert ids(case.check("2017-12-31", destination="IR", goods="ML1")) == ["s#1"]


def test_an_exemption_lets_the_licence_decide() -> None:
    case = Case(
        instrument("a", established()),
        instrument("s", sanctions(exempts=[{"end_uses": ["civil"]}])),
    )
    asked = {"activity": "export", "destination": "IR"}
    assert case.verdict(DAY, **asked, end_use="civil")[1] == "permitted"
    assert case.verdict(DAY, **asked, end_use="military")[1] == "prohibited"
    open_ = case.check(DAY, **asked)
    assert decided(open_) == ("undetermined", "missing_field", ["s#1"])
    assert open_["depends_on"] == ["end_use"]


def test_a_prohibition_requires_no_licence() -> None:
    case = Case(instrument("a", established()), instrument("s", sanctions()))
    answer = case.check(DAY, activity="export", destination="IR")
    assert (answer["reason"], answer["required"]) == ("prohibited", "undetermined")


def test_the_last_imposition_in_rank_says_whether_it_is_a_prohibition() -> None:
    case = Case(
        instrument("a", established()),
        instrument("s", sanctions(until="2018-01-01")),
        instrument(
            "t",
            required(
                "sanctions",
                "national_measure",
                from_="2018-01-01",
                requires=[{"destinations": ["IR"]}],
            ),
        ),
    )
    answer = case.check(DAY, activity="export", destination="IR")
    assert (answer["reason"], answer["required"]) == ("permitted", "yes")


def test_a_lifted_prohibition_forbids_nothing() -> None:
    case = Case(
        instrument("a", established()),
        instrument("s", sanctions()),
        instrument("t", change("requirement_lifted", target="s#1", from_="2018-01-01")),
    )
    asked = {"activity": "export", "destination": "IR"}
    assert case.verdict("2017-12-31", **asked)[1] == "prohibited"
    assert case.verdict("2018-01-01", **asked)[1] == "permitted"


def test_a_prohibition_that_may_have_begun_leaves_a_covered_export_open() -> None:
    case = Case(instrument("a", established()), instrument("s", sanctions(from_="2020")))
    answer = case.check(DAY, activity="export", destination="IR")
    assert decided(answer) == ("undetermined", "imprecise_date", ["s#1"])


# -- out of force --------------------------------------------------------------------

OUT_OF_FORCE = [
    pytest.param([], "2011-12-31", "not_established", ["a#1"], id="not established yet"),
    pytest.param(
        [change("licence_withdrawn", target="a#1", from_="2018-01-01")],
        DAY,
        "withdrawn",
        ["b#1"],
        id="withdrawn",
    ),
    pytest.param(
        [change("licence_suspended", target="a#1", from_="2018-01-01")],
        DAY,
        "suspended",
        ["b#1"],
        id="suspended",
    ),
    pytest.param(
        [change("change_annulled", target="a#1", ground="an error")],
        DAY,
        "annulled",
        ["b#1"],
        id="annulled",
    ),
]


@pytest.mark.parametrize(("stops", "on", "reason", "because"), OUT_OF_FORCE)
def test_out_of_force_the_status_is_the_reason(
    stops: list[Json], on: str, reason: str, because: list[str]
) -> None:
    case = Case(instrument("a", established()))
    for stop in stops:
        case.record(instrument("b", stop))
    assert decided(case.check(on, activity="export")) == ("not_covered", reason, because)


def test_a_licence_of_which_nothing_was_published_yet_is_not_established() -> None:
    case = Case(instrument("a", established(), published_on="2012-06-01"))
    answer = case.check(DAY, activity="export", known_on="2012-05-31")
    assert decided(answer) == ("not_covered", "not_established", [])
    assert answer["decided_by"] is None


# -- held ----------------------------------------------------------------------------


def test_a_licence_with_a_holder_covers_that_exporter_only() -> None:
    case = Case(instrument("a", established(holder="E1")))
    assert case.verdict(DAY, activity="export", exporter="E1")[1] == "permitted"
    assert case.verdict(DAY, activity="export", exporter="E2")[1] == "not_holder"
    assert case.verdict(DAY, activity="export", exporter="e1")[1] == "not_holder"


def test_without_an_exporter_who_holds_it_is_open() -> None:
    case = Case(instrument("a", established(holder="E1")))
    answer = case.check(DAY, activity="export")
    assert decided(answer) == ("undetermined", "missing_field", ["a#1"])
    assert answer["depends_on"] == ["exporter"]


def test_held_by_any_of_its_establishments_a_licence_is_held() -> None:
    case = Case(
        instrument("a", established(holder="E1", until="2018-01-01")),
        instrument("b", established(holder="E2", from_="2018-01-01")),
    )
    assert case.verdict("2017-12-31", activity="export", exporter="E1")[1] == "permitted"
    assert case.verdict("2018-01-01", activity="export", exporter="E1")[1] == "not_holder"
    assert ids(case.check("2018-01-01", activity="export", exporter="E2")) == ["b#1"]


# -- clauses -------------------------------------------------------------------------

GOODS = [
    pytest.param("5A002", "5A002", "permitted", id="the code itself"),
    pytest.param("5A002", "5A002.a", "permitted", id="a code below it"),
    pytest.param("5A002", "5A002.a.1", "permitted", id="a code far below it"),
    pytest.param("ML1", "ML10", "out_of_scope", id="a longer number is another code"),
    pytest.param("ML10", "ML1", "out_of_scope", id="a shorter number is another code"),
    pytest.param("ML1.a", "ML1.ab", "out_of_scope", id="a longer letter is another code"),
    pytest.param("5A002.a.1", "5A002", "missing_field", id="a code above it says too little"),
    pytest.param("5A002.a.1", "5A002.a", "missing_field", id="one just above it, too"),
    pytest.param("5A002.a", "5A002.b", "out_of_scope", id="a code beside it"),
    pytest.param("none", "none", "permitted", id="goods on no list"),
    pytest.param("none", "5A002", "out_of_scope", id="listed goods are not on no list"),
    pytest.param("5A002", "none", "out_of_scope", id="goods on no list are not listed"),
]


@pytest.mark.parametrize(("code", "given", "reason"), GOODS)
def test_a_code_holds_itself_and_everything_below_it_at_a_dot(
    code: str, given: str, reason: str
) -> None:
    case = Case(instrument("a", established(permits=[{"goods": [code]}])))
    answer = case.check(DAY, goods=given)
    assert answer["reason"] == reason
    assert answer["depends_on"] == (["goods"] if reason == "missing_field" else [])


def test_of_several_codes_one_that_matches_is_enough() -> None:
    case = Case(instrument("a", established(permits=[{"goods": ["5A002.a.1", "5A"]}])))
    assert case.verdict(DAY, goods="5A")[1] == "permitted"


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        pytest.param("F-35", "permitted", id="as written"),
        pytest.param("F35", "permitted", id="without punctuation"),
        pytest.param("f 35", "permitted", id="with a space, in lower case"),
        pytest.param("F-16", "out_of_scope", id="another programme"),
        pytest.param("none", "out_of_scope", id="no programme"),
    ],
)
def test_programmes_are_compared_without_case_spaces_and_punctuation(
    given: str, reason: str
) -> None:
    case = Case(instrument("a", established(permits=[{"programmes": ["F-35"]}])))
    assert case.verdict(DAY, programme=given)[1] == reason


DIMENSIONS = [
    ("activities", "activity", "export", "transit"),
    ("goods", "goods", "ML1", "ML2"),
    ("item_kinds", "item_kind", "component", "complete"),
    ("origins", "origin", "NL", "DE"),
    ("destinations", "destination", "US", "IL"),
    ("programmes", "programme", "F-35", "none"),
    ("end_uses", "end_use", "civil", "police_or_intelligence"),
    ("purposes", "purpose", "repair", "temporary"),
    ("recipients", "recipient", "government", "private"),
    ("exporters", "exporter", "E1", "E2"),
    ("licence_kinds", "licence_kind", "global", "individual"),
]


@pytest.mark.parametrize(
    ("dimension", "field", "inside", "outside"), DIMENSIONS, ids=[row[0] for row in DIMENSIONS]
)
def test_every_dimension_asks_for_its_field(
    dimension: str, field: str, inside: str, outside: str
) -> None:
    case = Case(instrument("a", established(permits=[{dimension: [inside]}])))
    assert case.verdict(DAY, **{field: inside})[1] == "permitted"
    assert case.verdict(DAY, **{field: outside})[1] == "out_of_scope"
    answer = case.check(DAY)
    assert (answer["reason"], answer["depends_on"]) == ("missing_field", [field])


def test_all_dimensions_of_a_clause_must_match_and_any_of_a_list() -> None:
    clause = {"destinations": ["US", "CA"], "programmes": ["F-35"]}
    case = Case(instrument("a", established(permits=[clause])))
    assert case.verdict(DAY, destination="CA", programme="F-35")[1] == "permitted"
    assert case.verdict(DAY, destination="IL", programme="F-35")[1] == "out_of_scope"
    assert case.verdict(DAY, destination="CA", programme="F-16")[1] == "out_of_scope"
    assert case.verdict(DAY, destination="IL")[1] == "out_of_scope"


def test_an_exclusion_s_dimensions_are_one_conjunction() -> None:
    case = Case(
        instrument("a", established()), instrument("b", excluded("IL", programmes=["F-35"]))
    )
    assert case.verdict(DAY, activity="export", destination="IL", programme="F35")[1] == "excluded"
    assert case.verdict(DAY, activity="export", destination="IL", programme="none")[1] == (
        "permitted"
    )
    assert case.verdict(DAY, activity="export", destination="US", programme="F35")[1] == "permitted"


def test_an_exporter_can_be_excluded_for_some_destinations() -> None:
    act = change(
        "exporter_excluded", licence="NL1", from_="2016", exporters=["E1"], destinations=["IL"]
    )
    case = Case(instrument("a", established()), instrument("b", act))
    asked = {"activity": "export", "destination": "IL"}
    assert case.verdict(DAY, **asked, exporter="E1")[1] == "excluded"
    assert case.verdict(DAY, **asked, exporter="E2")[1] == "permitted"


def test_a_wider_scope_covers_by_the_establishment_and_itself() -> None:
    wider = change(
        "scope_extended", licence="NL1", from_="2016-01-01", permits=[{"activities": ["transit"]}]
    )
    case = Case(instrument("a", established()), instrument("b", wider))
    answer = case.check(DAY, activity="transit")
    assert decided(answer) == ("covered", "permitted", ["a#1", "b#1"])
    assert answer["decided_by"] == "a#1"
    assert case.verdict("2015-12-31", activity="transit")[1] == "out_of_scope"


# -- why undetermined ----------------------------------------------------------------


def test_every_field_that_is_asked_for_is_named_sorted() -> None:
    case = Case(
        instrument("a", established(permits=[{"goods": ["5A002.a"], "end_uses": ["civil"]}])),
        instrument("b", excluded("IL", programmes=["F-35"])),
    )
    answer = case.check(DAY, goods="5A002")
    assert decided(answer) == ("undetermined", "missing_field", ["a#1", "b#1"])
    assert answer["depends_on"] == ["destination", "end_use", "goods", "programme"]


def test_a_side_that_is_determined_asks_for_nothing() -> None:
    case = Case(
        instrument("a", established(permits=[{"activities": ["export"]}, {"goods": ["ML1"]}])),
        instrument("b", excluded("IL")),
    )
    answer = case.check(DAY, activity="export")
    assert decided(answer) == ("undetermined", "missing_field", ["b#1"])
    assert answer["depends_on"] == ["destination"]


def test_a_clause_that_cannot_match_asks_for_nothing() -> None:
    case = Case(
        instrument("a", established()),
        instrument("b", excluded("IL", programmes=["F-35"], end_uses=["military"])),
    )
    assert case.verdict(DAY, activity="export", destination="IL", programme="none")[1] == (
        "permitted"
    )
    answer = case.check(DAY, activity="export", destination="IL", programme="F-35")
    assert answer["depends_on"] == ["end_use"]


def test_the_clause_of_a_stop_asks_too() -> None:
    case = Case(
        instrument("a", established()),
        instrument("b", excluded("IL")),
        instrument(
            "c",
            change("exclusion_lifted", target="b#1", from_="2018", clause={"end_uses": ["civil"]}),
        ),
    )
    answer = case.check(DAY, activity="export", destination="IL")
    assert decided(answer) == ("undetermined", "missing_field", ["b#1"])
    assert answer["depends_on"] == ["end_use"]


def test_the_clause_of_a_stop_of_a_stop_asks_too() -> None:
    case = Case(
        instrument("a", established()),
        instrument("b", excluded("IL")),
        instrument("c", change("exclusion_lifted", target="b#1", from_="2018")),
        instrument("d", suspended("c#1", from_="2018", clause={"recipients": ["private"]})),
    )
    answer = case.check(DAY, activity="export", destination="IL")
    assert (answer["reason"], answer["depends_on"]) == ("missing_field", ["recipient"])


@pytest.mark.parametrize(
    "target",
    [
        pytest.param("a#1/permit-1", id="of the entry"),
        pytest.param("a#1", id="of the change"),
    ],
)
def test_a_partial_stop_of_an_entry_or_of_its_change_bears_on_it(target: str) -> None:
    case = Case(
        instrument("a", established()),
        instrument("b", suspended(target, clause={"end_uses": ["military"]})),
    )
    answer = case.check(DAY, activity="export")
    assert decided(answer) == ("undetermined", "missing_field", ["a#1"])
    assert answer["depends_on"] == ["end_use"]


def test_a_partial_stop_of_the_establishment_that_is_amended_bears_on_the_amendment() -> None:
    case = Case(
        instrument("a", established()),
        instrument("b", excluded("IL", amends="a#1")),
        instrument("c", suspended("a#1", clause={"end_uses": ["military"]})),
    )
    answer = case.check(DAY, activity="export", destination="IL")
    assert decided(answer) == ("undetermined", "missing_field", ["a#1", "b#1"])
    assert answer["depends_on"] == ["end_use"]


def test_a_stop_that_does_not_run_asks_for_nothing() -> None:
    case = Case(
        instrument("a", established(from_="2020")),
        instrument("b", suspended("a#1", from_="2025-01-01", clause={"end_uses": ["military"]})),
    )
    answer = case.check(DAY, activity="export")
    assert (answer["reason"], answer["depends_on"]) == ("imprecise_date", [])


def test_a_missing_field_comes_before_an_imprecise_date() -> None:
    case = Case(instrument("a", established(from_="2020")))
    assert case.verdict(DAY)[1] == "missing_field"
    assert case.verdict(DAY, activity="export")[1] == "imprecise_date"
    assert case.verdict("2019-12-31")[1] == "not_established"
    assert case.verdict("2020-12-31", activity="export")[1] == "permitted"


def hidden_group() -> Case:
    """A licence for what is sent to @ALLIES, a group published in 2024 only."""
    return Case(
        instrument("h", group("ALLIES", "US"), published_on="2024-01-01"),
        instrument(
            "a",
            established(permits=[{"destinations": ["@ALLIES"]}]),
            published_on="2012-01-01",
        ),
    )


def test_a_group_that_nothing_visible_establishes_leaves_its_countries_open() -> None:
    case = hidden_group()
    answer = case.check(DAY, destination="US", known_on="2020-01-01")
    assert decided(answer) == ("undetermined", "group_not_recorded", ["a#1"])
    assert answer["depends_on"] == []
    assert case.verdict(DAY, destination="US")[1] == "permitted"
    assert case.verdict(DAY, destination="IL")[1] == "out_of_scope"


def test_a_group_that_holds_a_group_not_recorded_leaves_the_other_countries_open() -> None:
    case = Case(
        instrument("h", group("ALLIES", "US"), published_on="2024-01-01"),
        instrument("g", group("EU", "FR", "@ALLIES"), published_on="2010-01-01"),
        instrument(
            "a", established(permits=[{"destinations": ["@EU"]}]), published_on="2012-01-01"
        ),
    )
    assert case.verdict(DAY, destination="FR", known_on="2020-01-01")[1] == "permitted"
    assert case.verdict(DAY, destination="US", known_on="2020-01-01")[1] == "group_not_recorded"
    assert case.verdict(DAY, destination="US")[1] == "permitted"
    assert case.members("EU", DAY, known_on="2020-01-01") == {"FR": "yes"}


def test_a_missing_field_comes_before_a_group_not_recorded() -> None:
    case = hidden_group()
    answer = case.check(DAY, known_on="2020-01-01")
    assert (answer["reason"], answer["depends_on"]) == ("missing_field", ["destination"])


def test_a_country_that_may_be_a_member_is_an_imprecise_date() -> None:
    case = Case(
        instrument("g", group("EU", "FR", from_="2020")),
        instrument("a", established(permits=[{"destinations": ["@EU"]}])),
    )
    assert case.verdict(DAY, destination="FR") == ("undetermined", "imprecise_date")
    assert case.verdict(DAY, destination="IL") == ("not_covered", "out_of_scope")
    assert case.verdict("2020-12-31", destination="FR") == ("covered", "permitted")


def test_a_group_is_resolved_on_the_day_of_the_transaction() -> None:
    case = Case(
        instrument("g", group("EU", "FR", "GB")),
        instrument("b", change("member_removed", target="g#1/GB", from_="2020-02-01")),
        instrument("a", established(permits=[{"destinations": ["@EU"]}])),
    )
    assert case.verdict("2020-01-31", destination="GB")[1] == "permitted"
    assert case.verdict("2020-02-01", destination="GB")[1] == "out_of_scope"


# -- the record is known to be incomplete --------------------------------------------


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        pytest.param({}, "incomplete_history", id="for every transaction, always"),
        pytest.param({"clause": {"goods": ["ML1"]}}, "incomplete_history", id="one that matches"),
        pytest.param({"clause": {"goods": ["ML1.a"]}}, "incomplete_history", id="one that may"),
        pytest.param({"clause": {"end_uses": ["civil"]}}, "incomplete_history", id="field missing"),
        pytest.param({"clause": {"goods": ["ML2"]}}, "permitted", id="one that does not match"),
        pytest.param({"from_": "2020"}, "incomplete_history", id="a gap that may have begun"),
        pytest.param({"from_": "2021"}, "permitted", id="a gap that has not begun"),
        pytest.param({"until": "2020-06-01"}, "permitted", id="a gap that has ended"),
        pytest.param({"until": "2020-06-02"}, "incomplete_history", id="its last day"),
    ],
)
def test_a_known_gap_leaves_what_is_covered_open(fields: Json, reason: str) -> None:
    case = Case(instrument("a", established()), instrument("h", gap(**fields)))
    answer = case.check(DAY, activity="export", goods="ML1")
    assert answer["reason"] == reason
    assert answer["depends_on"] == []
    assert ids(answer) == (["a#1"] if reason == "permitted" else ["h#1"])


def test_a_known_gap_does_not_soften_an_exclusion() -> None:
    case = Case(
        instrument("a", established()), instrument("b", excluded("IL")), instrument("h", gap())
    )
    assert case.verdict(DAY, activity="export", destination="IL")[1] == "excluded"


# -- is a licence required? ----------------------------------------------------------


def requirement_of(answer: Json) -> tuple[str, str, list[str], str]:
    """Verdict, reason, because, and whether a licence is required."""
    return (*decided(answer), answer["required"])


def test_without_a_record_nothing_is_said_about_the_need_of_a_licence() -> None:
    case = Case(instrument("r", required()))
    assert requirement_of(case.check(DAY, None, goods="ML1")) == (
        "undetermined",
        "no_requirement_recorded",
        [],
        "undetermined",
    )


def test_where_every_requirement_is_recorded_the_rest_is_not_listed() -> None:
    case = Case(
        instrument("r", required()),
        instrument("c", complete(clause={"activities": ["export"]}, from_="2019-01-01")),
    )
    assert requirement_of(case.check(DAY, None, goods="ML1", activity="export")) == (
        "no_licence_required",
        "not_listed",
        ["c#1"],
        "no",
    )
    for day, activity in (("2018-12-31", "export"), (DAY, "transit")):
        answer = case.check(day, None, goods="ML1", activity=activity)
        assert answer["reason"] == "no_requirement_recorded"
    assert case.verdict(DAY, None, goods="ML1")[1] == "no_requirement_recorded"


def test_no_only_through_an_exemption_is_exempt() -> None:
    case = Case(
        instrument("r", required(exempts=[{"destinations": ["BE"]}])), instrument("c", complete())
    )
    assert requirement_of(case.check(DAY, None, goods="5A002", destination="BE")) == (
        "no_licence_required",
        "exempt",
        ["r#1"],
        "no",
    )
    assert case.verdict(DAY, None, goods="ML1", destination="BE")[1] == "not_listed"


def test_an_exemption_added_later_is_what_exempts() -> None:
    added = change(
        "requirement_exempted",
        requirement="list",
        from_="2018-01-01",
        exempts=[{"destinations": ["BE"]}],
    )
    case = Case(instrument("r", required()), instrument("e", added))
    asked = {"goods": "5A002", "destination": "BE"}
    assert requirement_of(case.check(DAY, None, **asked))[1:3] == ("exempt", ["e#1"])
    assert case.check("2017-12-31", None, **asked)["required"] == "yes"


def test_exempt_from_one_requirement_is_not_exempt_from_another() -> None:
    case = Case(
        instrument("r", required(exempts=[{"destinations": ["BE"]}])),
        instrument("q", required("other", "catch_all", requires=[{"end_uses": ["military"]}])),
    )
    asked = {"goods": "5A002", "destination": "BE"}
    assert case.check(DAY, None, **asked, end_use="military")["required"] == "yes"
    assert case.check(DAY, None, **asked, end_use="civil")["required"] == "no"
    open_ = case.check(DAY, None, **asked)
    assert requirement_of(open_) == ("undetermined", "missing_field", ["q#1"], "undetermined")
    assert open_["depends_on"] == ["end_use"]


def test_an_undetermined_requirement_says_what_it_lacks() -> None:
    case = Case(instrument("r", required(exempts=[{"destinations": ["BE"]}])))
    answer = case.check(DAY, None, goods="5A002")
    assert requirement_of(answer) == ("undetermined", "missing_field", ["r#1"], "undetermined")
    assert answer["depends_on"] == ["destination"]


def test_an_imposition_that_may_have_begun_is_an_imprecise_date() -> None:
    case = Case(instrument("r", required(from_="2020")))
    answer = case.check(DAY, None, goods="5A002")
    assert requirement_of(answer) == ("undetermined", "imprecise_date", ["r#1"], "undetermined")


@pytest.mark.parametrize(
    ("goods", "expected"),
    [
        pytest.param("5A002.a", "yes", id="yes"),
        pytest.param("ML1", "no", id="no"),
        pytest.param("5A", "no", id="another code"),
        pytest.param(None, "undetermined", id="undetermined"),
    ],
)
def test_every_evaluation_says_whether_a_licence_is_required(
    goods: str | None, expected: str
) -> None:
    case = Case(
        instrument("a", established()), instrument("r", required()), instrument("c", complete())
    )
    given = {"goods": goods} if goods else {}
    assert case.check(DAY, activity="export", **given)["required"] == expected
    assert case.check(DAY, activity="transit", **given)["required"] == expected


def test_not_covered_and_none_required_never_reads_like_a_prohibition() -> None:
    case = Case(
        instrument("a", established()), instrument("r", required()), instrument("c", complete())
    )
    answer = case.check(DAY, activity="transit", goods="ML1")
    assert (answer["verdict"], answer["reason"], answer["required"]) == (
        "not_covered",
        "out_of_scope",
        "no",
    )


# -- without a licence ---------------------------------------------------------------


def several_licences() -> Case:
    """Two open licences, one of E1 and one for transit; 5A002 needs a licence."""
    return Case(
        instrument("r", required()),
        instrument("b", established("NL2")),
        instrument("a", established("NL1", permits=[{"destinations": ["US"]}])),
        instrument("c", established("NL3", holder="E1", permits=[{"destinations": ["IL"]}])),
        instrument("d", established("NL4", permits=[{"activities": ["transit"]}])),
    )


def test_without_a_licence_all_that_cover_it_are_named_by_name() -> None:
    case = several_licences()
    answer = case.check(DAY, None, goods="5A002", activity="export", destination="US")
    assert requirement_of(answer) == ("covered", "permitted", ["a#1", "b#1"], "yes")
    assert answer["covered_by"] == ["NL1", "NL2"]


def test_a_licence_of_another_holder_is_not_looked_at() -> None:
    case = several_licences()
    asked = {"goods": "5A002", "activity": "brokering", "destination": "IL"}
    held = case.check(DAY, None, **asked, exporter="E1")
    assert (held["verdict"], held["covered_by"]) == ("covered", ["NL3"])
    other = case.check(DAY, None, **asked, exporter="E2")
    assert requirement_of(other) == ("licence_required", "not_covered_by_any", ["r#1"], "yes")
    unsaid = case.check(DAY, None, **asked)
    assert (unsaid["verdict"], unsaid["depends_on"]) == ("licence_required", [])


def test_without_one_that_covers_those_that_may_leave_it_open() -> None:
    case = several_licences()
    answer = case.check(DAY, None, goods="5A002")
    assert (answer["verdict"], answer["reason"]) == ("undetermined", "licence_undetermined")
    assert sorted(ids(answer)) == ["a#1", "b#1", "d#1"]
    assert answer["depends_on"] == ["activity", "destination"]
    assert answer["covered_by"] == []


def test_a_gap_in_the_record_of_one_licence_leaves_it_open_too() -> None:
    case = Case(instrument("r", required()), instrument("a", established()), instrument("h", gap()))
    answer = case.check(DAY, None, goods="5A002", activity="export")
    assert decided(answer) == ("undetermined", "licence_undetermined", ["h#1"])


def test_without_a_licence_a_prohibition_comes_first() -> None:
    case = several_licences()
    case.record(instrument("s", sanctions(exempts=[{"end_uses": ["civil"]}])))
    asked = {"goods": "5A002", "activity": "export", "destination": "IR"}
    yes = case.check(DAY, None, **asked, end_use="military")
    assert decided(yes) == ("not_covered", "prohibited", ["s#1"])
    maybe = case.check(DAY, None, **asked)
    assert decided(maybe) == ("undetermined", "missing_field", ["s#1"])
    assert maybe["depends_on"] == ["end_use"]
    assert case.check(DAY, None, **asked, end_use="civil")["covered_by"] == ["NL2"]


def test_a_licence_not_yet_published_cannot_cover() -> None:
    case = Case(
        instrument("r", required(), published_on="2010-01-01"),
        instrument("a", established(), published_on="2020-01-01"),
    )
    asked = {"goods": "5A002", "activity": "export"}
    assert case.verdict(DAY, None, **asked, known_on="2019-12-31")[0] == "licence_required"
    assert case.verdict(DAY, None, **asked, known_on="2020-01-01")[0] == "covered"


def test_without_a_licence_there_are_no_conditions_orders_or_disputes() -> None:
    case = Case(
        instrument("r", required()),
        instrument(
            "a", established(conditions=[{"key": "k", "kind": "reporting", "text": "Report."}])
        ),
        instrument(
            "s",
            change("statement_recorded", about="NL1", says="No.", by="An NGO", disputes=True),
        ),
    )
    answer = case.check(DAY, None, goods="5A002", activity="export")
    assert answer["covered_by"] == ["NL1"]
    assert (answer["conditions"], answer["court_orders"], answer["disputes"]) == ([], [], [])
    assert case.check(DAY, activity="export")["covered_by"] == []


# -- conditions, orders, disputes, notes ---------------------------------------------


def conditions(*wanted: Json) -> Case:
    """A licence with a registration, and these conditions beside it."""
    registration = {"key": "register", "kind": "registration", "text": "Register."}
    return Case(instrument("a", established(conditions=[registration, *wanted])))


def test_conditions_that_match_or_may_come_with_the_verdict() -> None:
    military = {"key": "mil", "kind": "limit", "text": "10", "clause": {"end_uses": ["military"]}}
    case = conditions(military)

    def keys(**given: Any) -> list[str]:
        return [one["key"] for one in case.check(DAY, **given)["conditions"]]

    assert keys(activity="export", end_use="military") == ["register", "mil"]
    assert keys(activity="export", end_use="civil") == ["register"]
    assert keys(activity="export") == ["register", "mil"]
    assert keys() == ["register", "mil"]
    assert keys(activity="transit") == []


def test_a_condition_is_shown_with_all_it_says() -> None:
    clause = {"end_uses": ["military"]}
    wanted = {"key": "mil", "kind": "limit", "text": "Ten.", "clause": clause}
    answer = conditions(wanted).check(DAY, activity="export")
    assert answer["conditions"][1] == {
        "entry": "a#1/mil",
        "present": "yes",
        "key": "mil",
        "kind": "limit",
        "text": "Ten.",
        "clause": clause,
        "met": None,
    }
    assert list(answer["conditions"][0].values())[-2:] == [{}, None]


def test_a_registration_is_met_while_the_exporter_is_registered() -> None:
    case = conditions()
    case.record(
        instrument("u", change("user_registered", licence="NL1", exporter="E1", from_="2018")),
        instrument("v", change("registration_ended", target="u#1", from_="2021-01-01")),
    )

    def met(on: str, **given: Any) -> str | None:
        (condition,) = case.check(on, activity="export", **given)["conditions"]
        found: str | None = condition["met"]
        return found

    assert met("2020-12-31", exporter="E1") == "yes"
    assert met("2021-01-01", exporter="E1") is None
    assert met("2020-12-31", exporter="E2") is None
    assert met("2020-12-31") is None


def test_registration_changes_no_verdict() -> None:
    case = conditions()
    assert case.verdict(DAY, activity="export", exporter="E9") == ("covered", "permitted")


def test_a_removed_condition_is_asked_no_more() -> None:
    case = conditions()
    case.record(
        instrument("b", change("condition_removed", target="a#1/register", from_="2018-01-01"))
    )
    assert case.check("2017-12-31", activity="export")["conditions"] != []
    assert case.check("2018-01-01", activity="export")["conditions"] == []


def test_a_running_dispute_comes_with_every_answer_of_its_licence() -> None:
    said = change(
        "statement_recorded",
        about="a#1",
        says="It never applied.",
        by="An NGO",
        disputes=True,
        from_="2018-01-01",
    )
    case = Case(instrument("a", established()), instrument("s", said))
    for activity in ("export", "transit"):
        (dispute,) = case.check(DAY, activity=activity)["disputes"]
        assert dispute == {
            "change": "s#1",
            "about": "a#1",
            "says": "It never applied.",
            "by": "An NGO",
        }
    assert case.check("2017-12-31", activity="export")["disputes"] == []


UNFAMILIAR = [
    pytest.param({"programme": "F35"}, [], id="a known programme written otherwise"),
    pytest.param({"programme": "none"}, [], id="no programme"),
    pytest.param({"programme": "F-36"}, ["F-36", "F-35"], id="an unknown programme"),
    pytest.param({"goods": "5A002"}, [], id="known goods"),
    pytest.param({"goods": "5A002.a.1"}, [], id="goods below known ones"),
    pytest.param({"goods": "5A"}, ["5A"], id="a code that is no part of a known one"),
    pytest.param({"goods": "ML1"}, [], id="goods above known ones"),
    pytest.param({"goods": "none"}, [], id="goods on no list"),
    pytest.param({"goods": "5A003"}, ["5A003", "5A002"], id="unknown goods"),
]


@pytest.mark.parametrize(("given", "words"), UNFAMILIAR)
def test_names_that_no_recorded_clause_knows_are_noted(given: Json, words: list[str]) -> None:
    case = Case(
        instrument("r", required(requires=[{"goods": ["5A002", "ML1.a"]}])),
        instrument("a", established(permits=[{"programmes": ["F-35"]}])),
    )
    for licence in ("NL1", None):
        notes = case.check(DAY, licence, **given)["notes"]
        assert len(notes) == (1 if words else 0)
        assert all(f"`{word}`" in notes[0] for word in words)


def test_a_day_between_the_two_of_a_publication_puts_a_note_into_the_answer() -> None:
    act = instrument(
        "a", established(), published_on="2012-05-10", published_not_before="2012-05-01"
    )
    case = Case(act)
    days = ("2012-04-30", "2012-05-01", "2012-05-09", "2012-05-10")
    notes = [case.check(DAY, known_on=on, activity="export")["notes"] for on in days]
    assert [len(found) for found in notes] == [0, 1, 1, 0]
    assert "a was published between 2012-05-01 and 2012-05-10" in notes[1][0]


# -- the answer's shape --------------------------------------------------------------


def test_an_evaluation_has_its_parts_in_order() -> None:
    answer = Case(instrument("a", established())).check(DAY, activity="export")
    assert list(answer) == [
        "verdict",
        "reason",
        "decided_by",
        "because",
        "depends_on",
        "required",
        "covered_by",
        "assumed",
        "licences",
        "licences_more",
        "misses",
        "stands",
        "conditions",
        "court_orders",
        "disputes",
        "notes",
        "viewpoint",
    ]
    assert list(answer["viewpoint"]) == [
        "valid_on",
        "known_on",
        "log_size",
        "root_hash",
        "answer_version",
    ]
    assert answer["viewpoint"]["valid_on"] == DAY


def test_because_tells_where_a_change_stands_and_what_stops_it() -> None:
    case = Case(
        instrument("a", established(), published_on="2011-12-01"),
        instrument("b", change("licence_withdrawn", target="a#1", from_="2018-01-01")),
        instrument("c", change("licence_reinstated", target="b#1", from_="2019-01-01")),
    )
    (shown,) = case.check(DAY, activity="export")["because"]
    assert shown == {
        "change": "a#1",
        "type": "licence_established",
        "instrument": "a",
        "title": "The act a",
        "from": "2012-01-01",
        "published_on": "2011-12-01",
        "cites": [
            {
                "source": "Stcrt. 2020, 1",
                "url": "https://zoek.officielebekendmakingen.nl/stcrt-2020-1.html",
            }
        ],
        "stops": [],
        "stopped_by": [{"change": "b#1", "type": "licence_withdrawn", "running": "no"}],
    }
    (stopping,) = case.check("2018-06-01", activity="export")["because"]
    assert (stopping["change"], stopping["stops"]) == ("b#1", ["a#1"])


def rank_of(*acts: tuple[str, str, str]) -> list[str]:
    """Exclusions of Israel by (instrument, from, published_on), as an answer ranks them."""
    case = Case(instrument("est", established(from_="[..2010-01-01]")))
    for name, from_, published_on in acts:
        case.record(instrument(name, excluded("IL", from_=from_), published_on=published_on))
    return ids(case.check(DAY, activity="export", destination="IL"))


@pytest.mark.parametrize(
    "acts",
    [
        pytest.param(
            [("b", "2014-01-01", "2020-01-01"), ("a", "2015-01-01", "2019-01-01")],
            id="the first possible day comes first",
        ),
        pytest.param(
            [("b", "2014-01-01", "2020-01-01"), ("a", "2014", "2019-01-01")],
            id="then the last possible day",
        ),
        pytest.param(
            [("b", "[..2016-01-01]", "2020-01-01"), ("a", "2001", "2019-01-01")],
            id="an unbounded first day comes before all days",
        ),
        pytest.param(
            [("b", "2014", "2019-01-01"), ("a", "2014", "2020-01-01")],
            id="then publication",
        ),
        pytest.param(
            [("a10", "2014", "2019-01-01"), ("a9", "2014", "2019-01-01")],
            id="then the instrument's id as text",
        ),
    ],
)
def test_because_follows_rank_whatever_the_order_of_recording(
    acts: list[tuple[str, str, str]],
) -> None:
    ranked = [f"{name}#1" for name, _, _ in acts]
    assert rank_of(*acts) == ranked
    assert rank_of(*reversed(acts)) == ranked


def test_of_one_instrument_the_numbers_rank_as_numbers() -> None:
    case = Case(
        instrument("a", established()), instrument("b", *(excluded("IL") for _ in range(11)))
    )
    found = ids(case.check(DAY, activity="export", destination="IL"))
    assert found == [f"b#{n}" for n in range(1, 12)]


# -- faulty questions ----------------------------------------------------------------

FAULTY = [
    pytest.param({}, ["missing"], id="no date"),
    pytest.param({"date": None}, ["malformed"], id="a null date"),
    pytest.param({"date": "2020"}, ["malformed"], id="a year"),
    pytest.param({"date": "2020-02-30"}, ["malformed"], id="no such day"),
    pytest.param({"date": ""}, ["malformed"], id="an empty date"),
    pytest.param({"date": 20200101}, ["malformed"], id="a number for a date"),
    pytest.param({"date": DAY, "licence": "NL9"}, ["unknown_licence"], id="an unknown licence"),
    pytest.param(
        {"date": DAY, "licence": "nl1"}, ["unknown_licence"], id="a licence in lower case"
    ),
    pytest.param({"date": DAY, "licence": None}, ["malformed"], id="a null licence"),
    pytest.param({"date": DAY, "colour": "red"}, ["unknown_field"], id="an unknown field"),
    pytest.param({"date": DAY, "destinations": ["IL"]}, ["unknown_field"], id="a clause's field"),
    pytest.param({"date": DAY, "destination": "il"}, ["unknown_country"], id="in lower case"),
    pytest.param({"date": DAY, "destination": "Israel"}, ["unknown_country"], id="a name"),
    pytest.param({"date": DAY, "destination": "XX"}, ["unknown_country"], id="no such country"),
    pytest.param({"date": DAY, "destination": "@EU"}, ["unknown_country"], id="a group"),
    pytest.param(
        {"date": DAY, "origin": "XX", "destination": "YY"},
        ["unknown_country"] * 2,
        id="two of them",
    ),
    pytest.param({"date": DAY, "activity": "fly"}, ["malformed"], id="no activity"),
    pytest.param({"date": DAY, "goods": "ml1"}, ["malformed"], id="a code in lower case"),
    pytest.param({"date": DAY, "goods": ["ML1"]}, ["malformed"], id="a list of goods"),
    pytest.param({"date": DAY, "exporter": ""}, ["malformed"], id="an empty exporter"),
    pytest.param({"date": DAY, "exporter": "a\x00b"}, ["malformed"], id="a control character"),
    pytest.param([], ["malformed"], id="a list"),
    pytest.param(None, ["malformed"], id="nothing"),
    pytest.param(
        {"date": "x", "goods": "x", "z": 1},
        ["malformed", "malformed", "unknown_field"],
        id="several at once",
    ),
]


@pytest.mark.parametrize(("transaction", "codes"), FAULTY)
def test_a_faulty_question_is_an_error_never_an_answer(transaction: Any, codes: list[str]) -> None:
    case = Case(instrument("a", established()), instrument("g", group("EU", "NL")))
    assert sorted(question_faults(case.register.evaluate, transaction, {})) == codes


@pytest.mark.parametrize("code", ["XK", "AN", "SU", "YU", "CS", "DD", "NL"])
def test_kosovo_and_withdrawn_codes_are_countries(code: str) -> None:
    case = Case(instrument("a", established()), instrument("b", excluded(code)))
    assert case.verdict(DAY, activity="export", destination=code)[1] == "excluded"


def test_a_licence_established_later_in_the_log_is_unknown_at_an_earlier_size() -> None:
    case = Case(instrument("a", established()))
    size = case.size
    case.record(instrument("b", established("NL2")))
    asked = ({"date": DAY, "licence": "NL2"}, {"log_size": str(size)})
    assert question_faults(case.register.evaluate, *asked) == ["unknown_licence"]


def test_a_licence_corrected_away_was_established_once() -> None:
    case = Case(instrument("a", established()), correction("b", "a#1"))
    assert case.verdict(DAY, activity="export") == ("not_covered", "not_established")
