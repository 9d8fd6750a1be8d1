"""What each licence says of a transaction, and how long the answer stands: read at one glance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ....domain.vocabulary.dimensions import DIMENSIONS
from ...wording import clause_text
from .layout import AnswerTable, Shown, titled
from .texts import Json, coloured, in_lines, text, words

_AT_A_GLANCE = {"covered": "can", "undetermined": "may", "not_covered": "cannot"}
_ORDINARY = {one.field: one.ordinary for one in DIMENSIONS if one.ordinary}


def stands_texts(answer: Json) -> Iterator[str]:
    """From when until when the answer stands, and what is said before and after; nothing, if it
    was not asked."""
    if stands := answer.get("stands"):
        since, until = stands["from"], stands["until"]
        begins = f"stands from {since}" if since else "has always stood"
        ends = f"until {until}, then {_said(stands['after'])}" if until else "with no end known"
        before = f"; before that: {_said(stands['before'])}" if stands["before"] else ""
        yield f"{begins} {ends}{before}"


def _said(said: Json) -> str:
    by = f", by {said['decided_by']}" if said["decided_by"] else ""
    return f"{words(said['verdict'])} ({words(said['reason'])}{by})"


def assumed_texts(answer: Json) -> Iterator[str]:
    """What was taken as usual although it matters."""
    for field in answer.get("assumed", ()):
        name = words(field)
        yield f"taken as usual: {name} {_ORDINARY[field]}; another {name} would change the answer"


def licences(answer: Json) -> Iterator[Shown]:
    """Each licence: those that cover first, then those that may, with what that depends on, then
    why the others do not, the nearest first."""
    found = sorted(answer.get("licences", ()), key=_nearest)
    if found:
        table = AnswerTable("licence", "", "why", "what comes with it")
        for one in found:
            glance = coloured(one["verdict"], _AT_A_GLANCE[one["verdict"]])
            table.add(_name(one), glance, in_lines(_why(one)), in_lines(_with_it(one)))
        yield from titled("licences", table)
        if more := answer["licences_more"]:
            yield text(f"  and {more} more licences that say less")


def how_near(answer: Json) -> Iterator[Shown]:
    """How near the licence was whose permits do not reach the transaction."""
    if found := answer.get("misses"):
        table = AnswerTable("permit", "does not match")
        for one in found:
            table.add(one["entry"], ", ".join(map(words, one["dimensions"])))
        yield from titled("how near it was", table)


def _nearest(one: Json) -> tuple[int, bool, int, str]:
    order = list(_AT_A_GLANCE).index(one["verdict"])
    missed = min((len(miss["dimensions"]) for miss in one["misses"]), default=0)
    return order, one["status"] not in ("in_force", "undetermined"), missed, one["licence"]


def _name(one: Json) -> str:
    return f"{one['licence']}  {one['title']}" if one["title"] else str(one["licence"])


def _why(one: Json) -> Iterator[str]:
    if one["depends_on"]:
        yield f"depends on {', '.join(map(words, one['depends_on']))}"
    elif one["reason"] == "out_of_scope":
        yield from _missed(one["misses"])
    else:
        yield (
            f"{words(one['reason'])}, by {one['decided_by']}"
            if one["decided_by"]
            else words(one["reason"])
        )


def _missed(found: Sequence[Json]) -> Iterator[str]:
    """The nearest permit and what failed; without one, that nothing is permitted."""
    if not found:
        yield "permits nothing"
        return
    names = ", ".join(map(words, found[0]["dimensions"]))
    yield f"not for these {names} ({found[0]['entry']})"


def _with_it(one: Json) -> Iterator[str]:
    """What its use demands, what courts ordered, who disputes it."""
    for condition in one["conditions"]:
        asked = f" ({clause_text(condition['clause'])})" if condition["clause"] else ""
        met = f" [met: {condition['met']}]" if condition["met"] else ""
        yield f"must: {condition['text']}{asked}{met}"
    for order in one["court_orders"]:
        yield f"court order {order['order']}: {words(order['state'])}"
    by: dict[str, list[str]] = {}
    for dispute in one["disputes"]:
        by.setdefault(dispute["by"], []).append(dispute["change"])
    for speaker, changes in by.items():
        yield f"disputed by {speaker} ({', '.join(changes)})"
