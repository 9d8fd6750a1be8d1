"""Words as they are looked for: small letters and digits, without accents.

A name in several parts (`F-35`, `5A002.a`) is found by its parts and as one word (`f35`), whichever
way it is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, pairwise
from unicodedata import combining, normalize

LONG = 4
"""So many letters tell a word from others that begin with them."""
_CHUNK = re.compile(r"\S+")
_ASCII_WORD = re.compile(r"[0-9a-z]+")
_KEPT, _SHORT = 1 << 16, 64
"""So many chunks of text are remembered with their words, each of at most so many letters."""

Term = tuple[tuple[str, ...], ...]
"""What is looked for in one place: ways to say it, each with all the words that it has."""


def plain_words(text: str) -> list[str]:
    """The words of a text, in small letters and without accents."""
    if text.isascii():
        return _ASCII_WORD.findall(text.lower())
    plain = normalize("NFKD", text).casefold()
    return "".join(
        letter if letter.isalnum() else "" if combining(letter) else " " for letter in plain
    ).split()


class _Remembered(dict[str, tuple[str, ...]]):
    """The words of texts that are met again and again: short ones are remembered."""

    def __init__(self, words_in: Callable[[str], Iterable[str]]) -> None:
        super().__init__()
        self._words_in = words_in

    def __missing__(self, text: str) -> tuple[str, ...]:
        words = tuple(self._words_in(text))
        if len(text) <= _SHORT:
            if len(self) >= _KEPT:
                self.clear()
            self[text] = words
        return words


def found_words(text: str) -> Iterator[str]:
    """The words by which a text is found: its own, and of those in several parts any two that
    follow each other, and all of them, as one."""
    return chain.from_iterable(map(_of_chunk, text.split()))


def words_of_name(name: str) -> set[str]:
    """The same of a name without spaces that is met only once. Of one that ends in `#` and a number
    the beginning is remembered, since it is met in turn with others."""
    before, _, number = name.rpartition("#")
    if number.isdecimal() and number.isascii():
        words, last, whole = _begun(before)
        if words:
            return {*words, number, last + number, whole + number}
    words, _, whole = _begun(name)
    return {*words, whole} if words else set()


@lru_cache(16)
def _begun(chunk: str) -> tuple[tuple[str, ...], str, str]:
    """The words of the beginning of a longer text, but not all as one; the last, and all as one."""
    words = plain_words(chunk)
    if len(words) == 1:
        return (words[0],), words[0], words[0]
    joined = (one + then for one, then in pairwise(words))
    return (*words, *joined), words[-1] if words else "", "".join(words)


def _found_in(chunk: str) -> list[str]:
    words = plain_words(chunk)
    if len(words) > 1:
        whole = ["".join(words)] if len(words) > 2 else []
        words += [*(one + then for one, then in pairwise(words)), *whole]
    return words


_of_chunk = _Remembered(_found_in).__getitem__
words_of_phrase = _Remembered(found_words).__getitem__
"""The same of a text that is met again and again: short ones are remembered whole."""


def terms_of(text: str) -> list[Term]:
    """What a question looks for: each of its words, one of several parts in either way."""
    chunks = (plain_words(chunk) for chunk in text.split())
    return list(dict.fromkeys(term_of(words) for words in chunks if words))


def term_of(words: Sequence[str]) -> Term:
    """The ways to say one word of a question, that has these parts."""
    return (tuple(words),) if len(words) == 1 else (("".join(words),), tuple(words))


def is_found(word: str, by: str) -> bool:
    """Whether a word is the one looked for, or begins with it, if it is long enough to tell."""
    return word == by or (len(by) >= LONG and word.startswith(by))


def first_found(text: str, terms: Sequence[Term]) -> int:
    """Where in a text the first word begins that is looked for; 0, if none is."""
    sought = [word for term in terms for way in term for word in way]
    for chunk in _CHUNK.finditer(text):
        if any(is_found(word, by) for word in found_words(chunk.group()) for by in sought):
            return chunk.start()
    return 0
