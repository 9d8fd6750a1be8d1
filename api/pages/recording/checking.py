"""A text checked as an instrument: what is wrong with it, and where it stands in the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ....domain.faults import Fault
from ....projections.ledger import Ledger
from ...files.lint import DraftInFile, Finding, judge_all, read_yaml_text
from ...files.placed_yaml import START

SHOWN = 100
"""So many faults are shown at once."""
WIDEST = 160
"""So many letters of a faulty line are shown."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a text came to: `sound`, `refused` or `already recorded`; its one instrument, if it can
    be read; and what is wrong."""

    word: str
    draft: DraftInFile | None
    findings: Sequence[Finding]


@dataclass(frozen=True, slots=True)
class FaultTold:
    """One thing wrong: its place, its line around the faulty words, and what to do."""

    line: int
    column: int
    code: str
    detail: str
    before: str
    words: str
    after: str


def checked_text(ledger: Ledger, text: str) -> Checked:
    """A text judged as recording would judge it, at the head; nothing is written."""
    drafts, findings = read_yaml_text(text)
    if findings and not drafts:
        return Checked("refused", None, findings)
    if len(drafts) != 1 or drafts[0].value is None:
        sentence = (
            f"{len(drafts)} instruments stand here; here they are recorded one by one, or all of "
            "a file with the command `licence-ledger record`"
            if len(drafts) > 1
            else "no instrument stands here; write one, or begin with a form"
        )
        return Checked("refused", None, [Finding("", START, "missing", "", sentence)])
    (judged,) = judge_all(ledger, drafts)
    every = sorted((*findings, *judged.findings), key=lambda one: (one.span.line, one.span.column))
    return Checked("refused" if every else judged.word, drafts[0], every)


def with_faults(text: str, faults: Sequence[Fault]) -> list[Finding]:
    """The places in a text of what recording it was refused for."""
    drafts, findings = read_yaml_text(text)
    return [drafts[0].finding(one) for one in faults] if drafts else list(findings)


def faults_told(text: str, findings: Sequence[Finding]) -> list[FaultTold]:
    """What is wrong, with the faulty lines, as far as it is shown."""
    lines = text.split("\n")
    return [_told(one, lines) for one in findings[:SHOWN]]


def _told(one: Finding, lines: Sequence[str]) -> FaultTold:
    span = one.span
    line = lines[span.line - 1] if 0 < span.line <= len(lines) else ""
    last = span.end_column - 1 if span.end_line == span.line else len(line)
    first = min(span.column - 1, len(line))
    last = max(min(last, len(line)), first)
    cut = max(0, first - WIDEST // 2)
    end = cut + WIDEST
    return FaultTold(
        span.line,
        span.column,
        one.code,
        one.detail,
        ("…" if cut else "") + line[cut:first],
        line[first : min(last, end)],
        line[last:end] + ("…" if len(line) > end else ""),
    )


def for_editor(found: Checked) -> dict[str, Any]:
    """The same for an editor: the outcome, and each fault by its place."""
    shown = [
        {name: value for name, value in one.shown().items() if name != "file"}
        for one in found.findings[:SHOWN]
    ]
    return {"outcome": found.word, "faults": shown}
