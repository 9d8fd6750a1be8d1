"""What goes to a country: which licences reach it since when, and all of that over time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from ....domain.vocabulary.dimensions import HOME_LAW
from ....projections.ledger import Ledger
from ....projections.pictures.timeline_svg import Bar, Days, Lane, Mark, timeline_svg
from ....projections.register.named import whole_name
from ....projections.viewpoints import AskedFrom
from ...http.dependencies import MAX_PAGE
from ...library.every_question import EveryQuestion
from ..prose import Prose
from ..terms import marked
from .in_words import InWords, clause_words, permitted_words
from .lanes import LOOKS, MOST_LANES
from .over_time import NEVER, day_before, drawn_around

Json = Mapping[str, Any]

_KEPT = 64
COVERS = {
    "everything": marked("all that goes there"),
    "some": marked("some of what goes there"),
    "nothing": marked("nothing that goes there"),
}


@lru_cache(_KEPT)
def _days(
    ledger: Ledger,
    country: str,
    licences: tuple[str, ...],
    known: int | None,
    size: int | None,
    law: str,
) -> Json:
    asked = AskedFrom(known_on=known, log_size=size)
    ask = EveryQuestion(ledger).destination_timeline
    return ask(country, asked, MAX_PAGE, "", licences, law)


def days_of_country(
    ledger: Ledger, country: str, licences: Sequence[str], seen: AskedFrom, law: str = HOME_LAW
) -> list[Json]:
    """The days on which one law changed for what goes to a country, of these licences, from a
    pinned viewpoint; the same as asked before is not worked out again."""
    found = _days(ledger, country, tuple(licences), seen.known_on, seen.log_size, law)
    return [one for one in found["days"] if one["on"] != NEVER]


_KINDS = {
    "permit": marked("permit"),
    "exclusion": marked("exclusion"),
    "condition": marked("condition"),
    "court_order": marked("court order"),
    "requires": marked("licence required"),
    "exempts": marked("exemption"),
}


class LicenceReaching(NamedTuple):
    """What is left of a licence for the country, in words, and since when it reaches it."""

    answer: Json
    since: str | None
    permits: list[PartLeft]
    exclusions: list[PartLeft]


class PartLeft(NamedTuple):
    """A part of a licence or a requirement in words; `by` is its change, where the part before it
    is of another."""

    answer: Json
    words: InWords
    by: str | None


def licences_left(answer: Json, days: Sequence[Json], say: Prose) -> list[LicenceReaching]:
    """The licences that leave something to the country on the day."""
    on, country = answer["viewpoint"]["valid_on"], answer["country"]
    since = _since([one for one in days if one["on"] <= on])
    return [
        LicenceReaching(
            one,
            since.get(one["licence"]),
            parts_left(one["permits"], lambda clause: permitted_words(clause, say), country),
            parts_left(one["exclusions"], lambda clause: clause_words(clause, say)),
        )
        for one in answer["licences"]
        if one["covers"] != "nothing"
    ]


def parts_left(
    parts: Sequence[Json], words: Callable[[Json], InWords], country: str | None = None
) -> list[PartLeft]:
    """Parts in words; with a country they go there, as far as that is settled."""
    found: list[PartLeft] = []
    last = None
    for one in parts:
        clause, change = one["clause"], whole_name(one["entry"])
        if country and one["reaches"] == "yes":
            clause = {**clause, "destinations": [country]}
        found.append(PartLeft(one, words(clause), change if change != last else None))
        last = change
    return found


def _since(days: Sequence[Json]) -> dict[str, str]:
    """The day from which each licence reaches the country without a break: for certain, if it is
    certain that it is in force on the last of these days."""
    found: dict[str, str] = {}
    was_open: dict[str, bool] = {}
    for day in days:
        for one in day["licences"]:
            name, is_open = one["licence"], one["after"]["status"] == "undetermined"
            if one["after"]["covers"] == "nothing":
                found.pop(name, None)
            elif name not in found or (was_open[name] and not is_open):
                found[name] = day["on"]
            was_open[name] = is_open
    return found


# -- over time -----------------------------------------------------------------------------


def country_picture(
    country: str,
    days: Sequence[Json],
    requirements: Mapping[str, Json],
    on: str,
    today: str,
    say: Prose,
) -> str:
    """The licences, requirements and groups of a country over time as SVG."""
    text, days = say.said.text, drawn_around(days, on, "on")
    lanes = [
        *_of(marked("Licences"), "licences", "licence", days, _licence_look, country, say),
        *_of(
            marked("Requirements and prohibitions"),
            "requirements",
            "requirement",
            days,
            lambda name, after: _requirement_look(name, after, requirements),
            country,
            say,
            {name: one["title"] for name, one in requirements.items() if one["title"]},
        ),
        *_of(marked("Groups of countries"), "groups", "group", days, _group_look, country, say),
    ]
    changes = [
        Mark(one["on"], f"{say.day(one['on'])}: {_names(one)}", _address(country, one["on"], say))
        for one in days
    ]
    told = text(marked("{count} days of change.")).format(count=len(changes))
    same = on == today
    return timeline_svg(
        lanes,
        Days(
            title=text(marked("{country} over time")).format(country=say.place(country)),
            told=told,
            changes=changes,
            asked=Mark(on, text(marked("today")) if same else say.day(on)),
            today=None if same else Mark(today, text(marked("today"))),
            words={word: text(said) for word, said in LOOKS.items()},
            name="country",
        ),
    )


def _names(day: Json) -> str:
    kinds = (("licences", "licence"), ("requirements", "requirement"), ("groups", "group"))
    return ", ".join(one[kind] for listed, kind in kinds for one in day[listed])


def _address(country: str, day: str, say: Prose) -> str:
    return say.at.address(f"/countries/{country}", valid_on=day)


def _of(
    heading: str,
    listed: str,
    kind: str,
    days: Sequence[Json],
    look: Any,
    country: str,
    say: Prose,
    titles: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Lane]:
    turns: dict[str, list[tuple[str | None, Json]]] = {}
    for day in days:
        for one in day[listed]:
            begins = turns.setdefault(one[kind], [(None, one["before"])])
            begins.append((day["on"], one["after"]))
    drawn = 0
    for name, found in sorted(turns.items()):
        title = titles.get(name, name)
        spans = list(_spans(name, title, found, look, country, say))
        if spans and drawn < MOST_LANES * 2:
            head = "" if drawn else say.said.text(heading)
            drawn += 1
            yield Lane(title, spans, heading=head)


def _spans(
    name: str,
    title: str,
    found: Sequence[tuple[str | None, Json]],
    look: Any,
    country: str,
    say: Prose,
) -> Iterator[Bar]:
    ends = [day for day, _ in found[1:]] + [None]
    for (since, said), until in zip(found, ends, strict=True):
        seen = look(name, said)
        if seen is None:
            continue
        word, told = seen
        day = since or day_before(until or NEVER)
        words = say.said.text(COVERS.get(told) or LOOKS[told])
        starts = say.day(since) if since else ""
        span = f"{starts} – {say.day(day_before(until)) if until else ''}".strip()
        yield Bar(since, until, word, f"{title}: {words} ({span})", _address(country, day, say))


def _licence_look(name: str, said: Json) -> tuple[str, str] | None:
    if said["status"] in ("in_force", "undetermined"):
        if said["covers"] == "nothing":
            return "excluded", "nothing"
        shown = "permitted" if said["status"] == "in_force" else "undetermined"
        return shown, said["covers"]
    return None


def _requirement_look(
    name: str, said: Json, requirements: Mapping[str, Json]
) -> tuple[str, str] | None:
    if said["reaches"] == "nothing":
        return None
    prohibits = (requirements.get(name) or {}).get("basis") == "prohibition"
    return ("prohibition" if prohibits else "required"), said["reaches"]


def _group_look(name: str, said: Json) -> tuple[str, str] | None:
    looks = {"yes": "member", "undetermined": "undetermined"}
    look = looks.get(said["present"])
    return (look, look) if look else None


def day_words(day: Json, requirements: Mapping[str, Json], say: Prose) -> Iterator[Markup]:
    """What a day changes for what goes to the country: each licence, requirement and group."""
    text = say.said.text
    for one in day["licences"]:
        link = _linked(f"/licences/{one['licence']}", one["licence"], day["on"], say)
        yield Markup("{}: {}").format(link, _turned(one, say))
        for part in one["added"]:
            yield from _part(part, marked("now: {what}"), say)
        for part in one["removed"]:
            yield from _part(part, marked("no longer: {what}"), say)
    for one in day["requirements"]:
        title = (requirements.get(one["requirement"]) or {}).get("title") or one["requirement"]
        link = _linked(f"/requirements/{one['requirement']}", title, day["on"], say)
        yield Markup("{}: {}").format(link, _turned(one, say))
    for one in day["groups"]:
        link = _linked(f"/groups/{one['group']}", one["group"], day["on"], say)
        enters = {
            "yes": marked("in the group"),
            "no": marked("not in the group any more"),
            "undetermined": marked("perhaps in the group"),
        }
        yield Markup("{}: {}").format(link, text(enters[one["after"]["present"]]))


def _turned(one: Json, say: Prose) -> str:
    """What a subject says before and after, where its words differ; else what of it does."""
    before, after = (_short(one[side], say) for side in ("before", "after"))
    if before != after:
        return f"{before} → {after}"
    parts = (*one["added"], *one["removed"], *(part["after"] for part in one["altered"]))
    kinds = dict.fromkeys(say.said.text(_KINDS[part["what"]]) for part in parts)
    return ", ".join(kinds) or after


def _short(said: Json, say: Prose) -> str:
    covers = say.said.text(COVERS[said.get("covers") or said["reaches"]])
    if "status" not in said or said["status"] == "in_force":
        return covers
    return (
        f"{say.term(said['status'])}, {covers}"
        if said["covers"] != "nothing"
        else say.term(said["status"])
    )


def _part(part: Json, text: str, say: Prose) -> Iterator[Markup]:
    if part["what"] in ("permit", "exclusion"):
        words = clause_words(part["clause"], say)
        kind = marked("permit: {what}") if part["what"] == "permit" else marked("exclusion: {what}")
        told = escape(say.said.text(kind)).format(what=words.text)
        yield escape(say.said.text(text)).format(what=told)


def _linked(path: str, name: str, day: str, say: Prose) -> Markup:
    return Markup('<a href="{}">{}</a>').format(say.at.address(path, valid_on=day), name)
