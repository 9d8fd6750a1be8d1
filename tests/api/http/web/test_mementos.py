"""Answers as mementos, as RFC 7089 has them and as a client of others asks for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from asked_here import asking, small_case
from builders import Case, correction, excluded, instrument
from licence_ledger.api.app import create_app
from licence_ledger.api.http.limits import ConnectionLimits
from memento_client import MementoClient
from served_here import served_here
from starlette.testclient import TestClient

NL1 = "http://testserver/v1/licences/NL1"
_LINK = re.compile(r'<([^>]*)>((?:; [a-z]+="[^"]*")*)')


def links(text: str) -> dict[str, list[str]]:
    """The addresses of a `Link` or a TimeMap, by each word of their relation."""
    found: dict[str, list[str]] = {}
    for address, parameters in _LINK.findall(text):
        relation = re.search(r'rel="([^"]*)"', parameters)
        for word in relation[1].split() if relation else ():
            found.setdefault(word, []).append(address)
    return found


@pytest.fixture
def case() -> Case:
    return small_case()


@pytest.fixture
def client(case: Case) -> TestClient:
    return asking(case)


def led_to(client: TestClient, door: str, moment: str) -> str:
    found = client.get(door, headers={"accept-datetime": moment})
    assert found.status_code == 302, found.text
    assert "accept-datetime" in found.headers["vary"]
    assert "memento-datetime" not in found.headers
    return found.headers["location"].removeprefix("http://testserver")


# RFC 7089 §4.1.2 (pattern 1.1: the original is its own TimeGate, mementos have other addresses).


def test_the_original_is_its_own_time_gate_and_names_its_time_map(client: TestClient) -> None:
    found = client.get("/v1/licences/NL1")
    assert "accept-datetime" in found.headers["vary"]
    assert links(found.headers["link"]) == {
        "original": [NL1],
        "timegate": [NL1],
        "timemap": ["http://testserver/v1/timemap/v1/licences/NL1"],
    }


def test_a_moment_leads_to_what_was_known_on_its_day(client: TestClient, case: Case) -> None:
    address = led_to(client, "/v1/licences/NL1", "Tue, 01 Dec 2015 08:00:00 GMT")
    seen = f"valid_on=2015-12-01&known_on=2015-12-01&log_size={case.size}"
    assert address == f"/v1/licences/NL1?{seen}"
    memento = client.get(address)
    assert memento.headers["memento-datetime"] == "Mon, 30 Nov 2015 23:00:00 GMT"
    assert memento.headers["cache-control"].endswith("immutable")
    assert memento.json()["viewpoint"]["known_on"] == "2015-12-01"
    told = links(memento.headers["link"])
    assert told["original"] == told["timegate"] == [NL1]
    assert [one[len(NL1) :][:41] for one in (*told["first"], *told["last"])] == [
        "?valid_on=2000-01-01&known_on=2000-01-01&",
        "?valid_on=2020-01-01&known_on=2020-01-01&",
    ]


def test_the_moment_of_a_memento_leads_to_itself(client: TestClient) -> None:
    address = led_to(client, "/v1/licences/NL1", "Tue, 01 Dec 2015 08:00:00 GMT")
    moment = client.get(address).headers["memento-datetime"]
    assert led_to(client, "/v1/licences/NL1", moment) == address


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("Wed, 30 Jun 2021 21:59:59 GMT", "2021-06-30"),
        ("Wed, 30 Jun 2021 22:00:00 GMT", "2021-07-01"),
        ("Fri, 31 Dec 2021 22:59:59 GMT", "2021-12-31"),
        ("Fri, 31 Dec 2021 23:00:00 GMT", "2022-01-01"),
        ("Fri, 01 Jan 2100 12:00:00 GMT", "2026-11-21"),
        ("Fri, 31 Dec 9999 23:59:59 GMT", "2026-11-21"),
    ],
    ids=[
        "summer, before midnight",
        "summer, midnight",
        "winter, before",
        "winter",
        "to come",
        "last",
    ],
)
def test_the_day_is_the_one_in_amsterdam_and_never_later_than_today(
    client: TestClient, moment: str, day: str
) -> None:
    assert f"known_on={day}&" in led_to(client, "/v1/instruments", moment)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("Mon, 01 Jan 0001 00:00:00 GMT", "0001-01-01"),
        ("Thu, 29 Feb 0096 12:00:00 GMT", "0096-02-29"),
        ("Tue, 01 Jan 0099 12:00:00 GMT", "0099-01-01"),
        ("Fri, 01 Jan 0100 12:00:00 GMT", "0100-01-01"),
        ("Tuesday, 01-Dec-15 08:00:00 GMT", "2015-12-01"),
    ],
)
def test_a_year_of_four_digits_is_read_as_it_stands(
    client: TestClient, moment: str, day: str
) -> None:
    assert f"known_on={day}&" in led_to(client, "/v1/instruments", moment)


@pytest.mark.parametrize(
    "moment",
    [
        "yesterday",
        "2015-12-01",
        "Tue, 01 Dec 2015 08:00:00 +0100",
        "Sat, 01 Jan 0000 12:00:00 GMT",
    ],
)
def test_what_is_no_moment_is_told_so(client: TestClient, moment: str) -> None:
    found = client.get("/v1/licences/NL1", headers={"accept-datetime": moment})
    assert found.status_code == 400
    assert found.json()["errors"][0]["pointer"] == "/accept-datetime"


@pytest.mark.parametrize(
    "door",
    [
        "/v1/licences",
        "/v1/licences/NL1/history",
        "/v1/licences/NL1/timeline",
        "/v1/evaluations?date=2020-01-01&licence=NL1&destination=IL",
        "/v1/groups/EU",
        "/v1/requirements",
        "/v1/policies/term?destination=FR",
        "/v1/destinations/IL",
        "/v1/statements",
        "/v1/search?q=act",
        "/v1/instruments",
        "/en/licences/NL1",
        "/nl/countries/IL",
    ],
)
def test_every_answer_about_the_law_has_mementos(client: TestClient, door: str) -> None:
    address = led_to(client, door, "Fri, 21 Aug 2020 08:00:00 GMT")
    memento = client.get(address)
    assert memento.status_code == 200, memento.text
    assert "memento-datetime" in memento.headers
    original = links(memento.headers["link"])["original"]
    assert original == [f"http://testserver{door}"]


@pytest.mark.parametrize(
    ("day", "moment"),
    [
        ("0001-01-01", "Mon, 01 Jan 0001 00:00:00 GMT"),
        ("9999-12-31", "Thu, 30 Dec 9999 23:00:00 GMT"),
    ],
)
def test_the_first_and_the_last_day_of_all_have_their_mementos(day: str, moment: str) -> None:
    """The first begins in Amsterdam before the first moment that a header can name."""
    case = small_case()
    case.record(instrument("first", excluded("FR"), published_on="0001-01-01"))
    with asking(case) as client:
        for door in ("/v1/licences/NL1", "/en/licences/NL1"):
            seen = {"known_on": day, "valid_on": day, "log_size": str(case.size)}
            found = client.get(door, params=seen)
            assert found.headers["memento-datetime"] == moment
            assert 'datetime="Mon, 01 Jan 0001 00:00:00 GMT"' in found.headers["link"]
        assert client.get("/v1/timemap/v1/licences/NL1").text.count("; datetime=") > 2


def test_a_day_that_is_asked_for_stays_the_day_of_the_law(client: TestClient) -> None:
    door = "/v1/licences/NL1?valid_on=2015-01-01"
    address = led_to(client, door, "Tue, 01 Dec 2020 08:00:00 GMT")
    assert "valid_on=2015-01-01&known_on=2020-12-01" in address
    assert links(client.get(address).headers["link"])["original"] == [f"http://testserver{door}"]


def test_an_address_that_names_what_was_known_is_not_led_away_from(client: TestClient) -> None:
    moment = {"accept-datetime": "Tue, 01 Dec 2015 08:00:00 GMT"}
    for named in ("known_on=2016-01-01", "log_size=0"):
        found = client.get(f"/v1/licences?{named}", headers=moment)
        assert found.status_code == 200 and "memento-datetime" not in found.headers


# RFC 7089 §5 and RFC 6690: the TimeMap.


def test_the_time_map_lists_the_days_on_which_something_became_known(
    client: TestClient, case: Case
) -> None:
    found = client.get("/v1/timemap/v1/licences/NL1")
    assert found.headers["content-type"] == "application/link-format"
    lines = found.text.split(",\n")
    assert lines[0] == f'<{NL1}>; rel="original timegate"'
    assert lines[1] == (
        '<http://testserver/v1/timemap/v1/licences/NL1>; rel="self"; '
        'type="application/link-format"; from="Fri, 31 Dec 1999 23:00:00 GMT"; '
        'until="Tue, 31 Dec 2019 23:00:00 GMT"'
    )
    days = ["2000-01-01", "2012-01-01", "2015-12-01", "2020-01-01"]
    assert links(found.text)["memento"] == [
        f"{NL1}?valid_on={day}&known_on={day}&log_size={case.size}" for day in days
    ]
    assert client.get("/v1/timemap/licences/NL1").text == found.text


def test_every_memento_of_a_time_map_is_one(client: TestClient) -> None:
    door = "/v1/timemap/v1/evaluations?date=2020-01-01&licence=NL1"
    mementos = links(client.get(door).text)["memento"]
    assert len(mementos) == 4
    for one in mementos:
        assert "memento-datetime" in client.get(one).headers


def test_a_day_that_was_misread_is_listed_as_it_reads_now(client: TestClient, case: Case) -> None:
    assert "known_on=2015-12-01" in client.get("/v1/timemap/v1/licences").text
    case.record(correction("fix", "excl", {"published_on": "2015-12-02"}))
    listed = client.get("/v1/timemap/v1/licences").text
    assert "known_on=2015-12-02" in listed and "known_on=2015-12-01" not in listed
    case.record(instrument("fix-2", *correction("x", "excl")["changes"], kind="correction"))
    assert "known_on=2015-12" not in client.get("/v1/timemap/v1/licences").text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("v1/licences/NL9", 404),
        ("v1/evaluations?licence=NL1", 422),
        ("v1/log/stream", 404),
        ("healthz", 404),
        ("v1/timemap/v1/licences", 404),
        ("v1/instruments/%00", 404),
    ],
)
def test_what_is_no_answer_has_no_time_map(client: TestClient, path: str, status: int) -> None:
    found = client.get(f"/v1/timemap/{path}")
    assert found.status_code == status
    assert found.headers["content-type"] == "application/problem+json"


# The client of the authors of RFC 7089.


@pytest.fixture
def served(case: Case) -> Iterator[str]:
    with served_here(create_app(case.ledger, None, ""), ConnectionLimits()) as (host, port):
        yield f"http://{host}:{port}"


def test_a_memento_client_finds_what_was_known_then(served: str, case: Case) -> None:
    original = f"{served}/v1/licences/NL1"
    with MementoClient(timegate_uri=f"{served}/", check_native_timegate=True) as client:
        assert client.is_timegate(original) and not client.is_memento(original)
        found = MementoClient(timegate_uri="", check_native_timegate=False).get_memento_info(
            original, datetime(2015, 12, 1, 8)
        )
    day = "valid_on=2015-12-01&known_on=2015-12-01"
    assert found["original_uri"] == original
    mementos = found["mementos"]
    assert mementos["closest"]["uri"] == [f"{original}?{day}&log_size={case.size}"]
    assert mementos["closest"]["datetime"] == datetime(2015, 11, 30, 23)
    assert mementos["first"]["datetime"] == datetime(1999, 12, 31, 23)
    assert mementos["last"]["datetime"] == datetime(2019, 12, 31, 23)
    (address,) = mementos["closest"]["uri"]
    with MementoClient() as client:
        assert client.is_memento(address) and client.get_original_uri(address) == original
