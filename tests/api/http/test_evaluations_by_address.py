"""An answer has an address, and its own viewpoint asks for it again: the same bytes each time."""

from __future__ import annotations

from typing import Any

import pytest
from builders import Case, established, excluded, instrument, required
from licence_ledger.api.app import create_app
from licence_ledger.api.http.answers.evaluations import EvaluationAnswer
from starlette.testclient import TestClient

Json = dict[str, Any]
TRANSACTION = {"date": "2020-06-01", "licence": "NL1", "activity": "export", "destination": "IL"}


@pytest.fixture(scope="module")
def client() -> TestClient:
    case = Case(
        instrument("nl1", established(), published_on="2012-01-01"),
        instrument("need", required()),
        instrument("excl", excluded("IL", from_="2016-01-01", owners=["other"])),
    )
    return TestClient(create_app(case.ledger, None, "nobody"))


@pytest.mark.parametrize(
    ("transaction", "seen", "more"),
    [
        pytest.param(TRANSACTION, {}, {}, id="at the head"),
        pytest.param(TRANSACTION, {"known_on": "2016-01-01"}, {}, id="as known on a day"),
        pytest.param(
            TRANSACTION, {"log_size": 2}, {"stands": "true"}, id="with how long it stands"
        ),
        pytest.param(
            {"date": "2020-06-01", "owner": "state_visit"}, {}, {}, id="without a licence"
        ),
        pytest.param(TRANSACTION, {"answer_version": 1}, {}, id="of version 1"),
    ],
)
def test_the_same_question_as_parameters_has_the_same_bytes(
    client: TestClient, transaction: Json, seen: Json, more: Json
) -> None:
    posted = client.post("/v1/evaluations", json={"transaction": transaction, **seen}, params=more)
    asked = client.get("/v1/evaluations", params={**transaction, **seen, **more})
    assert asked.status_code == posted.status_code == 200
    assert asked.content == posted.content
    EvaluationAnswer.model_validate(asked.json())


@pytest.mark.parametrize(
    ("parameters", "code", "pointer"),
    [
        ({"licence": "NL1"}, "missing", "/date"),
        ({"date": "yesterday"}, "malformed", "/date"),
        ({"date": "2020-06-01", "destination": "Israel"}, "unknown_country", "/destination"),
        ({"date": "2020-06-01", "owner": "mine"}, "malformed", "/owner"),
        ({"date": "2020-06-01", "licence": "NL9"}, "unknown_licence", "/licence"),
        ({"date": "2020-06-01", "known_on": "1"}, "malformed", "/known_on"),
        ({"date": "2020-06-01", "colour": "red"}, "unknown_field", "/colour"),
    ],
)
def test_a_fault_names_its_parameter(
    client: TestClient, parameters: Json, code: str, pointer: str
) -> None:
    answer = client.get("/v1/evaluations", params=parameters)
    assert 400 <= answer.status_code < 500
    assert [(one["code"], one["pointer"]) for one in answer.json()["errors"]] == [(code, pointer)]


@pytest.mark.parametrize("known_on", [None, "2016-01-01"])
def test_the_viewpoint_of_an_answer_can_be_sent_back_as_it_stands(
    client: TestClient, known_on: str | None
) -> None:
    question = {"transaction": TRANSACTION, "known_on": known_on}
    first = client.post("/v1/evaluations", json=question)
    again = {"transaction": TRANSACTION, **first.json()["viewpoint"]}
    assert client.post("/v1/evaluations", json=again).content == first.content


def test_a_day_that_is_not_the_transactions_own_is_a_fault(client: TestClient) -> None:
    answer = client.post(
        "/v1/evaluations", json={"transaction": TRANSACTION, "valid_on": "2020-06-02"}
    )
    assert answer.status_code == 422
    assert [one["pointer"] for one in answer.json()["errors"]] == ["/valid_on"]


def test_a_receipt_of_how_long_an_answer_stands_is_asked_again_in_the_same_way(
    client: TestClient,
) -> None:
    asked = {**TRANSACTION, "stands": "true", "receipt": "true"}
    receipt = client.get("/v1/evaluations", params=asked).json()
    assert receipt["question"] == {"transaction": TRANSACTION, "stands": True}
    assert receipt["answer"]["stands"]["from"] == "2016-01-01"
