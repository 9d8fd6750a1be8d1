"""Which of several encodings a file is in, by what its words mean in each.

Bytes that several encodings read as letters are words in one of them: `Belgi` and 0xEB is `België`
in Windows-1252 and none in any other. Where no word that is read tells them apart it makes no
difference to any verdict, and the one proposed is taken; where it would, and nothing tells,
somebody is asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ..incoming.encodings import BYTES, LIKELY, Encoded
from ..meanings.headings import headed
from ..meanings.meaning import Meaning, left_open, tidy
from ..meanings.values_meant import AS_WRITTEN, DAYS, meaning_of
from .counting import Counted
from .names import sole_names

_Told = Sequence[tuple[str, str]]


def weighed(encoded: Encoded, found: Counted) -> tuple[Meaning, Counted]:
    """The encoding, open where it makes a difference and nothing tells; and what was counted a byte
    a letter, read in it."""
    if not encoded.may_be:
        return Meaning(encoded.name, encoded.why), found
    words = {name: _words(_read_in(found, name)) for name in encoded.may_be}
    if len({tuple(told) for told in words.values()}) == 1:
        meant = Meaning(encoded.name, f"{encoded.why}; to what is read it makes no difference")
        return meant, _read_in(found, encoded.name)
    known = {name: _known(told) for name, told in words.items()}
    best = max(encoded.may_be, key=lambda name: known[name])
    rivals = [n for n in encoded.may_be if known[n] == known[best] and words[n] != words[best]]
    if rivals or not known[best]:
        names = [n for n in encoded.may_be if known[n] == known[best]]
        why = f"{encoded.name} is proposed, and others would do; prepare again with --encoding"
        return left_open(why, names), _read_in(found, encoded.name)
    if any(known[n] for n in encoded.may_be if words[n] != words[best]):
        return left_open("words are known in more than one", encoded.may_be), _read_in(found, best)
    alike = [n for n in (*LIKELY, best) if words.get(n) == words[best]]
    why = f"its words are known in it; charset-normalizer proposed {encoded.name}"
    return Meaning(alike[0], why), _read_in(found, alike[0])


def _words(found: Counted) -> list[tuple[str, str]]:
    """The words with other letters than ASCII's in what is read, with their fields."""
    columns = headed(found.headings)
    read = [
        (field, column)
        for some in (columns.certain, columns.perhaps)
        for field, names in some.items()
        for column in names
    ]
    return [
        (field, text)
        for field, column in read
        for text in found.texts.get(column, ())
        if not text.isascii()
    ]


def _known(told: _Told) -> int:
    return sum(
        1 for field, text in told if field not in (*AS_WRITTEN, *DAYS) and _means(field, text)
    )


def _means(field: str, text: str) -> bool:
    found = meaning_of(field, text)
    taken_as_it_stands = field in ("programme", "licence", "list")
    return found is not None and not found.is_open and not taken_as_it_stands


def _read_in(found: Counted, encoding: str) -> Counted:
    """What was counted a byte a letter, in an encoding; what it cannot read stays as it is."""
    headings = [_decoded(one, encoding) for one in found.headings.values()]
    names = dict(zip(found.headings, sole_names(headings), strict=True))
    texts: dict[str, Counter[str]] = {}
    for name, counts in found.texts.items():
        own: Counter[str] = Counter()
        for text, rows in counts.items():
            own[tidy(_decoded(text, encoding))] += rows
        texts[names[name]] = own
    return replace(
        found,
        headings=dict(zip(names.values(), headings, strict=True)),
        texts=texts,
        many={names[one] for one in found.many},
        above={names[one] for one in found.above},
    )


def _decoded(text: str, encoding: str) -> str:
    try:
        return text.encode(BYTES).decode(encoding)
    except (UnicodeDecodeError, UnicodeEncodeError):
        return text
