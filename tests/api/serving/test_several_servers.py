"""Several processes on one socket: one server to whoever asks, and one to whoever ends it."""

from __future__ import annotations

import json
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest
from asked_here import small_case
from builders import excluded, instrument
from licence_ledger.api.http.limits import ConnectionLimits, WorkerLimits
from licence_ledger.api.http.web.settings import WebSettings
from licence_ledger.api.serving.plan import ServingPlan
from licence_ledger.api.serving.several_servers import TRIED, SeveralServers
from licence_ledger.projections.proof.keys import passing_key
from running import free_port, run, serving

TOKEN = {"authorization": "Bearer secret"}
OPTIONS = "--empty --workers 2 --token secret --pool 2"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("several") / "ledger.db"
    small_case(str(path)).ledger.close()
    return f"sqlite:///{path}"


@pytest.fixture(scope="module")
def metrics_port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def url(database: str, metrics_port: int) -> Iterator[str]:
    with serving(f"{OPTIONS} --metrics-port {metrics_port}", database) as url:
        until(lambda: len(servers(url)) == 2)
        yield url


def below(process: int) -> list[int]:
    """The processes that a process started, and those that they did."""
    path = Path(f"/proc/{process}/task/{process}/children")
    try:
        own = [int(one) for one in path.read_text().split()]
    except OSError:
        return []
    return [*own, *(one for child in own for one in below(child))]


def command_of(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_text()
    except OSError:
        return ""


def starter_of(url: str) -> int:
    """The process that looks after those that serve at an address."""
    port = url.rpartition(":")[2]
    return min(one for one in below(os.getpid()) if f"\0{port}\0" in command_of(one))


def servers(url: str) -> list[int]:
    """The processes that serve at an address."""
    return [one for one in below(starter_of(url)) if "server_process" in command_of(one)]


def until(holds: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.05)


def test_what_one_records_stands_in_every_later_answer_of_all(url: str) -> None:
    for number in range(5):
        act = instrument(f"more-{number}", excluded("QA", from_=f"201{number}-02-01"))
        recorded = httpx2.post(f"{url}/v1/instruments", json=act, headers=TOKEN)
        assert recorded.status_code == 201, recorded.text
        for _ in range(6):  # each on a connection of its own: whoever takes it
            seen = httpx2.get(f"{url}/v1/licences/NL1").json()["viewpoint"]
            assert seen["log_size"] == recorded.json()["log_size"]


def test_a_file_that_one_was_sent_is_there_for_all(url: str) -> None:
    rows = b"date,licence,destination\n2020-01-01,NL1,IL\n2020-01-01,NL1,US\n"
    origin = {"origin": url}
    sent = httpx2.post(f"{url}/en/files", files={"file": ("mine.csv", rows)}, headers=origin)
    assert sent.status_code == 303, sent.text
    for _ in range(8):
        found = httpx2.get(f"{url}{sent.headers['location']}")
        assert found.status_code == 200 and "mine.csv" in found.text


def test_the_metrics_of_all_are_told_together_on_a_port_of_their_own(
    url: str, metrics_port: int
) -> None:
    for _ in range(12):
        assert httpx2.get(f"{url}/v1/groups/EU").status_code == 200
    text = httpx2.get(f"http://127.0.0.1:{metrics_port}/metrics").text
    door = 'door="/v1/groups/{group}",method="GET",status="200"'
    assert f"ledger_requests_total{{{door}}} 12.0" in text
    size = httpx2.get(f"{url}/healthz").json()["log_size"]
    assert f"ledger_records {size:.1f}" in text
    assert httpx2.get(f"{url}/metrics").status_code == 404


def test_a_process_that_is_killed_is_replaced_and_nobody_is_sent_away_for_good(url: str) -> None:
    before = servers(url)
    os.kill(before[0], signal.SIGKILL)
    until(lambda: len(servers(url)) == 2 and before[0] not in servers(url))
    until(lambda: httpx2.get(f"{url}/readyz").status_code == 200)
    assert before[1] in servers(url)


def test_they_end_in_seconds_with_all_that_they_started(database: str) -> None:
    with serving(OPTIONS, database) as url:
        until(lambda: len(servers(url)) == 2)
        server = starter_of(url)
        assert httpx2.get(f"{url}/v1/instruments").status_code == 200
        stream = httpx2.stream("GET", f"{url}/v1/log/stream", timeout=30)
        with stream:
            started, begun = below(server), time.monotonic()
            os.kill(server, signal.SIGTERM)
            until(lambda: not any("licence_ledger" in command_of(one) for one in started))
            assert time.monotonic() - begun < 8


def test_they_leave_when_the_one_that_started_them_is_killed(database: str) -> None:
    with serving(OPTIONS, database) as url:
        until(lambda: len(servers(url)) == 2)
        server = starter_of(url)
        started = below(server)
        os.kill(server, signal.SIGKILL)
        until(lambda: not any("licence_ledger" in command_of(one) for one in started))


def plan_of(database: str, pool: int = 3) -> ServingPlan:
    limits = WorkerLimits(workers=pool)
    return ServingPlan(database, None, "", passing_key(), limits, ConnectionLimits(), WebSettings())


def test_processes_that_cannot_be_started_end_the_server(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    told: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        plan = plan_of(f"sqlite:///{tmp_path / 'gone.db'}")
        servers = SeveralServers(plan, 2, listening, tmp_path, told.append)
        assert servers.run(small_case().ledger, None) == 1
    assert len(told) == TRIED and "another is started" in told[0]
    said = capfd.readouterr().err
    assert "There is no ledger" in said and "Fatal Python error" not in said


def test_a_ledger_in_memory_is_served_by_one() -> None:
    found = run(f"serve --workers 2 --port {free_port()} --empty", "sqlite://")
    assert found.exit_code == 1 and "one process" in found.stderr


@pytest.mark.parametrize(("servers", "pool", "each"), [(1, 3, 3), (2, 3, 2), (4, 3, 1), (4, 8, 2)])
def test_together_they_have_the_pool_that_one_would_have(
    servers: int, pool: int, each: int
) -> None:
    assert plan_of("sqlite:///x", pool).shared_by(servers).limits.workers == each


def test_ready_says_what_answers_and_alive_says_that_it_lives(url: str) -> None:
    ready, alive = httpx2.get(f"{url}/readyz"), httpx2.get(f"{url}/healthz")
    assert ready.json() == {"status": "ready", "log_size": alive.json()["log_size"]}
    assert json.loads(alive.content)["status"] == "ok"
