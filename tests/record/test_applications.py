"""What the built-in record tells of applications: no more than the letters do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from licence_ledger.projections.ledger import open_ledger
from licence_ledger.projections.register.subjects import Applications
from record_files import instruments_of

RECORD = Path(__file__).parents[2] / "record"
ACTS = ("cdiu-0182267", "cdiu-0184525-0185272", "kst-22054-458-", "ah-2025-2992-applications")


@pytest.fixture(scope="module")
def asked() -> Iterator[Applications]:
    """The instruments that tell of them, and the licences that they name."""
    ledger = open_ledger(
        ":memory:", lambda: date(2026, 11, 21), lambda: datetime(2026, 11, 21, tzinfo=UTC)
    )
    for path in sorted(RECORD.glob("*.yaml")):
        name = path.stem.partition("_")[2]
        if name.startswith(ACTS) and not name.endswith(("revoked", "procedures")):
            for found in instruments_of(path):
                ledger.record(found.content, "the test")
    yield Applications(ledger)
    ledger.close()


@pytest.mark.parametrize(
    ("name", "day", "state", "outcome"),
    [
        ("nl010-replacement-1", "2025-06-23", "decided", "granted"),
        ("nl010-replacement-1", "2025-05-01", "undetermined", "granted"),
        ("nl010-replacement-1", "2025-04-07", "undetermined", None),
        ("nl010-replacements-waiting", "2025-06-23", "in_decision", None),
        ("nl010-replacements-waiting", "2025-09-01", "undetermined", None),
        ("iron-dome-2025-03", "2025-03-31", "decided", "granted"),
        ("refused-night-vision", "2025-06-24", "decided", "refused"),
        ("CDIU0182267", "2025-06-23", "decided", "granted"),
    ],
)
def test_an_application_stands_where_its_letter_says(
    asked: Applications, name: str, day: str, state: str, outcome: str | None
) -> None:
    found = asked.application(name, {"valid_on": day})
    assert (found["state"], found["outcome"]) == (state, outcome)


def test_each_names_its_letter_and_claims_neither_that_it_was_in_time_nor_late(
    asked: Applications,
) -> None:
    listed = asked.applications({"valid_on": "2025-12-01"})["applications"]
    assert len(listed) == 12
    for one in listed:
        found = asked.application(one["application"], {"valid_on": "2025-12-01"})
        assert found["because"][0]["cites"]
        assert found["overdue"] in ("no", "undetermined")
        assert found["decide_by"]["latest"] is None
        assert {each["in_time"] for each in found["decisions"]} <= {"undetermined"}


def test_the_licence_granted_is_the_one_that_was_revoked(asked: Applications) -> None:
    found = asked.application("CDIU0185272", {"valid_on": "2025-07-14"})
    assert [one["licence"] for one in found["decisions"]] == ["NL0074CDIU0185272"]


def test_nothing_of_them_was_known_before_the_letters(asked: Applications) -> None:
    found = asked.application(
        "iron-dome-2025-03", {"valid_on": "2025-04-01", "known_on": "2025-06-23"}
    )
    assert found["state"] == "not_received"
