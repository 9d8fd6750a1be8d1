"""A jci reference as a question: which licence cites the regulation, on which day."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from builders import Case, change, correction, established, instrument
from licence_ledger.api.app import create_app
from licence_ledger.api.http.answers.claims import ReportsAnswer, StatementsAnswer
from licence_ledger.api.http.answers.licences import LicenceAnswer, LicencesAnswer
from running import run
from starlette.testclient import TestClient

Json = dict[str, Any]
REGULATION = "BWBR0031615"


def citing(name: str, licence: str, *regulations: str, own: bool = False) -> Json:
    """An instrument that establishes a licence, and which of the two cites the regulations."""
    cites = [{"source": f"The rules on {licence}", "locator": one} for one in regulations]
    if own:
        return instrument(name, established(licence, cites=cites))
    return instrument(name, established(licence), cites=cites)


def case() -> Case:
    return Case(
        citing("one", "NL1", REGULATION),
        citing("two", "NL2", "BWBR0031620", own=True),
        citing("three", "NL3", "BWBR0024139"),
        citing("four", "NL4", "BWBR0024139", own=True),
        instrument(
            "other",
            change("record_checked", licence="NL4", checked_on="2020-01-01", source="BWBR0009999"),
            cites=[{"source": "BWBR0007777"}],
        ),
    )


def ask(jci: str, own: Case | None = None, **asked: str) -> Any:
    client = TestClient(create_app((own or case()).ledger, None, "x"))
    return client.get("/v1/licences", params={"jci": jci, **asked})


def test_the_licence_that_cites_a_regulation_is_seen_from_the_references_days() -> None:
    answer = ask(f"jci1.3:c:{REGULATION}&g=2024-02-20&z=2024-02-15")
    assert answer.status_code == 200
    found = answer.json()
    LicenceAnswer.model_validate(found)
    assert found["licence"] == "NL1"
    assert found["viewpoint"]["valid_on"] == "2024-02-20"
    assert found["viewpoint"]["known_on"] == "2024-02-15"
    client = TestClient(create_app(case().ledger, None, "x"))
    same = client.get("/v1/licences/NL1?valid_on=2024-02-20&known_on=2024-02-15")
    assert same.content == answer.content


def test_the_reference_is_one_percent_encoded_value() -> None:
    client = TestClient(create_app(case().ledger, None, "x"))
    written = quote(f"jci1.31:c:{REGULATION}&artikel=3&g=2024-02-20", safe="")
    assert client.get(f"/v1/licences?jci={written}").json()["licence"] == "NL1"


def test_a_reference_whose_ampersands_were_not_encoded_is_told_so() -> None:
    client = TestClient(create_app(case().ledger, None, "x"))
    answer = client.get(f"/v1/licences?jci=jci1.3:c:{REGULATION}&g=2024-02-20&z=2024-02-15")
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["code"]) == (422, "malformed")
    assert "%26" in error["detail"]


def test_days_that_the_reference_leaves_out_are_the_questions_own() -> None:
    jci = f"jci1.3:c:{REGULATION}&g=2024-02-20"
    viewpoint = ask(jci, known_on="2024-03-01").json()["viewpoint"]
    assert (viewpoint["valid_on"], viewpoint["known_on"]) == ("2024-02-20", "2024-03-01")
    assert ask(f"jci1.3:c:{REGULATION}").json()["viewpoint"]["valid_on"] == "2026-11-21"
    assert ask(jci, valid_on="2024-02-20").status_code == 200


@pytest.mark.parametrize(
    ("jci", "asked", "code", "pointer", "told"),
    [
        ("&g=2024-02-20", {"valid_on": "2024-02-21"}, "malformed", "/valid_on", "give one"),
        ("&z=2024-02-15", {"known_on": "2024-02-14"}, "malformed", "/known_on", "give one"),
        ("&g=2024-02", {}, "malformed", "/jci", "no full day"),
        ("&g=2024-02-20", {"log_size": "1"}, "inside_instrument", "/log_size", "nearest"),
    ],
)
def test_a_reference_that_contradicts_the_question_is_an_error(
    jci: str, asked: dict[str, str], code: str, pointer: str, told: str
) -> None:
    answer = ask(f"jci1.3:c:{REGULATION}{jci}", **asked)
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["code"], error["pointer"]) == (422, code, pointer)
    assert told in error["detail"]


@pytest.mark.parametrize("regulation", ["BWBR0031616", "BWBR0007777", "BWBR0009999"])
def test_a_regulation_that_no_licence_cites_is_told_with_the_nearest(regulation: str) -> None:
    answer = ask(f"jci1.3:c:{regulation}")
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["code"]) == (404, "unknown_regulation")
    near = error["detail"].partition(";")[2]
    assert REGULATION in near
    assert regulation not in near


def test_of_several_licences_that_cite_it_the_lines_are_listed() -> None:
    found = ask("jci1.3:c:BWBR0024139&g=2024-02-20").json()
    LicencesAnswer.model_validate(found)
    assert [one["licence"] for one in found["licences"]] == ["NL3", "NL4"]
    page = ask("jci1.3:c:BWBR0024139", limit="1").json()
    assert (len(page["licences"]), page["next"]) == (1, "NL3")
    rest = ask("jci1.3:c:BWBR0024139", limit="1", after="NL3").json()
    assert ([one["licence"] for one in rest["licences"]], rest["next"]) == (["NL4"], None)


def test_a_citation_that_was_misread_counts_until_it_is_corrected() -> None:
    own = case()
    before = str(own.size)
    cites = [{"source": "BWBR0011111"}]
    own.record(correction("c", "two#1", established("NL2", cites=cites)))
    own.record(correction("d", "one", {"cites": cites}))
    assert ask("jci1.3:c:BWBR0031620", own).status_code == 404
    assert ask(f"jci1.3:c:{REGULATION}", own, log_size=before).json()["licence"] == "NL1"
    listed = ask("jci1.3:c:BWBR0011111", own).json()["licences"]
    assert [one["licence"] for one in listed] == ["NL1", "NL2"]


def test_one_that_is_not_yet_there_on_the_day_is_answered_so() -> None:
    found = ask(f"jci1.3:c:{REGULATION}&g=2001-01-01&z=2001-01-01").json()
    assert (found["licence"], found["status"]) == ("NL1", "not_established")


# -- in the terminal, on the built-in record ---------------------------------------------


def test_show_takes_a_reference(built_in_database: str) -> None:
    line = "show 'jci1.3:c:BWBR0031615&g=2024-02-20&z=2024-02-15'"
    done = run(line, built_in_database)
    assert done.exit_code == 0
    assert done.stdout.startswith("NL007")
    assert "on 2024-02-20, as known on 2024-02-15, at log size" in done.stdout
    found = json.loads(run(f"{line} --json", built_in_database).stdout)
    assert found["licence"] == "NL007"
    faulty = run("show jci1.3:c:BWBR0031616", built_in_database)
    assert faulty.exit_code == 2
    assert "BWBR0031615" in faulty.stderr


def test_show_tells_what_was_said_about_a_licence(built_in_database: str) -> None:
    beside = run("show NL002 --valid-on 2025-06-24", built_in_database).stdout
    for told in ("33 transactions", "statements", "reports", "kst-22054-458#2"):
        assert told in beside
    asked = "--valid-on 2025-06-24 --json"
    alone = json.loads(run(f"show NL002 {asked}", built_in_database).stdout)
    LicenceAnswer.model_validate(alone)
    for what, model in (
        ("statements", StatementsAnswer),
        ("reports", ReportsAnswer),
    ):
        found = json.loads(run(f"show {what} NL002 {asked}", built_in_database).stdout)
        model.model_validate(found)
        assert found[what]
        assert run(f"show {what}", built_in_database).exit_code == 0


@pytest.mark.parametrize("known", ["2025-06-23", "2025-06-24"])
def test_show_tells_nothing_that_was_not_said_yet(built_in_database: str, known: str) -> None:
    done = run(f"show NL002 --known-on {known}", built_in_database)
    assert ("33 transactions" in done.stdout) == (known == "2025-06-24")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("show mondiale", "general (algemeen), global (globaal) or individual (individueel)"),
        ("check --licence mondiale --date 2024-01-01", "knows no `mondiale` licences"),
        ("check --licence-kind mondiale --date 2024-01-01", "knows no `mondiale` licences"),
        ("show globale", "`globale` is a kind of licence (`global`)"),
        ("show statements NL02", "did you mean `NL002`"),
    ],
)
def test_a_word_for_kinds_is_no_licence(line: str, told: str, built_in_database: str) -> None:
    done = run(line, built_in_database)
    assert done.exit_code == 2
    assert told in " ".join(done.stderr.split())
    assert "not covered" not in done.stdout + done.stderr
