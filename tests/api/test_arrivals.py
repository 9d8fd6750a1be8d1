"""A replica of the database: it says how far the log goes there, and waits for what is asked."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator

import pytest
from builders import NOW, TODAY, Case, established, excluded, instrument
from fastapi import FastAPI
from fastapi.testclient import TestClient
from licence_ledger.api.app import create_doors
from licence_ledger.projections.ledger import open_ledger
from licence_ledger.projections.storage.errors import LedgerFileError
from licence_ledger.projections.storage.postgresql.address import (
    read_postgresql_address,
    with_schema,
)
from places import SchemaPlace
from postgresql_server import Replica, Server

QUESTION = {"transaction": {"date": "2020-01-01", "licence": "NL1", "destination": "IL"}}


@pytest.fixture(scope="module", name="servers")
def _servers() -> Iterator[tuple[Server, Replica]]:
    with Server("18") as primary, Replica(primary, "18") as replica:
        yield primary, replica


@pytest.fixture(name="primary")
def _primary(servers: tuple[Server, Replica]) -> Case:
    return SchemaPlace(servers[0].fresh()).case(instrument("a", established()))


@pytest.fixture(name="replica")
def _replica(servers: tuple[Server, Replica], primary: Case) -> Iterator[FastAPI]:
    """An application over the replica, which stands where the primary stands now."""
    address = primary.ledger.store.address or ""
    schema = read_postgresql_address(address).schema
    followed = with_schema(servers[1].uri, schema)
    until = time.monotonic() + 20
    while True:
        try:
            ledger = open_ledger(followed, lambda: TODAY, lambda: NOW, read_only=True)
            if ledger.store.head().size == 2:
                break
            ledger.close()
        except LedgerFileError:
            assert time.monotonic() < until
        time.sleep(0.02)
    app = create_doors(ledger, None, "nobody")
    app.state.waits = 0.1
    yield app
    servers[1].go_on()
    ledger.close()


def test_a_replica_says_in_every_answer_how_far_the_log_goes_there(
    servers: tuple[Server, Replica], primary: Case, replica: FastAPI
) -> None:
    client = TestClient(replica)
    servers[1].stand_still()
    primary.record(instrument("b", excluded("IL")))
    for path in ("/v1/licences", "/healthz", "/v1/licences/NL9"):
        assert client.get(path).headers["ledger-log-size"] == "2"
    answer = client.post("/v1/evaluations", json=QUESTION)
    assert answer.json()["viewpoint"]["log_size"] == 2
    assert answer.json()["verdict"] != "not_covered"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/licences/NL1?log_size=4", None),
        ("/v1/licences/NL1?valid_on=2020-01-01&min_log_size=4", None),
        ("/v1/diff?from=valid_on=2020-01-01,log_size=4&to=valid_on=2020-01-01", None),
        ("/v1/evaluations", {**QUESTION, "log_size": 4}),
        ("/v1/evaluations", {**QUESTION, "min_log_size": 4}),
    ],
)
def test_what_has_not_arrived_is_waited_for_and_then_to_be_asked_again(
    servers: tuple[Server, Replica],
    primary: Case,
    replica: FastAPI,
    path: str,
    body: dict[str, object] | None,
) -> None:
    client = TestClient(replica)

    def asked() -> tuple[int, str, str]:
        found = client.get(path) if body is None else client.post(path, json=body)
        size = found.headers.get("ledger-log-size", "")
        return found.status_code, found.headers.get("retry-after", ""), size

    servers[1].stand_still()
    primary.record(instrument("b", excluded("IL")))
    started = time.monotonic()
    assert asked() == (503, "1", "")
    assert time.monotonic() - started >= 0.1
    replica.state.waits = 20
    threading.Timer(0.2, servers[1].go_on).start()
    assert asked() == (200, "", "4")


def test_a_replica_answers_the_same_bytes_and_records_nothing(
    primary: Case, replica: FastAPI
) -> None:
    here, there = TestClient(create_doors(primary.ledger, None, "x")), TestClient(replica)
    for path in ("/v1/licences", "/v1/licences/NL1?valid_on=2020-01-01", "/v1/instruments/a"):
        assert here.get(path).content == there.get(path).content
    sent = instrument("b", excluded("IL"))
    assert there.post("/v1/instruments", json=sent).status_code == 403
    assert primary.size == 2


# -- on any server -------------------------------------------------------------------------------


@pytest.fixture(name="server")
def _server() -> TestClient:
    return TestClient(create_doors(Case(instrument("a", established())).ledger, None, "x"))


def test_at_least_so_much_of_the_log_can_be_asked_of_any_server(server: TestClient) -> None:
    plain = server.get("/v1/licences/NL1?valid_on=2020-01-01")
    assert "ledger-log-size" not in plain.headers
    least = server.get("/v1/licences/NL1?min_log_size=2&valid_on=2020-01-01")
    assert (least.status_code, least.content) == (200, plain.content)
    assert server.post("/v1/evaluations", json={**QUESTION, "min_log_size": 2}).status_code == 200


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("3", "beyond_log"),
        ("-1", "malformed"),
        ("x", "malformed"),
        ("", "malformed"),
        ("9" * 30, "malformed"),
    ],
)
def test_more_than_was_ever_recorded_is_a_fault_of_the_question(
    server: TestClient, said: str, code: str
) -> None:
    for answer in (
        server.get("/v1/licences", params={"min_log_size": said}),
        server.post("/v1/evaluations", json={**QUESTION, "min_log_size": said}),
    ):
        assert answer.status_code == 422
        (fault,) = answer.json()["errors"]
        assert (fault["code"], fault["pointer"]) == (code, "/min_log_size")


def test_a_body_that_is_no_question_is_passed_on_as_it_came(server: TestClient) -> None:
    for body in (
        b"",
        b"[1]",
        b'{"log_size"',
        b"\xff",
        b"null",
        json.dumps("min_log_size").encode(),
    ):
        headers = {"content-type": "application/json"}
        answer = server.post("/v1/evaluations", content=body, headers=headers)
        assert answer.status_code == 422
