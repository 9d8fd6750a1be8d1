"""Findings for people: the line itself, the words underlined, and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from ...files.lint import Finding

WIDEST = 100
"""The most of a line that is shown; a longer one is cut around the words."""


def findings(
    found: Sequence[Finding], counts: Counter[str], paths: Sequence[Path]
) -> RenderableType:
    """Every finding, and at the end what to do next."""
    shown = [part for one in found for part in _finding(one)]
    return Group(*shown, *_ending(found, counts, paths))


def _finding(one: Finding) -> Iterator[RenderableType]:
    place = f"{one.file}:{one.span.line}:{one.span.column}"
    yield Text.assemble((place, "bold"), "  ", (one.code, "red"), overflow="fold")
    lines = _lines(one.file)
    if one.span.line <= len(lines):
        yield from _excerpt(one, lines[one.span.line - 1])
    yield Padding(Text(one.detail), (0, 0, 1, 2))


def _excerpt(one: Finding, line: str) -> Iterator[RenderableType]:
    """The line with the words underlined; of a long line what is around them."""
    first, last = one.span.column - 1, one.span.end_column - 1
    if one.span.end_line > one.span.line:
        last = len(line.rstrip())
    last = max(min(last, len(line)), first + 1)
    cut = max(0, first - WIDEST // 2) if last > WIDEST else 0
    part = line[cut : cut + WIDEST]
    number = f"{one.span.line:>5} | "
    before = Text(part[: first - cut].replace("\t", " ")).cell_len
    under = max(1, min(Text(part[first - cut : last - cut]).cell_len, WIDEST))
    yield Text(number + part.replace("\t", " "), no_wrap=True, overflow="ellipsis")
    yield Text.assemble(" " * (len(number) + before), ("^" * under, "red"), no_wrap=True)


def _ending(
    found: Sequence[Finding], counts: Counter[str], paths: Sequence[Path]
) -> Iterator[RenderableType]:
    told = ", ".join(f"{counts[word]} {word}" for word in counts) or "no instrument could be read"
    if found:
        yield Text(f"{told}; mend the places above and run lint again")
    else:
        named = " ".join(str(path) for path in paths)
        yield Text(told)
        if counts["sound"]:
            yield Text(f"see what they would change: licence-ledger record {named} --dry-run")
            yield Text(f"record them: licence-ledger record {named}")


@cache
def _lines(file: str) -> list[str]:
    try:
        return Path(file).read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError):
        return []
