"""Random transactions of which the ledger says yes or no."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
from licence_ledger.projections.batch.compiled_engine import CompiledEngine
from licence_ledger.projections.batch.transactions import Rows
from licence_ledger.projections.kernel.outcomes import Answers
from neutral_rules import PERMIT, Table
from question import ASKED, FACTS, FIRST, LAST

_EPOCH = date(1970, 1, 1).toordinal()


def random_rows(table: Table, count: int, seed: int = 7) -> pa.Table:
    """So many transactions: every other one uniformly random, the rest each random among what some
    permit names, on its days; without these hardly one in a hundred would be covered."""
    chance = np.random.default_rng(seed)
    permits = [rule for rule in table.rules if rule.effect == PERMIT]
    near = np.where(chance.random(count) < 0.5, chance.integers(0, len(permits), count), -1)
    days = chance.integers(FIRST.toordinal(), LAST.toordinal(), count)
    columns = {"licence": chance.integers(0, len(table.licences), count)}
    columns |= {field: chance.integers(0, len(table.values[field]), count) for field in ASKED}
    for number, rule in enumerate(permits):
        of = np.flatnonzero(near == number)
        days[of] = chance.integers(rule.begins, rule.ends, len(of))
        columns["licence"][of] = table.licences.index(rule.licence or "")
        for field in ASKED:
            if named := getattr(rule, field):
                places = np.array([table.values[field].index(value) for value in named])
                columns[field][of] = places[chance.integers(0, len(places), len(of))]
    words = {"licence": table.licences, **table.values}
    said = {name: pa.array(words[name]).take(pa.array(at)) for name, at in columns.items()}
    since = (days - _EPOCH).astype("int32")
    return pa.table({"date": pa.array(since, pa.date32()), **said})


def verdicts(answers: Answers) -> np.ndarray:
    """For each row 1 (covered), 0 (not covered) or -1 (undetermined)."""
    words = {"covered": 1, "not_covered": 0}
    values = np.array([words.get(said.verdict, -1) for said in answers.every], dtype=np.int8)
    found: np.ndarray = values[answers.outcomes]
    return found


def rows_of(rows: pa.Table) -> Rows:
    """A table of transactions as the engine is asked about them: with the facts of all."""
    columns = {name: rows[name].combine_chunks() for name in rows.column_names}
    return Rows(columns, rows.num_rows, FACTS)


def decided_rows(engine: CompiledEngine, table: Table, count: int) -> tuple[pa.Table, int]:
    """So many random transactions that are covered or not, and how many were left out because
    they are neither."""
    rows = random_rows(table, 2 * count)
    decided = verdicts(engine.answers(rows_of(rows))) >= 0
    taken = np.flatnonzero(decided)[:count]
    asked_of = int(taken[-1]) + 1 if len(taken) else 0
    return rows.take(pa.array(taken)), asked_of - len(taken)
