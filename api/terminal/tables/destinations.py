"""A country first, as tables: what is left for it, and the days on which that changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ...wording import clause_text
from . import sections
from .layout import AnswerTable, Shown, stacked, titled
from .texts import Json, Piece, coloured, in_lines, joined, text, words

LONGEST = 8
"""Of more words of one dimension the first are shown: JSON tells all of them."""
_ORDER = ("everything", "some", "nothing")


def destination_shown(answer: Json) -> Shown:
    """What goes to a country: what forbids, which licences leave something and what, which leave
    nothing, what requires one, and what comes."""
    groups = [one["group"] + _may(one["present"]) for one in answer["groups"]]
    return stacked(
        joined((answer["country"], "bold"), f"  in {', '.join(groups) or 'no group'}"),
        *_forbidding(answer),
        *_left(answer["licences"]),
        *_nothing(answer["licences"]),
        *_requirements("required by", answer["requirements"]),
        *_coming(answer),
        *sections.ending(answer),
    )


def _may(present: str) -> str:
    return "" if present == "yes" else " (undetermined)"


def _forbidding(answer: Json) -> Iterator[Shown]:
    if answer["prohibited"] == "yes":
        yield text("everything that goes there is prohibited", "bold red")
    yield from _requirements("prohibited by", answer["prohibitions"])


def _left(found: Sequence[Json]) -> Iterator[Shown]:
    """The licences that leave something: what they cover, not, and under which conditions."""
    some = [one for one in found if one["covers"] != "nothing"]
    some.sort(key=lambda one: (_ORDER.index(one["covers"]), one["licence"]))
    if some:
        table = AnswerTable("licence", "covers", "not", "must")
        for one in some:
            table.add(
                in_lines((text(one["licence"], "bold"), *_status(one))),
                in_lines(_entry(part) for part in one["permits"]),
                in_lines(_entry(part) for part in one["exclusions"]),
                in_lines(_conditions(one["conditions"])),
            )
        yield from titled("what is left of licences", table)
        yield text("  what each condition says: licence-ledger show LICENCE", "dim")


def _status(one: Json) -> Iterator[Piece]:
    yield one["title"] or ""
    if one["status"] != "in_force":
        yield coloured(one["status"])
    for order in one["court_orders"]:
        yield joined(f"order {order['order']}: ", coloured(order["state"]))
    for change in one["incomplete"]:
        yield text(f"its record lacks changes ({change})", "yellow")


def _conditions(found: Sequence[Json]) -> Iterator[str]:
    """What kinds of conditions there are, and how many of each."""
    for kind, count in Counter(one["kind"] for one in found).items():
        yield f"{words(kind)}{f' ({count})' if count > 1 else ''}"


def _entry(part: Json) -> str:
    said = _short(part["clause"])
    excepted = [f"except {_short(one['clause'])} ({one['change']})" for one in part["except"]]
    unsure = "" if part["present"] == part["reaches"] == "yes" else "undetermined: "
    return f"· {unsure}{'; '.join((said, *excepted))}"


def _short(clause: Json) -> str:
    """A clause in words; of a long list its beginning."""
    shown = {
        name: [*values[:LONGEST], f"and {len(values) - LONGEST} more"]
        if len(values) > LONGEST + 1
        else values
        for name, values in clause.items()
    }
    return "everything" if not shown else clause_text(shown)


def _nothing(found: Sequence[Json]) -> Iterator[Shown]:
    """The licences that leave nothing, each with what keeps it from doing so."""
    none = [one for one in found if one["covers"] == "nothing"]
    if none:
        table = AnswerTable("licence", "title", "why not")
        for one in none:
            table.add(one["licence"], one["title"] or "", _why_not(one))
        yield from titled("licences that leave nothing", table)


def _why_not(one: Json) -> Piece:
    if one["in_force"] == "no":
        return coloured(one["status"])
    whole = [part["entry"] for part in one["exclusions"] if not part["clause"]]
    if one["permits"] and whole:
        return joined(("excluded", "bold red"), f" by {', '.join(whole)}")
    return text("no permit reaches it")


def _requirements(title: str, found: Sequence[Json]) -> Iterator[Shown]:
    if found:
        table = AnswerTable("requirement", "title", "what", "but not")
        for one in found:
            parts = (one["requires"], one["exempts"])
            what, exempt = (
                in_lines(_entry({**part, "except": []}) for part in listed) for listed in parts
            )
            table.add(one["requirement"], one["title"] or "", what, exempt)
        yield from titled(title, table)


def _coming(answer: Json) -> Iterator[Shown]:
    if answer["upcoming"]:
        table = AnswerTable("on", "what", "by")
        for one in answer["upcoming"]:
            what = [*one["licences"], *one["requirements"], *one["groups"]]
            table.add(one["on"], ", ".join(what), in_lines(_causes(one)))
        yield from titled("coming", table)
    if answer["upcoming_more"]:
        yield text(f"  and {answer['upcoming_more']} more days")


def _causes(one: Json) -> Iterator[str]:
    for change in one["changes"]:
        yield f"{change['change']} {change['type']}: {change['title']}"


def destination_timeline_shown(answer: Json) -> Shown:
    """The days on which the law changed for a country: what became of what, and by what."""
    table = AnswerTable("on", "what changed", "why")
    for one in answer["days"]:
        what = [
            line
            for kind in ("licence", "requirement", "group")
            for part in one[f"{kind}s"]
            for line in _alteration(part[kind], part)
        ]
        table.add(one["on"], in_lines(what), in_lines(_causes(one)))
    days = table if answer["days"] else text("nothing ever changed for it")
    return stacked(text(answer["country"], "bold"), days, *sections.ending(answer))


def _alteration(name: str, part: Json) -> Iterator[Piece]:
    """What became of a licence, a requirement or a group: in a word, then part by part."""
    said = [
        f"{words(part['before'].get(key, '-'))} → {words(word)}"
        for key, word in part["after"].items()
        if part["before"].get(key) != word
    ]
    yield joined((name, "bold"), f"  {', '.join(said)}")
    for sign, listed in (("+", "added"), ("-", "removed")):
        for one in part[listed]:
            yield f"  {sign} {words(one['what'])} {one.get('entry') or one['order']}"
    for one in part["altered"]:
        after = one["after"]
        yield f"  ~ {words(after['what'])} {after.get('entry') or after['order']}"
