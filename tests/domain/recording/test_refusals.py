"""When an instrument is refused: whole, with every fault, each with its code and pointer."""

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
    judgment,
    required,
)
from licence_ledger.domain.faults import OtherContentError, RefusedError

Json = dict[str, Any]
Faults = list[tuple[str, str]]

REGISTER = {"key": "register", "kind": "registration", "text": "Register."}
ECLI = "ECLI:NL:HR:2020:1"
OTHER_ECLI = "ECLI:NL:HR:2020:2"


def stop(type_: str, target: str, from_: str = "2020-01-01", **fields: Any) -> Json:
    """A change that stops its target."""
    return change(type_, target=target, from_=from_, **fields)


def ordered(**fields: Any) -> Json:
    """A court's order to exclude Israel from NL1."""
    said = {"licence": "NL1", "from_": "2018-02-01", "order": "cease", "destinations": ["IL"]}
    return change("court_amendment_ordered", **{**said, **fields})


def adopted(policy: str = "p", **fields: Any) -> Json:
    """The adoption of a policy."""
    said = {"title": policy, "from_": "2012-01-01", "values": [{"value": "a"}]}
    return change("policy_adopted", policy=policy, **{**said, **fields})


def terms(target: str = "b#1", **fields: Any) -> Json:
    """Conditions for the end of an exclusion."""
    wanted = [{"key": "report", "text": "A report."}]
    return change(
        "reinstatement_conditions_set",
        **{"target": target, "from_": "2018-01-01", "conditions": wanted, **fields},
    )


def used(**fields: Any) -> Json:
    """A figure on the use of NL1."""
    return change("use_reported", licence="NL1", period="2019", **{"transactions": 1, **fields})


def world() -> Case:
    """One of each: a licence, an exclusion, a group, a requirement, a policy, an order, terms."""
    return Case(
        instrument(
            "a",
            established(
                permits=[{"activities": ["export"]}, {"activities": ["transit"]}],
                excludes=[{"destinations": ["KP"]}],
                conditions=[REGISTER],
            ),
        ),
        instrument("b", excluded("IL")),
        instrument("g", group("EU", "NL", "FR")),
        instrument("r", required(exempts=[{"destinations": ["BE"]}])),
        instrument("p", adopted()),
        judgment("j", ordered(), ecli=ECLI),
        instrument("t", terms("a#1/exclude-1")),
        instrument("n", established("NL2")),
        instrument("s", change("statement_recorded", about="NL1", says="No.", by="An NGO")),
        instrument("e", excluded("US", until="2025-01-01")),
    )


def of_one(made: Any, **fields: Any) -> Faults:
    """The faults of an instrument of this one change, pointers from the change on."""
    found = world().refused(instrument("x", made, **fields))
    assert all(pointer.startswith("/changes/0") for _, pointer in found)
    return [(code, pointer.removeprefix("/changes/0")) for code, pointer in found]


# -- shape: the instrument -----------------------------------------------------------

INSTRUMENT_SHAPES = [
    pytest.param({"instrument": "Stcrt-2020-1"}, "malformed", "/instrument", id="a capital"),
    pytest.param({"instrument": "-a"}, "malformed", "/instrument", id="a dash first"),
    pytest.param({"instrument": "a_b"}, "malformed", "/instrument", id="an underscore"),
    pytest.param({"instrument": "a#1"}, "malformed", "/instrument", id="a change's id"),
    pytest.param({"instrument": ""}, "malformed", "/instrument", id="an empty id"),
    pytest.param({"instrument": "a\n"}, "malformed", "/instrument", id="a line break"),
    pytest.param({"instrument": None}, "malformed", "/instrument", id="a null id"),
    pytest.param({"instrument": 5}, "malformed", "/instrument", id="a number for an id"),
    pytest.param({"kind": "law"}, "malformed", "/kind", id="no such kind"),
    pytest.param({"kind": None}, "malformed", "/kind", id="a null kind"),
    pytest.param({"title": ""}, "malformed", "/title", id="an empty title"),
    pytest.param({"title": "  "}, "malformed", "/title", id="a blank title"),
    pytest.param({"title": "a\x00b"}, "malformed", "/title", id="a control character"),
    pytest.param({"title": "a\ud800b"}, "malformed", "/title", id="half a character"),
    pytest.param({"title": ["a"]}, "malformed", "/title", id="a list for a title"),
    pytest.param({"published_on": "2020-02-30"}, "malformed", "/published_on", id="no such day"),
    pytest.param({"published_on": "2020-02"}, "malformed", "/published_on", id="no full day"),
    pytest.param({"published_on": None}, "malformed", "/published_on", id="a null day"),
    pytest.param({"decided_on": "soon"}, "malformed", "/decided_on", id="a decision some time"),
    pytest.param({"decided_on": None}, "malformed", "/decided_on", id="a null decision"),
    pytest.param({"ecli": "HR 2020"}, "malformed", "/ecli", id="no ECLI"),
    pytest.param({"ecli": None}, "malformed", "/ecli", id="a null ECLI"),
    pytest.param({"note": None}, "malformed", "/note", id="a null note"),
    pytest.param({"url": "example.org"}, "malformed", "/url", id="no web address"),
    pytest.param({"cites": []}, "malformed", "/cites", id="no citation"),
    pytest.param({"cites": None}, "malformed", "/cites", id="null citations"),
    pytest.param({"cites": ["Stcrt."]}, "malformed", "/cites/0", id="a text for a citation"),
    pytest.param({"cites": [{}]}, "missing", "/cites/0/source", id="a citation of nothing"),
    pytest.param(
        {"cites": [{"source": "x", "page": "1"}]},
        "unknown_field",
        "/cites/0/page",
        id="a citation's unknown field",
    ),
    pytest.param({"changes": []}, "malformed", "/changes", id="no change"),
    pytest.param({"changes": {}}, "malformed", "/changes", id="an object of changes"),
    pytest.param({"changes": None}, "malformed", "/changes", id="null changes"),
    pytest.param({"changes": ["x"]}, "malformed", "/changes/0", id="a text for a change"),
    pytest.param({"changes": [None]}, "malformed", "/changes/0", id="a null change"),
    pytest.param({"colour": "red"}, "unknown_field", "/colour", id="an unknown field"),
    pytest.param({"a/b~c": 1}, "unknown_field", "/a~1b~0c", id="a name that is escaped"),
    pytest.param({"kind": "judgment"}, "missing", "/ecli", id="a judgment without its ECLI"),
]


@pytest.mark.parametrize(("fields", "code", "pointer"), INSTRUMENT_SHAPES)
def test_an_instrument_of_another_shape_is_refused(fields: Json, code: str, pointer: str) -> None:
    act = {**instrument("x", excluded("IL")), **fields}
    assert world().refused(act) == [(code, pointer)]


@pytest.mark.parametrize(
    "field", ["instrument", "kind", "title", "issued_by", "published_on", "cites", "changes"]
)
def test_what_an_instrument_needs_is_missing_where_it_would_stand(field: str) -> None:
    act = instrument("x", excluded("IL"))
    del act[field]
    assert world().refused(act) == [("missing", f"/{field}")]


@pytest.mark.parametrize("submitted", [None, [], "x", 5, True])
def test_what_is_no_object_is_no_instrument(submitted: Any) -> None:
    assert world().refused(submitted) == [("malformed", "")]


# -- shape: changes ------------------------------------------------------------------

CHANGE_SHAPES = [
    pytest.param({}, [("missing", "/type")], id="no type"),
    pytest.param({"type": None}, [("malformed", "/type")], id="a null type"),
    pytest.param({"type": "excluded"}, [("malformed", "/type")], id="no such type"),
    pytest.param({"type": ["x"]}, [("malformed", "/type")], id="a list for a type"),
    pytest.param(
        {"type": "destination_excluded"},
        [("missing", "/destinations"), ("missing", "/from"), ("missing", "/licence")],
        id="nothing but a type",
    ),
    pytest.param(excluded("IL") | {"from": None}, [("malformed", "/from")], id="a null date"),
    pytest.param(excluded("IL") | {"until": None}, [("malformed", "/until")], id="a null end"),
    pytest.param(excluded("IL") | {"from": 2016}, [("malformed", "/from")], id="a numeric date"),
    pytest.param(excluded("IL") | {"licence": "N L"}, [("malformed", "/licence")], id="no name"),
    pytest.param(excluded("IL") | {"licence": ".x"}, [("malformed", "/licence")], id="a dot first"),
    pytest.param(excluded("IL") | {"colour": 1}, [("unknown_field", "/colour")], id="a colour"),
    pytest.param(excluded("IL") | {"from_": "2016"}, [("unknown_field", "/from_")], id="from_"),
    pytest.param(excluded("IL") | {"ecli": ECLI}, [("unknown_field", "/ecli")], id="not a court's"),
    pytest.param(excluded("IL") | {"note": ""}, [("malformed", "/note")], id="an empty note"),
    pytest.param(excluded("IL") | {"cites": []}, [("malformed", "/cites")], id="no cites"),
    pytest.param(excluded(), [("malformed", "/destinations")], id="an empty list"),
    pytest.param(
        excluded("IL") | {"destinations": "IL"}, [("malformed", "/destinations")], id="a text"
    ),
    pytest.param(
        excluded("IL") | {"destinations": [5]}, [("malformed", "/destinations/0")], id="a number"
    ),
    pytest.param(
        excluded("IL", "US", "IL"), [("malformed", "/destinations/2")], id="a word named twice"
    ),
    pytest.param(
        excluded("IL", activities=["smuggling"]), [("malformed", "/activities/0")], id="no activity"
    ),
    pytest.param(excluded("IL", goods=["ml10"]), [("malformed", "/goods/0")], id="lower case"),
    pytest.param(excluded("IL", goods=["ML10."]), [("malformed", "/goods/0")], id="a dot behind"),
    pytest.param(excluded("IL", goods=[""]), [("malformed", "/goods/0")], id="an empty code"),
    pytest.param(
        {**excluded("IL"), "destinations": [""]},
        [("malformed", "/destinations/0")],
        id="no country",
    ),
    pytest.param(
        established("NL9", permits=[]), [("malformed", "/permits")], id="an empty list of clauses"
    ),
    pytest.param(
        established("NL9", permits=[{}]), [("malformed", "/permits/0")], id="an empty clause"
    ),
    pytest.param(
        established("NL9", permits=[{"goods": ["ML1"], "colour": ["red"]}]),
        [("unknown_field", "/permits/0/colour")],
        id="no such dimension",
    ),
    pytest.param(
        established("NL9", permits=[{"goods": []}]),
        [("malformed", "/permits/0/goods")],
        id="an empty dimension",
    ),
    pytest.param(
        established("NL9", permits=[{"goods": None}]),
        [("malformed", "/permits/0/goods")],
        id="a null dimension",
    ),
    pytest.param(
        established("NL9", permits=[{"goods": ["ML1"]}, {"goods": ["ML1", "ML1"]}]),
        [("malformed", "/permits/1/goods/1")],
        id="a code named twice in a clause",
    ),
    pytest.param(
        established("NL9") | {"kind": "open"}, [("malformed", "/kind")], id="no kind of licence"
    ),
    pytest.param(
        established("NL9") | {"authority": "UK"}, [("malformed", "/authority")], id="no authority"
    ),
    pytest.param(
        established("NL9", conditions=[REGISTER, REGISTER]),
        [("malformed", "/conditions/1/key")],
        id="a key given twice",
    ),
    pytest.param(
        established("NL9", conditions=[{**REGISTER, "key": "a b"}]),
        [("malformed", "/conditions/0/key")],
        id="a key that is no name",
    ),
    pytest.param(
        established("NL9", conditions=[{**REGISTER, "kind": "tax"}]),
        [("malformed", "/conditions/0/kind")],
        id="no kind of condition",
    ),
    pytest.param(
        established("NL9", conditions=[{**REGISTER, "clause": {}}]),
        [("malformed", "/conditions/0/clause")],
        id="a condition for an empty clause",
    ),
    pytest.param(
        terms(conditions=[{"key": "k", "text": "One."}, {"key": "k", "text": "Two."}]),
        [("malformed", "/conditions/1/key")],
        id="a reinstatement's key given twice",
    ),
    pytest.param(
        terms(conditions=[{"key": "k", "text": "One.", "kind": "other"}]),
        [("unknown_field", "/conditions/0/kind")],
        id="a reinstatement condition has no kind",
    ),
    pytest.param(
        group("ALLIES", "US", "US"), [("malformed", "/members/1")], id="a member named twice"
    ),
    pytest.param(
        adopted("q", values=[{"value": "a", "when": {}}]),
        [("malformed", "/values/0/when")],
        id="a value for an empty clause",
    ),
    pytest.param(adopted("q", values=[]), [("malformed", "/values")], id="no values"),
    pytest.param(
        required("other", "tax"), [("malformed", "/basis")], id="no basis of a requirement"
    ),
    pytest.param(
        change("review_concluded", licence="NL1", from_="2020", outcome="adjourned"),
        [("malformed", "/outcome")],
        id="no outcome",
    ),
    pytest.param(
        change("statement_recorded", about="x", says="x", by="x", disputes="yes"),
        [("malformed", "/disputes")],
        id="a word for yes or no",
    ),
    pytest.param(
        change("record_checked", licence="NL1", checked_on="2020", source="x"),
        [("malformed", "/checked_on")],
        id="checked in a year",
    ),
    pytest.param(
        stop("change_annulled", "b#1", ground="x"),
        [("unknown_field", "/from")],
        id="an annulment from a day",
    ),
    pytest.param(
        change("change_annulled", target="b#1", ground="x", until="2020"),
        [("unknown_field", "/until")],
        id="an annulment until a day",
    ),
    pytest.param(
        stop("licence_withdrawn", "a#1", clause={"goods": ["ML1"]}),
        [("unknown_field", "/clause")],
        id="a withdrawal in part",
    ),
    pytest.param(
        stop("exclusion_lifted", "b#1", clause={}), [("malformed", "/clause")], id="lifted for none"
    ),
    pytest.param(
        stop("effect_suspended", "b#1", clause=None), [("malformed", "/clause")], id="null clause"
    ),
    pytest.param(stop("effect_suspended", ""), [("malformed", "/target")], id="an empty target"),
    pytest.param(
        stop("effect_suspended", "b#1") | {"target": None}, [("malformed", "/target")], id="null"
    ),
    pytest.param(
        change("destination_excluded", licence="NL1", from_="2020", exporters=["E1"]),
        [("missing", "/destinations")],
        id="an exclusion of destinations without any",
    ),
]


@pytest.mark.parametrize(("made", "faults"), CHANGE_SHAPES)
def test_a_change_of_another_shape_is_refused(made: Json, faults: Faults) -> None:
    assert of_one(made) == faults


@pytest.mark.parametrize("key", ["permit-1", "exclude-2", "require-10", "exempt-0"])
def test_a_key_that_looks_like_a_numbered_entry_is_refused(key: str) -> None:
    condition = change(
        "condition_attached", licence="NL1", from_="2020", key=key, kind="other", text="x"
    )
    assert of_one(condition) == [("malformed", "/key")]
    assert of_one(established("NL9", conditions=[{**REGISTER, "key": key}])) == [
        ("malformed", "/conditions/0/key")
    ]


@pytest.mark.parametrize("key", ["permit", "permit-x", "1", "permits-1", "a.b_c-d"])
def test_other_keys_are_free(key: str) -> None:
    assert of_one(established("NL9", conditions=[{**REGISTER, "key": key}])) == []


def test_lists_of_clauses_may_repeat_themselves() -> None:
    clause = {"goods": ["ML1"]}
    assert of_one(established("NL9", permits=[clause, clause], excludes=[clause, clause])) == []
    assert of_one(adopted("q", values=[{"value": "a"}, {"value": "a"}])) == []


@pytest.mark.parametrize(
    ("number", "sound"),
    [
        pytest.param(0, True, id="nought"),
        pytest.param(12, True, id="a whole number"),
        pytest.param(2**53 - 1, True, id="the greatest that JSON can hold exactly"),
        pytest.param(2**53, False, id="one more than that"),
        pytest.param(10**400, False, id="a huge number"),
        pytest.param(-1, False, id="less than nought"),
        pytest.param(1.5, False, id="a fraction"),
        pytest.param(float("nan"), False, id="no number"),
        pytest.param(float("inf"), False, id="without end"),
        pytest.param("12", False, id="a text"),
        pytest.param(True, False, id="yes"),
        pytest.param(None, False, id="null"),
    ],
)
def test_numbers_are_whole_and_not_below_nought(number: Any, sound: bool) -> None:
    assert of_one(used(transactions=number)) == ([] if sound else [("malformed", "/transactions")])
    counted = of_one(used(exporters_count=number))
    assert counted == ([] if sound else [("malformed", "/exporters_count")])


def test_all_faults_of_shape_are_listed_and_none_of_meaning_with_them() -> None:
    act = instrument(
        "X",
        excluded("XX", from_="never"),
        excluded("IL", licence="NL9"),
        {"type": "nothing"},
        stop("licence_withdrawn", "zz#1"),
        colour="red",
        published_on="2150-01-01",
    )
    assert world().refused(act) == [
        ("malformed", "/changes/0/from"),
        ("malformed", "/changes/2/type"),
        ("malformed", "/instrument"),
        ("unknown_field", "/colour"),
    ]


def test_nothing_of_a_refused_instrument_is_recorded() -> None:
    case = world()
    before = case.size
    assert case.refused(instrument("x", excluded("US"), excluded("XX"))) != []
    assert case.size == before
    assert "x#1" not in case.present("2020-01-01")


# -- shape: courts and corrections ---------------------------------------------------


def test_an_order_s_ecli_is_the_judgment_s_if_left_out() -> None:
    assert world().refused(judgment("x", ordered(), ecli=ECLI)) == []
    assert world().refused(judgment("x", ordered(ecli=ECLI), ecli=ECLI)) == []
    assert of_one(ordered(ecli=OTHER_ECLI), kind="decision") == []
    assert of_one(ordered(), kind="decision") == [("missing", "/ecli")]
    assert of_one(stop("order_lifted", "j#1")) == [("missing", "/ecli")]


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(ordered(ecli=OTHER_ECLI), id="an order"),
        pytest.param(stop("order_lifted", "j#1", ecli=OTHER_ECLI), id="the lifting of an order"),
        pytest.param(stop("effect_suspended", "b#1", ecli=OTHER_ECLI), id="a suspension"),
        pytest.param(change("change_annulled", target="b#1", ecli=OTHER_ECLI), id="an annulment"),
    ],
)
def test_another_ecli_than_the_judgment_s_is_malformed(made: Json) -> None:
    assert of_one(made, kind="judgment", ecli=ECLI) == [("malformed", "/ecli")]


def test_an_order_names_at_least_one_dimension() -> None:
    made = ordered()
    del made["destinations"]
    assert of_one(made, kind="judgment", ecli=ECLI) == [("missing", "")]


def test_an_annulment_has_one_of_a_court_and_a_ground() -> None:
    neither = change("change_annulled", target="b#1")
    assert [pointer for _, pointer in of_one(neither)] == [""]
    both = {**neither, "ground": "void", "ecli": ECLI}
    assert [pointer for _, pointer in of_one(both)] == [""]
    assert of_one(neither, kind="judgment", ecli=ECLI) == []
    assert of_one({**neither, "ground": "an error in the gazette"}) == []
    assert of_one({**neither, "ecli": ECLI}) == []


def test_corrections_stand_in_corrections_and_nothing_else_does() -> None:
    corrected = change("record_corrected", target="b#1", reason="misread")
    assert of_one(corrected) == [("malformed", "/type")]
    assert of_one(corrected, kind="rectification") == [("malformed", "/type")]
    assert of_one(excluded("IL"), kind="correction") == [("malformed", "/type")]
    assert of_one(corrected, kind="correction") == []
    both = instrument("x", corrected, excluded("IL"), kind="correction")
    assert world().refused(both) == [("malformed", "/changes/1/type")]


@pytest.mark.parametrize(
    ("target", "restated", "faults"),
    [
        pytest.param("b#1", {}, [("missing", "/type")], id="a change without a type"),
        pytest.param("b#1", {"type": "x"}, [("malformed", "/type")], id="no such type"),
        pytest.param(
            "b#1",
            {**excluded("IL"), "from": "x"},
            [("malformed", "/from")],
            id="a date that is none",
        ),
        pytest.param(
            "b#1", {**excluded("IL"), "colour": 1}, [("unknown_field", "/colour")], id="a colour"
        ),
        pytest.param("b#1", None, [("malformed", "")], id="null"),
        pytest.param("b#1", [], [("malformed", "")], id="a list"),
        pytest.param("b", {"title": ""}, [("malformed", "/title")], id="an empty title"),
        pytest.param("b", {"title": None}, [("malformed", "/title")], id="a null title"),
        pytest.param(
            "b", {"changes": []}, [("unknown_field", "/changes")], id="an instrument's changes"
        ),
        pytest.param(
            "b",
            {"published_on": "2020"},
            [("malformed", "/published_on")],
            id="published in a year",
        ),
        pytest.param("b", {"colour": 1}, [("unknown_field", "/colour")], id="an unknown field"),
    ],
)
def test_what_is_restated_has_the_shape_of_what_it_restates(
    target: str, restated: Any, faults: Faults
) -> None:
    act = correction("x", target)
    act["changes"][0]["restated"] = restated
    assert world().refused(act) == [
        (code, f"/changes/0/restated{pointer}") for code, pointer in faults
    ]


def test_a_restated_order_needs_no_ecli_in_its_judgment() -> None:
    case = world()
    assert case.refused(correction("x", "j#1", ordered(order="stop"))) == []
    assert case.refused(correction("y", "j#1", ordered(ecli=OTHER_ECLI))) == [
        ("malformed", "/changes/0/restated/ecli")
    ]
    case.record(instrument("o", ordered(ecli=ECLI), kind="decision"))
    assert case.refused(correction("z", "o#1", ordered())) == [
        ("missing", "/changes/0/restated/ecli")
    ]


# -- meaning: places and subjects ----------------------------------------------------


@pytest.mark.parametrize("country", ["il", "Israel", "XX", "EU", "UK", "ISR", "I L", " IL"])
def test_no_such_country(country: str) -> None:
    assert of_one(excluded("NL", country)) == [("unknown_country", "/destinations/1")]
    assert of_one(used(destination=country)) == [("unknown_country", "/destination")]


def test_israel_is_told_its_code() -> None:
    with pytest.raises(RefusedError, match="`IL`"):
        world().record(instrument("x", excluded("Israel")))


PLACES = [
    pytest.param(excluded("NL", origins=["XX"]), "/origins/0", id="an origin"),
    pytest.param(
        established("NL9", permits=[{"goods": ["ML1"]}, {"origins": ["XX"]}]),
        "/permits/1/origins/0",
        id="in a permit",
    ),
    pytest.param(
        established("NL9", excludes=[{"destinations": ["XX"]}]),
        "/excludes/0/destinations/0",
        id="in an exclusion",
    ),
    pytest.param(
        established("NL9", conditions=[{**REGISTER, "clause": {"destinations": ["XX"]}}]),
        "/conditions/0/clause/destinations/0",
        id="in a condition",
    ),
    pytest.param(
        stop("exclusion_lifted", "b#1", clause={"destinations": ["XX"]}),
        "/clause/destinations/0",
        id="in a stop",
    ),
    pytest.param(group("ALLIES", "US", "XX"), "/members/1", id="a member"),
    pytest.param(
        required("other", requires=[{"destinations": ["XX"]}]),
        "/requires/0/destinations/0",
        id="in a requirement",
    ),
    pytest.param(
        required("other", exempts=[{"destinations": ["XX"]}]),
        "/exempts/0/destinations/0",
        id="in an exemption",
    ),
    pytest.param(
        adopted("q", values=[{"value": "a", "when": {"destinations": ["XX"]}}]),
        "/values/0/when/destinations/0",
        id="in a policy",
    ),
]


@pytest.mark.parametrize(("made", "pointer"), PLACES)
def test_a_country_is_looked_up_wherever_one_stands(made: Json, pointer: str) -> None:
    assert of_one(made) == [("unknown_country", pointer)]


def test_a_group_must_have_been_established_once() -> None:
    assert of_one(excluded("@EU", "@NATO")) == [("unknown_group", "/destinations/1")]
    assert of_one(excluded("@eu")) == [("unknown_group", "/destinations/0")]
    assert of_one(excluded("@")) == [("unknown_group", "/destinations/0")]
    assert of_one(group("NATO", "US", "@BENELUX")) == [("unknown_group", "/members/1")]
    assert of_one(used(destination="@EU")) == [("unknown_country", "/destination")]


def test_a_group_of_the_same_instrument_must_stand_before_it_is_named() -> None:
    before = instrument("x", group("NATO", "US"), excluded("@NATO"))
    after = instrument("x", excluded("@NATO"), group("NATO", "US"))
    assert world().refused(before) == []
    assert world().refused(after) == [("unknown_group", "/changes/0/destinations/0")]


@pytest.mark.parametrize(
    "undone",
    [
        pytest.param(correction("y", "g"), id="corrected away"),
        pytest.param(
            instrument("y", change("change_annulled", target="g#1", ground="an error")),
            id="annulled",
        ),
    ],
)
def test_a_group_that_was_undone_was_established_once(undone: Json) -> None:
    case = world().record(undone)
    assert case.refused(instrument("x", excluded("@EU"))) == []


SUBJECTS = [
    pytest.param(excluded("IL", licence="NL9"), "/licence", id="a licence"),
    pytest.param(
        change("member_admitted", group="NATO", from_="2020", members=["US"]),
        "/group",
        id="a group",
    ),
    pytest.param(
        change(
            "requirement_exempted",
            requirement="other",
            from_="2020",
            exempts=[{"goods": ["ML1"]}],
        ),
        "/requirement",
        id="a requirement",
    ),
    pytest.param(
        change("policy_amended", policy="q", from_="2020", values=[{"value": "a"}]),
        "/policy",
        id="a policy",
    ),
]


@pytest.mark.parametrize(("made", "pointer"), SUBJECTS)
def test_a_subject_must_have_been_established_once(made: Json, pointer: str) -> None:
    assert of_one(made) == [("unknown_subject", pointer)]


@pytest.mark.parametrize(
    "undone",
    [
        pytest.param(correction("y", "n#1"), id="corrected away"),
        pytest.param(
            instrument("y", change("change_annulled", target="n#1", ground="an error")),
            id="annulled",
        ),
    ],
)
def test_a_licence_that_was_undone_was_established_once(undone: Json) -> None:
    case = world().record(undone)
    assert case.refused(instrument("x", excluded("IL", licence="NL2"))) == []


# -- meaning: targets ----------------------------------------------------------------


@pytest.mark.parametrize(
    "target",
    [
        *("zz#1", "b#2", "b#0", "b#01", "b", "#", "#1", "b#", "b##1", "@", "/", "x#", "x#1/"),
        *("b#1/", "b#1/permit-1", "a#1/permit-3", "a#1/permit-0", "a#1/permit-01", "a#1/nothing"),
        *("a#1/permit-1/", "a#1//permit-1", "g#1/nl", "g#1/DE", "NL1", "B#1", " b#1", "b#1 "),
        pytest.param("x" * 400, id="a very long name"),
    ],
)
def test_what_is_not_recorded_is_an_unknown_target(target: str) -> None:
    assert of_one(stop("effect_suspended", target)) == [("unknown_target", "/target")]
    by = excluded("IL", ordered_by=target, amends=target)
    assert of_one(by) == [("unknown_target", "/amends"), ("unknown_target", "/ordered_by")]


def test_the_nearest_known_ids_are_told() -> None:
    with pytest.raises(RefusedError, match="`a#1/register`"):
        world().record(instrument("x", stop("condition_removed", "a#1/registre")))
    with pytest.raises(RefusedError, match="`b#1`"):
        world().record(instrument("x", stop("exclusion_lifted", "b#11")))


def test_in_the_same_instrument_a_target_stands_before_what_names_it() -> None:
    halted = stop("effect_suspended", "x#1")
    assert world().refused(instrument("x", excluded("IL"), halted)) == []
    backward = instrument("x", stop("effect_suspended", "x#2"), excluded("IL"))
    assert world().refused(backward) == [("unknown_target", "/changes/0/target")]
    assert of_one(halted) == [("unknown_target", "/target")]


TARGETS = {
    "licence_withdrawn": {"a#1"},
    "licence_suspended": {"a#1"},
    "licence_reinstated": {"x#1"},
    "suspension_lifted": {"x#2", "x#3"},
    "exclusion_lifted": {"b#1", "a#1/exclude-1"},
    "scope_reduced": {"a#1/permit-1", "a#1/permit-2"},
    "order_lifted": {"j#1"},
    "condition_removed": {"a#1/register"},
    "member_removed": {"g#1/NL"},
    "requirement_lifted": {"r#1", "r#1/require-1", "r#1/exempt-1"},
    "policy_ended": {"p#1"},
    "statement_retracted": {"s#1"},
    "registration_ended": {"x#4"},
    "proceedings_closed": {"x#5"},
    "reinstatement_conditions_set": {"b#1", "a#1/exclude-1", "x#1"},
    "reinstatement_condition_met": {"t#1/report"},
    "period_extended": {"x#3"},
}
EVERY_TARGET = {
    *("a#1", "a#1/permit-1", "a#1/permit-2", "a#1/exclude-1", "a#1/register", "b#1", "g#1"),
    *("g#1/NL", "r#1", "r#1/require-1", "r#1/exempt-1", "p#1", "j#1", "t#1", "t#1/report", "s#1"),
    *("x#1", "x#2", "x#3", "x#4", "x#5", "x#6"),
}


@pytest.mark.parametrize("type_", TARGETS)
def test_each_stop_names_what_it_may_and_nothing_else(type_: str) -> None:
    case = world()
    case.record(
        instrument(
            "x",
            stop("licence_withdrawn", "n#1"),
            stop("licence_suspended", "n#1"),
            stop("effect_suspended", "n#1", until="2021"),
            change("user_registered", licence="NL1", exporter="E1", from_="2020"),
            change("proceedings_opened", about="NL1", court="HR"),
            change("change_annulled", target="n#1/permit-1", ground="an error"),
        )
    )
    needed: Json = {
        "order_lifted": {"ecli": ECLI},
        "reinstatement_conditions_set": {"conditions": [{"key": "k", "text": "x"}]},
        "reinstatement_condition_met": {"evidence": "x"},
        "exclusion_lifted": {"notwithstanding": "x"},
    }
    for number, target in enumerate(sorted(EVERY_TARGET)):
        made = stop(type_, target, "2024-01-01", **needed.get(type_, {}))
        found = case.refused(instrument(f"y{number}", made))
        wrong = [("wrong_target", "/changes/0/target")]
        assert found == ([] if target in TARGETS[type_] else wrong), target


def test_a_suspension_and_an_annulment_name_any_change_or_entry() -> None:
    for target in sorted(name for name in EVERY_TARGET if not name.startswith("x")):
        case = world()
        assert case.refused(instrument("y", stop("effect_suspended", target))) == []
        made = change("change_annulled", target=target, ground="an error")
        assert case.refused(instrument("z", made)) == []


def test_a_correction_is_no_change_that_can_be_stopped() -> None:
    case = world().record(correction("c", "b#1", excluded("US")))
    for made in (
        stop("effect_suspended", "c#1"),
        change("change_annulled", target="c#1", ground="x"),
    ):
        assert case.refused(instrument("y", made)) == [("wrong_target", "/changes/0/target")]


def test_what_was_corrected_away_is_a_wrong_target() -> None:
    case = world().record(correction("c", "b#1"), correction("d", "e"))
    for target in ("b#1", "e#1"):
        assert case.refused(instrument("y", stop("effect_suspended", target))) == [
            ("wrong_target", "/changes/0/target")
        ]


def test_an_entry_that_was_corrected_away_is_a_wrong_target() -> None:
    two = [{"goods": ["ML1"]}, {"goods": ["ML2"]}]
    case = world().record(instrument("m", established("NL3", permits=two)))
    case.record(correction("c", "m#1", established("NL3", permits=two[:1])))
    assert case.refused(instrument("y", stop("scope_reduced", "m#1/permit-2"))) == [
        ("wrong_target", "/changes/0/target")
    ]
    assert case.refused(instrument("y", stop("scope_reduced", "m#1/permit-3"))) == [
        ("unknown_target", "/changes/0/target")
    ]


@pytest.mark.parametrize("target", ["g#1", "g#1/NL", "r#1", "r#1/exempt-1", "p#1"])
def test_only_what_is_of_a_licence_can_be_stopped_in_part(target: str) -> None:
    partly: Json = {"clause": {"exporters": ["E1"]}}
    assert of_one(stop("effect_suspended", target, **partly)) == [("wrong_target", "/target")]
    annulled = change("change_annulled", target=target, ground="x", **partly)
    assert of_one(annulled) == [("wrong_target", "/target")]


def test_only_a_court_s_order_can_be_carried_out() -> None:
    assert of_one(excluded("IL", ordered_by="j#1")) == []
    assert of_one(excluded("IL", ordered_by="b#1")) == [("wrong_target", "/ordered_by")]
    assert of_one(excluded("IL", ordered_by="a#1/permit-1")) == [("wrong_target", "/ordered_by")]


def test_only_an_establishment_of_the_same_licence_can_be_amended() -> None:
    assert of_one(excluded("IL", amends="a#1")) == []
    assert of_one(excluded("IL", amends="n#1")) == [("wrong_target", "/amends")]
    assert of_one(excluded("IL", amends="b#1")) == [("wrong_target", "/amends")]
    assert of_one(excluded("IL", amends="a#1/permit-1")) == [("wrong_target", "/amends")]


def test_a_review_is_of_a_change_of_its_licence() -> None:
    review = change("review_concluded", licence="NL1", from_="2020", outcome="maintained")
    assert of_one({**review, "target": "b#1"}) == []
    assert of_one({**review, "target": "j#1"}) == []
    assert of_one({**review, "target": "n#1"}) == [("wrong_target", "/target")]
    assert of_one({**review, "target": "a#1/permit-1"}) == [("wrong_target", "/target")]
    assert of_one({**review, "target": "zz#1"}) == [("unknown_target", "/target")]


# -- meaning: establishing twice, stopping twice -------------------------------------

AGAIN = [
    pytest.param([], {"from_": "2030"}, False, id="still standing"),
    pytest.param([], {"from_": "2000"}, False, id="from a day before the first"),
    pytest.param(
        [stop("licence_withdrawn", "n#1")], {"from_": "2020-01-01"}, True, id="withdrawn that day"
    ),
    pytest.param(
        [stop("licence_withdrawn", "n#1")], {"from_": "2019-12-31"}, False, id="the day before that"
    ),
    pytest.param(
        [stop("licence_withdrawn", "n#1", "2020")], {"from_": "2020-12-31"}, True, id="by then"
    ),
    pytest.param(
        [stop("licence_withdrawn", "n#1", "2020")], {"from_": "2020-12-30"}, False, id="in doubt"
    ),
    pytest.param(
        [stop("licence_withdrawn", "n#1")], {"from_": "2020"}, True, id="on its first possible day"
    ),
    pytest.param(
        [stop("licence_withdrawn", "n#1")], {"from_": "[..2021-01-01]"}, False, id="before all days"
    ),
    pytest.param(
        [stop("licence_withdrawn", "n#1"), stop("licence_reinstated", "x#1", "2022")],
        {"from_": "2023"},
        False,
        id="reinstated",
    ),
    pytest.param(
        [stop("licence_suspended", "n#1")], {"from_": "2023"}, False, id="suspended is not ended"
    ),
    pytest.param(
        [stop("effect_suspended", "n#1")], {"from_": "2023"}, False, id="nor suspended by a court"
    ),
    pytest.param(
        [change("change_annulled", target="n#1", ground="x")],
        {"from_": "2000"},
        True,
        id="annulled",
    ),
    pytest.param(
        [change("change_annulled", target="n#1", ground="x", clause={"goods": ["ML1"]})],
        {"from_": "2023"},
        False,
        id="annulled in part",
    ),
]


@pytest.mark.parametrize(("stops", "fields", "sound"), AGAIN)
def test_a_licence_is_established_anew_only_when_it_has_certainly_ended(
    stops: list[Json], fields: Json, sound: bool
) -> None:
    case = world()
    if stops:
        case.record(instrument("x", *stops))
    found = case.refused(instrument("y", established("NL2", **fields)))
    assert found == ([] if sound else [("already_established", "/changes/0/licence")])


@pytest.mark.parametrize(
    ("from_", "sound"),
    [
        pytest.param("2020-12-30", False, id="its end may be later"),
        pytest.param("2020-12-31", True, id="its end has been reached"),
    ],
)
def test_what_ended_by_its_until_can_be_established_anew(from_: str, sound: bool) -> None:
    case = Case(instrument("a", established(until="2020")))
    found = case.refused(instrument("b", established(from_=from_)))
    assert found == ([] if sound else [("already_established", "/changes/0/licence")])


def test_an_extended_period_has_not_ended() -> None:
    case = Case(
        instrument("a", established(until="2020-01-01")),
        instrument("b", change("period_extended", target="a#1", from_="2019-01-01")),
    )
    assert case.refused(instrument("c", established(from_="2021-01-01"))) == [
        ("already_established", "/changes/0/licence")
    ]


def test_what_was_corrected_away_can_be_established_anew() -> None:
    case = world().record(correction("x", "n#1"))
    assert case.refused(instrument("y", established("NL2"))) == []


@pytest.mark.parametrize(
    ("ending", "again", "pointer"),
    [
        pytest.param(
            stop("requirement_lifted", "r#1"),
            required(from_="2020-01-01"),
            "/requirement",
            id="a requirement lifted",
        ),
        pytest.param(
            stop("policy_ended", "p#1"), adopted(from_="2020-01-01"), "/policy", id="a policy ended"
        ),
        pytest.param(
            change("change_annulled", target="g#1", ground="x"),
            group("EU", "NL"),
            "/group",
            id="a group annulled",
        ),
    ],
)
def test_other_subjects_too_are_established_anew_once_ended(
    ending: Json, again: Json, pointer: str
) -> None:
    assert of_one(again) == [("already_established", pointer)]
    assert world().record(instrument("x", ending)).refused(instrument("y", again)) == []


def test_one_instrument_may_attach_conditions_of_one_key_to_several_licences() -> None:
    """The ids of their entries differ: a key is given twice only within a list of conditions."""
    report = {"key": "report", "kind": "reporting", "text": "Report use.", "from_": "2019-01-01"}
    attached = [change("condition_attached", licence=name, **report) for name in ("NL1", "NL1")]
    every = world().record(instrument("x", established("NL9")))
    attached += [change("condition_attached", licence="NL9", **report)]
    assert every.refused(instrument("y", *attached)) == []
    entries = [
        one["entry"]
        for name in ("NL1", "NL9")
        for one in every.licence("2019-01-01", name)["conditions"]
        if one["key"] == "report"
    ]
    assert entries == ["y#1/report", "y#2/report", "y#3/report"]


def test_twice_in_one_instrument_is_once_too_often() -> None:
    act = instrument("x", established("NL9"), established("NL9"))
    assert world().refused(act) == [("already_established", "/changes/1/licence")]


def test_the_ending_and_the_new_beginning_may_stand_in_one_instrument() -> None:
    act = instrument("x", stop("licence_withdrawn", "n#1"), established("NL2", from_="2020-01-01"))
    assert world().refused(act) == []


STOPPED_ALREADY = [
    pytest.param(stop("exclusion_lifted", "b#1", "2019"), False, id="for good, earlier"),
    pytest.param(
        stop("exclusion_lifted", "b#1", "2020-01-01"), False, id="for good, from the same day"
    ),
    pytest.param(stop("exclusion_lifted", "b#1", "2020-01-02"), True, id="for good, a day later"),
    pytest.param(stop("exclusion_lifted", "b#1", "2020"), True, id="for good, perhaps later"),
    pytest.param(stop("exclusion_lifted", "b#1", "2019", until="2030"), True, id="with an end"),
    pytest.param(
        stop("exclusion_lifted", "b#1", "2019", clause={"goods": ["ML1"]}), True, id="in part"
    ),
    pytest.param(stop("effect_suspended", "b#1", "2019"), True, id="by another type"),
]


@pytest.mark.parametrize(("first", "sound"), STOPPED_ALREADY)
def test_what_is_stopped_for_good_is_not_stopped_again(first: Json, sound: bool) -> None:
    case = world().record(instrument("x", first))
    again = instrument("y", stop("exclusion_lifted", "b#1"))
    assert case.refused(again) == ([] if sound else [("already_stopped", "/changes/0/target")])


def test_stopped_for_good_it_can_still_be_stopped_in_part() -> None:
    case = world().record(instrument("x", stop("exclusion_lifted", "b#1", "2019")))
    partly = stop("exclusion_lifted", "b#1", clause={"goods": ["ML1"]})
    assert case.refused(instrument("y", partly)) == []


def test_a_stop_that_was_stopped_itself_is_no_bar() -> None:
    case = world().record(
        instrument("x", stop("licence_withdrawn", "n#1", "2018")),
        instrument("y", stop("licence_reinstated", "x#1", "2019")),
    )
    assert case.refused(instrument("z", stop("licence_withdrawn", "n#1"))) == []


def test_an_annulment_is_not_repeated() -> None:
    annulled = change("change_annulled", target="b#1", ground="an error")
    case = world().record(instrument("x", annulled))
    assert case.refused(instrument("y", annulled)) == [("already_stopped", "/changes/0/target")]


# -- meaning: dates ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("from_", "sound"),
    [
        pytest.param("2015-12-31", False, id="the day before"),
        pytest.param("2016-01-01", True, id="its first day"),
        pytest.param("2015-12", False, id="the month before"),
        pytest.param("[..2015-12-31]", False, id="some day before"),
        pytest.param("[..2016-01-01]", True, id="perhaps before"),
        pytest.param("2016", True, id="that year"),
    ],
)
def test_nothing_is_stopped_before_it_starts(from_: str, sound: bool) -> None:
    made = stop("exclusion_lifted", "b#1", from_)
    assert of_one(made) == ([] if sound else [("stops_before_start", "/from")])


def test_a_target_that_may_begin_before_may_be_stopped_before() -> None:
    case = world().record(
        instrument("x", excluded("TR", from_="2019"), excluded("TR", from_="2018"))
    )
    early = instrument("y", *(stop("exclusion_lifted", f"x#{n}", "2018-12-31") for n in (1, 2)))
    assert case.refused(early) == [("stops_before_start", "/changes/0/from")]


def test_an_entry_begins_with_its_change() -> None:
    assert of_one(stop("scope_reduced", "a#1/permit-1", "2011-12-31")) == [
        ("stops_before_start", "/from")
    ]


@pytest.mark.parametrize(
    ("from_", "until", "sound"),
    [
        pytest.param("2020-01-02", "2020-01-01", False, id="before"),
        pytest.param("2020-01-01", "2020-01-01", False, id="the same day"),
        pytest.param("2020-01-01", "2020-01-02", True, id="the day after"),
        pytest.param("2020", "2020", True, id="some time in the same year"),
        pytest.param("2020", "2019", False, id="the year before"),
        pytest.param("2020", "2020-01-01", False, id="the first possible day"),
        pytest.param("2020", "2020-01-02", True, id="perhaps after"),
        pytest.param("[..2020-06-01]", "2019", True, id="perhaps begun before"),
        pytest.param("2020-01-01", "[..2020-01-01]", False, id="surely ended by then"),
    ],
)
def test_an_end_comes_after_the_beginning(from_: str, until: str, sound: bool) -> None:
    made = excluded("TR", from_=from_, until=until)
    assert of_one(made) == ([] if sound else [("until_not_after_from", "/until")])


def test_nothing_is_published_in_the_future() -> None:
    case = world()
    tomorrow = instrument("x", excluded("TR"), published_on="2026-11-22")
    assert case.refused(tomorrow) == [("published_in_future", "/published_on")]
    assert case.refused({**tomorrow, "published_on": "2026-11-21"}) == []


# -- meaning: conditions and cycles --------------------------------------------------


def meeting(from_: str = "2019-01-01", **fields: Any) -> Json:
    """A report that meets the condition."""
    return change(
        "reinstatement_condition_met", target="y#1/report", from_=from_, evidence="x", **fields
    )


UNMET = [
    pytest.param([], {}, False, id="not met"),
    pytest.param([], {"notwithstanding": "The court said so."}, True, id="for a reason"),
    pytest.param([], {"from_": "2017-12-31"}, True, id="before they were set"),
    pytest.param([meeting()], {}, True, id="met"),
    pytest.param([meeting("2020-01-01")], {}, True, id="met that day"),
    pytest.param([meeting("2020-01-02")], {}, False, id="met the day after"),
    pytest.param([meeting("2020")], {}, True, id="perhaps met"),
    pytest.param([meeting(until="2020-01-01")], {}, False, id="met no more"),
    pytest.param(
        [meeting(), stop("effect_suspended", "z#1")], {}, False, id="what met them is suspended"
    ),
    pytest.param(
        [change("change_annulled", target="y#1/report", ground="x")], {}, True, id="annulled"
    ),
    pytest.param([], {"clause": {"goods": ["ML1"]}}, False, id="lifted in part"),
]


@pytest.mark.parametrize(("acts", "fields", "sound"), UNMET)
def test_nothing_is_lifted_while_conditions_for_it_run_unmet(
    acts: list[Json], fields: Json, sound: bool
) -> None:
    case = world().record(instrument("y", terms("b#1")))
    if acts:
        case.record(instrument("z", *acts))
    lift = stop("exclusion_lifted", "b#1", **{"from_": "2020-01-01", **fields})
    found = case.refused(instrument("x", lift))
    assert found == ([] if sound else [("conditions_unmet", "/changes/0/target")])


def test_one_unmet_condition_of_several_is_enough() -> None:
    two = [{"key": "report", "text": "x"}, {"key": "visit", "text": "x"}]
    case = world().record(instrument("y", terms("b#1", conditions=two)), instrument("z", meeting()))
    assert case.refused(instrument("x", stop("exclusion_lifted", "b#1"))) == [
        ("conditions_unmet", "/changes/0/target")
    ]


def test_a_reinstatement_waits_for_its_conditions_too() -> None:
    case = world().record(instrument("w", stop("licence_withdrawn", "n#1", "2018")))
    case.record(instrument("y", terms("w#1", from_="2019")))
    assert case.refused(instrument("x", stop("licence_reinstated", "w#1"))) == [
        ("conditions_unmet", "/changes/0/target")
    ]
    case.record(instrument("z", meeting()))
    assert case.refused(instrument("x", stop("licence_reinstated", "w#1"))) == []


def test_a_group_never_contains_itself() -> None:
    def admits(name: str, *members: str) -> Json:
        return change("member_admitted", group=name, from_="2020", members=list(members))

    case = world().record(instrument("h", group("ALLIES", "US", "@EU"), group("WORLD", "@ALLIES")))
    assert case.refused(instrument("x", admits("EU", "BE", "@WORLD"))) == [
        ("group_cycle", "/changes/0/members/1")
    ]
    assert case.refused(instrument("x", admits("EU", "@EU"))) == [
        ("group_cycle", "/changes/0/members/0")
    ]
    assert case.refused(instrument("x", admits("WORLD", "@EU"))) == []
    both = instrument("y", group("ONE", "NL"), group("TWO", "@ONE"), admits("ONE", "@TWO"))
    assert case.refused(both) == [("group_cycle", "/changes/2/members/0")]


def test_members_that_left_still_make_a_cycle() -> None:
    case = world().record(
        instrument("h", group("ALLIES", "US", "@EU")),
        instrument("i", stop("member_removed", "h#1/@EU")),
    )
    back = change("member_admitted", group="EU", from_="2021", members=["@ALLIES"])
    assert case.refused(instrument("x", back)) == [("group_cycle", "/changes/0/members/0")]
    corrected = case.record(correction("k", "i#1")).refused(instrument("x", back))
    assert corrected == [("group_cycle", "/changes/0/members/0")]


# -- several at once -----------------------------------------------------------------


def test_every_fault_of_meaning_is_listed() -> None:
    act = instrument(
        "x",
        excluded("XX", "@NATO", licence="NL9", from_="2020", until="2019"),
        stop("licence_withdrawn", "b#1"),
        stop("exclusion_lifted", "b#1", "2015"),
        established("NL1"),
        published_on="2150-01-01",
    )
    assert world().refused(act) == [
        ("already_established", "/changes/3/licence"),
        ("published_in_future", "/published_on"),
        ("stops_before_start", "/changes/2/from"),
        ("unknown_country", "/changes/0/destinations/0"),
        ("unknown_group", "/changes/0/destinations/1"),
        ("unknown_subject", "/changes/0/licence"),
        ("until_not_after_from", "/changes/0/until"),
        ("wrong_target", "/changes/1/target"),
    ]


FOLLOWERS = [
    pytest.param(
        [excluded("XX"), stop("exclusion_lifted", "x#1")],
        [("unknown_country", "/changes/0/destinations/0")],
        id="a stop of a faulty change",
    ),
    pytest.param(
        [excluded("XX"), stop("exclusion_lifted", "x#1"), stop("effect_suspended", "x#2")],
        [("unknown_country", "/changes/0/destinations/0")],
        id="a stop of a stop of a faulty change",
    ),
    pytest.param(
        [established("NL9", permits=[{"origins": ["XX"]}]), excluded("IL", licence="NL9")],
        [("unknown_country", "/changes/0/permits/0/origins/0")],
        id="a change to a faulty licence",
    ),
    pytest.param(
        [
            established("NL9", permits=[{"origins": ["XX"]}]),
            excluded("IL", licence="NL9", amends="x#1"),
            stop("scope_reduced", "x#1/permit-9"),
        ],
        [("unknown_country", "/changes/0/permits/0/origins/0")],
        id="what amends it, or names an entry of it",
    ),
    pytest.param(
        [group("NATO", "XX"), excluded("@NATO")],
        [("unknown_country", "/changes/0/members/0")],
        id="a clause with a faulty group",
    ),
    pytest.param(
        [excluded("XX"), stop("exclusion_lifted", "x#1", "2020", until="2019")],
        [
            ("unknown_country", "/changes/0/destinations/0"),
            ("until_not_after_from", "/changes/1/until"),
        ],
        id="but its own faults are listed",
    ),
    pytest.param(
        [excluded("XX"), excluded("IL", ordered_by="x#1", amends="n#1")],
        [("unknown_country", "/changes/0/destinations/0"), ("wrong_target", "/changes/1/amends")],
        id="and what is wrong with what else it names",
    ),
    pytest.param(
        [excluded("XX"), stop("exclusion_lifted", "b#1", "2015", ordered_by="x#1")],
        [
            ("stops_before_start", "/changes/1/from"),
            ("unknown_country", "/changes/0/destinations/0"),
        ],
        id="or with its target",
    ),
]


@pytest.mark.parametrize(("changes", "faults"), FOLLOWERS)
def test_what_names_a_faulty_change_of_its_own_instrument_is_no_further_fault(
    changes: list[Json], faults: Faults
) -> None:
    assert world().refused(instrument("x", *changes)) == faults


def test_judged_at_the_head_whatever_was_known_when() -> None:
    case = Case(instrument("a", established(), published_on="2026-01-01"))
    early = instrument("b", excluded("IL"), published_on="2012-01-01")
    assert case.refused(early) == []


# -- corrections ---------------------------------------------------------------------


def test_a_correction_names_a_change_or_an_instrument_that_stands() -> None:
    case = world().record(correction("c", "b#1"), correction("d", "e"))
    for target in ("zz#1", "zz", "b#2", "#", "x#", "x#1", "x"):
        assert case.refused(correction("x", target)) == [("unknown_target", "/changes/0/target")]
    for target in ("b#1", "e#1", "e", "c#1", "c", "a#1/permit-1"):
        assert case.refused(correction("x", target)) == [("wrong_target", "/changes/0/target")]


NAMED = [
    pytest.param("b#1", stop("exclusion_lifted", "b#1"), id="as a target"),
    pytest.param("a#1", stop("scope_reduced", "a#1/permit-1"), id="an entry of it as a target"),
    pytest.param("j#1", excluded("IL", ordered_by="j#1"), id="as the order carried out"),
    pytest.param(
        "j#1", excluded("IL", licence="NL2", ordered_by="j#1"), id="of another licence, as that"
    ),
    pytest.param("n#1", excluded("IL", licence="NL2", amends="n#1"), id="as what is amended"),
]


@pytest.mark.parametrize(("target", "naming"), NAMED)
def test_what_is_still_named_is_not_taken_away(target: str, naming: Json) -> None:
    case = world()
    if target == "a#1":
        case.record(correction("u", "t#1"))
    case.record(instrument("y", naming))
    assert case.refused(correction("x", target)) == [("still_named", "/changes/0/target")]
    whole = target.partition("#")[0]
    assert case.refused(correction("x", whole)) == [("still_named", "/changes/0/target")]
    for first, second in ((target, "y#1"), ("y", whole)):
        away = [change("record_corrected", target=one, reason="misread") for one in (first, second)]
        together = world()
        if target == "a#1":
            together.record(correction("u", "t#1"))
        together.record(instrument("y", naming))
        assert together.refused(instrument("x", *away, kind="correction")) == []


def test_restated_elsewhere_it_names_it_no_more() -> None:
    case = world().record(instrument("y", stop("exclusion_lifted", "b#1")))
    act = instrument(
        "x",
        change("record_corrected", target="b#1", reason="misread"),
        change(
            "record_corrected",
            target="y#1",
            reason="misread",
            restated=stop("exclusion_lifted", "a#1/exclude-1", notwithstanding="x"),
        ),
        kind="correction",
    )
    assert case.refused(act) == []


def test_an_entry_still_named_is_not_restated_away() -> None:
    case = Case(
        instrument("a", established(permits=[{"goods": ["ML1"]}, {"goods": ["ML2"]}])),
        instrument("b", stop("scope_reduced", "a#1/permit-2")),
    )
    one = established(permits=[{"goods": ["ML1"]}])
    assert case.refused(correction("x", "a#1", one)) == [("still_named", "/changes/0/target")]
    two = established(permits=[{"goods": ["ML3"]}, {"goods": ["ML4"]}])
    assert case.refused(correction("y", "a#1", two)) == []


def test_what_only_speaks_about_it_does_not_hold_it() -> None:
    case = world().record(
        instrument("y", change("statement_recorded", about="b#1", says="x", by="x"))
    )
    assert case.refused(correction("x", "b#1")) == []


DIFFERS = [
    pytest.param("b#1", established(), "/type", id="another type"),
    pytest.param(
        "b#1",
        change("exporter_excluded", licence="NL1", from_="2016", exporters=["E1"]),
        "/type",
        id="a like type",
    ),
    pytest.param("b#1", excluded("IL", licence="NL2"), "/licence", id="another licence"),
    pytest.param("g#1", group("ALLIES", "NL"), "/group", id="another group"),
    pytest.param("r#1", required("other"), "/requirement", id="another requirement"),
    pytest.param("p#1", adopted("q"), "/policy", id="another policy"),
    pytest.param(
        "y#1", stop("licence_withdrawn", "a#1"), "/target", id="a target of another licence"
    ),
    pytest.param(
        "s#1",
        change("statement_recorded", about="NL2", says="No.", by="An NGO"),
        "/about",
        id="about something else",
    ),
]


@pytest.mark.parametrize(("target", "restated", "pointer"), DIFFERS)
def test_a_correction_keeps_the_type_and_the_subject(
    target: str, restated: Json, pointer: str
) -> None:
    case = world().record(instrument("y", stop("licence_withdrawn", "n#1")))
    assert case.refused(correction("x", target, restated)) == [
        ("restated_differs", f"/changes/0/restated{pointer}")
    ]


RESTATED_FAULTS = [
    pytest.param("b#1", excluded("XX"), "unknown_country", "/destinations/0", id="no such country"),
    pytest.param("b#1", excluded("@NATO"), "unknown_group", "/destinations/0", id="no such group"),
    pytest.param(
        "b#1", excluded("IL", until="2015"), "until_not_after_from", "/until", id="ended before"
    ),
    pytest.param(
        "z#1", excluded("TR", amends="n#1"), "wrong_target", "/amends", id="amends another licence"
    ),
    pytest.param(
        "b#1",
        excluded("IL", ordered_by="zz#1"),
        "unknown_target",
        "/ordered_by",
        id="no such order",
    ),
    pytest.param(
        "b#1",
        excluded("IL", ordered_by="j#1"),
        "unknown_target",
        "/ordered_by",
        id="an order recorded after it",
    ),
    pytest.param(
        "y#1", stop("exclusion_lifted", "zz#1"), "unknown_target", "/target", id="no such target"
    ),
    pytest.param("y#1", stop("exclusion_lifted", "y#1"), "unknown_target", "/target", id="itself"),
    pytest.param(
        "y#1", stop("exclusion_lifted", "z#1"), "unknown_target", "/target", id="a later target"
    ),
    pytest.param(
        "y#1", stop("exclusion_lifted", "a#1"), "wrong_target", "/target", id="no exclusion"
    ),
    pytest.param(
        "y#1",
        stop("exclusion_lifted", "b#1", "2015"),
        "stops_before_start",
        "/from",
        id="too early",
    ),
    pytest.param("g#1", group("EU", "NL", "@EU"), "group_cycle", "/members/1", id="in itself"),
]


@pytest.mark.parametrize(("target", "restated", "code", "pointer"), RESTATED_FAULTS)
def test_what_is_restated_is_judged_by_its_own_clauses_dates_and_targets(
    target: str, restated: Json, code: str, pointer: str
) -> None:
    case = world().record(
        instrument("y", stop("exclusion_lifted", "b#1")), instrument("z", excluded("TR"))
    )
    assert case.refused(correction("x", target, restated)) == [
        (code, f"/changes/0/restated{pointer}")
    ]


def test_what_is_restated_is_not_judged_anew_against_what_came_after() -> None:
    case = world().record(
        instrument("y", stop("exclusion_lifted", "b#1", "2020")),
        instrument("z", stop("licence_withdrawn", "n#1", "2019")),
        instrument("v", established("NL2", from_="2020")),
    )
    restated = [
        ("n#1", established("NL2", from_="2014")),
        ("b#1", excluded("IL", from_="2021")),
        ("z#1", stop("licence_withdrawn", "n#1", "2025")),
        ("y#1", stop("exclusion_lifted", "b#1", "2021")),
    ]
    for number, (target, said) in enumerate(restated):
        assert case.refused(correction(f"x{number}", target, said)) == []


def test_a_correction_may_take_away_the_establishment_of_a_licence_with_other_changes() -> None:
    case = world().record(instrument("y", excluded("IL", licence="NL2")))
    assert case.refused(correction("x", "n#1")) == []
    assert case.licence("2020-01-01", "NL2")["status"] == "not_established"


def test_an_instrument_s_fields_are_replaced_and_its_changes_stay() -> None:
    case = world()
    assert case.refused(correction("x", "a", {"title": "Read again", "issued_by": "EU"})) == []
    (shown,) = case.licence("2020-01-01")["because"]
    assert (shown["change"], shown["title"]) == ("a#1", "Read again")


def test_an_instrument_is_not_corrected_into_the_future() -> None:
    found = world().refused(correction("x", "a", {"published_on": "2026-11-22"}))
    assert [code for code, _ in found] == ["published_in_future"]


# -- the same instrument again -------------------------------------------------------


def test_the_same_instrument_again_is_accepted_and_changes_nothing() -> None:
    case = world()
    before = case.size
    again = dict(reversed(instrument("b", excluded("IL")).items()))
    assert case.refused(again) == []
    assert case.size == before


def test_it_is_the_same_even_after_it_was_corrected() -> None:
    case = world().record(correction("x", "b#1"))
    before = case.size
    assert case.refused(instrument("b", excluded("IL"))) == []
    assert case.size == before


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(instrument("b", excluded("US")), id="another change"),
        pytest.param(instrument("b", excluded("IL"), excluded("IL")), id="one change more"),
        pytest.param(instrument("b", excluded("IL"), title="Otherwise"), id="another title"),
        pytest.param(instrument("b", excluded("IL"), note="More."), id="a note more"),
        pytest.param(instrument("b", excluded("XX")), id="faulty in its meaning"),
    ],
)
def test_the_same_id_with_other_content_is_refused(other: Json) -> None:
    case = world()
    assert case.refused(other) == [("other_content", "/instrument")]
    with pytest.raises(OtherContentError, match="correct it with an instrument of kind"):
        case.record(other)


def test_a_refused_instrument_can_be_recorded_once_it_is_sound() -> None:
    case = world()
    assert case.refused(instrument("x", excluded("XX"))) != []
    assert case.refused(instrument("x", excluded("TR"))) == []


# -- sentences -----------------------------------------------------------------------


def test_every_fault_comes_with_a_sentence() -> None:
    act = instrument(
        "x",
        excluded("Israel", "@EUU", licence="NL11"),
        stop("condition_removed", "a#1/registr"),
        stop("licence_withdrawn", "b#1"),
    )
    with pytest.raises(RefusedError) as refusal:
        world().record(act)
    said = {fault.pointer: fault.detail for fault in refusal.value.faults}
    assert "`IL` (Israel)" in said["/changes/0/destinations/0"]
    assert "`EU`" in said["/changes/0/destinations/1"]
    assert "`NL1`" in said["/changes/0/licence"]
    assert "`a#1/register`" in said["/changes/1/target"]
    assert "`licence_established`" in said["/changes/2/target"]


# -- what a correction is judged by, once more -----------------------------------------


def test_a_statement_keeps_its_subject_though_that_was_recorded_later() -> None:
    said = {"about": "NL1", "by": "y"}
    case = Case(instrument("s", change("statement_recorded", says="x", **said)))
    case.record(instrument("a", established()))
    restated = change("statement_recorded", says="z", **said)
    assert case.refused(correction("k", "s#1", restated)) == []


def test_the_target_of_a_correction_is_a_change_and_one_that_is_there() -> None:
    case = Case(instrument("a", established()))
    at = "/changes/0/target"
    assert case.refused(correction("k", "a#1/permit-9")) == [("unknown_target", at)]
    assert case.refused(correction("k", "a#1/permit-1")) == [("wrong_target", at)]


def test_an_instrument_is_not_restated_into_what_it_cannot_be() -> None:
    case = Case(instrument("a", established()))
    at = "/changes/0/restated"
    assert case.refused(correction("k", "a", {"kind": "judgment"})) == [("missing", f"{at}/ecli")]
    assert case.refused(correction("k", "a", {"kind": "correction"})) == [
        ("malformed", f"{at}/kind")
    ]
    assert case.refused(correction("k", "a", {"kind": "treaty"})) == []


def test_equal_content_is_equal_json() -> None:
    said = {"about": "NL1", "says": "x", "by": "y"}
    case = Case(instrument("s", change("statement_recorded", disputes=True, **said)))
    again = instrument("s", change("statement_recorded", disputes=1, **said))
    assert case.refused(again) == [("malformed", "/changes/0/disputes")]
