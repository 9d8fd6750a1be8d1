"""The map of a transaction: the question about all days, as it is asked and answered."""

from __future__ import annotations

from typing import Any

import pytest
from builders import Case, change, established, excluded, instrument, question_faults
from licence_ledger.api.databases import ledger_at
from licence_ledger.projections.register import maps
from licence_ledger.projections.register.maps import Maps

Json = dict[str, Any]
EXPORT = {"licence": "NL1", "activity": "export", "destination": "IL"}


def case() -> Case:
    return Case(
        instrument("a", established(from_="2012-01-01"), published_on="2011-12-01"),
        instrument("b", excluded("IL", from_="2016-01-01"), published_on="2016-02-01"),
    )


def test_cells_have_their_bounds_as_days_and_none_where_there_is_no_bound() -> None:
    answer = Maps(case().ledger).map(EXPORT, {})
    assert list(answer) == ["cells", "viewpoint"]
    assert answer["cells"][-1] == {
        "valid_from": "2016-01-01",
        "valid_until": None,
        "known_from": "2016-02-01",
        "known_until": None,
        "verdict": "not_covered",
        "reason": "excluded",
        "decided_by": "b#1",
    }
    assert answer["viewpoint"]["valid_on"] is None
    assert answer["viewpoint"]["known_on"] is None


def test_it_repeats_from_its_viewpoint_whatever_is_recorded_later() -> None:
    own = case()
    register = Maps(own.ledger)
    first = register.map(EXPORT, {})
    lift = change("exclusion_lifted", target="b#1", from_="2018-01-01")
    own.record(instrument("c", lift))
    viewpoint = {k: v for k, v in first["viewpoint"].items() if v is not None}
    assert register.map(EXPORT, viewpoint) == first != register.map(EXPORT, {})


FAULTY = [
    pytest.param({**EXPORT, "date": "2016-01-01"}, ["unknown_field"], id="a day"),
    pytest.param({"licence": "NL9"}, ["unknown_licence"], id="a licence that is none"),
    pytest.param({"destination": "Israel"}, ["unknown_country"], id="a country's name"),
    pytest.param({"colour": "red"}, ["unknown_field"], id="another field"),
    pytest.param([], ["malformed"], id="no object"),
]


@pytest.mark.parametrize(("transaction", "codes"), FAULTY)
def test_a_faulty_transaction_is_told(transaction: Any, codes: list[str]) -> None:
    assert question_faults(Maps(case().ledger).map, transaction, {}) == codes


def test_a_map_of_too_many_cells_is_refused_with_their_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    register = Maps(case().ledger)
    count = len(register.map(EXPORT, {})["cells"])
    monkeypatch.setattr(maps, "MOST_CELLS", count)
    assert len(register.map(EXPORT, {})["cells"]) == count
    monkeypatch.setattr(maps, "MOST_CELLS", count - 1)
    with pytest.raises(maps.QuestionError, match=f"has {count} cells") as refused:
        register.map(EXPORT, {})
    assert [one.code for one in refused.value.faults] == ["too_many_cells"]


def test_the_instruments_that_bear_on_it_are_told_with_their_days() -> None:
    own = case().record(instrument("c", excluded("TR", from_="2017-01-01")))
    assert Maps(own.ledger).publications(EXPORT, {}) == [
        {
            "instrument": "a",
            "title": "The act a",
            "published_on": "2011-12-01",
            "days": ["2012-01-01"],
        },
        {
            "instrument": "b",
            "title": "The act b",
            "published_on": "2016-02-01",
            "days": ["2016-01-01"],
        },
    ]


def test_an_instrument_about_another_kind_of_item_does_not_bear_on_software() -> None:
    own = Case(
        instrument("one", established(permits=[{"goods": ["5D002"]}])),
        instrument("two", excluded("IL", goods=["5D002"], item_kinds=["complete"])),
        instrument("three", excluded("IL", goods=["5D002"], item_kinds=["software"])),
    )
    asked = {"licence": "NL1", "goods": "5D002", "destination": "IL"}
    found = Maps(own.ledger).publications(asked, {})
    assert [one["instrument"] for one in found] == ["one", "three"]


def test_the_parts_of_the_f_35_on_all_days(built_in_database: str) -> None:
    ledger = ledger_at(built_in_database)
    asked = {
        "licence": "NL009",
        "activity": "export",
        "goods": "ML10",
        "origin": "NL",
        "destination": "IL",
        "programme": "F-35",
    }
    found = Maps(ledger).map(asked, {})["cells"]
    ledger.close()
    assert [(one["known_from"], one["valid_from"], one["reason"]) for one in found] == [
        (None, None, "not_established"),
        ("2016-09-01", None, "not_established"),
        ("2016-09-01", "2016-10-01", "permitted"),
        ("2024-02-19", None, "not_established"),
        ("2024-02-19", "2016-10-01", "permitted"),
        ("2024-02-19", "2024-02-20", "excluded"),
    ]


COSTS = [
    pytest.param({"activity": "export", "goods": "5A002", "destination": "EG"}, 120, id="told"),
    pytest.param({"activity": "transit", "goods": "ML11", "destination": "MK"}, 120, id="transit"),
    pytest.param({"activity": "export"}, 500, id="hardly told"),
]


@pytest.mark.parametrize(("asked", "most"), COSTS)
def test_the_built_in_record_is_asked_a_few_hundred_times_at_most(
    built_in_database: str, monkeypatch: pytest.MonkeyPatch, asked: Json, most: int
) -> None:
    counted: list[int] = []
    law = maps.Evaluation

    def evaluation(*given: Any) -> Any:
        counted.append(given[1])
        return law(*given)

    monkeypatch.setattr(maps, "Evaluation", evaluation)
    ledger = ledger_at(built_in_database)
    Maps(ledger).map(asked, {})
    ledger.close()
    assert 0 < len(counted) <= most
