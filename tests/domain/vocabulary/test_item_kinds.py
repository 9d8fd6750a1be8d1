"""What a control-list code leaves possible of the kinds of items."""

from __future__ import annotations

import pytest
from builders import Case, established, instrument
from licence_ledger.domain.vocabulary.dimensions import DIMENSION_BY_NAME
from licence_ledger.domain.vocabulary.item_kinds import possible_kinds

GOODS = ("complete", "component")
EVERY = DIMENSION_BY_NAME["item_kinds"].words


@pytest.mark.parametrize(
    ("goods", "kinds"),
    [
        ("5D002", ("software",)),
        ("5D002.a.1", ("software",)),
        ("0E001", ("technology",)),
        ("5A002.a", GOODS),
        ("9B115", GOODS),
        ("3C001", GOODS),
        ("ML21", ("software",)),
        ("ML21.b", ("software",)),
        ("ML22", ("technology",)),
        ("ML2", GOODS),
        ("ML10.a", GOODS),
        ("none", EVERY),
        (None, EVERY),
        ("5", EVERY),
        ("5D", EVERY),
        ("5D02", EVERY),
        ("5F002", EVERY),
        ("5D0021", EVERY),
        ("ML", EVERY),
        ("HS9306", EVERY),
    ],
)
def test_a_code_of_either_form_leaves_some_kinds_possible_and_any_other_all(
    goods: str | None, kinds: tuple[str, ...]
) -> None:
    assert possible_kinds(goods) == kinds


@pytest.mark.parametrize(
    ("kinds", "given", "verdict"),
    [
        (["software"], {"goods": "5D002"}, "covered"),
        (["technology"], {"goods": "5D002"}, "not_covered"),
        (["complete", "component"], {"goods": "5A002"}, "covered"),
        (["component"], {"goods": "5A002"}, "undetermined"),
        (["software"], {"goods": "5A002"}, "not_covered"),
        (list(EVERY), {}, "covered"),
        (["software", "technology"], {}, "undetermined"),
        (["software"], {"goods": "5D002", "item_kind": "technology"}, "not_covered"),
        (["component"], {"goods": "5A002", "item_kind": "component"}, "covered"),
    ],
)
def test_a_clause_matches_if_it_names_all_that_is_possible(
    kinds: list[str], given: dict[str, str], verdict: str
) -> None:
    answer = Case(instrument("a", established(permits=[{"item_kinds": kinds}]))).check(
        "2020-06-01", **given
    )
    assert answer["verdict"] == verdict
    assert answer["depends_on"] == (["item_kind"] if verdict == "undetermined" else [])


def test_release_0_1_0_did_not_read_a_kind_from_a_code() -> None:
    case = Case(instrument("a", established(permits=[{"item_kinds": ["software"]}])))
    transaction = {"date": "2020-06-01", "licence": "NL1", "goods": "5D002"}
    first = case.register.evaluate(transaction, {"answer_version": 1})
    assert (first["verdict"], first["depends_on"]) == ("undetermined", ["item_kind"])
    assert case.register.evaluate(transaction, {"answer_version": 2})["verdict"] == "covered"
