"""What was taken in and is not saved yet is read however much is kept in memory."""

from __future__ import annotations

import random

import pytest
from builders import TODAY, Case, correction, established, excluded, group, instrument
from licence_ledger.projections.storage import stored_source

LICENCES = 20
SOME = [
    *(instrument(f"a{n}", established(f"NL{n}"), group(f"G{n}", "NL")) for n in range(LICENCES)),
    *(instrument(f"b{n}", excluded("IL", licence=f"NL{n}")) for n in range(LICENCES)),
    *(correction(f"c{n}", f"a{n}", {"title": "Another"}) for n in range(LICENCES)),
    *(correction(f"d{n}", f"b{n}#1") for n in range(LICENCES)),
    *(instrument(f"a{n}", established(f"NL{n}"), group(f"G{n}", "NL")) for n in range(3)),
]


@pytest.fixture(autouse=True, params=(1, 5, 50_000))
def _kept(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored_source, "STREAMS_KEPT", request.param)
    monkeypatch.setattr(stored_source, "INSTRUMENTS_KEPT", request.param)


def test_a_set_recorded_whole_is_what_its_instruments_are_one_by_one() -> None:
    alone, whole, parts = Case(), Case(), Case()
    for one in SOME:
        alone.ledger.record(one, "the test")
    recorded = whole.ledger.record_whole(SOME, "the test", TODAY)
    assert [one.already for one in recorded] == [False] * (len(SOME) - 3) + [True] * 3
    assert parts.ledger.record_all(SOME, "the test") == recorded
    assert whole.size == alone.size == parts.size
    assert whole.ledger.store.head() == alone.ledger.store.head() == parts.ledger.store.head()
    assert whole.present("2021-01-01", "NL3") == alone.present("2021-01-01", "NL3")


def test_what_names_what_is_not_there_is_refused_as_ever() -> None:
    mixed = SOME[:LICENCES] + [
        instrument(f"x{n}", excluded("IL", licence=f"NL{n}")) for n in (3, 99)
    ]
    random.Random(1).shuffle(mixed)
    alone, together = Case(), Case()
    refused = [bool(alone.refused(one)) for one in mixed]
    outcomes = together.ledger.record_all(mixed, "the test")
    assert [not hasattr(one, "log_size") for one in outcomes] == refused
    assert any(refused)
    assert together.ledger.store.head() == alone.ledger.store.head()
