"""Watches come along when a ledger is copied, as they stand, where the law is the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders import NOW, TODAY, Case, established, excluded, instrument
from licence_ledger.projections.copying import copied
from licence_ledger.projections.watching.carrying import CarriedWatch, carried_watches
from licence_ledger.projections.watching.reports import ReportBetween, WatchReports
from licence_ledger.projections.watching.watches import Watches

US = {"activity": "export", "destination": "US", "licence": "NL1"}
MINE = [{"label": "order 1", **US}, {**US, "destination": "FR", "date": "2026-12-01"}]


def at(folder: Path, name: str) -> Case:
    """The ledger in a file."""
    return Case(database=str(folder / name))


def copy(folder: Path, source: str = "one.db", target: str = "two.db") -> list[CarriedWatch]:
    """Copy a ledger into another, as the command does; what came of its watches."""
    places = (str(folder / source), str(folder / target))
    list(copied(*places, lambda: TODAY))
    return list(carried_watches(*places, lambda: TODAY, lambda: NOW))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a ledger in `one.db`, with a watch that was reported once."""
    case = at(tmp_path, "one.db").record(instrument("a", established()))
    watches = Watches(case.ledger)
    watches.add("mine", MINE, "ann", "the secret")
    watches.add("gone", [US], "bob", "another")
    watches.remove("gone", "bob")
    case.record(instrument("b", excluded("FR", from_="2026-01-01")))
    watches.reported("mine", case.size, "ann")
    case.record(instrument("c", excluded("US", from_="2027-01-01")))
    case.ledger.close()
    return tmp_path


def test_a_watch_comes_along_as_it_stands_and_tells_the_same(folder: Path) -> None:
    assert copy(folder) == [CarriedWatch("mine", "carried")]
    one, two = (Watches(at(folder, name).ledger) for name in ("one.db", "two.db"))
    (theirs,), (ours,) = one.every(), two.every()
    assert theirs == ours
    assert list(one.questions(theirs)) == list(two.questions(ours)) == MINE
    for between in (ReportBetween(), ReportBetween(theirs.added_size, None, "2026-01-01")):
        was, found = (WatchReports(one).report("mine", between) for one in (one, two))
        assert was == found and found["changed"]


def test_it_is_carried_back_and_what_was_reported_meanwhile_with_it(folder: Path) -> None:
    copy(folder)
    assert copy(folder) == [CarriedWatch("mine", "already there")]
    two = at(folder, "two.db")
    Watches(two.ledger).reported("mine", two.size, "ann")
    two.ledger.close()
    assert copy(folder, "two.db", "one.db") == [CarriedWatch("mine", "carried")]
    case = at(folder, "one.db")
    assert Watches(case.ledger).watch("mine").log_size == case.size
    assert copy(folder, "two.db", "one.db") == [CarriedWatch("mine", "already there")]


def test_where_the_law_is_another_it_is_left_and_told(folder: Path) -> None:
    at(folder, "two.db").record(instrument("first", established("NL2"))).ledger.close()
    (left,) = copy(folder)
    assert (left.watch, left.outcome) == ("mine", "left")
    assert "the log there is another one" in left.said
    assert Watches(at(folder, "two.db").ledger).every() == []


def test_another_watch_of_the_same_name_stays(folder: Path) -> None:
    list(copied(str(folder / "one.db"), str(folder / "two.db"), lambda: TODAY))
    theirs = Watches(at(folder, "two.db").ledger)
    kept = theirs.add("mine", [US], "eve", "hers")
    (left,) = copy(folder)
    assert left.outcome == "left" and "is kept already" in left.said
    assert theirs.watch("mine") == kept
