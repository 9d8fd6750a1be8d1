"""Control-list codes as people write them: `5A002a` for `5A002.a`, `ml 11` for `ML11`.

Only spelling is mended: case, blanks, dots that are missing, a zero before the number of the
military list. Whatever else it is, two codes, a description, a number that a spreadsheet made of a
code, is asked about.
"""

from __future__ import annotations

import re

from ..meanings.meaning import Meaning, left_open, spelled, with_plain_strokes

_MILITARY = re.compile(r"(ML)[ .-]*0?([1-9]|1[0-9]|2[0-2])(?![0-9])(.*)", re.IGNORECASE)
_DUAL_USE = re.compile(r"([0-9]) ?([A-E]) ?([0-9]{3})(?![0-9])(.*)", re.IGNORECASE)
_LEVELS = re.compile(r"(?:[ .()-]*(?:[a-z]|[1-9][0-9]?)(?![0-9]))*[ .()-]*", re.IGNORECASE)
_LEVEL = re.compile(r"[a-z]|[0-9]+")
_INSIDE = re.compile(r"(?<![0-9A-Za-z])(?:ML ?[0-9]{1,2}|[0-9] ?[A-E] ?[0-9]{3})", re.IGNORECASE)
_NUMBER = re.compile(r"([1-9])(?:[.,]0+)?(?:(0{1,3})(?:[.,]0+)?|E\+?0*([1-9]))", re.IGNORECASE)
_NONE = {"none": "none", "geen": "none", "keine": "none"}


def code_meant(text: str) -> Meaning:
    """The control-list code that a tidy text is."""
    if spelled(text) in _NONE:
        return Meaning("none", "a word for no code")
    plain = with_plain_strokes(text)
    found = _code(plain) if plain.isascii() else None
    if found is None:
        return left_open(_why_none(plain), _may_be(plain))
    return Meaning(found, "as it stands" if found == text else "a code, spelled otherwise")


def _code(text: str) -> str | None:
    """The code as the lists print it, if the text is one and nothing else."""
    if found := _MILITARY.fullmatch(text):
        base, rest = f"ML{found[2]}", found[3]
    elif found := _DUAL_USE.fullmatch(text):
        base, rest = f"{found[1]}{found[2].upper()}{found[3]}", found[4]
    else:
        return None
    levels = _levels(rest)
    return None if levels is None else ".".join([base, *levels])


def _levels(rest: str) -> list[str] | None:
    """What stands below the code's own level: a letter, a number, a letter, and so on."""
    if not _LEVELS.fullmatch(rest):
        return None
    levels = _LEVEL.findall(rest.lower())
    turns = all(level.isalpha() == (n % 2 == 0) for n, level in enumerate(levels))
    return levels if turns else None


def _why_none(text: str) -> str:
    if _NUMBER.fullmatch(text):
        return "a number; a spreadsheet makes one of a code such as 1E002"
    several = len(_INSIDE.findall(text)) > 1
    return "more than one code" if several else "no code as the lists print it"


def _may_be(text: str) -> list[str]:
    if found := _NUMBER.fullmatch(text):
        power = len(found[2]) if found[2] else int(found[3])
        return [f"{found[1]}E{power:03d}"]
    codes = (_code(one) for one in _INSIDE.findall(text))
    return list(dict.fromkeys(one for one in codes if one))[:3]
