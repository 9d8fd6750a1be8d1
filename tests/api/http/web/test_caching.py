"""An answer is named by root and question: who holds it is told so, and what is pinned stays."""

from __future__ import annotations

import pytest
from asked_here import asking, small_case
from builders import Case, excluded, instrument
from licence_ledger.projections.register.register import Register
from starlette.testclient import TestClient

DOORS = [
    "/v1/licences",
    "/v1/licences/NL1",
    "/v1/licences/NL1/history",
    "/v1/licences/NL1/timeline",
    "/v1/evaluations?date=2020-01-01&licence=NL1&destination=IL",
    "/v1/groups",
    "/v1/groups/EU",
    "/v1/requirements",
    "/v1/policies",
    "/v1/policies/term?destination=FR",
    "/v1/destinations/IL",
    "/v1/destinations/IL/timeline",
    "/v1/statements",
    "/v1/reports",
    "/v1/search?q=act",
    "/v1/instruments",
    "/v1/instruments/nl1",
]
WITHOUT_DAY = ("history", "timeline", "evaluations", "instruments")
FOR_GOOD = "public, max-age=31536000, immutable"


@pytest.fixture
def case() -> Case:
    return small_case()


@pytest.fixture
def client(case: Case) -> TestClient:
    return asking(case)


def pinned(door: str, size: int, day: str = "2026-11-21") -> str:
    named = f"log_size={size}"
    if not any(part in door for part in WITHOUT_DAY):
        named += f"&valid_on={day}"
    return f"{door}{'&' if '?' in door else '?'}{named}"


@pytest.mark.parametrize("door", DOORS)
def test_at_the_head_an_answer_has_the_name_of_the_pinned_one_and_is_asked_again(
    client: TestClient, case: Case, door: str
) -> None:
    now, then = client.get(door), client.get(pinned(door, case.size))
    assert now.status_code == then.status_code == 200
    assert now.content == then.content
    assert now.headers["etag"].removeprefix("W/") == then.headers["etag"].removeprefix("W/")
    assert now.headers["cache-control"] == "public, no-cache"
    assert then.headers["cache-control"] == FOR_GOOD


@pytest.mark.parametrize("door", DOORS)
def test_who_holds_the_answer_is_told_so_until_something_is_recorded(
    client: TestClient, case: Case, door: str
) -> None:
    held = {"if-none-match": f'"another", {client.get(door).headers["etag"]}'}
    again = client.get(door, headers=held)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"].strip('W/"') in held["if-none-match"]
    case.record(instrument("more", excluded("QA", from_="2017-01-01")))
    assert client.get(door, headers=held).status_code == 200


def test_what_is_pinned_stays_under_its_name_whatever_is_recorded(
    client: TestClient, case: Case
) -> None:
    address = pinned("/v1/licences/NL1", case.size)
    before = client.get(address)
    case.record(instrument("more", excluded("QA", from_="2017-01-01")))
    after = client.get(address)
    assert (after.content, after.headers["etag"]) == (before.content, before.headers["etag"])


def test_nothing_is_derived_for_who_holds_the_answer(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = {"if-none-match": client.get("/v1/licences/NL1").headers["etag"]}

    def derived(*_: object) -> None:
        raise AssertionError("an answer was derived")

    monkeypatch.setattr(Register, "licence", derived)
    assert client.get("/v1/licences/NL1", headers=held).status_code == 304


@pytest.mark.parametrize(
    "other",
    [
        "/v1/licences/NL1?valid_on=2013-01-01",
        "/v1/licences/NL1?known_on=2015-12-01",
        "/v1/licences/NL1?answer_version=1",
        "/v1/groups/EU",
    ],
)
def test_another_question_has_another_name(client: TestClient, other: str) -> None:
    tags = {client.get(one).headers["etag"] for one in ("/v1/licences/NL1", other)}
    assert len(tags) == 2


def test_a_table_has_another_name_than_its_json(client: TestClient) -> None:
    as_json, as_csv = client.get("/v1/licences"), client.get("/v1/licences?format=csv")
    assert as_json.headers["etag"] != as_csv.headers["etag"]


def test_only_a_size_and_a_day_pin_an_answer_that_takes_one(client: TestClient, case: Case) -> None:
    for named in (f"log_size={case.size}", "valid_on=2020-01-01", "recorded_until=2030-01-01T00Z"):
        found = client.get(f"/v1/licences/NL1?{named}")
        assert (found.status_code, found.headers["cache-control"]) == (200, "public, no-cache")


def test_a_difference_is_pinned_when_both_its_sides_are(client: TestClient, case: Case) -> None:
    side = "valid_on%3D{day}{size}"
    pinned_side = {"size": f"%2Clog_size%3D{case.size}"}
    for door in ("/v1/licences/NL1/diff", "/v1/diff"):
        sides = [side.format(day=day, size="") for day in ("2015-01-01", "2020-01-01")]
        both = [side.format(day=day, **pinned_side) for day in ("2015-01-01", "2020-01-01")]
        now = client.get(f"{door}?from={sides[0]}&to={sides[1]}")
        then = client.get(f"{door}?from={both[0]}&to={both[1]}")
        assert now.content == then.content and now.headers["etag"] == then.headers["etag"]
        assert now.headers["cache-control"] == "public, no-cache"
        assert then.headers["cache-control"] == FOR_GOOD
        held = {"if-none-match": now.headers["etag"]}
        assert client.get(f"{door}?from={sides[0]}&to={sides[1]}", headers=held).status_code == 304


@pytest.mark.parametrize(
    ("door", "status"),
    [
        ("/v1/licences/NL9", 404),
        ("/v1/licences/NL1?log_size=3", 422),
        ("/v1/licences?jci=x", 422),
        ("/v1/diff?from=x&to=y", 422),
    ],
)
def test_an_error_has_no_name_and_is_kept_by_nobody(
    client: TestClient, door: str, status: int
) -> None:
    found = client.get(door)
    assert found.status_code == status
    assert "etag" not in found.headers and "cache-control" not in found.headers


def test_a_receipt_holds_more_than_the_log_says_and_has_no_name(client: TestClient) -> None:
    found = client.get("/v1/evaluations?date=2020-01-01&licence=NL1&receipt=true")
    assert found.status_code == 200 and "etag" not in found.headers
