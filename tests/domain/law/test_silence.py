"""What a transaction does not say of rare facts is taken as usual, and told where it mattered."""

from __future__ import annotations

from typing import Any

import pytest
from builders import Case, change, established, excluded, group, instrument, required
from histories import PUBLISHED, histories, transactions
from hypothesis import given
from hypothesis import strategies as st
from licence_ledger.domain.vocabulary.dimensions import RARE

Json = dict[str, Any]
DAY = "2020-06-01"


def assumed(case: Case, licence: str | None = "NL1", **given: Any) -> list[str]:
    found: list[str] = case.check(DAY, licence, **given)["assumed"]
    return found


def test_silence_means_the_ordinary_word() -> None:
    permits = [{"transhipments": ["with"], "owners": ["other"], "knowledge": ["none"]}]
    case = Case(instrument("a", established(permits=permits)))
    answer = case.check(DAY)
    assert (answer["verdict"], answer["depends_on"]) == ("covered", [])
    assert answer["assumed"] == ["knowledge", "owner", "transhipment"]


@pytest.mark.parametrize("one", RARE, ids=[one.field for one in RARE])
def test_what_is_said_is_not_assumed(one: Any) -> None:
    other = next(word for word in one.words if word != one.ordinary)
    case = Case(instrument("a", established(permits=[{one.name: [other]}])))
    assert assumed(case) == [one.field]
    assert assumed(case, **{one.field: one.ordinary}) == []
    assert case.check(DAY, **{one.field: other})["verdict"] == "covered"


def test_a_word_that_changes_only_whether_a_licence_is_required_is_told() -> None:
    exempting = required(
        requires=[{"activities": ["export"]}], exempts=[{"owners": ["own_forces"]}]
    )
    case = Case(instrument("a", established()), instrument("b", exempting))
    answer = case.check(DAY, activity="export")
    assert (answer["verdict"], answer["required"], answer["assumed"]) == (
        "covered",
        "yes",
        ["owner"],
    )


def test_a_rare_word_that_changes_nothing_is_not_told() -> None:
    case = Case(instrument("a", established()), instrument("b", excluded("IL", knowledge=["wmd"])))
    assert assumed(case, activity="export", destination="FR") == []
    assert assumed(case, activity="export", destination="IL") == ["knowledge"]


def test_a_licence_that_nobody_named_can_make_it_matter() -> None:
    case = Case(
        instrument("need", required(requires=[{"activities": ["transit"]}])),
        instrument("a", established(permits=[{"transhipments": ["without"]}])),
        instrument("b", established("NL2", permits=[{"activities": ["export"]}])),
    )
    assert assumed(case, None, activity="transit") == ["transhipment"]


def test_a_word_that_changes_only_why_it_is_open_matters_where_no_licence_is_named() -> None:
    requires = [{"destinations": ["@BLOC"]}, {"owners": ["allied_forces"], "origins": ["NL"]}]
    public = {"published_on": "2012-01-01"}
    case = Case(
        instrument("bloc", group("BLOC", "FR")),
        instrument("need", required(requires=requires), **public),
        instrument("one", established(), **public),
    )
    asked = {"known_on": "2017-01-01", "activity": "export", "destination": "FR"}
    for _ in range(2):
        open_ = case.check("2020-06-01", None, **asked)
        assert (open_["reason"], open_["assumed"]) == ("group_not_recorded", ["owner"])
        assert case.check("2020-06-01", "NL1", **asked)["assumed"] == []


def test_a_policy_takes_silence_the_same_way() -> None:
    values = [{"when": {"owners": ["other"]}, "value": "ours"}, {"value": "theirs"}]
    adopted = change("policy_adopted", policy="P", title="P", from_="2012", values=values)
    case = Case(instrument("a", adopted))
    assert case.register.policy("P", {}, {"valid_on": DAY})["value"] == "ours"
    assert (
        case.register.policy("P", {"owner": "own_forces"}, {"valid_on": DAY})["value"] == "theirs"
    )


def said(case: Case, transaction: Json, seen: Json) -> tuple[Any, ...]:
    answer = case.register.evaluate(transaction, seen)
    return answer["verdict"], answer["reason"], answer["required"]


@given(histories(), transactions(), st.booleans(), st.sampled_from((None, *PUBLISHED)))
def test_assumed_is_what_trying_every_word_finds(
    acts: list[Json], transaction: Json, named: bool, known_on: str | None
) -> None:
    case = Case()
    case.recorded(acts)
    if not named:
        del transaction["licence"]
    seen = {"known_on": known_on}
    found = case.register.evaluate(transaction, seen)["assumed"]
    usual = said(case, transaction, seen)
    assert found == sorted(
        one.field
        for one in RARE
        if one.field not in transaction
        and any(said(case, {**transaction, one.field: word}, seen) != usual for word in one.words)
    )
