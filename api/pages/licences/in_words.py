"""Clauses as sentences: who may send what, from where to where, and what not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from ..prose import Prose
from ..terms import marked

Json = Mapping[str, Any]
Clause = Mapping[str, Sequence[str]]

MOST_INLINE = 12
"""So many codes can be read in a sentence; more stand behind their number."""

_OF = marked("{activities} of {goods}")
_ANY = marked("any transaction in {goods}")
_GOODS = marked("goods under {codes}")
_UNLISTED = marked("goods on no list")
_MANY = marked("goods under {number} codes")
_EVERYTHING = marked("everything")
_ANYTHING = marked("goods of any kind")
_SEGMENTS = {
    "origins": marked("from {words}"),
    "destinations": marked("to {words}"),
    "programmes": marked("for the programme {words}"),
    "end_uses": marked("with as end use: {words}"),
    "purposes": marked("with as purpose: {words}"),
    "recipients": marked("with as recipient: {words}"),
    "exporters": marked("by {words}"),
    "licence_kinds": marked("under a licence that is {words}"),
    "transhipments": marked("{words}"),
    "owners": marked("with goods of: {words}"),
    "knowledge": marked("where the exporter knows of: {words}"),
    "registered_before": marked("by users who registered before {words}"),
}
_ANYWHERE = {"origins": marked("from anywhere"), "destinations": marked("to anywhere")}
_NUMBERED = re.compile(r"(?P<stem>.*?)(?P<number>\d+)\Z", re.DOTALL)


class InWords(NamedTuple):
    """A clause as a sentence; `codes` are those of its goods that are too many for it."""

    text: Markup
    codes: str


def permitted_words(clause: Clause, say: Prose) -> InWords:
    """What a permit lets through: also what it leaves open is said, of where from and where to."""
    return _told(clause, say, dict(_ANYWHERE))


def clause_words(clause: Clause, say: Prose) -> InWords:
    """What a clause is about: only what it says."""
    return _told(clause, say, {})


def place_names(names: Sequence[str], say: Prose) -> str:
    """Countries and groups by name, in their order, as text."""
    ordered = sorted(map(say.place, names), key=say.said.ordered)
    return ", ".join(ordered)


def _told(clause: Clause, say: Prose, silent: Mapping[str, str]) -> InWords:
    goods, codes = _goods(clause, say)
    activities = _either(
        [say.value("activities", one) for one in clause.get("activities", ())], say
    )
    if activities:
        first = _format(say, _OF, activities=activities, goods=goods or say.said.text(_ANYTHING))
    elif silent:
        first = _format(say, _ANY, goods=goods or say.said.text(_ANYTHING))
    else:
        first = goods or escape(say.said.text(_EVERYTHING))
    parts = [first[:1].upper() + first[1:], *_segments(clause, say, silent)]
    return InWords(Markup(" ").join(parts), codes)


def _segments(clause: Clause, say: Prose, silent: Mapping[str, str]) -> Iterator[Markup]:
    for name, segment in _SEGMENTS.items():
        if name in clause:
            yield _format(say, segment, words=_words(name, clause[name], say))
        elif name in silent:
            yield escape(say.said.text(silent[name]))


def _words(name: str, words: Sequence[str], say: Prose) -> Markup:
    if name in ("origins", "destinations"):
        ordered = sorted(words, key=lambda one: say.said.ordered(say.place(one)))
        return _either([say.place_link(one) for one in ordered], say)
    return _either([say.value(name, one) for one in words], say)


def _goods(clause: Clause, say: Prose) -> tuple[Markup, str]:
    """The goods of a clause, and their codes if they are too many to stand in it."""
    named = clause.get("goods", ())
    found = ranges([one for one in named if one != "none"])
    many = len(found) > MOST_INLINE
    told = [escape(say.said.text(_UNLISTED))] if "none" in named else []
    if many:
        told.append(_format(say, _MANY, number=say.said.number(len(named))))
    elif found:
        told.append(_format(say, _GOODS, codes=_either(found, say)))
    text = Markup(", ").join(told)
    if kinds := clause.get("item_kinds"):
        words = _either([say.value("item_kinds", one) for one in kinds], say)
        text = Markup("{} ({})").format(text or say.said.text(_ANYTHING), words)
    return text, ", ".join(found) if many else ""


def ranges(codes: Sequence[str]) -> list[str]:
    """Codes with three or more that follow on each other as their first and last: ML4–ML22."""
    runs: list[list[str]] = []
    for code in codes:
        if runs and _follows(runs[-1][-1], code):
            runs[-1].append(code)
        else:
            runs.append([code])
    return [said for run in runs for said in ([f"{run[0]}–{run[-1]}"] if len(run) > 2 else run)]


def _follows(code: str, following: str) -> bool:
    one, other = _NUMBERED.match(code), _NUMBERED.match(following)
    if one is None or other is None or one["stem"] != other["stem"]:
        return False
    return int(other["number"]) == int(one["number"]) + 1


def _either(words: Sequence[str], say: Prose) -> Markup:
    if len(words) < 2:
        return Markup("").join(words)
    last = _format(
        say, marked("{some} or {last}"), some=Markup(", ").join(words[:-1]), last=words[-1]
    )
    return last


def _format(say: Prose, text: str, **parts: Any) -> Markup:
    """A text in the page's language with parts in it, all of them escaped that are not HTML."""
    return escape(say.said.text(text)).format(**parts)
