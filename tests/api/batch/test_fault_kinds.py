"""Faults of rows grouped by kind."""

from __future__ import annotations

from licence_ledger.api.batch.looking.fault_kinds import fault_kind, fault_kinds

FAULTS = {
    "unknown_country: `Israel` is no country code": 3,
    "unknown_country: `Duitsland` is no country code": 2,
    "malformed: `31-12-2022` is not a full day; unknown_country: `X` is none": 4,
    "line 3 holds no object": 1,
}


def test_the_kind_is_the_code_of_the_first_fault() -> None:
    assert [fault_kind(one) for one in FAULTS] == [
        "unknown_country",
        "unknown_country",
        "malformed",
        "unreadable",
    ]


def test_kinds_come_with_their_rows_those_of_most_first() -> None:
    rows = dict(zip(FAULTS, (9, 4, 5, 1), strict=True))
    found = fault_kinds(FAULTS, rows, 12)
    assert [(one["kind"], one["rows"], one["different"], one["first_row"]) for one in found] == [
        ("unknown_country", 5, 2, 4),
        ("malformed", 4, 1, 5),
        ("more_faults", 2, 0, None),
        ("unreadable", 1, 1, 1),
    ]
