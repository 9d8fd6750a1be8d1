"""What follows from the log never disagrees with it, and can always be thrown away."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from builders import Case, established, excluded, instrument
from examples import examples
from histories import ASKED_DAYS, LICENCES, PUBLISHED, histories, transactions
from hypothesis import given, settings
from hypothesis import strategies as st
from licence_ledger.domain.history.history import History
from licence_ledger.domain.law.evaluation import Evaluation
from licence_ledger.domain.law.evaluation_answer import evaluation
from licence_ledger.domain.law.groups import Groups, group_answer
from licence_ledger.domain.law.licence_answer import licence_state
from licence_ledger.domain.law.requirements import requirement_answer
from licence_ledger.domain.law.running import Seen
from licence_ledger.domain.vocabulary.dates import day
from licence_ledger.projections.storage.sqlite.index import INDEX_VERSION
from replaying import replayed

Json = dict[str, Any]


def answers(history: History, transaction: Json, on: str, known_on: str | None) -> str:
    """Every kind of answer from a history, as text that can be compared."""
    known = day(known_on) if known_on else None
    seen = Seen(history, day(on), known)
    given_ = {k: v for k, v in transaction.items() if k not in ("date", "licence")}
    found: list[Any] = [
        evaluation(Evaluation(history, day(on), known, given_), name) for name in (*LICENCES, None)
    ]
    found += [licence_state(name, seen) for name in LICENCES]
    found += [group_answer(Groups(seen), name) for name in ("EU", "ALLIES")]
    found += [requirement_answer(name, seen) for name in history.subjects("requirement")]
    found += [history.subjects("licence"), history.subjects("licence", "NLX1", 1)]
    found += [sorted(history.words("goods")), [c.id for c in history.completions()]]
    return json.dumps(found)


@settings(max_examples=examples(40), deadline=None)
@given(
    histories(),
    transactions(),
    st.sampled_from(ASKED_DAYS),
    st.sampled_from((None, *PUBLISHED)),
    st.data(),
)
def test_the_index_never_disagrees_with_a_replay_from_the_events(
    acts: list[Json], transaction: Json, on: str, known_on: str | None, data: st.DataObject
) -> None:
    case = Case()
    for act in acts:
        case.recorded([act])
        if data.draw(st.integers(0, 3)) == 0:
            with case.ledger.reading() as book:
                book.bring_forward()
    whole = replayed(case)
    with case.ledger.store.stored() as stored:
        ends = [0, *(head[0] for page in stored.heads() for head in page)]
    for size in (whole.size, data.draw(st.sampled_from(ends))):
        with case.ledger.reading() as book:
            stored = answers(book.at(size), transaction, on, known_on)
        assert stored == answers(whole.at(size), transaction, on, known_on)


def sixty() -> list[Json]:
    acts = []
    for number in range(30):
        acts.append(instrument(f"a-{number}", established(f"NL{number}")))
        acts.append(instrument(f"b-{number}", excluded("IL", licence=f"NL{number}")))
    return acts


def recorded(path: Path) -> Case:
    return Case(*sixty(), database=str(path))


def index_rows(path: Path) -> dict[str, list[Any]]:
    with sqlite3.connect(path) as connection:
        tables = [
            name
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'index_%'"
            )
        ]
        # How the words of all records are kept is SQLite's own matter: `verify` compares them.
        read = [name for name in tables if not name.startswith("index_full_text")]
        return {t: sorted(connection.execute(f"SELECT * FROM {t}").fetchall()) for t in read}


def test_a_rebuild_makes_the_same_rows_again(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    case = recorded(path)
    before = case.licence("2020-01-01", "NL7")
    case.ledger.close()
    rows = index_rows(path)
    assert rows["index_state"] == [(1, 120, INDEX_VERSION)]
    again = Case(database=str(path))
    told: list[int] = []
    again.ledger.rebuild(told.append)
    assert sum(told) == 120
    assert again.licence("2020-01-01", "NL7") == before
    again.ledger.close()
    assert index_rows(path) == rows


@pytest.mark.parametrize("behind", [0, 44, 118])
def test_an_index_left_behind_by_a_kill_goes_on_from_where_it_stands(
    tmp_path: Path, behind: int
) -> None:
    """The rows of the log are there, those of the index only up to a point."""
    whole, path = tmp_path / "whole.db", tmp_path / "a.db"
    recorded(whole).ledger.close()
    rows = index_rows(whole)
    acts = sixty()
    Case(*acts[: behind // 2], database=str(tmp_path / "begun.db")).ledger.close()
    killed = Case(*acts[behind // 2 :], database=str(tmp_path / "begun.db"))
    killed.ledger.store.copy_to(path)
    assert index_rows(path)["index_state"] == [(1, behind, INDEX_VERSION)]
    again = Case(database=str(path))
    assert again.size == 120
    assert again.verdict("2020-01-01", "NL29", activity="export", destination="IL")[1] == "excluded"
    again.ledger.close()
    assert index_rows(path) == rows


def test_an_index_of_another_version_is_made_again(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    recorded(path).ledger.close()
    rows = index_rows(path)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE index_state SET version = 0")
        connection.execute("DROP TABLE index_words")
    Case(database=str(path)).ledger.close()
    assert index_rows(path) == rows


def test_nothing_reads_the_whole_log_to_answer_about_one_licence(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    recorded(path).ledger.close()
    case = Case(database=str(path))
    read: list[str] = []
    store = case.ledger.store
    rows_of = store.rows_of

    def counted(streams: Sequence[str], size: int) -> Any:
        read.extend(streams)
        return rows_of(streams, size)

    store.rows_of = counted  # type: ignore[method-assign]
    case.licence("2020-01-01", "NL7")
    assert {name for name in read if name.startswith("licence/")} == {"licence/NL7"}
    assert set(read) <= {"licence/NL7", "instrument/a-7", "instrument/b-7"}


def test_two_readers_of_one_file_both_stay_fresh(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    writer = Case(instrument("a", established()), database=str(path))
    readers = [Case(database=str(path)) for _ in range(2)]
    for number, country in enumerate(("IL", "TR", "QA")):
        writer.record(instrument(f"b{number}", excluded(country)))
        if number == 1:
            with writer.ledger.reading() as book:
                book.bring_forward()
        for reader in readers:
            assert reader.size == writer.size
            found = reader.verdict("2020-01-01", activity="export", destination=country)
            assert found == ("not_covered", "excluded")
