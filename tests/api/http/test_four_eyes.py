"""Four eyes over HTTP: several people make one recording, and nobody makes it alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from acts import withdrawn
from builders import excluded, instrument
from department import Department, code_of

ISRAEL = instrument("b", excluded("IL"))


@pytest.fixture
def department(tmp_path: Path) -> Department:
    """A department in which two approve."""
    return Department(tmp_path)


def proposed(department: Department, content: Any = ISRAEL) -> Any:
    """What Ann proposes, as it is answered."""
    answer = department.post("ann", "/v1/proposals", content)
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_a_day_in_the_department(department: Department) -> None:
    """Proposed, approved by one; another recording changes the effect, and the approval lapses;
    approved anew by two, and recorded."""
    found = proposed(department)
    assert (found["state"], found["proposed_by"], found["approvals"]) == ("open", "ann", [])
    first = department.looked()["approve"]
    assert department.approve("bob").json()["approvals"][0]["counts"]
    around = department.post("rik", "/v1/instruments", instrument("c", withdrawn("first#1")))
    assert around.status_code == 201
    lapsed = department.looked()
    assert [one["counts"] for one in lapsed["approvals"]] == [False]
    stale = department.approve("cas", seen=first)
    assert code_of(stale) == (409, "stale_effect")
    assert [one["pointer"] for one in stale.json()["differs"]] == ["/licences/NL1"]
    assert department.approve("cas").json()["state"] == "open"
    done = department.approve("bob").json()
    assert done["state"] == "recorded"
    recorded = department.client.get("/v1/instruments/b").json()
    assert recorded["recorded_by"] == "ann"
    assert {one["by"] for one in recorded["approvals"]} == {"bob", "cas"}
    assert department.client.get("/v1/instruments/c").json()["unapproved"] is True


def test_nobody_records_without_approval_but_a_recorder(department: Department) -> None:
    assert code_of(department.post("ann", "/v1/instruments", ISRAEL)) == (403, "role-missing")
    assert department.post("rik", "/v1/instruments", ISRAEL).status_code == 201


def test_the_holder_of_the_one_token_proposes_where_approvals_are_asked_for(
    tmp_path: Path,
) -> None:
    department = Department(tmp_path)
    app = department.served(department.ledger, token="secret", recorder="the office")
    client = type(department.client)(app)
    by = {"authorization": "Bearer secret"}
    assert client.post("/v1/instruments", json=ISRAEL, headers=by).status_code == 403
    made = client.post("/v1/proposals", json=ISRAEL, headers=by)
    assert (made.status_code, made.json()["proposed_by"]) == (201, "the office")


def test_own_and_double_and_replayed_approvals_are_refused(department: Department) -> None:
    found = department.post("cas", "/v1/proposals", ISRAEL).json()
    assert code_of(department.approve("cas")) == (403, "own_proposal")
    assert department.approve("bob", seen=found["approve"]).status_code == 200
    assert code_of(department.approve("bob", seen=found["approve"])) == (409, "already_approved")
    assert len(department.looked()["approvals"]) == 1


def test_a_revision_lets_approvals_lapse_and_shows_what_differs(department: Department) -> None:
    found = proposed(department)
    department.approve("bob")
    revised = department.post("ann", "/v1/proposals/1/revisions", {**ISRAEL, "title": "Better"})
    assert revised.json()["revisions"][1]["differs"] == [
        {"pointer": "/title", "was": "The act b", "is": "Better"}
    ]
    assert revised.json()["approvals"] == []
    stale = department.approve("cas", seen=found["approve"])
    assert code_of(stale) == (409, "stale_content")
    assert stale.json()["differs"] == revised.json()["revisions"][1]["differs"]


def test_only_the_proposer_revises_and_withdraws(department: Department) -> None:
    proposed(department)
    revised = department.post("cas", "/v1/proposals/1/revisions", {**ISRAEL, "title": "Mine"})
    assert code_of(revised) == (403, "others_proposal")
    assert code_of(department.post("cas", "/v1/proposals/1/withdrawal", {})) == (
        403,
        "others_proposal",
    )
    assert department.post("ann", "/v1/proposals/1/withdrawal", {}).json()["state"] == "withdrawn"
    assert code_of(department.approve("bob", seen=_some())) == (409, "closed_proposal")


def _some() -> dict[str, Any]:
    return {"content": "0" * 64, "effect": "0" * 64, "log_size": 0}


def test_a_refusal_says_why_and_is_mended_by_a_revision(department: Department) -> None:
    proposed(department)
    path = "/v1/proposals/1/refusals"
    assert department.post("bob", path, {"reason": " "}).status_code == 422
    refused = department.post("bob", path, {"reason": "Another day."}).json()
    assert (refused["state"], refused["acts"][-1]["reason"]) == ("refused", "Another day.")
    assert code_of(department.post("ann", "/v1/proposals/1/revisions", ISRAEL)) == (
        409,
        "same_content",
    )
    mended = department.post("ann", "/v1/proposals/1/revisions", {**ISRAEL, "title": "Better"})
    assert mended.json()["state"] == "open"


def test_what_is_of_a_later_day_waits_and_is_recorded_by_the_next_act_of_any_server(
    tmp_path: Path,
) -> None:
    department = Department(tmp_path, database=str(tmp_path / "ledger.db"))
    proposed(department, {**ISRAEL, "published_on": "2026-11-23"})
    department.approve("bob")
    assert department.approve("cas").json()["state"] == "approved"
    listed = department.client.get("/v1/proposals", params={"state": "approved"}).json()
    assert [one["proposal"] for one in listed["proposals"]] == ["1"]
    department.pass_days(2)
    other = department.served(department.opened(str(tmp_path / "ledger.db")))
    client = type(department.client)(other)
    assert client.get("/v1/instruments/b").status_code == 404
    act = client.post(
        "/v1/proposals", json=instrument("c", excluded("QA")), headers=department.as_("ann")
    )
    assert act.status_code == 201
    assert client.get("/v1/instruments/b").json()["recorded_by"] == "ann"
    assert department.looked()["state"] == "recorded"


def test_a_faulty_instrument_is_not_proposed_and_one_that_became_faulty_says_so(
    department: Department,
) -> None:
    faulty = department.post("ann", "/v1/proposals", instrument("b", excluded("XX")))
    assert code_of(faulty) == (422, "unknown_country")
    proposed(department, instrument("b", withdrawn("first#1")))
    department.post("rik", "/v1/instruments", instrument("c", withdrawn("first#1")))
    looked = department.looked()
    assert [one["code"] for one in looked["faults"]] == ["already_stopped"]
    assert (looked["approve"], looked["effect"]) == (None, None)
    assert code_of(department.approve("bob", seen=_some()))[0] == 409


def test_the_same_proposal_again_and_what_is_recorded_change_nothing(
    department: Department,
) -> None:
    proposed(department)
    assert department.post("ann", "/v1/proposals", ISRAEL).status_code == 200
    department.post("rik", "/v1/instruments", ISRAEL)
    recorded = department.post("ann", "/v1/proposals", ISRAEL)
    assert (recorded.status_code, recorded.json()["instrument"]) == (200, "b")
    assert len(department.client.get("/v1/proposals").json()["proposals"]) == 1


def test_proposals_are_listed_in_pages_the_latest_first(department: Department) -> None:
    for place, country in enumerate(("IL", "QA", "CN")):
        proposed(department, instrument(f"x{place}", excluded(country)))
    first = department.client.get("/v1/proposals", params={"limit": 2}).json()
    assert [one["instrument"] for one in first["proposals"]] == ["x2", "x1"]
    rest = department.client.get("/v1/proposals", params={"after": first["next"]}).json()
    assert ([one["instrument"] for one in rest["proposals"]], rest["next"]) == (["x0"], None)


@pytest.mark.parametrize("name", ["0", "2", "01", "x", "1" * 30, "1.0", "-1", "%00", "٣"])
def test_what_is_no_proposal_is_not_found(department: Department, name: str) -> None:
    proposed(department)
    answer = department.client.get(f"/v1/proposals/{name}")
    assert code_of(answer) == (404, "unknown_proposal")


@pytest.mark.parametrize(
    "query", [{"state": "lost"}, {"after": "x"}, {"after": "-1"}, {"limit": "0"}, {"who": "x"}]
)
def test_a_faulty_question_about_proposals_is_told(department: Department, query: Any) -> None:
    assert department.client.get("/v1/proposals", params=query).status_code == 422


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"content": "a", "effect": "b"},
        {**_some(), "log_size": "0"},
        {**_some(), "log_size": -1},
        {**_some(), "more": 1},
        [],
        None,
        {"content": 1, "effect": 2, "log_size": 3},
    ],
)
def test_an_approval_that_says_something_else_is_told(department: Department, body: Any) -> None:
    proposed(department)
    answer = department.post("bob", "/v1/proposals/1/approvals", body)
    assert (answer.status_code, bool(answer.json()["errors"])) == (422, True)


def test_half_a_character_in_a_reason_is_refused(department: Department) -> None:
    proposed(department)
    answer = department.client.post(
        "/v1/proposals/1/refusals",
        content=b'{"reason": "\\ud800"}',
        headers=department.as_("bob"),
    )
    assert answer.status_code == 422


def test_where_no_approvals_are_asked_for_all_is_as_before(tmp_path: Path) -> None:
    department = Department(tmp_path, approvals=0)
    assert department.post("rik", "/v1/instruments", ISRAEL).status_code == 201
    assert "unapproved" not in department.client.get("/v1/instruments/b").json()
    refused = department.post("ann", "/v1/proposals", instrument("c", excluded("QA")))
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems#approvals-not-asked")


def test_the_trail_says_who_did_what_from_where_and_holds_no_token(
    department: Department,
) -> None:
    proposed(department)
    department.approve("bob")
    department.post("", "/v1/proposals", ISRAEL)
    department.post("kim", "/v1/proposals", ISRAEL)
    department.approve("cas")
    told = [(one["event"], one["subject"]) for one in department.told()]
    assert told == [
        ("proposed", "ann"),
        ("approved", "bob"),
        ("entry_refused", None),
        ("role_missing", "kim"),
        ("approved", "cas"),
        ("recorded", "cas"),
    ]
    for line in department.told():
        assert line["client"] == "testclient"
        assert line["request_id"]
    text = department.trail.read_text()
    assert not any(token in text or token[-64:] in text for token in department.tokens.values())
