"""Every list and register as a table: a row an item, nothing left out, nothing a formula."""

from __future__ import annotations

import csv
import json
from io import StringIO

import pytest
from asked_here import asking, small_case
from hypothesis import given
from hypothesis import strategies as st
from licence_ledger.api.http.web.tables import CSV, table_of, wants_csv
from starlette.testclient import TestClient

LISTS = [
    ("/v1/licences", "licences"),
    ("/v1/licences/NL1/history", "history"),
    ("/v1/licences/NL1/timeline", "periods"),
    ("/v1/diff?from=valid_on%3D2015-01-01&to=valid_on%3D2020-01-01", "licences"),
    ("/v1/instruments", "instruments"),
    ("/v1/groups", "groups"),
    ("/v1/groups/EU", "members"),
    ("/v1/requirements", "requirements"),
    ("/v1/policies", "policies"),
    ("/v1/destinations/IL", "licences"),
    ("/v1/destinations/IL/timeline", "days"),
    ("/v1/statements", "statements"),
    ("/v1/reports", "reports"),
    ("/v1/search?q=act", "hits"),
]


@pytest.fixture
def client() -> TestClient:
    return asking(small_case())


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text, newline="")))


@pytest.mark.parametrize(("door", "name"), LISTS)
def test_a_list_is_a_table_by_its_address_or_by_accept(
    client: TestClient, door: str, name: str
) -> None:
    items = client.get(door).json()[name]
    by_accept = client.get(door, headers={"accept": "text/csv"})
    by_address = client.get(f"{door}{'&' if '?' in door else '?'}format=csv")
    assert by_accept.status_code == by_address.status_code == 200
    assert by_accept.headers["content-type"] == by_address.headers["content-type"] == CSV
    assert by_accept.text == by_address.text
    assert "accept" in [one.strip() for one in by_accept.headers["vary"].split(",")]
    assert len(rows_of(by_accept.text)) == len(items) > 0


def test_what_is_below_a_name_is_a_column_of_both_names(client: TestClient) -> None:
    (row,) = rows_of(client.get("/v1/instruments?format=csv&limit=1&after=term").text)
    assert row["instrument"] == "excl" and row["changes"] == "excl#1"
    (first, *_) = rows_of(client.get("/v1/licences/NL1/history?format=csv").text)
    assert json.loads(first["content.permits"]) == [{"activities": ["export"]}]
    assert first["reads"] == "true" and first["until"] == ""


def test_the_next_page_of_a_table_is_linked(client: TestClient) -> None:
    found = client.get("/v1/instruments?limit=4&format=csv")
    assert (
        '<http://testserver/v1/instruments?limit=4&format=csv&after=term>; rel="next"'
        in (found.headers["link"])
    )
    following = client.get("/v1/instruments?limit=4&format=csv&after=term")
    assert [row["instrument"] for row in rows_of(following.text)] == ["excl", "said"]
    assert 'rel="next"' not in following.headers["link"]


def test_no_cell_is_a_formula(client: TestClient) -> None:
    (said,) = rows_of(client.get("/v1/statements?format=csv").text)
    assert said["says"] == "'=So."


def test_an_error_is_a_problem_whatever_is_accepted(client: TestClient) -> None:
    for door in ("/v1/groups/XX?format=csv", "/v1/licences?format=csv&log_size=x"):
        found = client.get(door)
        assert found.status_code in (404, 422)
        assert found.headers["content-type"] == "application/problem+json"


def test_another_form_is_refused_and_what_is_no_list_has_none(client: TestClient) -> None:
    assert client.get("/v1/licences?format=xml").status_code == 422
    assert client.get("/v1/licences/NL1?format=csv").status_code == 422
    found = client.get("/v1/licences/NL1", headers={"accept": "text/csv"})
    assert found.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ("text/csv", True),
        ("text/csv, application/json;q=0.9", True),
        ("application/json, text/csv;q=0.5", False),
        ("text/csv;header=present;q=1, */*;q=0.1", True),
        ("text/csv;q=0", False),
        ("text/csv;q=x", False),
        ("*/*", False),
        ("", False),
    ],
)
def test_a_table_is_sent_to_who_likes_it_better(accept: str, wanted: bool) -> None:
    assert wants_csv(accept) is wanted


_scalars = st.none() | st.booleans() | st.integers() | st.text("ab ,;\"'=\n é")
_items = st.dictionaries(
    st.sampled_from("abc"), _scalars | st.dictionaries(st.sampled_from("xy"), _scalars)
)


@given(st.lists(_items, max_size=4))
def test_a_row_has_a_cell_for_every_value_and_no_other(items: list[dict[str, object]]) -> None:
    columns, *rows = csv.reader(StringIO(table_of({"items": items}, "items"), newline=""))
    said = {
        f"{name}.{inner}" if isinstance(value, dict) else name
        for item in items
        for name, value in item.items()
        for inner in (value if isinstance(value, dict) else "-")
    }
    assert set(columns) == said
    assert all(len(row) == len(columns) for row in rows if row)
