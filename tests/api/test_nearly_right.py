"""A nearly right name is asked about, never read over: keys, ids in another case, addresses."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from builders import Case, established, group, instrument
from licence_ledger.api.app import create_app
from licence_ledger.api.http.routing import ADDED_BY_OTHERS
from starlette.testclient import TestClient

pytest_plugins = ["pytester"]


@pytest.fixture(scope="module")
def client() -> TestClient:
    many = [established(f"X{n}") for n in range(1_200)]
    case = Case(
        instrument("act-1", established("NL007"), group("EU", "NL")),
        instrument("many", *many[:600]),
        instrument("more", *many[600:]),
    )
    return TestClient(create_app(case.ledger, None, "x"))


def detail(client: TestClient, url: str, body: object = None) -> str:
    found = client.get(url) if body is None else client.post(url, json=body)
    assert found.status_code in (404, 422), found.text
    assert isinstance(found.json()["detail"], str)
    return str(found.json()["detail"])


SOLD = {"date": "2024-02-25", "licence": "NL007"}


def test_a_key_of_a_question_that_is_nearly_right_is_told_with_the_right_one(
    client: TestClient,
) -> None:
    assert "did you mean `known_on`" in detail(client, "/v1/licences/NL007?knownon=2024-01-01")
    assert "did you mean `valid_on`" in detail(client, "/v1/licences?valid_om=2024-01-01")
    asked = {"transaction": SOLD, "known-on": "2024-01-01"}
    assert "did you mean `known_on`" in detail(client, "/v1/evaluations", asked)
    asked = {"transaction": {**SOLD, "destinaton": "IL"}}
    assert "did you mean `destination`" in detail(client, "/v1/evaluations", asked)
    asked = {"licence": "NL007", "from": "2024-01-01", "untill": "2024-02-01"}
    assert "did you mean `until`" in detail(client, "/v1/dossiers", asked)


@pytest.mark.parametrize(
    ("url", "right"),
    [
        ("/v1/licences/nl007", "NL007"),
        ("/v1/licences/Nl007/history", "NL007"),
        ("/v1/groups/eu", "EU"),
        ("/v1/instruments/ACT-1", "act-1"),
    ],
)
def test_an_id_in_another_case_is_told_with_the_right_one(
    client: TestClient, url: str, right: str
) -> None:
    assert f"did you mean `{right}`" in detail(client, url)
    asked = {"transaction": {**SOLD, "licence": "nl007"}}
    assert "did you mean `NL007`" in detail(client, "/v1/evaluations", asked)


def test_a_page_of_an_id_in_another_case_leads_to_the_right_one(client: TestClient) -> None:
    found = client.get("/en/licences/nl007?valid_on=2020-01-01", follow_redirects=False)
    assert found.status_code == 308
    assert found.headers["location"] == "/en/licences/NL007?valid_on=2020-01-01"
    assert client.get("/licences/nl007").status_code == 200
    assert client.get("/licences/nl7").status_code == 404
    assert client.get("/v1/licences/nl007").status_code == 404


PAGES = ["/", "/problems", "/licences/NL007"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "name", ["fbclid", "gclid", "utm_source", "utm_medium", "msclkid", "mc_cid", "_gl", "UTM_TERM"]
)
def test_what_others_add_to_a_pages_address_is_ignored(
    client: TestClient, page: str, name: str
) -> None:
    found = client.get(f"{page}?{name}=a&{name}=b")
    assert found.status_code == 200
    assert found.text == client.get(page).text
    assert client.get(f"/v1/licences/NL007?{name}=a").status_code == 422


def test_what_others_add_leaves_the_rest_of_a_pages_address_as_it_is(client: TestClient) -> None:
    right = client.get("/licences/NL007?valid_on=2020-01-01")
    found = client.get("/licences/NL007?fbclid=a&valid_on=2020-01-01&fbclid=b")
    assert (found.status_code, found.text) == (200, right.text)


def test_known_fields_and_all_others_of_a_pages_address_are_never_ignored(
    client: TestClient,
) -> None:
    for query in ("valid_on=2020", "valid_on=2020-01-01&valid_on=2020-01-01", "validon=2020-01-01"):
        for page in PAGES:
            assert client.get(f"{page}?{query}").status_code == 422, (page, query)


def test_no_field_of_a_question_is_called_as_what_others_add(client: TestClient) -> None:
    doors = client.get("/openapi.json").json()["paths"].values()
    asked = {
        one["name"]
        for door in doors
        for method in door.values()
        for one in method.get("parameters", ())
        if one["in"] == "query"
    }
    assert {"valid_on", "known_on", "destination", "limit"} <= asked
    assert [name for name in asked if ADDED_BY_OTHERS.fullmatch(name)] == []


def test_a_hint_is_drawn_only_from_what_stands_at_the_size_asked_about() -> None:
    case = Case(instrument("a", established("NL008")), instrument("b", established("NL009")))
    client = TestClient(create_app(case.ledger, None, "x"))
    for url in ("/v1/licences/NL009?log_size=0", "/v1/instruments/b?log_size=0"):
        assert "did you mean" not in detail(client, url)
    assert "did you mean `NL008`" in detail(client, "/v1/licences/NL009?log_size=2")
    assert "did you mean `a`" not in detail(client, "/v1/instruments/b?log_size=2")
    asked = {"transaction": {**SOLD, "licence": "NL009"}, "log_size": 0}
    assert "did you mean" not in detail(client, "/v1/evaluations", asked)


LAW = """
instruments:
  - instrument: act
    kind: ministerial_regulation
    title: Act
    issued_by: Minister
    published_on: 2020-01-01
    cites: [{source: Act}]
    changes:
      - {type: licence_established, licence: NL1, kind: general, authority: NL, title: T,
         from: 2020-01-01, permits: [{activities: [export]}]}
"""
ASKED = "  - transaction: {date: 2021-01-01, licence: NL1, activity: export}\n"
MISSPELT = [
    pytest.param(
        f"questions:\n{ASKED}    expect: {{verdict: covered, becuase: null}}\n",
        "*becuase*did you mean `because`*",
        id="a field of the answer",
    ),
    pytest.param(
        f"questions:\n{ASKED}    expect: {{because: [{{chnage: null}}]}}\n",
        "*chnage*did you mean `change`*",
        id="a field inside the answer",
    ),
    pytest.param(
        f"questions:\n{ASKED}    expct: {{verdict: covered}}\n",
        "*`expct` does not belong here; did you mean `expect`*",
        id="a field of a question",
    ),
    pytest.param(
        f"quetsions:\n{ASKED}    expect: {{verdict: covered}}\n",
        "*`quetsions` does not belong here; did you mean `questions`*",
        id="a field of the file",
    ),
]


@pytest.mark.parametrize(("questions", "told"), MISSPELT)
def test_a_key_of_a_test_file_that_is_nearly_right_is_told_with_the_right_one(
    pytester: pytest.Pytester,
    plain: Callable[..., pytest.RunResult],
    questions: str,
    told: str,
) -> None:
    (pytester.path / "law.ledger.yaml").write_text(LAW + questions)
    result = plain()
    assert result.ret != 0
    result.stdout.fnmatch_lines([told])
