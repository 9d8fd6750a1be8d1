"""Findings for people: the line itself, the words underlined, and what to do."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from ...files.lint import Finding
from ...files.pack_folders import is_pack
from .layout import Fitted, Shown, indented, one_line, stacked, unbroken
from .texts import joined, text

WIDEST, NUMBER = 100, 8
"""The most of a line that is shown; a longer one is cut around the words. How wide the number
before it is."""


def findings_shown(found: Sequence[Finding], counts: Counter[str], paths: Sequence[Path]) -> Shown:
    """Every finding, and at the end what to do next."""
    shown = [part for one in found for part in _finding(one)]
    return stacked(*shown, *_ending(found, counts, paths))


def _finding(one: Finding) -> Iterator[Shown]:
    place = f"{one.file}:{one.span.line}:{one.span.column}"
    yield unbroken(joined((place, "bold"), "  ", (one.code, "red")))
    lines = _lines(one.file)
    if one.span.line <= len(lines):
        line = lines[one.span.line - 1]
        yield Fitted(lambda room: stacked(*_excerpt(one, line, min(WIDEST, room - NUMBER))))
    yield indented(one.detail, below=1)


def _excerpt(one: Finding, line: str, widest: int) -> Iterator[Shown]:
    """The line with the words underlined; of a long line what is around them."""
    first, last = one.span.column - 1, one.span.end_column - 1
    if one.span.end_line > one.span.line:
        last = len(line.rstrip())
    last = max(min(last, len(line)), first + 1)
    cut = max(0, first - widest // 2) if last > widest else 0
    number, part = f"{one.span.line:>5} | ", line[cut : cut + widest].rstrip("\r")
    before = text(part[: first - cut]).cell_len
    under = max(1, min(text(part[first - cut : last - cut]).cell_len, widest))
    yield one_line(joined(number, part))
    yield one_line(joined(" " * (len(number) + before), ("^" * under, "red")))


def _ending(
    found: Sequence[Finding], counts: Counter[str], paths: Sequence[Path]
) -> Iterator[Shown]:
    told = ", ".join(f"{counts[word]} {word}" for word in counts) or "no instrument could be read"
    if found:
        yield text(f"{told}; mend the places above and run lint again")
    else:
        named = shlex.join(str(path) for path in paths)
        yield text(told)
        if counts["sound"] and all(map(is_pack, paths)):
            packs = " ".join(f"--pack {shlex.quote(str(path))}" for path in paths)
            yield text(f"record it: licence-ledger record {packs}")
        elif counts["sound"]:
            yield text(f"see what they would change: licence-ledger record {named} --dry-run")
            yield text(f"record them: licence-ledger record {named}")


@cache
def _lines(file: str) -> list[str]:
    try:
        return Path(file).read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError):
        return []
