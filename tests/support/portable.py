"""Portable cases through files: their questions as rows, together that are asked from one place."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from builders import Case
from licence_ledger.api.testing.conformance import cases_in

Json = dict[str, Any]
FOLDER = Path(__file__).parents[1] / "conformance"
COLUMNS = ("verdict", "reason", "decided_by", "depends_on", "required", "covered_by", "assumed")
Judged = Callable[[str, Path, Path, list[str]], list[Json]]
"""The rows of a file of questions, judged against a ledger into another file."""


def cases() -> list[tuple[str, Json]]:
    """The cases that ask about transactions, each with a name."""
    return [
        (f"{path.stem}: {case['name']}", case)
        for path in sorted(FOLDER.glob("*.json"))
        for case in cases_in(path)
        if any("transaction" in question for question in case.get("questions", ()))
    ]


def differences(case: Json, folder: Path, judged: Judged) -> list[Json]:
    """The rows of which a judged file says otherwise than the case expects, each with both."""
    path = folder / "ledger.db"
    ledger = Case(database=str(path))
    sizes = [0, *(ledger.record(act) and ledger.size for act in case["instruments"])]
    ledger.ledger.close()
    found = []
    for number, (seen, questions) in enumerate(_together(case, sizes)):
        source, target = folder / f"{number}.ndjson", folder / f"{number}.out.ndjson"
        source.write_text("".join(json.dumps(q["transaction"]) + "\n" for q in questions))
        rows = judged(f"sqlite:///{path}", source, target, seen)
        pairs = zip(questions, rows, strict=True)
        found += [(row, q["expect"]) for q, row in pairs if not _as_expected(row, q["expect"])]
    return found


def _together(case: Json, sizes: list[int]) -> Iterator[tuple[list[str], list[Json]]]:
    groups: dict[tuple[int, str | None], list[Json]] = {}
    for question in case["questions"]:
        # In a file a field of another name is a column that is carried through.
        if "transaction" in question and question["expect"] != {"error": "unknown_field"}:
            key = sizes[question["after"]], question.get("known_on")
            groups.setdefault(key, []).append(question)
    for (size, known_on), questions in groups.items():
        known = ["--known-on", known_on] if known_on else []
        yield ["--log-size", str(size), *known], questions


def _as_expected(row: Json, expected: Json) -> bool:
    if "error" in expected:
        return str(row["error"]).startswith(f"{expected['error']}: ")
    said = {name: expected[name] for name in COLUMNS if name in expected}
    return {name: row[name] for name in said} == said
