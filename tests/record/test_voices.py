"""Who speaks in the record, and that nobody says what the editors remark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from licence_ledger.api.files.built_in import built_in
from licence_ledger.domain.history.changes import Change
from licence_ledger.projections.ledger import open_ledger

OFFICES = {
    "Minister van Buitenlandse Zaken",
    "Minister voor Buitenlandse Handel en Ontwikkelingssamenwerking",
    "Minister voor Buitenlandse Handel en Ontwikkelingshulp",
    "Staatssecretaris Buitenlandse Handel",
    "Staatssecretaris van Economische Zaken",
    "Staatssecretaris van Economische Zaken, Landbouw en Innovatie",
    "Regering",
    "Dutch government (the issuing minister is not known)",
    "CDIU, for the minister",
    "Rijksoverheid",
}
"""The Dutch offices, each in the one form in which the record names it."""
_OFFICE = re.compile(r"minister|staatssecretaris|government|regering|rijksoverheid", re.IGNORECASE)
_REMARK = re.compile(r"\([^()]*\b(says|elsewhere|fits?|are|recorded|our)\b[^()]*\)")
"""Brackets in which somebody remarks on what is said."""


@pytest.fixture(scope="module")
def record() -> Iterator[tuple[list[dict[str, Any]], list[Change]]]:
    """The instruments and the changes of the built-in record, as they read."""
    noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    ledger = open_ledger(":memory:", noon.date, lambda: noon)
    for found in built_in():
        ledger.record(found.content, "built-in")
    with ledger.reading() as book:
        history = book.head()
        names = [found.content["instrument"] for found in built_in()]
        read = [one for name in names if (one := history.instrument(name))]
        changes = [c for one in read for name in one.changes if (c := history.change(name))]
        yield [dict(one.content) for one in read], changes
    ledger.close()


def test_an_office_is_named_in_one_form(record: Any) -> None:
    instruments, changes = record
    speakers = {one["issued_by"] for one in instruments}
    speakers |= {one.content["by"] for one in changes if "by" in one.content}
    speakers |= {
        value["value"]
        for one in changes
        if one.content.get("policy") == "minister-for-export-control"
        for value in one.content["values"]
    }
    offices = {one for name in speakers for one in name.split(" and ") if _OFFICE.search(one)}
    assert {one for one in offices if not one.startswith("Government of")} - OFFICES == set()


def test_no_remark_of_the_editors_stands_in_another_s_mouth(record: Any) -> None:
    said = {one.id: one.content["says"] for one in record[1] if "says" in one.content}
    remarks = {name for name, says in said.items() if _REMARK.search(says)}
    assert remarks == set()


def test_what_the_editors_remarked_is_a_note(record: Any) -> None:
    by_name = {one.id: one.content for one in record[1]}
    assert by_name["kst-22054-458#2"]["says"] == "NL002 was used 37 times in the past year."
    assert by_name["kst-22054-458#2"]["note"] == "The government says 33."
