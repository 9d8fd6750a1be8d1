"""News of a licence holds what its clauses reach: a control list that they name whole, too."""

from __future__ import annotations

from builders import Case, change, correction, established, instrument
from licence_ledger.projections.register.news import News
from other_threads import CONTROL_LIST

OTHER = {"code": "5A003", "title": "Other"}


def told(case: Case, licence: str) -> list[str]:
    return [one["change"] for one in News(case.ledger).of_licence(licence)["changes"]]


def test_what_is_put_on_a_list_is_news_of_the_licences_whose_clauses_name_it() -> None:
    case = Case(
        instrument("listed", *CONTROL_LIST),
        instrument("nl1", established(permits=[{"lists": ["annex-i"]}])),
        instrument("nl2", established("NL2", permits=[{"lists": ["annex-i"], "goods": ["5A002"]}])),
    )
    before = {name: told(case, name) for name in ("NL1", "NL2")}
    assert before == {"NL1": ["nl1#1", "listed#2", "listed#1"], "NL2": ["nl2#1"]}
    item = change("item_listed", list="annex-i", items=[OTHER], from_="2015")
    restated = {**item, "from": "2016"}
    case.record(instrument("more", item), correction("again", "more#1", restated))
    assert told(case, "NL1") == ["again#1", "more#1", *before["NL1"]]
    assert told(case, "NL2") == before["NL2"]
