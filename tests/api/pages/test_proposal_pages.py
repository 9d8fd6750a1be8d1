"""A department in the browser: logged in, proposed, looked at, approved, refused, logged out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from acts import withdrawn
from builders import excluded, instrument
from department import Department
from fastapi.testclient import TestClient
from licence_ledger.api.access.people_file import end_person
from licence_ledger.api.access.sessions import COOKIE

ISRAEL = instrument("b", excluded("IL", from_="2026-01-01", note="Our own words."))
TEXT = """
instrument: b
kind: ministerial_regulation
title: Israel out of NL1
issued_by: Minister
published_on: 2026-01-01
cites: [{source: "Stcrt. 2026, 1"}]
changes:
  - {type: destination_excluded, licence: NL1, from: 2026-01-02, destinations: [IL]}
"""


class Browser:
    """Somebody's browser: it keeps cookies, and sends forms as they stand on the page."""

    def __init__(self, department: Department, agent: str = "Firefox") -> None:
        self.client = TestClient(
            department.app, headers={"user-agent": agent}, follow_redirects=False
        )
        self.department = department

    def get(self, path: str) -> Any:
        """A page."""
        return self.client.get(f"/en{path}")

    def sends(self, page: str, path: str, **fields: str) -> Any:
        """A form of a page is sent, with what is hidden in it."""
        text = self.get(page).text
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text))
        return self.client.post(f"/en{path}", data={**hidden, **fields})

    def logs_in(self, name: str) -> Browser:
        """Somebody logs in with his token."""
        answer = self.sends("/login", "/login", token=self.department.tokens[name])
        assert answer.status_code == 303, answer.text
        return self

    def acts(self, action: str, proposal: str = "1", **fields: str) -> Any:
        """A button of a proposal's page is pressed."""
        path = f"/proposals/{proposal}"
        return self.sends(path, path, action=action, **fields)


@pytest.fixture
def department(tmp_path: Path) -> Department:
    """A department in which two approve."""
    return Department(tmp_path)


def test_a_day_in_the_department_through_its_pages(department: Department) -> None:
    """Proposed in the editor; approved by one; the effect is changed by another's recording, and
    the approval lapses; approved anew by two; recorded."""
    ann, bob, cas = (Browser(department).logs_in(name) for name in ("ann", "bob", "cas"))
    sent = ann.sends("/record", "/record", text=TEXT, action="propose")
    assert (sent.status_code, sent.headers["location"]) == (303, "/en/proposals/1")
    assert "Waiting for you" in (queue := bob.get("/proposals").text)
    assert "Israel out of NL1" in queue.partition("Waiting for you")[2].partition("All others")[0]
    page = bob.get("/proposals/1").text
    assert "<svg" in page  # the picture of what it would change
    assert 'value="approve"' in page
    assert 'value="approve"' not in ann.get("/proposals/1").text
    assert bob.acts("approve").status_code == 303
    assert "Nothing waits for you" in bob.get("/proposals").text
    before = cas.get("/proposals/1").text
    around = department.post("rik", "/v1/instruments", instrument("c", withdrawn("first#1")))
    assert around.status_code == 201
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', before))
    stale = cas.client.post("/en/proposals/1", data={**hidden, "action": "approve"})
    assert stale.status_code == 409
    assert "Something else was recorded" in stale.text
    assert "no longer counts" in stale.text
    assert cas.acts("approve").status_code == 303
    assert bob.acts("approve").status_code == 303
    recorded = department.client.get("/v1/instruments/b").json()
    assert recorded["recorded_by"] == "ann"
    assert {one["by"] for one in recorded["approvals"]} == {"bob", "cas"}
    assert "/en/instruments/b" in bob.get("/proposals/1").text


def test_own_and_double_approvals_are_refused_on_the_page_too(department: Department) -> None:
    department.post("cas", "/v1/proposals", ISRAEL)
    bob, cas = (Browser(department).logs_in(name) for name in ("bob", "cas"))
    hidden = dict(
        re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', bob.get("/proposals/1").text)
    )
    own = cas.acts("approve", **{name: hidden[name] for name in ("content", "effect", "log_size")})
    assert (own.status_code, "proposed it yourself" in own.text) == (403, True)
    assert bob.acts("approve").status_code == 303
    again = bob.client.post("/en/proposals/1", data={**hidden, "action": "approve"})
    assert (again.status_code, "approved this already" in again.text) == (409, True)


def test_a_refusal_is_read_and_mended_in_the_editor(department: Department) -> None:
    department.post("ann", "/v1/proposals", ISRAEL)
    ann, bob = (Browser(department).logs_in(name) for name in ("ann", "bob"))
    assert bob.acts("refuse").status_code == 422
    assert bob.acts("refuse", reason="Another day.").status_code == 303
    assert "Another day." in ann.get("/proposals/1").text
    editor = ann.get("/record?revises=1").text
    assert "instrument: b" in editor
    text = TEXT.replace("2026-01-02", "2026-01-03")
    sent = ann.sends("/record?revises=1", "/record", text=text, action="propose")
    assert sent.headers["location"] == "/en/proposals/1"
    page = bob.get("/proposals/1").text
    assert "What changed between revisions" in page
    assert "<del>2026-01-01</del>" in page
    assert ann.acts("withdraw").status_code == 303
    assert department.looked()["state"] == "withdrawn"


def test_without_a_session_a_form_leads_to_the_login(department: Department) -> None:
    department.post("ann", "/v1/proposals", ISRAEL)
    nobody = Browser(department)
    assert nobody.acts("approve").headers["location"] == "/en/login?to=%2Fen%2Fproposals%2F1"
    sent = nobody.sends("/record", "/record", text=TEXT, action="propose")
    assert sent.headers["location"].startswith("/en/login")


def test_a_wrong_token_lets_nobody_in_and_after_ten_nobody_is_asked(
    department: Department,
) -> None:
    browser = Browser(department)
    for _ in range(10):
        assert browser.sends("/login", "/login", token="open sesame").status_code == 401
    tried = browser.sends("/login", "/login", token=department.tokens["ann"])
    assert tried.status_code == 429
    assert int(tried.headers["retry-after"]) > 0
    assert COOKIE not in browser.client.cookies
    assert "open sesame" not in department.trail.read_text()


def test_a_cookie_is_seen_by_no_script_and_sent_by_no_other_sites_form(
    department: Department,
) -> None:
    browser = Browser(department)
    told = browser.sends("/login", "/login", token=department.tokens["ann"])
    cookie = next(one for one in told.headers.get_list("set-cookie") if COOKIE in one)
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert department.tokens["ann"] not in cookie
    assert browser.get("/proposals").headers["cache-control"] == "no-store"


def test_a_form_without_what_its_session_sends_is_refused(department: Department) -> None:
    department.post("ann", "/v1/proposals", ISRAEL)
    bob, cas = (Browser(department).logs_in(name) for name in ("bob", "cas"))
    seen = {name: str(value) for name, value in department.looked()["approve"].items()}
    other = re.search(r'name="form_token" value="(\w+)"', cas.get("/proposals/1").text)
    assert other
    for token in ({}, {"form_token": "x"}, {"form_token": other[1]}):
        for path in ("/proposals/1", "/record", "/logout", "/files/delete"):
            fields = {"action": "approve", **seen, **token}
            assert bob.client.post(f"/en{path}", data=fields).status_code == 403
    assert department.looked()["approvals"] == []
    assert bob.acts("approve").status_code == 303


STOLEN = {
    "from another browser": lambda cookie, other: (cookie, "curl"),
    "changed": lambda cookie, other: (("A" if cookie[0] != "A" else "B") + cookie[1:], "Firefox"),
    "with another's signature": lambda cookie, other: (
        f"{cookie.partition('.')[0]}.{other.partition('.')[2]}",
        "Firefox",
    ),
    "without a signature": lambda cookie, other: (cookie.partition(".")[0], "Firefox"),
    "not of these letters": lambda cookie, other: ("é.è", "Firefox"),
}


@pytest.mark.parametrize("how", STOLEN.values(), ids=STOLEN.keys())
def test_a_stolen_session_is_none(department: Department, how: Any) -> None:
    department.post("ann", "/v1/proposals", ISRAEL)
    cookies = [Browser(department).logs_in(name).client.cookies[COOKIE] for name in ("bob", "cas")]
    cookie, agent = how(*cookies)
    headers = {"user-agent": agent, "cookie": f"{COOKIE}={cookie}".encode()}
    page = TestClient(department.app).get("/en/proposals", headers=headers)
    assert (page.status_code, "logged in as" in page.text) == (200, False)


def test_a_session_that_was_left_is_none_at_any_server(tmp_path: Path) -> None:
    path = str(tmp_path / "ledger.db")
    department = Department(tmp_path, database=path)
    browser = Browser(department).logs_in("bob")
    headers = {"user-agent": "Firefox", "cookie": f"{COOKIE}={browser.client.cookies[COOKIE]}"}
    other = TestClient(department.served(department.opened(path)))
    assert "logged in as bob" in other.get("/en/proposals", headers=headers).text
    assert browser.sends("/proposals", "/logout").status_code == 303
    assert "logged in as" not in other.get("/en/proposals", headers=headers).text
    assert [one["event"] for one in department.told()] == ["entered", "left"]


def test_who_is_ended_is_out_at_his_next_page(department: Department) -> None:
    department.post("ann", "/v1/proposals", ISRAEL)
    browser = Browser(department).logs_in("bob")
    page = browser.get("/proposals/1").text
    end_person(department.file, "bob", department.now)
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    sent = browser.client.post("/en/proposals/1", data={**hidden, "action": "approve"})
    assert sent.headers["location"].startswith("/en/login")
    assert department.looked()["approvals"] == []


def test_a_session_ends_by_itself(department: Department) -> None:
    browser = Browser(department).logs_in("bob")
    department.pass_days(1)
    assert "logged in as" not in browser.get("/proposals").text


@pytest.mark.parametrize(
    "to", ["https://evil.example/", "//evil.example", "/\\evil.example", "x", "/a\nb", ""]
)
def test_nobody_is_sent_to_another_site_after_the_login(department: Department, to: str) -> None:
    browser = Browser(department)
    sent = browser.sends("/login", "/login", token=department.tokens["ann"], to=to)
    assert sent.headers["location"] == "/en/proposals"


def test_texts_are_held_against_the_gazette(department: Department) -> None:
    text = "The use is reported within two months after each half-year."
    condition = {
        "type": "condition_attached",
        "licence": "NL1",
        "from": "2026-01-01",
        **{"key": "reporting", "kind": "reporting", "text": text},
    }
    made = department.post("ann", "/v1/proposals", instrument("b", condition))
    assert made.status_code == 201, made.text
    nobody = Browser(department)
    gazette = f"Article 2\n{text.replace('two', 'three')}\nArticle 3"
    page = nobody.acts("compare", gazette=gazette).text
    assert "<del>two</del>" in page
    assert "<ins>three</ins>" in page
    same = nobody.acts("compare", gazette=f"Article 2 {text} Article 3").text
    assert "stands there, word for word" in same


def test_the_feed_tells_what_people_did(department: Department) -> None:
    department.post("ann", "/v1/proposals", ISRAEL)
    department.approve("bob")
    feed = department.client.get("/nl/proposals.atom")
    assert feed.headers["content-type"].startswith("application/atom+xml")
    assert "bob keurde het goed" in feed.text
    again = {"if-none-match": feed.headers["etag"]}
    assert department.client.get("/nl/proposals.atom", headers=again).status_code == 304


def test_a_recorder_records_around_it_by_his_session_and_others_do_not(
    department: Department,
) -> None:
    ann, rik = (Browser(department).logs_in(name) for name in ("ann", "rik"))
    assert ann.sends("/record", "/record", text=TEXT, action="record").status_code == 403
    assert rik.sends("/record", "/record", text=TEXT, action="record").status_code == 303
    assert department.client.get("/v1/instruments/b").json()["unapproved"] is True
