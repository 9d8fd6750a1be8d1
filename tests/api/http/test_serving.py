"""Many questions at once, and what can be seen of a server at work."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from builders import Case, established, excluded, instrument
from licence_ledger.api.app import create_app
from licence_ledger.api.http.web.settings import web_settings
from licence_ledger.domain.vocabulary.bounds import LINE
from running import serving
from starlette.testclient import TestClient

SOUND = {"date": "2020-01-01", "licence": "NL1", "activity": "export", "destination": "IL"}


@pytest.fixture
def case() -> Case:
    return Case(instrument("a", established()), instrument("b", excluded("IL")))


@pytest.fixture
def client(case: Case) -> TestClient:
    return TestClient(create_app(case.ledger, None, "x"))


def batch(client: TestClient, *lines: Any, url: str = "/v1/evaluations/batch") -> list[Any]:
    content = "\n".join(one if isinstance(one, str) else json.dumps(one) for one in lines)
    answer = client.post(url, content=content.encode())
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/x-ndjson"
    return [json.loads(line) for line in answer.text.splitlines()]


def test_a_batch_answers_each_line_as_the_single_question_does(client: TestClient) -> None:
    lines = [SOUND, {**SOUND, "destination": "BR"}, {"date": "2020-01-01"}]
    single = [client.post("/v1/evaluations", json={"transaction": one}).json() for one in lines]
    assert batch(client, *lines) == single


def test_a_bad_line_yields_an_error_line_in_its_place(client: TestClient) -> None:
    found = batch(
        client,
        SOUND,
        "{",
        {**SOUND, "destination": "Israel", "origin": "il"},
        {**SOUND, "licence": "NL9"},
        "x" * (LINE + 1),
        "",
        SOUND,
    )
    assert found[0]["reason"] == found[-1]["reason"] == "excluded"
    codes = [(one["line"], [e["code"] for e in one["errors"]]) for one in found[1:-1]]
    assert codes == [
        (2, ["malformed"]),
        (3, ["unknown_country", "unknown_country"]),
        (4, ["unknown_licence"]),
        (5, ["malformed"]),
    ]
    assert found[2]["errors"][1]["pointer"] == "/destination"


def test_a_batch_is_seen_from_one_viewpoint(case: Case, client: TestClient) -> None:
    found = batch(client, SOUND, url="/v1/evaluations/batch?log_size=2")
    assert found[0]["verdict"] == "covered"
    refused = client.post("/v1/evaluations/batch?log_size=3", content=b"{}")
    assert refused.status_code == 422


def test_a_batch_is_answered_while_it_is_still_being_sent(tmp_path: Path) -> None:
    """Nothing is held back: the first verdict comes before the second question is sent."""
    database = f"sqlite:///{tmp_path / 'a.db'}"
    first = Case(instrument("a", established()), database=str(tmp_path / "a.db"))
    first.ledger.close()
    line = json.dumps(SOUND).encode() + b"\n"
    with serving("--empty", database) as url:
        port = int(url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(
                b"POST /v1/evaluations/batch HTTP/1.1\r\nhost: ledger\r\n"
                b"transfer-encoding: chunked\r\n\r\n"
            )
            for _ in range(3):
                connection.sendall(b"%x\r\n%s\r\n" % (len(line), line))
                got = b""
                while b'"answer_version":2}}' not in got:
                    got += connection.recv(65536)
            connection.sendall(b"0\r\n\r\n")


def test_a_large_batch_needs_little_memory(tmp_path: Path) -> None:
    """Twenty thousand lines; what the process needs at most is told by the system."""
    script = (
        "import asyncio, json, resource, sys\n"
        "from builders import Case, established, instrument\n"
        "from licence_ledger.api.access.way_in import WayIn\n"
        "from licence_ledger.api.http.dependencies import Served\n"
        "from licence_ledger.api.http.limits import WorkerLimits\n"
        "from licence_ledger.api.http.routes.batches import _verdicts\n"
        "from licence_ledger.api.http.workers import Threads\n"
        "from licence_ledger.projections.approval.proposals import Proposals\n"
        "from licence_ledger.projections.proof.keys import passing_key\n"
        "case = Case(instrument('a', established()))\n"
        "line = json.dumps({'date': '2020-01-01', 'licence': 'NL1'}).encode() + b'\\n'\n"
        "class Request:\n"
        "    async def stream(self):\n"
        "        for _ in range(400):\n"
        "            yield line * 50\n"
        "    async def receive(self):\n"
        "        await asyncio.Event().wait()\n"
        "async def ask():\n"
        "    register, count = case.register, 0\n"
        "    given = WayIn(), passing_key(), Proposals(case.ledger)\n"
        "    served = Served(case.ledger, register, *given)\n"
        "    threads = Threads(served, WorkerLimits())\n"
        "    async for part in _verdicts(threads, register.pinned({}), Request()):\n"
        "        count += part.count(b'\\n')\n"
        "        if count == 1000: start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "    end = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "    print(count, end - start)\n"
        "asyncio.run(ask())\n"
    )
    env = {"PYTHONPATH": str(Path(__file__).parents[2] / "support")}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=env
    )
    count, kilobytes = map(int, done.stdout.split())
    assert count == 20_000
    assert kilobytes < 20_000


def test_metrics_tell_requests_by_door_and_the_size_of_the_log(client: TestClient) -> None:
    client.get("/v1/licences/NL1")
    client.get("/v1/licences/NL9")
    text = client.get("/metrics").text
    door = 'door="/v1/licences/{licence}",method="GET"'
    assert f'ledger_requests_total{{{door},status="200"}} 1.0' in text
    assert f'ledger_requests_total{{{door},status="404"}} 1.0' in text
    assert "ledger_records 4.0" in text
    assert "ledger_request_seconds_bucket" in text


def test_every_answer_carries_a_request_id_and_only_a_named_proxy_gives_it(case: Case) -> None:
    web = web_settings("", "", "10.0.0.0/24")
    app = create_app(case.ledger, None, "x", web=web)
    behind = TestClient(app, client=("10.0.0.7", 4711))
    given = behind.get("/healthz", headers={"x-request-id": "audit-7"})
    assert given.headers["x-request-id"] == "audit-7"
    unsound = behind.get("/healthz", headers={"x-request-id": "a b\tc"})
    assert unsound.headers["x-request-id"] != "a b\tc"
    client = TestClient(app, client=("10.0.1.7", 4711))
    told = {"x-request-id": "audit-7"}
    made = [client.get("/healthz", headers=told).headers["x-request-id"] for _ in range(2)]
    assert len({"audit-7", *made}) == 3


def test_requests_are_logged_on_request_as_json_lines(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'a.db'}"
    told = tmp_path / "log"
    options = "--empty --log-requests --proxies 127.0.0.1 --token secret --recorder Recorder"
    with told.open("w") as log, serving(options, database, log) as url:
        request = urllib.request.Request(f"{url}/v1/licences?limit=5")
        request.add_header("x-request-id", "audit-8")
        request.add_header("x-forwarded-for", "198.51.100.1, 203.0.113.9")
        urllib.request.urlopen(request).read()
        recorded = urllib.request.Request(
            f"{url}/v1/instruments?dry_run=true", b"{}", {"authorization": "Bearer secret"}
        )
        with suppress(urllib.error.HTTPError):
            urllib.request.urlopen(recorded)
    lines = [json.loads(line) for line in told.read_text().splitlines() if line.startswith("{")]
    (found,) = [line for line in lines if line.get("request_id") == "audit-8"]
    assert (found["method"], found["path"], found["status"]) == ("GET", "/v1/licences", 200)
    assert (found["query"], found["client"], found["person"]) == ("limit=5", "203.0.113.9", None)
    assert datetime.fromisoformat(found["at"]).tzinfo is not None
    (tried,) = [line for line in lines if line.get("method") == "POST"]
    assert (tried["person"], tried["status"]) == ("Recorder", 422)
    assert "secret" not in told.read_text()
    assert "records" in told.read_text()
