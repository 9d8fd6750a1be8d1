"""Goods asked by their list: Annex I as it was seen, the measure of the Netherlands beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from licence_ledger.projections.register.register import Register
from licence_ledger.projections.register.search import Search
from licence_ledger.projections.register.subjects import ListedGoods
from policy_questions import RECORD, register_of

Json = dict[str, Any]
NATIONAL = "nl-semiconductor-equipment"
DAYS = ("2015-06-01", "2022-06-01", "2024-06-01", "2025-12-01")


@pytest.fixture(scope="module")
def register() -> Register:
    """The built-in record."""
    return register_of(sorted(RECORD.glob("*.yaml")))


def asked(register: Register, on: str, to: str, goods: str, **more: str) -> Json:
    """What an export of these goods comes to, of which nothing else is told."""
    said = {"date": on, "activity": "export", "goods": goods, "destination": to, **more}
    return register.evaluate(said, {})


COVERED = ("covered", "permitted", ["EU001"])
NEEDED = ("licence_required", "not_covered_by_any", [])
OPEN = ("undetermined", "licence_undetermined", [])
EXEMPT = ("no_licence_required", "exempt", [])
COARSE = ("undetermined", "missing_field", [])
AT_NO_CODE = ("undetermined", "no_requirement_recorded", [])
NOT_KNOWN = ("undetermined", "imprecise_date", [])

SINCE_2021 = {
    "US": {"2B001": COVERED, "9A004": COVERED, "6A003": COVERED, "0A001": COVERED},
    "CN": {"2B001": OPEN, "9A004": OPEN, "6A003": OPEN, "0A001": OPEN},
    "BE": {"2B001": EXEMPT, "9A004": COARSE, "6A003": EXEMPT, "0A001": EXEMPT},
}
"""To China it depends on what the goods are for; within Belgium on what of Annex IV is meant."""


@pytest.mark.parametrize("to", SINCE_2021)
@pytest.mark.parametrize("goods", ["2B001", "9A004", "6A003", "0A001"])
def test_an_item_of_annex_i_is_answered_on_each_day_on_which_it_is_known(
    register: Register, to: str, goods: str
) -> None:
    for on in DAYS[1:]:
        answer = asked(register, on, to, goods)
        found = (answer["verdict"], answer["reason"], answer["covered_by"])
        assert found == SINCE_2021[to][goods], on


@pytest.mark.parametrize("goods", ["2B001", "9A004", "6A003", "0A001"])
def test_to_iran_a_licence_is_needed_and_no_general_one_serves(
    register: Register, goods: str
) -> None:
    for on in DAYS[1:3]:
        answer = asked(register, on, "IR", goods)
        assert (answer["verdict"], answer["reason"], answer["covered_by"]) == NEEDED, on
    assert asked(register, DAYS[3], "IR", goods)["required"] == "yes"


@pytest.mark.parametrize("to", ["US", "IR", "CN", "BE"])
@pytest.mark.parametrize("goods", ["2B001", "9A004", "6A003", "3B001.c", "0A001"])
def test_what_annex_i_held_before_2021_is_not_known(
    register: Register, to: str, goods: str
) -> None:
    answer = asked(register, DAYS[0], to, goods)
    assert (answer["verdict"], answer["reason"], answer["covered_by"]) == NOT_KNOWN
    assert answer["notes"] == ["what was on the list `annex-i` before 2021-09-09 is known in part"]


@pytest.mark.parametrize("to", ["US", "IR", "CN", "BE"])
def test_a_number_that_annex_i_keeps_free_classifies_nothing(register: Register, to: str) -> None:
    for on in DAYS[1:]:
        answer = asked(register, on, to, "3B001.c")
        assert (answer["verdict"], answer["reason"], answer["covered_by"]) == AT_NO_CODE
        assert answer["notes"][0] == (
            "`3B001.c` is a number that the list `annex-i` keeps free: nothing is on it there"
        )


def headings() -> list[str]:
    """Every heading of Annex I that is recorded, but for numbers that it keeps free."""
    found = []
    for path in sorted(Path(RECORD).glob("*annex-i.yaml")):
        for change in yaml.safe_load(path.read_text(encoding="utf-8"))["changes"]:
            found += [
                one["code"]
                for one in change.get("items", ())
                if "." not in one["code"] and not one.get("reserved")
            ]
    return found


def test_every_heading_needs_a_licence_to_the_united_states(register: Register) -> None:
    codes = headings()
    assert len(codes) == len(set(codes)) == 382
    for code in codes:
        answer = asked(register, "2025-12-01", "US", code)
        assert answer["required"] == "yes", code
        assert answer["reason"] in ("permitted", "licence_undetermined", "not_covered_by_any"), code
        assert answer["notes"][-1] == (
            "the list `annex-i` was last seen whole on 2025-11-15; what changed since is not known"
        )


@pytest.mark.parametrize(
    ("on", "goods", "required"),
    [
        pytest.param("2023-05-25", "1C351.d.13", "yes", id="cholera toxin, its last day"),
        pytest.param("2023-05-26", "1C351.d.13", "undetermined", id="cholera toxin, removed"),
        pytest.param("2023-05-25", "1C351.d.20", "undetermined", id="not added yet"),
        pytest.param("2023-05-26", "1C351.d.20", "yes", id="added"),
        pytest.param("2025-11-14", "3A504", "undetermined", id="the 500 series, the day before"),
        pytest.param("2025-11-15", "3A504", "yes", id="the 500 series, its first day"),
        pytest.param("2024-06-01", "9B999", "undetermined", id="a code that is not recorded"),
    ],
)
def test_an_item_is_on_annex_i_on_its_days(
    register: Register, on: str, goods: str, required: str
) -> None:
    assert asked(register, on, "US", goods)["required"] == required


def test_one_code_means_two_things_on_two_lists(register: Register) -> None:
    of_annex = asked(register, "2024-10-01", "US", "3B001.f.4")
    of_measure = asked(register, "2024-10-01", "US", "3B001.f.4", list=NATIONAL)
    assert (of_annex["verdict"], of_annex["covered_by"]) == ("covered", ["EU001"])
    assert (of_measure["verdict"], of_measure["covered_by"]) == ("licence_required", [])
    assert f"`3B001.f.4` is a code of the list `{NATIONAL}` too" in of_annex["notes"][0]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        pytest.param("cholera toxin", "1C351.d.13", id="in English"),
        pytest.param("kernreactoren", "0A001", id="in Dutch"),
        pytest.param("pellicles", "3B001.l", id="of the national list"),
        pytest.param("smooth-bore weapons", "ML1.b", id="of the military list"),
    ],
)
def test_goods_are_found_by_their_words(register: Register, words: str, code: str) -> None:
    hits = Search(register.ledger).search(words, {})["hits"]
    assert code in [one["id"] for one in hits if one["what"] == "item"]


def test_the_lists_are_told_with_how_much_is_known_of_them(register: Register) -> None:
    found = ListedGoods(register.ledger).lists({"valid_on": "2025-11-15"})["lists"]
    whole = {one["list"]: one["whole"] for one in found}
    assert whole == {"annex-i": "yes", "military-list": "no", NATIONAL: "no"}


def test_the_day_of_the_official_journal_is_the_one_that_three_sources_give(
    register: Register,
) -> None:
    with register.ledger.reading() as book:
        read = book.head().instrument("reg-2023-996")
    assert read is not None
    assert read.content["published_on"] == "2023-05-25"
