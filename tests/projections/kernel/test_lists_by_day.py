"""What clauses ask of all that is on a list: from one day to the next only what may be told
otherwise is asked anew, and the sets are those of asking all of it."""

from __future__ import annotations

from typing import Any

import pytest
from builders import Case, change, established, instrument, required
from examples import examples
from histories import PUBLISHED
from hypothesis import given, settings
from hypothesis import strategies as st
from licence_ledger.domain.law.groups import Groups
from licence_ledger.domain.over_time.knowledge import Known
from licence_ledger.domain.vocabulary.dates import day
from licence_ledger.projections.batch.compiled_law import CompiledLaw
from licence_ledger.projections.kernel.line_arrays import Lines
from random_rows import odd_histories

Json = dict[str, Any]
ALL = (Known(), Known(on=day(PUBLISHED[1])), Known(own_day=True))
CODES = ("5A", "5A002", "5A002.a", "5A002.a.1", "5A002.b", "5A003", "5B001.a")
DAYS = ("2014-01-01", "2015-01-01", "2016", "2017-01-01", "2018-01-01")


def sets(case: Case, known: Known, *, anew: bool) -> list[list[Any]]:
    """Lines, conditions and sets of all that is recorded."""
    with pytest.MonkeyPatch.context() as patch, case.ledger.reading() as book:
        if anew:
            patch.setattr(Lines, "_listed_otherwise", lambda *given: None)
        law = CompiledLaw(book.head(), known)
        law.compile_all()
        return [found.tolist() for found in law.own.arrays()]


def held(case: Case) -> None:
    for known in ALL:
        assert sets(case, known, anew=False) == sets(case, known, anew=True)


@settings(max_examples=examples(10), deadline=None)
@given(odd_histories())
def test_sets_of_any_history_are_those_of_asking_all(acts: list[Json]) -> None:
    case = Case()
    case.recorded(acts)
    held(case)


_listing = st.fixed_dictionaries(
    {
        "code": st.sampled_from(CODES),
        "from_": st.sampled_from(DAYS),
        "until": st.sampled_from((None, *DAYS)),
        "reserved": st.booleans(),
    }
)


@settings(max_examples=examples(30), deadline=None)
@given(st.lists(_listing, max_size=8), st.sampled_from((None, *DAYS)), st.data())
def test_items_come_and_go_above_and_below_each_other(
    listings: list[Json], whole_from: str | None, data: st.DataObject
) -> None:
    """And numbers are kept free, periods are told roughly, and the list is whole from some day."""
    case = Case(
        instrument(
            "list",
            change("control_list_adopted", list="annex-i", title="Annex I", from_="2010-01-01"),
            required("all", requires=[{"lists": ["annex-i"]}]),
            established(permits=[{"lists": ["annex-i"]}, {"goods": ["5A002.a", "ML1"]}]),
        )
    )
    acts = [instrument(f"act-{number}", _listed(**one)) for number, one in enumerate(listings)]
    if whole_from:
        said = {"list": "annex-i", "from_": whole_from, "until": "2017-07-01"}
        acts.append(instrument("whole", change("list_complete", **said)))
    case.recorded(data.draw(st.permutations(acts)))
    held(case)


def _listed(code: str, from_: str, until: str | None, reserved: bool) -> Json:
    item = {"code": code, "title": code} | ({"reserved": True} if reserved else {})
    ends = {"until": until} if until and until > from_ else {}
    return change("item_listed", list="annex-i", items=[item], from_=from_, **ends)


def test_a_day_on_which_one_item_comes_asks_of_few_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    first, *later = [
        instrument(
            f"act-{year}",
            change(
                "item_listed",
                list="annex-i",
                items=[{"code": f"5A{number:03}", "title": "One"} for number in numbers],
                from_=f"{year}-01-01",
            ),
        )
        for year, numbers in ((2011, range(100)), (2012, [100]), (2013, [101]))
    ]
    adopted = change("control_list_adopted", list="annex-i", title="Annex I", from_="2010-01-01")
    case = Case(instrument("list", adopted), first, *later)
    case.record(instrument("need", required("all", requires=[{"lists": ["annex-i"]}])))
    asked = list[str]()
    on_list = Groups.on_list
    monkeypatch.setattr(
        Groups, "on_list", lambda own, name, code: asked.append(code) or on_list(own, name, code)
    )
    sets(case, Known(), anew=False)
    few = len(asked)
    asked.clear()
    sets(case, Known(), anew=True)
    assert few < len(asked) * 2 / 3
