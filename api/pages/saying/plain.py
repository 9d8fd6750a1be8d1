"""An answer in one sentence of plain language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..terms import marked
from .spoken import Spoken

Json = Mapping[str, Any]

_AGAINST_ONE = {
    "permitted": marked("Yes: {licence} covers this on {day}."),
    "prohibited": marked("No: this is prohibited on {day}."),
    "not_holder": marked("No: on {day} this exporter does not hold {licence}."),
    "excluded": marked("No: on {day} {licence} excludes this."),
    "out_of_scope": marked("No: on {day} {licence} does not reach this."),
    "annulled": marked("No: {licence} is annulled."),
    "not_established": marked("No: on {day} {licence} is not established yet."),
    "expired": marked("No: on {day} {licence} has expired."),
    "withdrawn": marked("No: on {day} {licence} is withdrawn."),
    "suspended": marked("No: on {day} {licence} is suspended."),
}
_UNDETERMINED = {
    "missing_field": marked("That depends: something that matters was not said."),
    "licence_undetermined": marked(
        "That depends: a licence is needed on {day}, and whether one covers this is not certain."
    ),
    "group_not_recorded": marked("Not certain: a group of countries is not recorded."),
    "list_not_recorded": marked("Not certain: whether these goods are on a list is not recorded."),
    "imprecise_date": marked("Not certain: a day that decides is not known exactly."),
    "incomplete_history": marked("Not certain: the record of {licence} is known to have gaps."),
    "no_requirement_recorded": marked(
        "Not certain: no rule is recorded that needs a licence for this; that is no proof that "
        "there is none."
    ),
}
_AGAINST_ALL = {
    "permitted": marked("Yes: on {day} {licences} covers this."),
    "prohibited": marked("No: this is prohibited on {day}."),
    "exempt": marked("No licence is needed on {day}: this is exempt."),
    "not_listed": marked("No licence is needed on {day}: this is not listed."),
    "not_covered_by_any": marked(
        "A licence is needed on {day}, and no general licence covers this: "
        "one has to be applied for."
    ),
}
_SEVERAL = marked("Yes: on {day} {licences} cover this.")
_AND = marked("{some} and {last}")


def sentence(answer: Json, licence: str | None, day: str, say: Spoken) -> str:
    """The verdict of an evaluation, in one sentence."""
    verdict, reason = answer["verdict"], answer["reason"]
    covering = answer["covered_by"]
    if verdict == "undetermined":
        found = _UNDETERMINED[reason]
    elif licence is not None and reason in _AGAINST_ONE:
        found = _AGAINST_ONE[reason]
    else:
        found = _SEVERAL if len(covering) > 1 else _AGAINST_ALL[reason]
    text = say.said.text(found)
    if licence is None and "{licence}" in text:
        text = say.said.text(marked("Not certain: the record is known to have gaps."))
    return text.format(licence=licence, day=say.day(day), licences=_joined(covering, say))


def _joined(names: list[str], say: Spoken) -> str:
    if len(names) < 2:
        return "".join(names)
    return say.said.text(_AND).format(some=", ".join(names[:-1]), last=names[-1])


def said_then(then: Json, say: Spoken) -> str:
    """What is said on another day, in a few words."""
    return f"{say.term(then['verdict'])} ({say.term(then['reason'])})"


def stands_sentences(stands: Json | None, say: Spoken) -> list[str]:
    """From when until when an answer stands, and what is said before and after."""
    if stands is None:
        return []
    text = say.said.text
    found = []
    if until := stands["until"]:
        found.append(
            text(marked("This stands until {day}; from then on: {then}.")).format(
                day=say.day(until), then=said_then(stands["after"], say)
            )
        )
    else:
        found.append(text(marked("Nothing that is recorded ends this.")))
    if since := stands["from"]:
        found.append(
            text(marked("It has stood since {day}; before that: {then}.")).format(
                day=say.day(since), then=said_then(stands["before"], say)
            )
        )
    return found
