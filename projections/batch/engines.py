"""Many transactions against the law of their own days.

Two engines, one meaning. `OneByOne` asks the rule function for every different transaction:
for small files, and to be compared with. `CompiledEngine` reads the lines of the law in machine
code and asks the rule function where lines cannot decide. Both answer in the same columns;
`ByNeed` takes the second when it is worth loading.
"""

from __future__ import annotations

import threading

from ...domain.history.history import History
from ...domain.over_time.knowledge import Known
from ..kernel.outcomes import Answers
from .one_by_one import Engine, OneByOne
from .transactions import Rows

FEW_ROWS = 3_000
"""So many rows are asked one by one sooner than the kernel is loaded."""


class ByNeed:
    """One by one while rows are few; the compiled engine from then on."""

    def __init__(self, history: History, known: Known) -> None:
        self.history = history
        self.known = known
        self._engine: Engine = OneByOne(history, known)
        self._asked = 0
        self._lock = threading.Lock()

    def answers(self, rows: Rows) -> Answers:
        """The answer to each row."""
        with self._lock:
            before, self._asked = self._asked, self._asked + rows.count
            if before <= FEW_ROWS < self._asked:
                from .compiled_engine import CompiledEngine  # loading the compiler takes a second

                self._engine = CompiledEngine(self.history, self.known)
            engine = self._engine
        return engine.answers(rows)
