"""What a question at a size reads is what stands at that size, whoever wrote the index."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from builders import Case, change, established, excluded, instrument, judgment
from dossier_cases import judged
from licence_ledger.domain.faults import LedgerError
from licence_ledger.domain.history.sources import NEAR
from licence_ledger.projections.dossier.dossiers import Dossiers
from licence_ledger.projections.proof.keys import passing_key
from licence_ledger.projections.proof.proofs import Proofs
from licence_ledger.projections.register.claims import Claims
from licence_ledger.projections.register.search import Search
from licence_ledger.projections.storage import lookups
from licence_ledger.projections.storage.sqlite import connection, index

Json = dict[str, Any]
KEY = passing_key()
MANY = range(NEAR + 1)


@pytest.fixture(name="path")
def _path(tmp_path: Path) -> Path:
    path = tmp_path / "a.db"
    Case(*acts(0, 4), database=str(path)).ledger.close()
    return path


def acts(start: int, end: int) -> Iterator[Json]:
    for n in range(start, end):
        said = change("statement_recorded", about=f"NL{n}", says="so", by="them")
        goods = [{"goods": [f"ML{n + 1}"]}]
        yield instrument(f"a{n}", established(f"NL{n}", permits=goods), said)
        yield instrument(f"b{n}", excluded("IL", licence=f"NL{n}"))


def answers(case: Case) -> str:
    """All that is listed and looked up, as text that can be compared."""
    claims = Claims(case.ledger)
    found: list[Any] = [
        case.register.licences({}),
        case.register.instruments({}),
        case.register.instruments({"log_size": "10"}),
        case.register.instruments({"recorded_until": "2030-01-01T00:00:00Z"}),
        claims.statements({}),
        claims.statements({}, "NL3"),
        claims.statements({}, by="them"),
        Search(case.ledger).search("act b2", {}),
        Search(case.ledger).search("NL3", {"log_size": "10"}),
        [case.register.licence(f"NL{n}", {}) for n in range(3)],
    ]
    with case.ledger.reading() as source:
        found += [source.home_at("b5#1", source.size), source.home_at("b5#1", 15)]
        found += [
            source.words_at("goods", source.size),
            source.subjects_like_at("licence", "NL", source.size),
        ]
        found += [
            source.instruments_like_at("a", source.size),
            source.mentioned_like_at("statement", "N", source.size),
        ]
        found += [source.last_recorded_at, source.completions_at(source.size)]
    return json.dumps(found)


def test_a_second_process_that_opens_the_file_changes_no_answer(path: Path) -> None:
    here = Case(database=str(path))
    here.record(*acts(4, 6))
    before = answers(here)
    Case(database=str(path)).ledger.close()
    assert answers(here) == before == answers(Case(database=str(path)))


def test_lists_stay_whole_while_another_process_records_and_brings_the_index_forward(
    path: Path,
) -> None:
    here = Case(database=str(path))
    for n in range(4, 12):
        writer = Case(*acts(n, n + 1), database=str(path))
        if n % 3:
            writer.ledger.close()
        else:
            assert answers(here)  # what it brings forward is in the tail here
            writer.ledger.close()
        assert answers(here) == answers(Case(database=str(path)))


def test_a_dossier_holds_though_another_process_brought_the_index_forward(path: Path) -> None:
    here = Case(database=str(path))
    order = change(
        "court_amendment_ordered",
        **{"licence": "NL1", "from_": "2018-02-01", "order": "cease", "destinations": ["TR"]},
    )
    here.record(judgment("court", order))
    here.record(instrument("carried-out", excluded("TR", from_="2018-03-01", ordered_by="court#1")))
    Case(database=str(path)).ledger.close()
    question = {"licence": "NL1", "from": "2020-01-01", "until": "2020-01-05"}
    found = Dossiers(Proofs(here.ledger, KEY), "x").bag(question, {})
    assert judged(found, KEY).failed is None
    again = Case(database=str(path))
    assert found == Dossiers(Proofs(again.ledger, KEY), "x").bag(question, {})


def test_who_lost_the_race_to_bring_the_index_forward_lets_its_tail_go(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookups, "TAIL_MOST", 6)
    monkeypatch.setattr("licence_ledger.projections.storage.stored_source.TAIL_MOST", 6)
    here = Case(database=str(path))
    for n in range(4, 8):
        Case(*acts(n, n + 1), database=str(path)).ledger.close()
        with here.ledger.reading() as source:
            assert source.unindexed <= 6
    assert answers(here) == answers(Case(database=str(path)))


def test_a_read_waits_for_no_writer(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is to be brought forward, a question opens no transaction to write."""
    monkeypatch.setattr("licence_ledger.projections.storage.stored_source.TAIL_MOST", 2)
    monkeypatch.setattr(connection, "LOCK_TIMEOUT", 5)
    here = Case(database=str(path))
    there = Case(*acts(4, 7), database=str(path))
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        started = time.monotonic()
        assert here.size == there.size
        assert answers(here) == answers(there)
        assert time.monotonic() - started < 2
        other.execute("ROLLBACK")
    other.close()


# -- made again ----------------------------------------------------------------------------


def test_answers_stay_as_they_are_at_every_step_of_a_rebuild(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookups, "TAIL_MOST", 3)
    here, there = Case(database=str(path)), Case(database=str(path))
    before, steps = answers(here), []

    def look(count: int) -> None:
        steps.append(count)
        assert answers(here) == before
        assert answers(Case(database=str(path))) == before

    there.ledger.rebuild(look)
    assert len(steps) > 3
    assert answers(here) == answers(there) == answers(Case(database=str(path))) == before


def test_what_is_recorded_during_a_rebuild_is_in_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookups, "TAIL_MOST", 3)
    here, there = Case(database=str(path)), Case(database=str(path))
    more = iter(range(4, 6))

    def record(count: int) -> None:
        if (n := next(more, None)) is not None:
            Case(*acts(n, n + 1), database=str(path)).ledger.close()

    there.ledger.rebuild(record)
    assert here.size == there.size == 6 * 4 + 6
    assert answers(here) == answers(there) == answers(Case(database=str(path)))


def test_a_rebuild_killed_half_way_is_never_read(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookups, "TAIL_MOST", 3)
    here, there = Case(database=str(path)), Case(database=str(path))
    before = answers(here)

    def killed(count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        there.ledger.rebuild(killed)
    assert answers(here) == answers(there) == answers(Case(database=str(path))) == before
    Case(database=str(path)).ledger.rebuild(lambda count: None)
    assert answers(here) == answers(Case(database=str(path))) == before


def test_two_rebuilds_at_once_end_in_one_whole_index(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookups, "TAIL_MOST", 3)
    one, other = Case(database=str(path)), Case(database=str(path))
    before, second = answers(one), iter([True])

    def meanwhile(count: int) -> None:
        if next(second, False):
            other.ledger.rebuild(lambda count: None)

    with pytest.raises(LedgerError, match="another rebuild"):
        one.ledger.rebuild(meanwhile)
    assert answers(one) == answers(other) == answers(Case(database=str(path))) == before


def test_an_index_of_a_newer_release_is_neither_read_nor_thrown_away(path: Path) -> None:
    before = answers(Case(database=str(path)))
    with sqlite3.connect(path) as newer:
        newer.execute("UPDATE index_state SET version = ?", (index.INDEX_VERSION + 1,))
        newer.execute("UPDATE index_subjects SET name = 'x' || name")
        newer.execute("UPDATE index_words SET written = 'other'")
    newer.close()
    case = Case(database=str(path))
    assert answers(case) == before
    case.record(*acts(4, 5))
    case.ledger.close()
    with sqlite3.connect(path) as newer:
        found = newer.execute("SELECT version FROM index_state").fetchall()
        assert found == [(index.INDEX_VERSION + 1,)]
        names = newer.execute("SELECT name FROM index_subjects ORDER BY name").fetchall()
        assert names == [(f"xNL{n}",) for n in range(4)]
    newer.close()


def near(case: Case, size: int) -> list[list[str]]:
    """The names near one, of each kind, at a size."""
    with case.ledger.reading() as book:
        return [
            book.subjects_like_at("licence", "NL3", size),
            book.instruments_like_at("b", size),
            book.mentioned_like_at("statement", "NL3", size),
        ]


def test_names_near_one_are_those_of_the_size_however_many_came_later(path: Path) -> None:
    """More than are looked at stand between, of which the index has none, some, all."""
    case = Case(database=str(path))
    before, size = near(case, case.size), case.size
    said = [change("statement_recorded", about=f"NL2{n:03}", says="so", by="them") for n in MANY]
    case.record(instrument("many", *(established(f"NL2{n:03}") for n in MANY), *said))
    case.record(*(instrument(f"ab{n:03}", excluded("IL", licence="NL1")) for n in MANY))
    found = [near(one, size) for one in (case, Case(database=str(path)))]
    case.ledger.close()
    found += [near(Case(database=str(path)), size), near(Case(*acts(0, 4)), size)]
    assert found == [before] * 4 and all(before)
