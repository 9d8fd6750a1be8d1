"""ZEN Engine: a decision table a licence, whose first row that matches decides."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pyarrow as pa
import zen
from rows_read import context, contexts

Json = dict[str, Any]
FIELDS = ("activity", "goods", "origin", "destination", "programme")


class Engine:
    """Decisions as the engine has them ready."""

    rows = 10_000

    def __init__(self, table: Json) -> None:
        graphs = {licence: decision_of(licence, table) for licence in table["licences"]}
        self.engine = zen.ZenEngine({"loader": {"type": "static", "content": graphs}})

    def load(self, rows: pa.Table) -> list[Json]:
        """Every transaction as a request: which decision, and its context."""
        return [{"key": licence, "context": said} for licence, said in contexts(rows)]

    def judge(self, rows: list[Json]) -> np.ndarray:
        """Whether each is covered."""
        found = self.engine.evaluate_batch(rows)
        return np.array([one["data"]["result"]["covered"] for one in found], dtype=bool)

    def one(self, transaction: Json) -> bool:
        """Whether one transaction is covered."""
        told = self.engine.evaluate(transaction["licence"], context(transaction))
        return bool(told["result"]["covered"])


def decision_of(licence: str, table: Json) -> Json:
    """The graph of one licence: what comes in, one table, what goes out."""
    own = [one for one in table["rules"] if one["licence"] in (None, licence)]
    own.sort(key=lambda one: one["effect"])
    rows = [_row(number, one) for number, one in enumerate(own)]
    rows.append({"_id": "otherwise", "covered": "false", "day": "", **dict.fromkeys(FIELDS, "")})
    columns = [{"id": name, "name": name, "field": name} for name in ("day", *FIELDS)]
    content = {
        "hitPolicy": "first",
        "inputs": columns,
        "outputs": [{"id": "covered", "name": "covered", "field": "covered"}],
        "rules": rows,
    }
    return {
        "nodes": [
            {"id": "in", "name": "in", "type": "inputNode", "position": {"x": 0, "y": 0}},
            {
                **{"id": "table", "name": licence, "type": "decisionTableNode"},
                **{"content": content, "position": {"x": 1, "y": 0}},
            },
            {"id": "out", "name": "out", "type": "outputNode", "position": {"x": 2, "y": 0}},
        ],
        "edges": [
            {"id": "1", "sourceId": "in", "targetId": "table", "type": "edge"},
            {"id": "2", "sourceId": "table", "targetId": "out", "type": "edge"},
        ],
    }


def _row(number: int, rule: Json) -> dict[str, str]:
    """A rule as a row: an empty cell matches anything, one with several values any of them."""
    covered = json.dumps(rule["effect"] == "permit")
    days = f"[{rule['begins']}..{rule['ends']})"
    cells = {field: ", ".join(map(json.dumps, rule[field] or ())) for field in FIELDS}
    return {"_id": str(number), "covered": covered, "day": days, **cells}
