"""The law as other engines are given it is the law: they answer as the ledger does.

The table of rules of `bench/peers` is held against the rule function; what is written by hand
for Python and DuckDB runs here, the engines of others where `make bench-peers` installed them.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from asked_rows import random_rows
from compare import ENGINES, OURS, PEERS, agreed, started
from licence_ledger.api.databases import ledger_at
from licence_ledger.domain.over_time.knowledge import Known
from licence_ledger.projections.batch.one_by_one import asked
from neutral_rules import FORBID, PERMIT, Table, covered, table_of
from question import FACTS

BY_HAND = ("python_function", "duckdb_sql")
OF_OTHERS = tuple(name for name in ENGINES if name not in BY_HAND)
CASES = 400


class Asked(NamedTuple):
    """The table of rules, transactions, and the ledger's answers: covered, not, undetermined."""

    table: Table
    rows: pa.Table
    verdicts: list[str]

    def decided(self) -> tuple[pa.Table, np.ndarray]:
        """The transactions that are covered or not, and which are."""
        places = [n for n, one in enumerate(self.verdicts) if one != "undetermined"]
        return self.rows.take(places), np.array([self.verdicts[n] == "covered" for n in places])


@pytest.fixture(scope="module")
def asked_of(built_in_database: str) -> Asked:
    """Random transactions, each asked of the rule function."""
    ledger = ledger_at(built_in_database)
    with ledger.reading() as source:
        history = source.head()
        table = table_of(history)
        rows = random_rows(table, CASES)
        said = [{**FACTS, **one, "date": one["date"].isoformat()} for one in rows.to_pylist()]
        verdicts = [asked(history, Known(), one).decide(one["licence"]).verdict for one in said]
    ledger.close()
    return Asked(table, rows, verdicts)


@pytest.fixture(scope="module")
def folder(asked_of: Asked, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What engines in other processes read."""
    folder: Path = tmp_path_factory.mktemp("peers")
    (folder / "rules.json").write_text(json.dumps(asked_of.table.as_json()))
    pq.write_table(asked_of.decided()[0], folder / "rows.parquet")
    return folder


def test_the_table_says_what_the_ledger_says_wherever_that_says_yes_or_no(asked_of: Asked) -> None:
    rows, ours = asked_of.decided()
    found = [
        covered(asked_of.table.rules, one, one["date"].toordinal()) for one in rows.to_pylist()
    ]
    assert found == list(ours)
    assert CASES // 5 < sum(found) < CASES // 2


def test_the_table_has_prohibitions_exclusions_and_permits_with_and_without_programmes(
    asked_of: Asked,
) -> None:
    rules = asked_of.table.rules
    assert {one.licence for one in rules if one.effect == PERMIT} < set(asked_of.table.licences)
    assert {one.destination for one in rules if one.licence is None} >= {("BY",), ("RU",)}
    assert ("NL009", FORBID, ("F-35",), ("IL",)) in {
        (one.licence, one.effect, one.programme, one.destination) for one in rules
    }


@pytest.mark.parametrize("name", BY_HAND)
def test_what_is_written_by_hand_answers_as_the_ledger(asked_of: Asked, name: str) -> None:
    rows, ours = asked_of.decided()
    engine: Any = import_module(name).Engine(json.loads(json.dumps(asked_of.table.as_json())))
    assert (engine.judge(engine.load(rows)) == ours).all()
    few = [{**one, "date": one["date"].isoformat()} for one in rows.to_pylist()[:20]]
    assert [engine.one(one) for one in few] == list(ours[:20])


@pytest.mark.skipif(not PEERS.exists(), reason="`make bench-peers` installs them")
@pytest.mark.parametrize("name", OF_OTHERS)
def test_an_engine_of_others_answers_as_the_ledger(
    asked_of: Asked, folder: Path, name: str
) -> None:
    with started(name, folder) as peer:
        peer.does("rules")
        judged = peer.does("loading")["rows"]
        assert peer.does("alone")["differ"] == 0
        answers = np.load(peer.does("answers")["path"])
    assert judged > CASES // 3
    assert (answers == asked_of.decided()[1][:judged]).all()


def test_an_engine_that_answers_one_row_otherwise_ends_the_bench(
    asked_of: Asked, folder: Path, tmp_path: Path
) -> None:
    table = asked_of.table.as_json()
    other = {**table, "rules": [one for one in table["rules"] if one["licence"] != "NL009"]}
    (tmp_path / "rules.json").write_text(json.dumps(other))
    pq.write_table(asked_of.decided()[0], tmp_path / "rows.parquet")
    by_hand = BY_HAND[0]
    with (
        started(by_hand, folder, sys.executable) as ours,
        started(by_hand, tmp_path, sys.executable) as theirs,
    ):
        for one in (ours, theirs):
            one.does("rules"), one.does("loading")
        agreed({OURS: ours, "the same": ours})
        with pytest.raises(SystemExit, match="rows otherwise"):
            agreed({OURS: ours, "another": theirs})
