"""An instrument written in the browser: checked, tried out and recorded, whole or not at all."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from builders import Case, established, excluded, instrument, judgment
from hypothesis import given
from hypothesis import strategies as st
from licence_ledger.api.app import create_app
from licence_ledger.api.files.lint import read_yaml_text
from licence_ledger.api.pages.recording.acts import ACTS
from licence_ledger.api.pages.recording.plain_yaml import as_yaml
from licence_ledger.domain.vocabulary.bounds import QUESTION
from starlette.testclient import TestClient

HOSTILE = '</textarea><script>alert("x")</script>'
SOUND = """\
instrument: stcrt-2026-9
kind: ministerial_regulation
title: A destination leaves
issued_by: Minister
published_on: 2026-01-02
cites: [{source: "Stcrt. 2026, 9"}]
changes:
  - type: destination_excluded
    licence: NL1
    from: 2026-01-03
    destinations: [QA]
"""


def case() -> Case:
    return Case(instrument("a", established()), instrument("b", excluded("IL")))


@pytest.fixture
def own() -> Case:
    return case()


@pytest.fixture
def client(own: Case) -> TestClient:
    return TestClient(create_app(own.ledger, "secret", "the ministry"))


def sent(client: TestClient, text: str, action: str, **fields: str) -> Any:
    data = {"text": text, "action": action, **fields}
    return client.post("/en/record", data=data, follow_redirects=False)


def written(page: str) -> str:
    """The text in the editor of a page."""
    (found,) = re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
    return unescape(found)


# -- checking ------------------------------------------------------------------------------


def test_every_fault_is_told_with_its_line_and_the_text_stays(client: TestClient) -> None:
    text = SOUND.replace("kind: m", "kind: M").replace("2026-01-03", "2026-13-03")
    found = sent(client, text, "preview")
    assert found.status_code == 422
    assert written(found.text) == text
    assert re.findall(r"Line (\d+), column (\d+)", found.text) == [("2", "7"), ("10", "11")]
    assert "<mark>2026-13-03</mark>" in found.text
    assert client.get("/v1/instruments/stcrt-2026-9").status_code == 404


def test_an_editor_is_told_the_same_as_one_types(client: TestClient) -> None:
    text = SOUND.replace("[QA]", "[Qatar]")
    found = client.post("/nl/record/faults", content=text.encode())
    (fault,) = found.json()["faults"]
    assert (fault["line"], fault["column"], fault["end_column"]) == (11, 20, 25)
    assert client.post("/nl/record/faults", content=SOUND.encode()).json()["outcome"] == "sound"


@pytest.mark.parametrize(
    "text",
    ["", "   \n", "# nothing", f"{SOUND}---\n{SOUND}", "- a\n- b\n", "[" * 500, "a: &x b\nc: *x",
     "\x00", "title: [", HOSTILE, "- \n"],
    ids=lambda text: repr(text[:12]),
)  # fmt: skip
def test_whatever_is_written_is_told_about_and_kept(client: TestClient, text: str) -> None:
    for action in ("check", "preview", "record"):
        found = sent(client, text, action, token="secret")
        assert found.status_code == (200 if action == "check" else 422)
        assert "<script>" not in found.text
        assert 'id="faults"' in found.text
        assert written(found.text) == text


def test_windows_line_ends_are_line_ends(client: TestClient) -> None:
    found = sent(client, SOUND.replace("\n", "\r\n"), "check")
    assert "Sound" in found.text
    assert written(found.text) == SOUND


def test_a_text_that_is_too_large_is_refused_unread(client: TestClient) -> None:
    found = sent(client, "x" * (QUESTION + 1), "check")
    assert found.status_code == 413
    assert "at most" in found.text


# -- trying out ----------------------------------------------------------------------------


def test_a_preview_draws_and_tells_what_would_become_what_and_writes_nothing(
    client: TestClient, own: Case
) -> None:
    before = own.ledger.size
    found = sent(client, SOUND, "preview")
    assert found.status_code == 200
    assert "<svg" in found.text
    assert "3 January 2026" in found.text
    assert ">Qatar</a>" in found.text
    assert own.ledger.size == before


def test_the_transactions_that_flip_are_listed(client: TestClient) -> None:
    found = sent(client, SOUND, "flips")
    assert found.status_code == 200
    assert '<span class="verdict covered">covered</span>' in found.text
    assert '<span class="verdict not_covered">not covered</span>' in found.text


def test_what_is_recorded_already_would_change_nothing(client: TestClient) -> None:
    assert sent(client, SOUND, "record", token="secret").status_code == 303
    assert "recorded already" in sent(client, SOUND, "check").text
    assert "again, it would change nothing" in sent(client, SOUND, "flips").text


def test_a_hostile_title_is_text(client: TestClient) -> None:
    text = SOUND.replace("A destination leaves", f"'{HOSTILE}'")
    for action in ("preview", "flips"):
        assert "<script>" not in sent(client, text, action).text
    shown = client.get(sent(client, text, "record", token="secret").headers["location"])
    assert "<script>" not in shown.text
    assert "&lt;script&gt;" in shown.text


# -- recording -----------------------------------------------------------------------------


def test_with_the_token_it_is_recorded_and_its_page_leads_on(client: TestClient, own: Case) -> None:
    found = sent(client, SOUND, "record", token="secret")
    assert found.status_code == 303
    shown = client.get(found.headers["location"])
    assert 'href="/en/instruments/stcrt-2026-9"' in shown.text
    assert "the ministry" in shown.text
    receipt = client.get("/en/record/receipt?instrument=stcrt-2026-9")
    assert receipt.text.startswith("c2sp.org/tlog-proof")
    again = client.get(sent(client, SOUND, "record", token="secret").headers["location"])
    assert "recorded already" in again.text


@pytest.mark.parametrize("token", ["", "wrong", "secret ", "sécret"])
def test_without_the_token_nothing_is_recorded_and_the_text_stays(
    client: TestClient, own: Case, token: str
) -> None:
    before = own.ledger.size
    found = sent(client, SOUND, "record", token=token)
    assert found.status_code == 401
    assert "nothing was recorded" in found.text
    assert written(found.text) == SOUND
    assert own.ledger.size == before


def test_a_server_without_a_token_says_that_it_does_not_record(own: Case) -> None:
    client = TestClient(create_app(own.ledger, None, ""))
    assert "was started without a token" in client.get("/en/record").text
    assert "zonder sleutelwoord" in client.get("/nl/record").text
    before = own.ledger.size
    found = sent(client, SOUND, "record", token="")
    assert found.status_code == 403
    assert written(found.text) == SOUND
    assert own.ledger.size == before
    assert sent(client, SOUND, "preview").status_code == 200


def test_what_only_recording_refuses_is_told_with_its_line(client: TestClient) -> None:
    text = SOUND.replace("2026-01-02", "2031-01-02")
    assert "Sound" in sent(client, text, "check").text
    found = sent(client, text, "record", token="secret")
    assert found.status_code == 422
    assert "Line 5, column 15" in found.text
    assert written(found.text) == text


def test_the_same_id_with_other_content_is_refused(client: TestClient) -> None:
    sent(client, SOUND, "record", token="secret")
    found = sent(client, SOUND.replace("QA", "SA"), "record", token="secret")
    assert found.status_code == 422
    assert "recorded with other content" in found.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin", "origin": "null"}, 200),
        ({"sec-fetch-site": "none"}, 200),
        ({"origin": "http://testserver"}, 200),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "https://elsewhere.example"}, 403),
        ({"origin": "nonsense"}, 403),
    ],
    ids=str,
)
def test_a_form_of_another_site_is_refused(
    client: TestClient, headers: dict[str, str], status: int
) -> None:
    data = {"text": SOUND, "action": "check"}
    assert client.post("/en/record", data=data, headers=headers).status_code == status
    door = client.post("/en/record/faults", content=SOUND.encode(), headers=headers)
    assert door.status_code == status


# -- the forms -----------------------------------------------------------------------------

COMMON = {
    "title": "A change: of course",
    "issued_by": "Minister",
    "kind": "ministerial_regulation",
    "source": "Stcrt. 2026, 77",
    "published_on": "2026-02-01",
    "from": "2026-02-02",
}


def form(client: TestClient, act: str, **fields: str) -> Any:
    return client.post(f"/en/record/{act}", data={**COMMON, **fields})


def test_a_destination_is_excluded_by_name(client: TestClient) -> None:
    found = form(client, "exclude", licence="NL1", destinations="Israël, saudi arabia, @EU, qa")
    text = written(found.text)
    assert 'destinations: [IL, SA, "@EU", QA]' in text
    assert "instrument: stcrt-2026-77" in text
    assert 'title: "A change: of course"' in text


def test_a_licence_is_withdrawn_and_let_back_in(client: TestClient) -> None:
    made = written(form(client, "withdraw", licence="NL1").text)
    assert "target: a#1" in made.replace('"', "")
    assert sent(client, made, "record", token="secret").status_code == 303
    offered = client.get("/en/record/return?licence=NL1").text
    assert 'value="stcrt-2026-77#1"' in offered
    fields = {"source": "Stcrt. 2026, 78", "from": "2026-03-01", "published_on": "2026-03-01"}
    back = form(client, "return", licence="NL1", target="stcrt-2026-77#1", **fields)
    made = written(back.text)
    assert "type: licence_reinstated" in made
    assert sent(client, made, "record", token="secret").status_code == 303


def test_an_exclusion_is_lifted(client: TestClient) -> None:
    offered = client.get("/nl/record/return?licence=NL1").text
    assert "Israël" in offered
    made = written(form(client, "return", licence="NL1", target="b#1").text)
    assert "type: exclusion_lifted" in made
    assert sent(client, made, "record", token="secret").status_code == 303


@pytest.mark.parametrize(
    ("act", "fields", "told"),
    [
        ("exclude", {"licence": "NL1", "destinations": "Atlantis"}, "is no country"),
        ("exclude", {"licence": "NL1", "destinations": "Quatar"}, "Did you mean Qatar (QA)?"),
        (
            "exclude",
            {"licence": "NL9", "destinations": "QA"},
            "No such licence was ever established.",
        ),
        ("exclude", {"licence": "NL1"}, "This is needed."),
        ("withdraw", {"licence": "NL1", "source": "a website"}, "write one"),
        ("return", {"licence": "NL1", "target": "a#1"}, "nothing that stands"),
        ("withdraw", {"licence": "NL1", "title": ""}, "This is needed."),
    ],
)
def test_what_a_form_lacks_is_told_beside_its_field_and_what_was_said_stays(
    client: TestClient, act: str, fields: dict[str, str], told: str
) -> None:
    found = form(client, act, **fields)
    assert found.status_code == 422
    assert told in unescape(found.text)
    for value in fields.values():
        assert value in unescape(found.text)


def test_forms_in_both_languages_and_no_others() -> None:
    client = TestClient(create_app(case().ledger, None, ""))
    for act in ACTS:
        assert client.get(f"/nl/record/{act}").status_code == 200
    assert client.get("/en/record/destroy").status_code == 404
    assert client.post("/en/record/destroy", data=COMMON).status_code == 404


TEXTS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff\ufeff"),
    min_size=1,
)


@given(TEXTS, st.lists(TEXTS, min_size=1))
def test_what_is_written_for_people_reads_as_it_was_said(title: str, words: list[str]) -> None:
    said = instrument("x", excluded("IL", programmes=words), title=title)
    (draft,), findings = read_yaml_text(as_yaml(said))
    assert (draft.value, findings) == (said, [])


def test_a_judgment_is_written_by_hand(client: TestClient) -> None:
    text = as_yaml(judgment("ecli-1", excluded("TR", from_="2026-02-02"), ecli="ECLI:NL:HR:2026:1"))
    assert "Sound" in sent(client, text, "check").text
