"""This ledger itself: its compiled engine over many, the rule function for one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from asked_rows import rows_of, verdicts
from licence_ledger.api.databases import ledger_at
from licence_ledger.domain.law.evaluation import Evaluation
from licence_ledger.domain.over_time.knowledge import Known
from licence_ledger.domain.questions import read_transaction
from licence_ledger.projections.batch.compiled_engine import CompiledEngine
from licence_ledger.projections.batch.transactions import Rows
from question import FACTS

Json = dict[str, Any]
PORTION = 250_000


class Engine:
    """A ledger with the built-in record, opened and compiled."""

    rows = 1_000_000

    def __init__(self, database: Path) -> None:
        self.ledger = ledger_at(f"sqlite:///{database}")
        with self.ledger.reading() as source:
            self.engine = CompiledEngine(source.head(), Known())
            self.engine.relation.compile_all()
            self.history = source.at(self.ledger.size)
        self.threads = ThreadPoolExecutor(2)

    def load(self, rows: pa.Table) -> list[Rows]:
        """Every transaction as the engine reads it: each text once, and which one a row has;
        portions as large as `evaluate` reads them."""
        starts = range(0, rows.num_rows, PORTION)
        return list(self.threads.map(rows_of, (rows.slice(one, PORTION) for one in starts)))

    def judge(self, rows: list[Rows]) -> np.ndarray:
        """Whether each is covered; with it come the reason, what decided it, whether a licence is
        required at all, and notes."""
        return np.concatenate(list(self.threads.map(self._covered, rows)))

    def _covered(self, rows: Rows) -> np.ndarray:
        covered: np.ndarray = verdicts(self.engine.answers(rows)) == 1
        return covered

    def one(self, transaction: Json) -> bool:
        """Whether one transaction is covered, and with that why and what decides; the whole answer
        is measured by `bench/answers.py`."""
        sound = read_transaction({**transaction, **FACTS}, self.history)
        found = Evaluation(self.history, sound.date, None, sound.given).decide(sound.licence)
        return bool(found.verdict == "covered")
