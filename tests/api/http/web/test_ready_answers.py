"""What is asked again is answered with the bytes that were sent, and they are the answer still."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from asked_here import asking, small_case
from builders import Case, excluded, instrument
from fastapi import Response
from hypothesis import given
from hypothesis import strategies as st
from licence_ledger.api.http.responses import as_bytes, as_json
from licence_ledger.api.http.web.ready_answers import LONGEST, ReadyAnswers
from licence_ledger.projections.register.register import Register
from starlette.testclient import TestClient

DAYS = st.integers(0, 4_000).map(lambda day: (date(2009, 6, 1) + timedelta(day)).isoformat())
QUESTION = {"date": "2016-03-01", "licence": "NL1", "destination": "IL"}


@pytest.fixture(scope="module")
def case() -> Case:
    return small_case()


@pytest.fixture(scope="module")
def client(case: Case) -> TestClient:
    return asking(case)


@given(valid_on=DAYS, known_on=st.none() | DAYS, version=st.sampled_from(("1", "2")))
def test_a_licence_asked_again_is_what_the_register_tells(
    case: Case, client: TestClient, valid_on: str, known_on: str | None, version: str
) -> None:
    asked = {"valid_on": valid_on, "answer_version": version}
    asked |= {"known_on": known_on} if known_on else {}
    told = as_bytes(Register(case.ledger).licence("NL1", asked))
    for _ in range(2):
        assert client.get("/v1/licences/NL1", params=asked).content == told


@given(on=DAYS, known_on=st.none() | DAYS, place=st.sampled_from(("IL", "FR", "NL", "US")))
def test_an_evaluation_asked_again_is_what_the_register_tells(
    case: Case, client: TestClient, on: str, known_on: str | None, place: str
) -> None:
    transaction = {"date": on, "licence": "NL1", "destination": place}
    asked = {"known_on": known_on} if known_on else {}
    told = as_bytes(Register(case.ledger).evaluate(transaction, asked))
    for _ in range(2):
        found = client.post("/v1/evaluations", json={"transaction": transaction, **asked})
        assert found.content == told


def ready_of(client: TestClient) -> ReadyAnswers:
    found: Any = client.app
    ready: ReadyAnswers = found.state.ready_answers
    return ready


def test_an_answer_is_kept_by_its_name_with_the_headers_that_it_had(client: TestClient) -> None:
    one, other = (client.get("/v1/licences/NL1?valid_on=2015-01-01") for _ in range(2))
    kept = ready_of(client).of(one.headers["etag"].removeprefix("W/").encode())
    assert kept is not None and kept.body == one.content == other.content
    left_out = {"x-request-id"}
    told = [{k: v for k, v in e.headers.items() if k not in left_out} for e in (one, other)]
    assert told[0] == told[1]


def test_what_was_answered_before_the_log_grew_is_not_told_of_the_head() -> None:
    case = small_case()
    client = asking(case)

    def told() -> list[tuple[int, Any]]:
        state = client.get("/v1/licences/NL1?valid_on=2016-03-01").json()
        verdict = client.post("/v1/evaluations", json={"transaction": QUESTION}).json()
        again = [state["exclusions"], verdict["because"]]
        sizes = [one["viewpoint"]["log_size"] for one in (state, verdict)]
        return list(zip(sizes, again, strict=True))

    before = [told(), told()]
    case.ledger.record(instrument("more", excluded("IL", from_="2016-02-01")), "somebody")
    after = told()
    assert before[0] == before[1]
    for (size, said), (larger, more) in zip(before[0], after, strict=True):
        assert larger > size and more != said


def test_stands_and_receipts_are_other_answers_to_the_same_question(client: TestClient) -> None:
    def told(query: str) -> dict[str, Any]:
        found: dict[str, Any] = client.post(
            f"/v1/evaluations{query}", json={"transaction": QUESTION}
        ).json()
        return found

    for _ in range(2):
        assert told("")["stands"] is None
        assert told("?stands=true")["stands"] is not None
        assert "checkpoint" in told("?receipt=true")


def test_an_error_is_not_kept(client: TestClient) -> None:
    ready = ready_of(client)
    for answer in (as_json({}, 404), Response(b"{}", 200), as_json("x" * LONGEST)):
        ready.keep(b"name", answer)
        assert ready.of(b"name") is None


def test_what_was_not_asked_for_longest_makes_room() -> None:
    ready = ReadyAnswers(most=2_000)
    for number in range(3):
        ready.keep(b"%d" % number, as_json("x" * 500))
        ready.of(b"0")
    kept = [number for number in range(3) if ready.of(b"%d" % number)]
    assert kept == [0, 2]
