"""Questions that are watched, over HTTP: whose they are, what is told, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from builders import Case, established, excluded, instrument
from department import Department, code_of
from licence_ledger.api.app import create_app
from licence_ledger.api.http.answers.watches import WatchAnswer, WatchReportAnswer
from starlette.testclient import TestClient

Json = dict[str, Any]
TOKEN = {"authorization": "Bearer secret"}
US = {"activity": "export", "destination": "US", "licence": "NL1"}
MINE = {"watch": "mine", "questions": [US, {"label": "order 2", **US, "destination": "FR"}]}


def asking(case: Case) -> TestClient:
    return TestClient(create_app(case.ledger, "secret", "the server"))


@pytest.fixture
def case() -> Case:
    return Case(instrument("a", established()))


def test_a_watch_is_kept_looked_at_reported_and_removed(case: Case) -> None:
    client = asking(case)
    made = client.post("/v1/watches", json=MINE, headers=TOKEN)
    assert (made.status_code, made.headers["location"]) == (201, "/v1/watches/mine")
    assert client.get("/v1/watches").json() == {"watches": [made.json()], "next": None}
    seen = client.get("/v1/watches/mine").json()
    WatchAnswer.model_validate(seen)
    assert [one["label"] for one in seen["asked"]] == [None, "order 2"]
    case.record(instrument("b", excluded("US", from_="2027-01-01")))
    report = client.get("/v1/watches/mine/report").json()
    WatchReportAnswer.model_validate(report)
    assert (report["changed_questions"], report["changed"][0]["question"]) == (1, 1)
    assert [one["change"] for one in report["changed_by"]] == ["b#1"]
    size = {"log_size": report["viewpoint"]["log_size"]}
    assert client.post("/v1/watches/mine/reported", json=size, headers=TOKEN).status_code == 200
    assert client.get("/v1/watches/mine/report").json()["changed"] == []
    assert client.delete("/v1/watches/mine", headers=TOKEN).status_code == 200
    assert client.get("/v1/watches/mine").status_code == 404


def test_a_report_comes_in_pages_each_with_what_its_questions_rest_on(case: Case) -> None:
    client = asking(case)
    client.post("/v1/watches", json=MINE, headers=TOKEN)
    since = case.size
    case.record(instrument("b", excluded("US")), instrument("c", excluded("FR")))
    asked = {"since_log_size": since, "log_size": case.size, "valid_on": "2026-01-01", "limit": 1}
    first = client.get("/v1/watches/mine/report", params=asked).json()
    assert (first["next"], [one["change"] for one in first["changed_by"]]) == ("1", ["b#1"])
    second = client.get("/v1/watches/mine/report", params={**asked, "after": "1"}).json()
    assert (second["next"], [one["change"] for one in second["changed_by"]]) == (None, ["c#1"])
    assert first["changed_questions"] == second["changed_questions"] == 2


def test_every_pair_of_goods_and_countries_can_be_watched(case: Case) -> None:
    pairs = {"watch": "p", "goods": ["ML1", "ML2"], "destinations": ["FR"], "fields": US}
    made = asking(case).post("/v1/watches", json=pairs, headers=TOKEN)
    assert (made.status_code, made.json()["questions"]) == (201, 2)


REFUSED: list[Any] = [
    pytest.param({"watch": "mine"}, 422, "malformed", id="nothing asked"),
    pytest.param({**MINE, "goods": ["ML1"]}, 422, "malformed", id="both"),
    pytest.param({**MINE, "watch": "a b"}, 422, "malformed", id="no name"),
    pytest.param({**MINE, "more": 1}, 422, "unknown_field", id="another field"),
    pytest.param(
        {"watch": "m", "questions": [{**US, "destination": "Israel"}]},
        422,
        "unknown_country",
        id="no country",
    ),
    pytest.param([], 422, "malformed", id="no object"),
]


@pytest.mark.parametrize(("body", "status", "code"), REFUSED)
def test_what_cannot_be_watched_is_told(case: Case, body: Any, status: int, code: str) -> None:
    answer = asking(case).post("/v1/watches", json=body, headers=TOKEN)
    assert code_of(answer) == (status, code)


def test_a_name_is_taken_once_and_unknown_ones_are_told(case: Case) -> None:
    client = asking(case)
    client.post("/v1/watches", json=MINE, headers=TOKEN)
    assert code_of(client.post("/v1/watches", json=MINE, headers=TOKEN)) == (409, "name_taken")
    told = client.get("/v1/watches/min/report")
    assert code_of(told) == (404, "unknown_watch") and "did you mean `mine`" in told.text
    for query in ("since_log_size=1", "log_size=999", "after=x", "valid_on=soon", "limit=0"):
        assert client.get(f"/v1/watches/mine/report?{query}").status_code == 422, query


def test_nobody_keeps_or_removes_one_without_right_of_entry(case: Case) -> None:
    client = asking(case)
    assert client.post("/v1/watches", json=MINE).status_code == 401
    client.post("/v1/watches", json=MINE, headers=TOKEN)
    assert client.delete("/v1/watches/mine").status_code == 401
    assert client.post("/v1/watches/mine/reported", json={"log_size": 0}).status_code == 401


def test_where_people_are_known_a_watch_is_its_owners_and_a_keepers(tmp_path: Path) -> None:
    office = Department(tmp_path)
    made = office.post("nol", "/v1/watches", MINE)
    assert (made.status_code, made.json()["owner"]) == (201, "nol")

    def seen(name: str, path: str = "/v1/watches/mine") -> Any:
        return office.client.get(path, headers=office.as_(name))

    assert [seen(who).status_code for who in ("nol", "kim", "ann", "")] == [200, 200, 403, 401]
    assert seen("ann", "/v1/watches/mine/report").status_code == 403
    assert seen("ann", "/v1/watches").json()["watches"] == []
    assert len(seen("nol", "/v1/watches").json()["watches"]) == 1
    gone = office.client.delete("/v1/watches/mine", headers=office.as_("ann"))
    assert code_of(gone) == (403, "others_watch")
    assert office.client.delete("/v1/watches/mine", headers=office.as_("kim")).status_code == 200
    assert [one["event"] for one in office.told() if "watch" in one["event"]] == [
        "watch_added",
        "watch_removed",
    ]
