"""Where a question is seen from is read by one reader, whichever door it comes in by."""

from __future__ import annotations

import pytest
from builders import Case, established, instrument, question_faults
from fastapi import FastAPI
from licence_ledger.api.app import create_app
from licence_ledger.projections.viewpoints import AskedFrom, parted, read_asked
from starlette.testclient import TestClient

TRANSACTION = {"date": "2020-01-01", "licence": "NL1", "activity": "export"}
NAMES = ("known_on", "log_size", "recorded_until", "root_hash", "answer_version")
QUESTIONS = {"/v1/evaluations": {"transaction": TRANSACTION}, "/v1/dossiers": {"licence": "NL1"}}


@pytest.fixture(name="app")
def _app() -> FastAPI:
    return create_app(Case(instrument("a", established())).ledger, None, "x")


@pytest.mark.parametrize("name", [*NAMES, "valid_on"])
@pytest.mark.parametrize("url", QUESTIONS)
def test_a_null_of_a_viewpoint_is_a_field_left_out(app: FastAPI, url: str, name: str) -> None:
    client = TestClient(app)
    period = {"from": "2020-01-01", "until": "2020-01-02"} if "licence" in QUESTIONS[url] else {}
    asked = {**QUESTIONS[url], **period}
    assert client.post(url, json=asked).status_code == 200
    with_null = client.post(url, json={**asked, name: None})
    assert with_null.status_code == 200
    assert with_null.content == client.post(url, json=asked).content


@pytest.mark.parametrize("url", QUESTIONS)
def test_a_viewpoint_of_another_type_is_refused_alike(app: FastAPI, url: str) -> None:
    asked = {**QUESTIONS[url], "log_size": "2", "known_on": 20200101, "answer_version": True}
    found = TestClient(app).post(url, json=asked).json()
    assert [(one["code"], one["pointer"], one["detail"]) for one in found["errors"]] == [
        ("malformed", "/known_on", "`known_on` must be a text"),
        ("malformed", "/log_size", "`log_size` must be a whole number"),
        ("malformed", "/answer_version", "`answer_version` must be a whole number"),
    ]


def test_an_answers_own_viewpoint_reads_as_it_was_asked() -> None:
    case = Case(instrument("a", established()))
    viewpoint = case.register.licence("NL1", {"valid_on": "2020-01-01"})["viewpoint"]
    assert case.register.licence("NL1", viewpoint)["viewpoint"] == viewpoint


def test_numbers_and_text_read_alike_and_what_was_read_is_not_read_again() -> None:
    read = read_asked({"log_size": "2", "known_on": "2020-01-01"})
    assert read == read_asked({"log_size": 2, "known_on": "2020-01-01", "root_hash": None})
    assert read_asked(read) is read


@pytest.mark.parametrize("size", [-1, 1.5, True, "٣", "1" * 19, [], {}])
def test_what_is_no_size_of_a_log_is_told(size: object) -> None:
    assert question_faults(lambda: read_asked({"log_size": size})) == ["malformed"]


def test_a_day_is_read_only_of_a_question_about_one() -> None:
    assert read_asked({"valid_on": "no day"}) == AskedFrom()
    faults = question_faults(lambda: read_asked({"valid_on": "no day"}, with_day=True))
    assert faults == ["malformed"]


def test_a_body_comes_apart_into_the_question_and_its_viewpoint() -> None:
    body = {"transaction": TRANSACTION, "log_size": 2, "root_hash": None, "valid_on": "2020-01-01"}
    question, asked, faults = parted(body)
    assert question == {"transaction": TRANSACTION, "valid_on": "2020-01-01"}
    assert (asked, faults) == ({"log_size": 2}, [])
