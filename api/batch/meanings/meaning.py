"""What a text in a file means, how sure that is, and how texts that look alike are one."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

OPEN = "?"
"""In place of an answer: somebody has to give it before a file is judged."""
NOTHING = "(nothing)"
"""In place of a meaning: a row with this text says nothing of the field."""
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_STROKES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212"), "-")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What something means (`OPEN` if only a person can tell), in how many rows it stands, why it
    is taken so, and what it may mean where it is open."""

    means: str
    why: str = ""
    may_be: tuple[str, ...] = ()
    rows: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether a person has to answer."""
        return self.means == OPEN


def left_open(why: str, may_be: Iterable[str] = ()) -> Meaning:
    """A meaning that only a person can tell."""
    return Meaning(OPEN, why, tuple(may_be))


def tidy(text: str) -> str:
    """A text without what nobody sees: blanks around it, several blanks or one that does not break
    in place of one, soft hyphens, marks of no width, accents put on in another way."""
    return " ".join(unicodedata.normalize("NFC", text.translate(_UNSEEN)).split())


def with_plain_strokes(text: str) -> str:
    """A tidy text in which every hyphen is the one of the keyboard."""
    return text.translate(_STROKES)


def spelled(text: str) -> str:
    """A word as it is compared: small letters and digits alone, without accents. No letter is left
    out, so that two words that differ in one are never taken for one another."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss")).casefold()
    kept = "".join(one for one in plain if not unicodedata.combining(one))
    return "".join(one for one in kept if one.isalnum() or ord(one) > 0x2000)
