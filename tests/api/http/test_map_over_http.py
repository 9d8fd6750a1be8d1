"""All of time at once, over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from builders import Case, established, excluded, instrument
from licence_ledger.api.app import create_app
from licence_ledger.api.http.answers.evaluations import MapAnswer
from licence_ledger.projections.register.maps import Maps
from starlette.testclient import TestClient

EXPORT = {"licence": "NL1", "activity": "export", "destination": "IL"}


def client(case: Case) -> TestClient:
    return TestClient(create_app(case.ledger, None, "the server"))


def case() -> Case:
    return Case(
        instrument("a", established(from_="2012-01-01"), published_on="2011-12-01"),
        instrument("b", excluded("IL", from_="2016-01-01"), published_on="2016-02-01"),
    )


def test_the_cells_are_answered_as_they_are_described() -> None:
    own = case()
    told = client(own).post("/v1/evaluations/map", json={"transaction": EXPORT})
    assert told.status_code == 200
    MapAnswer.model_validate(told.json())
    assert told.json() == Maps(own.ledger).map(EXPORT, {})


def test_an_answers_own_viewpoint_can_be_sent_back() -> None:
    own = case()
    first = client(own).post("/v1/evaluations/map", json={"transaction": EXPORT})
    own.record(instrument("c", excluded("TR", from_="2017-01-01")))
    viewpoint = first.json()["viewpoint"]
    again = client(own).post("/v1/evaluations/map", json={"transaction": EXPORT, **viewpoint})
    assert again.content == first.content


FAULTY: list[Any] = [
    pytest.param({"transaction": EXPORT, "known_on": "2016-01-01"}, "/known_on", id="known_on"),
    pytest.param({"transaction": EXPORT, "valid_on": "2016-01-01"}, "/valid_on", id="valid_on"),
    pytest.param({"transaction": {**EXPORT, "date": "2016-01-01"}}, "/transaction/date", id="date"),
    pytest.param({}, "/transaction", id="nothing"),
    pytest.param({"transaction": EXPORT, "log_size": "4"}, "/log_size", id="no number"),
]


@pytest.mark.parametrize(("body", "pointer"), FAULTY)
def test_what_a_map_does_not_take_is_told_with_its_place(body: Any, pointer: str) -> None:
    told = client(case()).post("/v1/evaluations/map", json=body)
    assert told.status_code == 422
    assert pointer in [one["pointer"] for one in told.json()["errors"]]


def test_too_many_cells_are_a_problem_with_its_own_code(monkeypatch: pytest.MonkeyPatch) -> None:
    from licence_ledger.projections.register import maps

    monkeypatch.setattr(maps, "MOST_CELLS", 3)
    told = client(case()).post("/v1/evaluations/map", json={"transaction": EXPORT})
    assert (told.status_code, told.json()["errors"][0]["code"]) == (422, "too_many_cells")
    assert "6 cells" in told.json()["detail"]
