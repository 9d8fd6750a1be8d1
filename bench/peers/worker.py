"""One engine in a process of its own, told what to do a line at a time; it answers in JSON.

`python worker.py MODULE FOLDER` reads `rules` (make the rules ready), `loading`, `loaded` (judge
the rows with and without bringing them into the engine's own form), `alone` (one at a time) and
`answers` (write what came of the rows), until there are no more lines.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

LEAST_SECONDS = 0.5
"""So long one transaction after the other is asked, to tell how many a second."""


class Worker:
    """An engine, the rows that it is asked about, and what it answered last."""

    def __init__(self, module: str, folder: Path) -> None:
        self.module = importlib.import_module(module)
        self.folder = folder
        self.engine: Any = None
        self.loaded: Any = None
        self.found = np.zeros(0, dtype=bool)
        rows = pq.read_table(folder / "rows.parquet").slice(0, self.module.Engine.rows)
        self.own = folder / f"rows-{module}.parquet"
        pq.write_table(rows, self.own, compression="zstd")
        self.count = rows.num_rows
        self.few = [
            {**one, "date": one["date"].isoformat()} for one in rows.slice(0, 5_000).to_pylist()
        ]

    def rules(self) -> dict[str, Any]:
        """Seconds until the rules are ready to be asked."""
        started = time.perf_counter()
        source = self.folder / "ledger.db"
        if self.module.__name__ == "our_ledger":
            self.engine = self.module.Engine(source)
        else:
            self.engine = self.module.Engine(json.loads((self.folder / "rules.json").read_text()))
        return {"seconds": time.perf_counter() - started}

    def loading(self) -> dict[str, Any]:
        """Rows a second, read from a file of Parquet and brought into the engine's own form."""
        self.loaded = None
        started = time.perf_counter()
        self.loaded = self.engine.load(pq.read_table(self.own))
        return self._judged(started)

    def loaded_before(self) -> dict[str, Any]:
        """Rows a second that the engine has in its own form."""
        return self._judged(time.perf_counter())

    def _judged(self, started: float) -> dict[str, Any]:
        self.found = self.engine.judge(self.loaded)
        return {"rate": self.count / (time.perf_counter() - started), "rows": self.count}

    def alone(self) -> dict[str, Any]:
        """Transactions a second, each asked by itself; `differ`: how many were answered otherwise
        than together."""
        asked, differ, started = 0, 0, time.perf_counter()
        while (taken := time.perf_counter() - started) < LEAST_SECONDS:
            place = asked % len(self.few)
            differ += self.engine.one(self.few[place]) != self.found[place]
            asked += 1
        return {"rate": asked / taken, "differ": int(differ)}

    def answers(self) -> dict[str, Any]:
        """Where the answer to each row was written."""
        path = self.folder / f"{self.module.__name__}.npy"
        np.save(path, np.asarray(self.found, dtype=bool))
        return {"path": str(path), "pyarrow": pa.__version__}


def main(module: str, folder: str) -> None:
    """Do what is told, until nothing more is."""
    worker = Worker(module, Path(folder))
    does = {
        "rules": worker.rules,
        "loading": worker.loading,
        "loaded": worker.loaded_before,
        "alone": worker.alone,
        "answers": worker.answers,
    }
    for line in sys.stdin:
        print(json.dumps(does[line.strip()]()), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
