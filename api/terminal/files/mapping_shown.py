"""What was understood of a file, as a table for people, and as JSON for programs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ...batch.mapping.file_mapping import FieldRead, FileMapping
from ...batch.meanings.meaning import Meaning
from ..tables.layout import AnswerTable, Shown, stacked

Json = dict[str, Any]
MOST_OPEN = 20
"""So many open questions are shown; all of them stand in the mapping."""


def mapping_shown(mapping: FileMapping, path: Path, file: str) -> Shown:
    """Each field with its column and how much of it is known, what is open, and what to do next."""
    fields = AnswerTable("field", "column", "read", "words", "open", "faulty rows")
    for name, one in mapping.fields.items():
        open_here = sum(meaning.is_open for meaning in (*one.forms.values(), *one.values.values()))
        words = str(len(one.values)) if one.values else ""
        faulty = sum(one.faulty.values())
        fields.add(
            name, one.column.means, _how(one), words, str(open_here or ""), str(faulty or "")
        )
    read = [f"{pointer[6:]}: {one.means} ({one.why})" for pointer, one in mapping.read.answers()]
    parts: list[Shown] = [*mapping.notes, *read, "", fields]
    questions = mapping.open_questions()
    if questions:
        parts += ["", f"open: {len(questions)}", *(f"  {one}" for one in questions[:MOST_OPEN])]
        if len(questions) > MOST_OPEN:
            parts.append(f"  and {len(questions) - MOST_OPEN} more")
    return stacked(*parts, "", f"written: {path}", _next(bool(questions), path, file))


def _how(one: FieldRead) -> str:
    if one.forms:
        return ", ".join(dict.fromkeys(meaning.means for meaning in one.forms.values()))
    return "as it stands" if one.as_written else "by its words"


def _next(is_open: bool, path: Path, file: str) -> str:
    said = f"licence-ledger evaluate {file} --mapping {path} -o judged.csv"
    return f"answer what is open there, then: {said}" if is_open else f"next: {said}"


def mapping_as_json(mapping: FileMapping) -> Json:
    """The mapping with how often each word occurs and how sure it is, and what is open."""
    return {
        **mapping.shown(),
        "notes": list(mapping.notes),
        "open": mapping.open_questions(),
        "understood": {pointer: _meaning(one) for pointer, one in mapping.answers()},
        "faulty": {name: dict(one.faulty) for name, one in mapping.fields.items() if one.faulty},
        "carried": [n for n in mapping.names if n not in mapping.columns().values()],
    }


def _meaning(one: Meaning) -> Json:
    return {"means": one.means, "why": one.why, "may_be": list(one.may_be), "rows": one.rows}
