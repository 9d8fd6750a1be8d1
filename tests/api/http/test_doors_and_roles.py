"""Every door that needs right of entry, with every role: who may, and nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from builders import excluded, instrument
from department import ROLES_OF, Department
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

NEW = instrument("b", excluded("IL"))
SEEN = {"content": "0" * 64, "effect": "0" * 64, "log_size": 0}
EVERYBODY = " ".join(ROLES_OF)
DOORS: dict[str, tuple[str, str, Any, str]] = {
    "record": ("POST", "/v1/instruments", NEW, "rik"),
    "try out": ("POST", "/v1/instruments?dry_run=true", NEW, "ann bob cas rik"),
    "propose": ("POST", "/v1/proposals", NEW, "ann cas"),
    "revise": ("POST", "/v1/proposals/{proposal}/revisions", NEW, "ann cas"),
    "approve": ("POST", "/v1/proposals/{proposal}/approvals", SEEN, "bob cas"),
    "refuse": ("POST", "/v1/proposals/{proposal}/refusals", {"reason": "x"}, "bob cas"),
    "withdraw": ("POST", "/v1/proposals/{proposal}/withdrawal", {}, "ann cas"),
    "people": ("GET", "/v1/people", None, "kim"),
    "watch": ("POST", "/v1/watches", {"watch": "w", "questions": [{}]}, EVERYBODY),
    "reported": ("POST", "/v1/watches/{watch}/reported", {"log_size": 0}, EVERYBODY),
    "watch no longer": ("DELETE", "/v1/watches/{watch}", None, EVERYBODY),
}
"""A door, what is sent to it, and who may; everybody else of the department may not."""
OPEN = {
    *("/v1/evaluations", "/v1/evaluations/map", "/v1/evaluations/batch"),
    *("/v1/impact", "/v1/dossiers"),
}
"""The doors to which a question is sent: reading is open."""


@pytest.fixture(scope="module")
def department(tmp_path_factory: pytest.TempPathFactory) -> Department:
    """A department with an open proposal by somebody who is gone."""
    made = Department(tmp_path_factory.mktemp("department"))
    made.app.state.served.proposals.propose(instrument("p", excluded("QA")), "somebody gone")
    return made


def sent(department: Department, door: str, headers: dict[str, str]) -> Any:
    """What is answered at a door, to somebody who comes to no other from where he is."""
    method, path, body, _ = DOORS[door]
    client = TestClient(department.app, client=(door, 1))
    return client.request(method, path.format(proposal="1", watch="w"), json=body, headers=headers)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name", ROLES_OF)
def test_who_has_the_role_may_and_who_has_not_may_not(
    department: Department, door: str, name: str
) -> None:
    head = department.ledger.store.head()
    answer = sent(department, door, department.as_(name))
    if name in DOORS[door][3].split():
        assert answer.json().get("type") != "/problems#role-missing"
        assert answer.status_code != 401
        assert answer.status_code < 500
    else:
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems#role-missing")
        assert "insufficient_scope" in answer.headers["www-authenticate"]
        assert department.ledger.store.head() == head


STRANGERS = {
    "nothing": lambda good: {},
    "another way": lambda good: {"authorization": good.replace("Bearer", "Basic")},
    "an empty token": lambda good: {"authorization": "Bearer "},
    "a token that is none": lambda good: {"authorization": "Bearer open sesame"},
    "another secret": lambda good: {
        "authorization": good[:-1] + "0123456789abcdef"[good[-1] == "0"]
    },
    "another id": lambda good: {"authorization": good.replace("ledger_", "ledger_0")},
    "letters of no header": lambda good: {"authorization": b"Bearer \xff\xfe"},
    "a signed token": lambda good: {"authorization": "Bearer e30.e30.e30"},
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("shown", STRANGERS.values(), ids=STRANGERS.keys())
def test_who_has_no_right_of_entry_gets_none(department: Department, door: str, shown: Any) -> None:
    answer = sent(department, door, shown(department.as_("cas")["authorization"]))
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems#token-needed")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert department.told()[-1]["event"] == "entry_refused"


def test_every_door_that_changes_anything_is_in_the_table(department: Department) -> None:
    known = {(method, path.partition("?")[0]) for method, path, _, _ in DOORS.values()}
    for route in department.app.routes:
        if isinstance(route, APIRoute) and route.path.startswith("/v1"):
            for method in (route.methods or set()) - {"GET", "HEAD", "OPTIONS"}:
                assert (method, route.path) in known or route.path in OPEN, route.path
