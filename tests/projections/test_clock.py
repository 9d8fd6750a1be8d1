"""A clock that cannot be right is told of, whichever way it is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from builders import TODAY, established, excluded, instrument
from licence_ledger.api import databases
from licence_ledger.api.app import create_app
from licence_ledger.projections.clock import AHEAD, BEHIND, ahead, behind
from licence_ledger.projections.ledger import Ledger, open_ledger
from running import run
from starlette.testclient import TestClient

RIGHT = datetime(2026, 11, 27, 12, tzinfo=UTC)
IN_2099 = datetime(2099, 1, 1, tzinfo=UTC)
LAST = "2026-11-27T12:00:00.000000Z"


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = RIGHT


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(clock: Clock) -> Iterator[Ledger]:
    found = open_ledger(":memory:", lambda: TODAY, lambda: clock.now)
    found.record(instrument("a", established()), "the test")
    yield found
    found.close()


@pytest.mark.parametrize(
    ("now", "is_behind", "is_ahead"),
    [
        (RIGHT, False, False),
        (RIGHT - BEHIND, False, False),
        (RIGHT - BEHIND - timedelta(seconds=1), True, False),
        (RIGHT + AHEAD, False, False),
        (RIGHT + AHEAD + timedelta(seconds=1), False, True),
    ],
)
def test_so_far_a_clock_may_be_from_the_last_recording(
    now: datetime, is_behind: bool, is_ahead: bool
) -> None:
    assert bool(behind(now, LAST)) is is_behind
    assert bool(ahead(now, LAST)) is is_ahead
    assert behind(now, "") is ahead(now, "") is None


def recorded(client: TestClient, name: str) -> dict[str, Any]:
    said = instrument(name, excluded("IL"))
    answer = client.post("/v1/instruments", json=said, headers={"Authorization": "Bearer t"})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_server_whose_clock_jumped_says_so_and_goes_on_saying_so(
    clock: Clock, ledger: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    client = TestClient(create_app(ledger, "t", "the test"))
    assert "warning" not in recorded(client, "b")
    assert "warning" not in client.get("/healthz").json()
    clock.now = IN_2099
    assert "more than a year earlier" in recorded(client, "c")["warning"]
    assert "2099" in caplog.text
    clock.now = RIGHT
    assert "recorded as of then" in recorded(client, "d")["warning"]
    assert "2099" in client.get("/healthz").json()["warning"]
    moments = [
        client.get(f"/v1/instruments/{name}").json()["recorded_at"] for name in ("b", "c", "d")
    ]
    assert moments == sorted(moments)


def test_the_command_says_so_beside_what_it_recorded(
    clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "now", lambda: clock.now)
    database = f"sqlite:///{tmp_path / 'ledger.db'}"

    def told(name: str, *changes: Any) -> str:
        file = tmp_path / "act.json"
        file.write_text(json.dumps(instrument(name, *changes)))
        done = run(f"record {file}", database)
        assert done.exit_code == 0, done.output
        return " ".join(done.stderr.split())

    assert "clock" not in told("a", established())
    clock.now = IN_2099
    assert "the clock:" in told("b", excluded("IL"))
    clock.now = RIGHT
    assert "recorded as of then" in told("c", excluded("TR"))
    assert "clock" not in told("c", excluded("TR")), "nothing was recorded"
