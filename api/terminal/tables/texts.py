"""What is recorded, given or computed becomes what a terminal shows: here, and nowhere else.

No text is ever read as markup or as the code of an emoji. What a terminal would obey or hide
instead of showing it is shown, dimmed: control characters as their pictures (`␛`), what turns the
direction of writing or cannot be seen as escapes (`\\u202e`). A line that a text itself breaks
ends in `␊`, so that nothing recorded or given looks like a line of ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from rich.text import Text

Json = Mapping[str, Any]
Piece = str | Text
"""A text as it stands, or one that was made renderable here."""
Styled = tuple[str, str]
"""A text and the style it is shown in."""

# Unicode's control characters, line separators, surrogates and noncharacters, and all that
# DerivedCoreProperties.txt calls Default_Ignorable_Code_Point: what is shown as nothing.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff"
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_PICTURES, _DELETE, _BEYOND = 0x2400, 0x7F, 0x10000

_COLOURS = {
    "covered": "green",
    "in_force": "green",
    "no_licence_required": "green",
    "not_covered": "red",
    "withdrawn": "red",
    "annulled": "red",
    "expired": "red",
    "suspended": "red",
    "overdue": "red",
    "licence_required": "yellow",
    "undetermined": "yellow",
    "outstanding": "yellow",
}


def seen(character: str) -> str:
    """How a character that cannot be seen is shown."""
    code = ord(character)
    if code < ord(" "):
        return chr(_PICTURES + code)
    if code == _DELETE:
        return chr(_PICTURES + 0x21)
    return f"\\u{code:04x}" if code < _BEYOND else f"\\U{code:08x}"


def text(said: object, style: str = "") -> Text:
    """A text as it stands, in a style; what was made renderable already stays so."""
    if isinstance(said, Text):
        return said
    found, whole, shown_to = Text(style=style), str(said), 0
    for unseen in _UNSEEN.finditer(whole):
        found.append(whole[shown_to : unseen.start()])
        found.append(seen(unseen[0]), style="dim")
        shown_to = unseen.end()
        if unseen[0] == "\n" and shown_to < len(whole):
            found.append("\n")
    return found.append(whole[shown_to:])


def joined(*said: Piece | Styled, style: str = "") -> Text:
    """Texts one after the other, each in its own style."""
    found = Text(style=style)
    for one in said:
        found.append_text(text(*one) if isinstance(one, tuple) else text(one))
    return found


def in_lines(said: Iterable[Piece], style: str = "") -> Text:
    """Texts, each on a line of its own."""
    return Text("\n", style=style).join([text(one) for one in said])


def coloured(word: str, shown: str | None = None) -> Text:
    """A word of an answer in its colour, or what is shown in its place."""
    return text(shown or words(word), f"bold {_COLOURS.get(word, 'default')}")


def words(word: str) -> str:
    """A word of an answer, as people write it: never for a text that was recorded."""
    return word.replace("_", " ")
