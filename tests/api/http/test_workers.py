"""What takes longer is answered elsewhere: nobody else waits, and it ends with who asked."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from builders import Case, established, excluded, instrument
from licence_ledger.api.app import create_app
from licence_ledger.api.databases import ledger_at
from licence_ledger.projections.proof.keys import opened_key
from made_once import made_once
from many_licences import LONG, WITHOUT_LICENCE, connected_to, got, lines, many_licences, posted
from running import serving
from starlette.testclient import TestClient

QUESTION = json.dumps({"transaction": WITHOUT_LICENCE}).encode()


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = made_once(tmp_path_factory, "many", lambda own: many_licences(own / "a.db"))
    return f"sqlite:///{folder / 'a.db'}"


@pytest.fixture(scope="module")
def with_one_worker(many: str) -> Iterator[str]:
    """The address of a server of one worker, and of a queue before it."""
    with serving("--empty --pool 1 --queue 4", many) as url:
        yield url


@pytest.fixture(scope="module")
def with_a_second(many: str) -> Iterator[str]:
    """The address of a server whose workers have a second for each question."""
    with serving("--empty --pool 2 --time-limit 1", many) as url:
        yield url


def problem(found: tuple[int, dict[str, str], bytes]) -> tuple[int, str]:
    status, _, body = found
    return status, json.loads(body)["type"]


def test_what_is_short_is_answered_while_what_is_long_runs(many: str) -> None:
    with serving("--empty --pool 2", many) as url:
        batch = posted(url, "/v1/evaluations/batch", lines(400))
        stream = batch.getresponse()
        assert json.loads(stream.readline())["verdict"]
        waiting = [
            posted(url, "/v1/impact?from=known_on%3D2020-01-01&to=now", lines(2_000)),
            posted(url, "/v1/dossiers", QUESTION),
        ]
        for _ in range(20):
            assert got(url, "/healthz")[0] == 200
            status, _, body = got(url, "/v1/licences/NL000009?valid_on=2020-01-01")
            assert (status, json.loads(body)["status"]) == (200, "in_force")
        assert got(url, "/v1/licences/NL000009/history")[0] == 200  # a worker is kept for it
        assert not stream.isclosed()
        for one in waiting:
            one.sock.setblocking(False)
            with pytest.raises(BlockingIOError):
                one.sock.recv(1)
        for one in (batch, *waiting):
            one.close()


def test_who_comes_to_a_full_queue_is_told_to_come_again(many: str) -> None:
    with serving("--empty --pool 1 --queue 0", many) as url:
        batch = posted(url, "/v1/evaluations/batch", lines(400))
        assert batch.getresponse().readline()
        for path, content in (
            ("/v1/dossiers", QUESTION),
            ("/v1/evaluations", QUESTION),
            ("/v1/evaluations/batch", lines(1)),
            ("/v1/impact?from=now&to=now", lines(1)),
            ("/v1/licences", None),
            (f"/v1/licences/{LONG}", None),
        ):
            found = got(url, path, content)
            assert problem(found) == (503, "/problems#busy")
            assert int(found[1]["retry-after"]) > 0
        assert got(url, "/healthz")[0] == got(url, "/v1/licences/NL000009")[0] == 200
        batch.close()
        until = time.monotonic() + 30
        while (found := got(url, f"/v1/licences/{LONG}?valid_on=2020-01-01"))[0] == 503:
            assert time.monotonic() < until
            time.sleep(0.1)
        assert len(json.loads(found[2])["exclusions"]) == 300


@pytest.mark.parametrize("path", ["/v1/evaluations/batch", "/v1/impact?from=now&to=log_size%3D2"])
def test_work_ends_when_who_asked_for_it_leaves(with_one_worker: str, path: str) -> None:
    url = with_one_worker
    assert got(url, "/v1/licences?limit=1")[0] == 200
    for _ in range(2):
        posted(url, path, lines(1_000)).close()
    gone = posted(url, path, lines(1_000))
    time.sleep(1)
    gone.close()
    begun = time.monotonic()
    assert got(url, "/v1/licences?limit=1")[0] == 200
    assert time.monotonic() - begun < 30  # the whole of it would take minutes


def test_what_takes_too_long_is_ended_and_told(with_a_second: str) -> None:
    long = got(with_a_second, "/v1/impact?from=known_on%3D2020-01-01&to=now", lines(1_000))
    assert problem(long) == (503, "/problems#took-too-long")
    assert got(with_a_second, "/v1/licences?limit=1")[0] == 200


def test_lines_that_take_too_long_are_told_each_in_its_place(with_a_second: str) -> None:
    named = lines(3, licence="NL000001")
    content = named + lines(97) + named
    status, _, body = got(with_a_second, "/v1/evaluations/batch", content)
    found = [json.loads(line) for line in body.splitlines()]
    assert (status, len(found)) == (200, 103)
    assert "verdict" in found[-1]
    late = [one for one in found if "errors" in one]
    assert late
    assert {one["errors"][0]["code"] for one in late} == {"not_judged"}
    assert all(found[one["line"] - 1] is one for one in late)


def test_what_needs_too_much_memory_is_ended_and_told(many: str) -> None:
    with serving("--empty --pool 2 --memory-limit 64", many) as url:
        status, kind = problem(got(url, "/v1/dossiers", QUESTION))
        assert (status, kind in ("/problems#memory-needed", "/problems#worker-lost")) == (503, True)
        assert got(url, "/v1/licences?limit=1")[0] == 200


ASKED: tuple[tuple[str, Any], ...] = (
    ("/v1/licences?log_size=3&valid_on=2020-01-01", None),
    ("/v1/licences?recorded_until=2099-01-01T00:00:00Z&valid_on=2020-01-01", None),
    ("/v1/licences?limit=1&after=NL1&valid_on=2020-01-01", None),
    ("/v1/licences/NL1/history?limit=2", None),
    ("/v1/licences/NL1/timeline?known_on=2020-02-01", None),
    ("/v1/licences/NL1/diff?from=valid_on%3D2015-01-01&to=valid_on%3D2017-01-01", None),
    ("/v1/diff?from=valid_on%3D2015-01-01,log_size%3D3&to=valid_on%3D2017-01-01", None),
    ("/v1/requirements?valid_on=2020-01-01", None),
    ("/v1/instruments?limit=2", None),
    ("/v1/statements?valid_on=2020-01-01", None),
    ("/v1/reports?valid_on=2020-01-01", None),
    ("/v1/log/records?limit=4&after=1", None),
    ("/en/licences/NL1?valid_on=2020-01-01", None),
    ("/v1/evaluations", {"transaction": {"date": "2020-01-01", "destination": "IL"}}),
    ("/v1/evaluations?receipt=true", {"transaction": {"date": "2020-01-01"}, "log_size": 5}),
    ("/v1/dossiers", {"licence": "NL1", "from": "2015-01-01", "until": "2020-01-01"}),
    ("/v1/dossiers", {"transaction": {"date": "2020-01-01"}, "log_size": 5}),
    ("/v1/impact?from=log_size%3D3&to=now", {"date": "2020-01-01", "licence": "NL1"}),
    ("/v1/evaluations/batch", {"date": "2020-01-01", "destination": "IL"}),
    ("/v1/licences/NL7/history", None),
    ("/v1/licences/NL1/timeline?after=x", None),
    ("/v1/diff?from=nothing&to=valid_on%3D2017", None),
    ("/v1/dossiers", {"licence": "NL7", "from": "2015-01-01", "until": "2020-01-01"}),
)


@contextmanager
def both_ways(path: Path) -> Iterator[tuple[str, TestClient]]:
    """A server with its workers, and the same ledger asked within this process."""
    address = f"sqlite:///{path}"
    with serving("--empty --token secret", address) as url:
        ledger = ledger_at(address)
        key = opened_key(path.with_name("a.db.key"))
        yield url, TestClient(create_app(ledger, None, "x", key), raise_server_exceptions=False)
        ledger.close()


def test_a_worker_answers_the_same_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    Case(
        instrument("a", established("NL1"), established("NL2")),
        *(instrument(f"x{n}", excluded("IL", from_=f"201{n}-01-01")) for n in range(5)),
        database=str(path),
    ).ledger.close()
    with both_ways(path) as (url, here):
        for asked, content in ASKED:
            body = None if content is None else json.dumps(content).encode()
            status, _, found = got(url, asked, body)
            same = here.get(asked) if body is None else here.post(asked, content=body)
            elsewhere = same.content.replace(b"http://testserver", url.encode())
            assert (status, found) == (same.status_code, elsewhere), asked


def test_what_was_recorded_stands_in_all_that_workers_answer_later(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    Case(instrument("a", established()), database=str(path)).ledger.close()
    with serving("--empty --token secret", f"sqlite:///{path}") as url:
        for number in range(20):
            connection = connected_to(url)
            act = json.dumps(instrument(f"x{number}", established(f"NLX{number:02}")))
            connection.request(
                "POST", "/v1/instruments", act, headers={"authorization": "Bearer secret"}
            )
            said = json.loads(connection.getresponse().read())
            listed = json.loads(got(url, "/v1/licences?after=NLX")[2])
            assert len(listed["licences"]) == number + 1
            assert listed["viewpoint"]["log_size"] == said["log_size"]
            connection.close()


def workers_of(server: int) -> set[int]:
    """The processes that a process started."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == server:
            found.add(int(stat.parent.name))
    return found


def test_a_server_ends_in_seconds_whatever_is_open_and_its_workers_with_it(many: str) -> None:
    before = workers_of(os.getpid())
    with serving("--empty --pool 2", many) as url:
        (server,) = workers_of(os.getpid()) - before
        opened = [connected_to(url) for _ in range(3)]
        opened[0].request("GET", "/v1/log/stream")
        assert opened[0].getresponse().readline()
        opened[1].putrequest("POST", "/v1/dossiers")
        opened[1].putheader("content-length", "100")
        opened[1].endheaders(b"{")
        opened[2].request("POST", "/v1/evaluations/batch", lines(400))
        assert opened[2].getresponse().readline()
        started = workers_of(server)
        assert started
        begun = time.monotonic()
    assert time.monotonic() - begun < 8
    until = time.monotonic() + 5
    while any(Path(f"/proc/{one}").exists() for one in started) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(Path(f"/proc/{one}").exists() for one in started)
