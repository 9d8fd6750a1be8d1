"""The doors of HTTP: answers, errors, recording, and a document that describes them all."""

from __future__ import annotations

import json
from typing import Any

import pytest
from builders import Case, change, established, excluded, group, instrument, required
from fastapi import FastAPI
from licence_ledger.api.app import create_app
from licence_ledger.api.http.answers.claims import ReportsAnswer, StatementsAnswer
from licence_ledger.api.http.answers.destinations import (
    DestinationAnswer,
    DestinationTimelineAnswer,
)
from licence_ledger.api.http.answers.diffs import DiffAnswer, RegisterDiffAnswer
from licence_ledger.api.http.answers.evaluations import EvaluationAnswer
from licence_ledger.api.http.answers.instruments import (
    HistoryAnswer,
    InstrumentAnswer,
    InstrumentsAnswer,
)
from licence_ledger.api.http.answers.licences import LicenceAnswer, LicencesAnswer
from licence_ledger.api.http.answers.log import ConsistencyAnswer, Health, InclusionAnswer
from licence_ledger.api.http.answers.search import SearchAnswer
from licence_ledger.api.http.answers.subjects import (
    GroupAnswer,
    GroupsAnswer,
    PoliciesAnswer,
    PolicyAnswer,
    RequirementsAnswer,
)
from licence_ledger.api.http.answers.timelines import TimelineAnswer
from licence_ledger.api.http.web.tables import ROWS
from pydantic import BaseModel
from starlette.testclient import TestClient

TOKEN = {"authorization": "Bearer secret"}


def case() -> Case:
    return Case(
        instrument("groups", group("EU", "NL", "FR")),
        instrument("nl1", established(excludes=[{"destinations": ["@EU"]}])),
        instrument("need", required()),
        instrument(
            "term",
            change(
                "policy_adopted",
                policy="term",
                title="Term",
                from_="2012",
                values=[{"when": {"destinations": ["FR"]}, "value": "three years"}],
            ),
        ),
        instrument("excl", excluded("IL", from_="2016-01-01")),
        instrument(
            "said",
            change("statement_recorded", about="NL1", says="So.", by="Somebody"),
            change("use_reported", licence="NL1", period="2019", transactions=33),
        ),
    )


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return create_app(case().ledger, "secret", "the server")


@pytest.fixture(scope="module")
def client(app: FastAPI) -> TestClient:
    return TestClient(app)


OTHER_TYPES = {
    "/v1/log/checkpoint": ("text/plain",),
    "/v1/log/proofs/inclusion": ("text/plain",),
    "/v1/log/stream": ("text/event-stream",),
    "/v1/dossiers": ("application/zip",),
    "/v1/timemap/{path}": ("application/link-format",),
}
"""What answers in something else than JSON."""

GETS = [
    ("/v1/log/proofs/inclusion?position=1", InclusionAnswer),
    ("/v1/log/proofs/consistency?from=2", ConsistencyAnswer),
    ("/v1/licences", LicencesAnswer),
    ("/v1/licences/NL1?valid_on=2015-01-01", LicenceAnswer),
    ("/v1/licences/NL1/history", HistoryAnswer),
    ("/v1/licences/NL1/timeline", TimelineAnswer),
    ("/v1/licences/NL1/diff?from=log_size%3D0&to=valid_on%3D2016-01-01", DiffAnswer),
    ("/v1/diff?from=valid_on%3D2015-12-31&to=valid_on%3D2016-01-01", RegisterDiffAnswer),
    ("/v1/groups/EU?valid_on=2015-01-01&known_on=2021-01-01", GroupAnswer),
    ("/v1/groups?valid_on=2015-01-01&known_on=2021-01-01", GroupsAnswer),
    ("/v1/policies?limit=1", PoliciesAnswer),
    ("/v1/destinations/IL?valid_on=2015-01-01", DestinationAnswer),
    ("/v1/destinations/IL?valid_on=2015-01-01&known_on=2021-01-01&limit=1", DestinationAnswer),
    ("/v1/destinations/FR/timeline", DestinationTimelineAnswer),
    ("/v1/search?q=act+nl1&valid_on=2015-01-01", SearchAnswer),
    ("/v1/search?q=nl1&limit=1&known_on=2021-01-01", SearchAnswer),
    ("/v1/statements?by=somebody", StatementsAnswer),
    ("/v1/reports?by=minister", ReportsAnswer),
    ("/v1/requirements?log_size=6", RequirementsAnswer),
    ("/v1/policies/term?destination=FR", PolicyAnswer),
    ("/v1/instruments", InstrumentsAnswer),
    ("/v1/statements?valid_on=2015-01-01", StatementsAnswer),
    ("/v1/statements?about=NL1&known_on=2021-01-01", StatementsAnswer),
    ("/v1/reports?about=NL1&limit=1", ReportsAnswer),
    ("/v1/instruments/nl1", InstrumentAnswer),
    ("/healthz", Health),
]


@pytest.mark.parametrize(("url", "model"), GETS, ids=[url for url, _ in GETS])
def test_an_answer_has_the_shape_that_is_documented(
    client: TestClient, url: str, model: type[BaseModel]
) -> None:
    answer = client.get(url)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    model.model_validate(answer.json())


def test_an_evaluation_has_the_shape_that_is_documented(client: TestClient) -> None:
    question = {"transaction": {"date": "2020-01-01", "licence": "NL1", "destination": "IL"}}
    answer = client.post("/v1/evaluations", json={**question, "known_on": "2021-01-01"})
    assert answer.status_code == 200
    EvaluationAnswer.model_validate(answer.json())
    assert list(answer.json()) == [
        "verdict",
        "reason",
        "decided_by",
        "because",
        "depends_on",
        "required",
        "covered_by",
        "assumed",
        "licences",
        "licences_more",
        "misses",
        "stands",
        "conditions",
        "court_orders",
        "disputes",
        "notes",
        "viewpoint",
    ]


def test_keys_come_in_the_order_of_the_contract(client: TestClient) -> None:
    state = client.get("/v1/licences/NL1").json()
    assert " ".join(state) == (
        "licence title kind authority status in_force permits exclusions conditions "
        "court_orders reinstatement upcoming upcoming_more reviews pending disputes "
        "last_checked because notes groups lists viewpoint"
    )
    assert list(state["because"][0]) == [
        "change",
        "type",
        "instrument",
        "title",
        "from",
        "published_on",
        "cites",
        "stops",
        "stopped_by",
    ]
    viewpoint = ["valid_on", "known_on", "log_size", "root_hash", "answer_version"]
    assert list(state["viewpoint"]) == viewpoint


def test_an_answer_repeats_byte_for_byte_from_its_viewpoint(app: FastAPI) -> None:
    own = case()
    client = TestClient(create_app(own.ledger, None, "x"))
    first = client.get("/v1/licences/NL1?valid_on=2017-01-01")
    own.record(instrument("later", excluded("TR", from_="2016-01-01")))
    assert client.get("/v1/licences/NL1?valid_on=2017-01-01").content != first.content
    viewpoint = {k: v for k, v in first.json()["viewpoint"].items() if v is not None}
    assert client.get("/v1/licences/NL1", params=viewpoint).content == first.content


FAULTY = [
    ("/v1/licences/NL9", 404, ["unknown_licence"]),
    ("/v1/licences/mondiale", 404, ["unknown_licence"]),
    ("/v1/groups/EUX", 404, ["unknown_group"]),
    ("/v1/policies/x", 404, ["unknown_policy"]),
    ("/v1/instruments/x", 404, ["unknown_instrument"]),
    ("/v1/search", 422, ["missing"]),
    ("/v1/search?q=%22%28%2A", 422, ["malformed"]),
    ("/v1/search?q=nl1&after=licence/x", 422, ["malformed"]),
    ("/v1/statements?instrument=x", 404, ["unknown_instrument"]),
    ("/v1/statements?by=-", 422, ["malformed"]),
    ("/v1/destinations/Israel", 404, ["unknown_country"]),
    ("/v1/destinations/IL/timeline?after=x", 422, ["malformed"]),
    ("/v1/statements?about=x", 404, ["unknown_target"]),
    ("/v1/statements?after=nl1%231", 422, ["malformed"]),
    ("/v1/reports?about=NL9", 404, ["unknown_licence"]),
    ("/v1/reports?about=NL1&about=NL2", 422, ["malformed"]),
    ("/v1/licences?jci=BWBR0031615", 422, ["malformed"]),
    ("/v1/licences?jci=jci1.3:c:BWBR0031615", 404, ["unknown_regulation"]),
    ("/v1/licences/NL1?valid_on=2024-02-30", 422, ["malformed"]),
    ("/v1/licences/NL1?valid_on=", 422, ["malformed"]),
    ("/v1/licences/NL1?valid_on=today", 422, ["malformed"]),
    ("/v1/licences/NL1?validon=2024-01-01", 422, ["unknown_field"]),
    ("/v1/licences/NL1?valid_on=2024-01-01&valid_on=2024-01-02", 422, ["malformed"]),
    ("/v1/licences/NL1/history?valid_on=2024-01-01", 422, ["unknown_field"]),
    ("/v1/licences/NL1/history?after=nl1", 422, ["malformed"]),
    ("/v1/licences/NL9/timeline", 404, ["unknown_licence"]),
    ("/v1/licences/NL1/timeline?valid_on=2024-01-01", 422, ["unknown_field"]),
    ("/v1/licences/NL1/timeline?after=2024", 422, ["malformed"]),
    ("/v1/licences/NL9/diff?from=log_size%3D0&to=log_size%3D0", 404, ["unknown_licence"]),
    ("/v1/diff?from=valid_on%3D2016-01-01", 422, ["missing"]),
    ("/v1/diff?from=valid_on%3D2016&to=day%3D2016-01-01", 422, ["malformed", "unknown_field"]),
    ("/v1/licences?limit=0", 422, ["malformed"]),
    ("/v1/licences?limit=many", 422, ["malformed"]),
    ("/v1/licences?log_size=1", 422, ["inside_instrument"]),
    ("/v1/licences?log_size=99", 422, ["beyond_log"]),
    ("/v1/licences?root_hash=00", 422, ["other_log"]),
    ("/v1/policies/term?destination=Israel", 422, ["unknown_country"]),
    ("/v1/policies/term?activity=smuggling", 422, ["malformed"]),
    ("/v1/nothing", 404, []),
]


@pytest.mark.parametrize(("url", "status", "codes"), FAULTY, ids=[url for url, _, _ in FAULTY])
def test_a_faulty_question_is_a_problem(
    client: TestClient, url: str, status: int, codes: list[str]
) -> None:
    problem(client.get(url), status, codes)


def problem(answer: Any, status: int, codes: list[str]) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert list(body) == ["type", "title", "status", "detail", "errors"]
    assert body["status"] == status
    assert [error["code"] for error in body["errors"]] == codes
    return dict(body)


FAULTY_BODIES = [
    pytest.param(b"", ["malformed"], id="nothing"),
    pytest.param(b"[]", ["malformed"], id="a list"),
    pytest.param(b"{}", ["missing"], id="no transaction"),
    pytest.param(b'{"transaction": {}}', ["missing"], id="no date"),
    pytest.param(b'{"transaction": 5}', ["malformed"], id="a number"),
    pytest.param(b'{"transaction": {"date": "2020"}}', ["malformed"], id="a year"),
    pytest.param(b'{"transaction": {"date": null}}', ["malformed"], id="null"),
    pytest.param(
        b'{"transaction": {"date": "2020-01-01", "date": "2020-01-02"}}',
        ["malformed"],
        id="a key given twice",
    ),
    pytest.param(
        b'{"transaction": {"date": "2020-01-01"}, "valid_on": "2020-01-02"}',
        ["malformed"],
        id="another day than the date",
    ),
    pytest.param(
        b'{"transaction": {"date": "2020-01-01"}, "log_size": "2"}',
        ["malformed"],
        id="a size as text",
    ),
    pytest.param(
        b'{"transaction": {"date": "2020-01-01"}, "log_size": true}',
        ["malformed"],
        id="a size as flag",
    ),
    pytest.param(
        b'{"transaction": {"date": "2020-01-01", "licence": "NL9"}}',
        ["unknown_licence"],
        id="an unknown licence",
    ),
    pytest.param(
        b'{"transaction": {"date": "2020-01-01", "origin": "Holland", "destination": "il"}}',
        ["unknown_country", "unknown_country"],
        id="two unknown countries",
    ),
    pytest.param(
        b'{"transaction": {"date": "2020-01-01", "exporter": "\\ud800"}}',
        ["malformed"],
        id="a lone surrogate",
    ),
    pytest.param(
        b'{"transaction": {"date": "2020-01-01", "exporter": "a\\u0000"}}',
        ["malformed"],
        id="a NUL",
    ),
    pytest.param(b'{"transaction": {"date": NaN}}', ["malformed"], id="NaN"),
    pytest.param(b"[" * 100_000, ["malformed"], id="deep nesting"),
]


@pytest.mark.parametrize(("content", "codes"), FAULTY_BODIES)
def test_a_faulty_evaluation_is_a_problem(
    client: TestClient, content: bytes, codes: list[str]
) -> None:
    problem(client.post("/v1/evaluations", content=content), 422, codes)


def test_the_pointer_of_a_faulty_question_names_the_field(client: TestClient) -> None:
    question = {"transaction": {"date": "2020-01-01", "destination": "Israel"}}
    body = problem(client.post("/v1/evaluations", json=question), 422, ["unknown_country"])
    assert body["errors"][0]["pointer"] == "/transaction/destination"
    assert "`IL`" in body["errors"][0]["detail"]


# -- recording -------------------------------------------------------------------------


def test_recording_answers_what_was_recorded_and_again_that_it_was_there() -> None:
    client = TestClient(create_app(Case().ledger, "secret", "the server"))
    first = client.post("/v1/instruments", json=instrument("a", established()), headers=TOKEN)
    assert first.status_code == 201
    assert first.json()["changes"] == ["a#1"]
    assert first.json()["log_size"] == 2
    again = client.post("/v1/instruments", json=instrument("a", established()), headers=TOKEN)
    assert (again.status_code, again.content) == (200, first.content)
    shown = client.get("/v1/instruments/a").json()
    assert shown["recorded_by"] == "the server"
    other = instrument("a", established("NL2"))
    problem(client.post("/v1/instruments", json=other, headers=TOKEN), 409, ["other_content"])


def test_a_refused_instrument_comes_back_with_every_fault() -> None:
    client = TestClient(create_app(case().ledger, "secret", "the server"))
    faulty = instrument("x", excluded("XX", licence="NL9"), excluded("@NONE"))
    answer = client.post("/v1/instruments", json=faulty, headers=TOKEN)
    codes = ["unknown_country", "unknown_subject", "unknown_group"]
    body = problem(answer, 422, codes)
    assert [error["pointer"] for error in body["errors"]] == [
        "/changes/0/destinations/0",
        "/changes/0/licence",
        "/changes/1/destinations/0",
    ]


def test_recording_needs_the_token() -> None:
    client = TestClient(create_app(case().ledger, "secret", "the server"))
    content = instrument("x", excluded("TR"))
    wrong: list[dict[str, str]] = [{}, {"authorization": "Bearer x"}, {"authorization": "secret"}]
    for headers in wrong:
        answer = client.post("/v1/instruments", json=content, headers=headers)
        problem(answer, 401, [])
        assert answer.headers["www-authenticate"] == "Bearer"
    assert client.get("/v1/instruments/x").status_code == 404


def test_a_server_without_token_does_not_record() -> None:
    client = TestClient(create_app(case().ledger, None, "the server"))
    problem(client.post("/v1/instruments", json={}, headers=TOKEN), 403, [])


def test_a_body_that_is_too_large_is_a_problem(client: TestClient) -> None:
    answer = client.post("/v1/instruments", content=b" " * (9 * 1024 * 1024), headers=TOKEN)
    problem(answer, 413, [])


# -- pages and the document --------------------------------------------------------------


def test_lists_page(client: TestClient) -> None:
    seen, after = [], ""
    for _ in range(9):
        page = client.get("/v1/instruments", params={"limit": 2, "after": after}).json()
        seen += [one["instrument"] for one in page["instruments"]]
        after = page["next"] or ""
        if not after:
            break
    assert seen == ["groups", "nl1", "need", "term", "excl", "said"]


def test_the_index_shows_the_licences_of_today(client: TestClient) -> None:
    page = client.get("/")
    assert page.headers["content-type"].startswith("text/html")
    assert "/en/licences/NL1" in page.text
    assert "in force" in page.text
    assert page.url.path == "/en/"
    dutch = client.get("/", headers={"accept-language": "nl"})
    assert "van kracht" in dutch.text


@pytest.mark.parametrize("url", ["/", "/docs", "/redoc", "/problems"])
def test_a_page_loads_nothing_from_the_network(client: TestClient, url: str) -> None:
    page = client.get(url)
    assert page.status_code == 200
    for attribute in ('src="http', 'href="http', "src='http", "url: 'http"):
        assert attribute not in page.text
    for part in page.text.split('src="')[1:]:
        assert client.get(part.partition('"')[0]).status_code == 200


def test_the_document_describes_every_parameter_and_error(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    for path, doors in document["paths"].items():
        for method, door in doors.items():
            assert door["summary"], path
            assert door["description"], path
            for parameter in door.get("parameters", ()):
                assert parameter.get("description"), f"{method} {path} {parameter['name']}"
            for status, answer in door["responses"].items():
                sound = {"application/json", "application/x-ndjson", *OTHER_TYPES.get(path, ())}
                sound |= {"text/csv"} if path in ROWS else set()
                expected = {"application/problem+json"} if status >= "4" else sound
                assert set(answer["content"]) <= expected, f"{method} {path} {status}"
    posts = [doors["post"] for doors in document["paths"].values() if "post" in doors]
    for door in posts:
        for media in door["requestBody"]["content"].values():
            assert media["example"]


def test_the_examples_of_the_document_are_sound() -> None:
    client = TestClient(create_app(case().ledger, "secret", "the server"))
    document = client.get("/openapi.json").json()
    body = document["paths"]["/v1/evaluations"]["post"]["requestBody"]
    example = body["content"]["application/json"]["example"]
    example["transaction"]["licence"] = "NL1"
    assert client.post("/v1/evaluations", json=example).status_code == 200
    body = document["paths"]["/v1/instruments"]["post"]["requestBody"]
    recorded = json.dumps(body["content"]["application/json"]["example"]).replace("NL009", "NL1")
    answer = client.post("/v1/instruments", content=recorded, headers=TOKEN)
    assert answer.status_code == 201, answer.text
