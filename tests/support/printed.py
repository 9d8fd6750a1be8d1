"""What a terminal shows, read back: a text that was wrapped in its column is found whole."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

PICTURES = 0x2400
WRAPPED = 200
"""In an output that is wider than this nothing was wrapped."""


def as_shown(said: str) -> str:
    """A text as it must be shown: what cannot be seen made visible, by Unicode's categories."""
    return "".join(map(_seen, said))


def _seen(character: str) -> str:
    code = ord(character)
    if unicodedata.category(character) not in ("Cc", "Cf", "Zl", "Zp", "Cs"):
        return character
    if code < 0x20 or code == 0x7F:
        return chr(PICTURES + min(code, 0x21))
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def shows(output: str, said: str) -> bool:
    """Whether an output shows a text whole, wrapped at most, within a column of it."""
    wanted = _squeezed(as_shown(said))
    return any(wanted in read for read in _readings(output))


def _squeezed(said: str) -> str:
    return re.sub(r"\s", "", said)


def _readings(output: str) -> Iterator[str]:
    """The output read line by line, and down every column that begins somewhere in it."""
    yield _squeezed(output)
    lines = [line.rstrip() for line in output.splitlines()]
    if max(map(len, lines), default=0) > WRAPPED:
        return
    starts = sorted({m.end() for line in lines for m in re.finditer(r"^|\s\s+", line)})
    for place, first in enumerate(starts):
        for last in (*starts[place + 1 :], None):
            yield _squeezed("".join(line[first:last] for line in lines))
