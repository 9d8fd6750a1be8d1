"""The texts of an instrument held against the gazette's: which stand there, word for word, and of
others what differs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

WORDS_LEAST = 3
"""A text of fewer words is a name, and not looked for."""
_TEXTS_MOST, _WORDS_MOST, _GAZETTE_MOST = 60, 1_500, 40_000
"""So many texts are compared, so many words of each, with so many words of the gazette."""
_OURS = {"note", "reason", "notwithstanding"}
"""What a recorder says himself stands in no gazette."""


@dataclass(frozen=True, slots=True)
class Held:
    """A text of an instrument: where it stands (a JSON pointer), whether the gazette has it word
    for word, and else its words beside the nearest passage: (`same`, `ours` or `theirs`, words)."""

    pointer: str
    text: str
    there: bool
    pieces: Sequence[tuple[str, str]] = ()


def compared_with(content: Mapping[str, Any], gazette: str) -> list[Held]:
    """Every text of an instrument, held against a text of the gazette."""
    theirs = gazette.split()[:_GAZETTE_MOST]
    found = [one for one in _texts(content, "") if len(one[1].split()) >= WORDS_LEAST]
    return [_held(pointer, text, theirs) for pointer, text in found[:_TEXTS_MOST]]


def _texts(value: Any, pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield pointer, value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            if name not in _OURS:
                yield from _texts(inner, f"{pointer}/{name}")
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _texts(inner, f"{pointer}/{place}")


def _held(pointer: str, text: str, theirs: Sequence[str]) -> Held:
    ours = text.split()[:_WORDS_MOST]
    own, other = [_plain(one) for one in ours], [_plain(one) for one in theirs]
    start, shared = _nearest(own, other)
    there = shared == len(own) and other[start : start + len(own)] == own
    if there or not shared:
        return Held(pointer, text, there, () if there else (("ours", text),))
    passage = slice(start, start + len(own))
    return Held(pointer, text, False, list(_pieces(ours, own, theirs[passage], other[passage])))


def _nearest(own: Sequence[str], other: Sequence[str]) -> tuple[int, int]:
    """Where in the gazette as many words of a text stand as anywhere, and how many; of a window as
    long as the text."""
    wanted: dict[str, int] = {}
    for word in own:
        wanted[word] = wanted.get(word, 0) + 1
    inside: dict[str, int] = {}
    best, shared = (0, 0), 0
    for place, word in enumerate(other):
        inside[word] = inside.get(word, 0) + 1
        shared += inside[word] <= wanted.get(word, 0)
        if place >= len(own):
            gone = other[place - len(own)]
            shared -= inside[gone] <= wanted.get(gone, 0)
            inside[gone] -= 1
        start = max(0, place - len(own) + 1)
        exact = shared == len(own) and list(other[start : place + 1]) == list(own)
        if shared > best[1] or exact:
            best = start, shared
        if exact:
            return best
    return best


def _pieces(
    ours: Sequence[str], own: Sequence[str], theirs: Sequence[str], other: Sequence[str]
) -> Iterator[tuple[str, str]]:
    for kind, a, b, c, d in SequenceMatcher(None, own, other, autojunk=False).get_opcodes():
        if kind == "equal":
            yield "same", " ".join(ours[a:b])
            continue
        if b > a:
            yield "ours", " ".join(ours[a:b])
        if d > c:
            yield "theirs", " ".join(theirs[c:d])


def _plain(word: str) -> str:
    """A word as it is compared: without the marks around it, in any case and form."""
    text = unicodedata.normalize("NFKC", word).casefold()
    return re.sub(r"^\W+|\W+$", "", text) or text
