"""The English sentences of faults and notes, in the language of a page.

The interface answers in English, for programs; a page tells the same sentence in its own language,
with days and countries written out. A sentence that is not known here is shown as it stands, and
the page says that it is English.
"""

from __future__ import annotations

import re
from typing import Any, Protocol

from markupsafe import Markup, escape

from ..languages import Language
from ..terms import marked
from .spoken import OURS


class CallsByName(Protocol):
    """What the names in a sentence are called on a page."""

    said: Language

    def day(self, said: str | None) -> str: ...
    def place(self, name: str) -> str: ...
    def term(self, word: str) -> str: ...
    def instrument(self, name: str) -> Markup: ...


_SAID = "`(?P<said>[^`]*)`"
_DAY = r"\d{4}-\d{2}-\d{2}"
_SENTENCES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.DOTALL), said)
    for pattern, said in (
        (
            f"{_SAID} is not a full day, as in (?P<example>[0-9-]+)",
            marked("“{said}” is not a full day, as {example} is."),
        ),
        (f"{_SAID} is no country code", marked("“{said}” is no code of a country.")),
        (
            f"{_SAID} is a group; name one country here, as in `(?P<example>[A-Z]+)`",
            marked("“{said}” is a group of countries: name one country here."),
        ),
        (
            r"write a code of ISO 3166-1, as in `(?P<example>[A-Z]+)`",
            marked("Write its code of two letters, as in {example}."),
        ),
        (
            f"{_SAID} is no control-list code, as in .+",
            marked("“{said}” is no code of a control list, as ML10 and 5A002.a.1 are."),
        ),
        (
            f"the programme {_SAID} holds no letter or digit",
            marked("The programme “{said}” holds no letter and no digit."),
        ),
        (
            '"(?P<said>[^"]*)" is not one of (?P<words>\'.+\')',
            marked("“{said}” is none of these: {words}."),
        ),
        (f"{_SAID} is missing; it is needed here", marked("“{said}” is missing.")),
        (f"{_SAID} does not belong here", marked("“{said}” does not belong here.")),
        (r"did you mean (?P<places>`.+` \(.+\))\?", marked("Did you mean {places}?")),
        ("did you mean (?P<names>`.+`)\\?", marked("Did you mean {names}?")),
        ("there may be (?P<listed>`.+`)", marked("There may be: {listed}.")),
        (f"no [a-z]+ {_SAID} was ever established", marked("“{said}” is not there.")),
        (f"no instrument {_SAID} is recorded", marked("“{said}” is not there.")),
        ("the register lists what there is", marked("The register lists what there is.")),
        (
            r"the log has (?P<size>\d+) records; the nearest valid size is \d+",
            marked("It has {size} records."),
        ),
        (
            r"(?P<size>\d+) lies inside an instrument; the nearest valid sizes are "
            r"(?P<below>\d+) and (?P<above>\d+)",
            marked("Before it there are {below} records, after it {above}."),
        ),
        (
            r"(?P<change>\S+): the record of (?P<said>\S+) is known to lack changes "
            r"\((?P<note>.+)\)",
            marked("The record of {said} is known to lack changes ({note}): {change}"),
        ),
        (
            r"(?P<change>\S+): the record of (?P<said>\S+) is known to lack changes",
            marked("The record of {said} is known to lack changes: {change}"),
        ),
        (
            rf"(?P<change>\S+) was published between (?P<day_first>{_DAY}) and "
            rf"(?P<day_last>{_DAY}): on (?P<day_asked>{_DAY}) it may have been known; "
            r"here it counts as not yet published\.",
            marked(
                "Published between {day_first} and {day_last}, so on {day_asked} it may have been "
                "known; here it counts as not yet published: {change}"
            ),
        ),
        (
            f"no recorded clause names the programme {_SAID}",
            marked("No recorded rule names the programme “{said}”."),
        ),
        (
            f"no recorded clause names the goods {_SAID}",
            marked("No recorded rule names the goods “{said}”."),
        ),
        (
            r"the nearest known is `(?P<said>[^`]*)` \((?P<note>.+)\)",
            marked("The nearest that is known is {said} ({note})."),
        ),
        ("the nearest known is (?P<names>`.+`)", marked("The nearest that is known is {names}.")),
        (
            f"{_SAID} is a code of the list `(?P<other>[^`]*)` too: say so in `list`, if that one "
            "is meant",
            marked("“{said}” is a code of the list {other} too: choose that list, if it is meant."),
        ),
        (
            f"{_SAID} is a number that the list `(?P<other>[^`]*)` keeps free: nothing is on it "
            "there",
            marked("“{said}” is a number that the list {other} keeps free."),
        ),
        (
            f"{_SAID} is not on the list `(?P<other>[^`]*)` on this day",
            marked("“{said}” is not on the list {other} on this day."),
        ),
        (
            f"the list {_SAID} was last seen whole on (?P<day_last>{_DAY}); what changed since is "
            "not known",
            marked(
                "The list {said} was last seen whole on {day_last}; what changed since is not "
                "known."
            ),
        ),
        (
            f"what was on the list {_SAID} before (?P<day_first>{_DAY}) is known in part",
            marked("What was on the list {said} before {day_first} is known in part."),
        ),
        (
            f"the list {_SAID} is not known to be recorded whole on this day",
            marked("The list {said} is not known to be recorded whole on this day."),
        ),
        (
            r"(?P<said>\S+): the record is known to lack steps of it; so there is no latest last "
            r"day, and it may have been decided, or contested, otherwise than is told here\.",
            marked(
                "The record is known to lack steps of it: so there is no latest last day, and it "
                "may have been decided, or contested, otherwise than is told here."
            ),
        ),
    )
)
"""What faults and notes say, each with the same in words that are translated: whole sentences, and
the halves of those that are joined by a semicolon."""


def worded(sentence: str, say: CallsByName) -> Markup:
    """A sentence of a fault or a note in the language of the page; as it stands, and said to be
    English, where it is none of those that are known."""
    for halves in ([sentence], sentence.split("; ")):
        told = [_told(half, say) for half in halves]
        if all(told):
            return Markup(" ").join(one for one in told if one)
    return Markup('<span lang="{}">{}</span>').format(OURS, sentence)


def _told(sentence: str, say: CallsByName) -> Markup | None:
    for pattern, said in _SENTENCES:
        if found := pattern.fullmatch(sentence):
            named = {name: _name(name, word, say) for name, word in found.groupdict().items()}
            return Markup(escape(say.said.text(said))).format(**named)
    return None


def _name(name: str, word: str, say: CallsByName) -> Any:
    """What stands in a sentence, as the page writes it."""
    if name.startswith("day"):
        return say.day(word)
    if name in ("size", "below", "above"):
        return say.said.number(int(word))
    if name == "change":
        return say.instrument(word)
    if name == "places":
        return _either([f"{say.place(one)} ({one})" for one in re.findall("`([^`]*)`", word)], say)
    if name == "names":
        return _either(re.findall("`([^`]*)`", word), say)
    if name == "listed":
        return ", ".join(re.findall("`([^`]*)`", word))
    if name == "words":
        return ", ".join(say.term(one) for one in re.findall("'([^']*)'", word))
    return word


def _either(names: list[str], say: CallsByName) -> str:
    """Names of which one is meant."""
    if len(names) < 2:
        return "".join(names)
    return say.said.text(marked("{some} or {last}")).format(
        some=", ".join(names[:-1]), last=names[-1]
    )
