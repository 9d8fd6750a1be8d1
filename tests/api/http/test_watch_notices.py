"""What changes for a watch is told to addresses, signed, once, and nothing else is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from builders import NOW, Case, established, excluded, instrument
from hooks import HOOK_SECRET, listening, waited
from licence_ledger.api.access.notices import Notices, signature_of, signing_key_in
from licence_ledger.api.access.trail import Trail
from licence_ledger.api.access.way_in import WayIn
from licence_ledger.api.app import create_doors
from licence_ledger.api.http.department import watch_notices
from licence_ledger.projections.watching.watches import Watches
from starlette.testclient import TestClient

TOKEN = {"authorization": "Bearer secret"}
US = {"label": "order 1", "activity": "export", "destination": "US", "licence": "NL1"}


@pytest.fixture(autouse=True)
def looked_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests do not wait a second for each look."""
    monkeypatch.setattr(watch_notices, "LOOKED_EVERY", 0.02)


@contextmanager
def serving(case: Case, address: str, trail: Path) -> Iterator[TestClient]:
    """A server of a ledger that tells an address."""
    kept = Trail(trail)
    notices = Notices([address], HOOK_SECRET, kept, lambda: NOW, (0.01,))
    entry = WayIn("secret", "the server", trail=kept, notices=notices)
    app = create_doors(case.ledger, "secret", "the server", entry=entry)
    with TestClient(app) as client:
        yield client


def told(came: list[Any]) -> list[tuple[dict[str, str], bytes]]:
    """What came to an address of watches, with its headers; acts of people come there too."""
    return [one for one in came if json.loads(one[1])["type"] == "watch.changed"]


def changes(came: list[Any]) -> list[str]:
    """Of each such notice the first change that it names."""
    found = [json.loads(body)["data"] for _, body in told(came)]
    return [one["changed_by"][0]["change"] for one in found]


def test_what_changes_for_a_watch_is_told_signed_whoever_recorded_it(tmp_path: Path) -> None:
    case = Case(instrument("a", established()))
    with listening([204]) as (address, came), serving(case, address, tmp_path / "t") as client:
        watch = {"watch": "mine", "questions": [US, {**US, "destination": "FR"}]}
        assert client.post("/v1/watches", json=watch, headers=TOKEN).status_code == 201
        of_others = instrument("b", established("NL2"))
        assert client.post("/v1/instruments", json=of_others, headers=TOKEN).status_code == 201
        case.record(instrument("c", excluded("US", from_="2027-01-01")))  # not by this server
        waited(lambda: bool(told(came)))
        ((headers, body),) = told(came)
        data = json.loads(body)["data"]
        assert client.get(data["report"]).json()["changed"] == data["changed"]
    assert changes(came) == ["c#1"]
    key = signing_key_in(HOOK_SECRET)
    signed = signature_of(key, headers["webhook-id"], headers["webhook-timestamp"], body)
    assert headers["webhook-signature"] == signed
    assert (data["watch"], data["owner"], data["changed_questions"]) == ("mine", "the server", 1)
    assert [(one["question"], one["label"]) for one in data["changed"]] == [(1, "order 1")]


def test_of_several_servers_one_tells_and_only_what_came_since(tmp_path: Path) -> None:
    file = str(tmp_path / "ledger.db")
    first, second = Case(instrument("a", established()), database=file), Case(database=file)
    Watches(first.ledger).add("mine", [US], "ann", "secret")
    with listening([204]) as (address, came), ExitStack() as servers:
        for case in (first, second):
            servers.enter_context(serving(case, address, tmp_path / "t"))
        first.record(instrument("b", excluded("US", from_="2027-01-01", until="2027-02-01")))
        waited(lambda: len(came) == 1)
        second.record(instrument("c", excluded("US", from_="2028-01-01")))
        waited(lambda: len(came) == 2)
    assert changes(came) == ["b#1", "c#1"]
    assert not (tmp_path / "t").read_text()


def test_what_was_recorded_while_no_server_ran_is_told_by_the_next(tmp_path: Path) -> None:
    file = str(tmp_path / "ledger.db")
    case = Case(instrument("a", established()), database=file)
    Watches(case.ledger).add("mine", [US], "ann", "secret")
    case.record(instrument("b", excluded("US", until="2027-01-01")))
    with listening([204]) as (address, came):
        with serving(case, address, tmp_path / "t"):
            waited(lambda: len(came) == 1)
        case.record(instrument("c", excluded("US", from_="2028-01-01")))
        with serving(case, address, tmp_path / "t"):
            waited(lambda: len(came) == 2)
    assert changes(came) == ["b#1", "c#1"]


def test_a_ledger_where_nothing_is_watched_keeps_nothing_of_it(tmp_path: Path) -> None:
    case = Case(instrument("a", established()))
    with listening([204]) as (address, came), serving(case, address, tmp_path / "t") as client:
        client.post("/v1/instruments", json=instrument("b", excluded("US")), headers=TOKEN)
        client.get("/v1/watches")
    assert case.ledger.store.count_beside() == 0 and told(came) == []
