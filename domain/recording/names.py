"""Which names an instrument may use: of countries, groups and subjects, of changes and entries.

Each rule is one function, with the sentence of the contract (§3) as its first line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ..faults import Fault
from ..history.changes import Change, change_of
from ..history.history import History
from ..shapes.countries import country_fault
from ..vocabulary.change_types import ANYTHING, SUBJECTS
from ..vocabulary.control_lists import LISTS
from ..vocabulary.dimensions import COUNTRY_DIMENSIONS
from ..vocabulary.licence_kinds import kind_hint
from ..vocabulary.transaction_values import COUNTRY_CODES, unknown_country
from .at_hand import NONE_EXCUSED, AtHand
from .ids import Named, ever_read, find, is_correction, near_id

Json = Mapping[str, Any]
_COUNTRIES = frozenset((*COUNTRY_DIMENSIONS, "members"))
_LOOKED_UP = frozenset((*_COUNTRIES, LISTS, "destination"))
Field = tuple[str, str, Any]
"""A field of a change, or of what stands in it, with a pointer to it and its value."""


def fields_to_look_up(content: Json, pointer: str) -> list[Field]:
    """The fields of a change that name groups, control lists, or a country that there may not be,
    in which `unknown_places` and `unknown_lists` look; most changes have none."""
    found = list[Field]()
    for name, value in content.items():
        if name in _LOOKED_UP:
            if name not in _COUNTRIES or not COUNTRY_CODES.issuperset(value):
                found.append((name, f"{pointer}/{name}", value))
        elif isinstance(value, str):
            continue
        elif isinstance(value, dict):
            if name != "restated":
                found += fields_to_look_up(value, f"{pointer}/{name}")
        elif isinstance(value, list) and name != "items":
            for n, item in enumerate(value):
                if isinstance(item, dict):
                    found += fields_to_look_up(item, f"{pointer}/{name}/{n}")
    return found


def unknown_places(fields: Iterable[Field], at_hand: AtHand) -> Iterator[Fault]:
    """`unknown_country`: no such country. `unknown_group`: a group never established."""
    for place, name in _places_in(fields):
        if name[0] != "@":
            if unknown_country(name):
                sentence = country_fault(name, near=at_hand.hints.allowed())
                yield Fault("unknown_country", place, sentence)
            continue
        group = name[1:]
        if place.endswith("/destination"):
            sentence = f"`{name}` is a group; name one country here, as in `IL`"
            yield Fault("unknown_country", place, sentence)
        elif not at_hand.draft.knows("group", group) and f"group/{group}" not in at_hand.unsound:
            near = at_hand.hints.did_you_mean(group, lambda one: at_hand.draft.like("group", one))
            sentence = f"no group `{group}` was ever established{near or '; do that first'}"
            yield Fault("unknown_group", place, sentence)


def _places_in(fields: Iterable[Field]) -> Iterator[tuple[str, str]]:
    """Every country or group that they name, with a pointer to it."""
    for name, place, value in fields:
        if name in _COUNTRIES:
            for n, word in enumerate(value):
                yield f"{place}/{n}", word
        elif name == "destination":
            yield place, value


def unknown_lists(fields: Iterable[Field], at_hand: AtHand) -> Iterator[Fault]:
    """`unknown_list`: a control list never established."""
    for field, pointer, value in fields:
        for n, name in enumerate(value) if field == LISTS else ():
            if not at_hand.draft.knows("list", name) and f"list/{name}" not in at_hand.unsound:
                near = at_hand.hints.did_you_mean(name, lambda one: at_hand.draft.like("list", one))
                sentence = f"no control list `{name}` was ever adopted{near or '; do that first'}"
                yield Fault("unknown_list", f"{pointer}/{n}", sentence)


def unknown_subject(change: Change, pointer: str, at_hand: AtHand) -> Iterator[Fault]:
    """`unknown_subject`: a licence, group, requirement, policy or list never established."""
    kind = change.type.subject
    if kind in SUBJECTS and not change.type.establishes:
        name = change.content[kind]
        known = at_hand.draft.knows(kind, name) or f"{kind}/{name}" in at_hand.unsound
        if not known:
            hint = kind_hint(name) if kind == "licence" else ""
            near = hint or at_hand.hints.did_you_mean(
                name, lambda one: at_hand.draft.like(kind, one)
            )
            sentence = f"no {kind} `{name}` was ever established{near or '; do that first'}"
            yield Fault("unknown_subject", f"{pointer}/{kind}", sentence)


def group_cycle(change: Change, pointer: str, at_hand: AtHand) -> Iterator[Fault]:
    """`group_cycle`: a group would contain itself, over all members ever recorded."""
    for n, member in enumerate(change.content.get("members", ())):
        if member[0] == "@" and at_hand.reaches(member[1:], change.subject):
            sentence = f"`{member}` holds, or once held, the group `{change.subject}` itself"
            yield Fault("group_cycle", f"{pointer}/members/{n}", sentence)


def misnamed(
    change: Change,
    pointer: str,
    at_hand: AtHand,
    seen: History,
    excused: frozenset[str] = NONE_EXCUSED,
) -> Iterator[Fault]:
    """`unknown_target`, `wrong_target`: `target`, `ordered_by`, `amends` name what they may,
    those aside in which that is `excused`.

    `seen` is the history in which they stand: the draft, or what stood before it.
    """
    content = change.content
    may_name: dict[str, Callable[[Named], str | None]] = {
        "target": lambda named: _wrong_target(change, named),
        "ordered_by": _not_an_order,
        "amends": lambda named: _not_established_by(named, content.get("licence")),
    }
    for field, wrong in may_name.items():
        if field in content and field not in excused:
            yield from _name_fault(content[field], f"{pointer}/{field}", wrong, at_hand, seen)


def misnamed_order(change: Change, pointer: str, at_hand: AtHand) -> Iterator[Fault]:
    """`unknown_target`, `wrong_target`: `ordered_by` names a court's order."""
    if "ordered_by" in change.content:
        name, where = change.content["ordered_by"], f"{pointer}/ordered_by"
        yield from _name_fault(name, where, _not_an_order, at_hand, at_hand.draft)


def _name_fault(
    name: str,
    pointer: str,
    wrong: Callable[[Named], str | None],
    at_hand: AtHand,
    seen: History,
) -> Iterator[Fault]:
    if seen.home(change_of(name)) is None:
        sentence = f"no change or entry `{name}` is recorded"
        if at_hand.draft.home(change_of(name)):
            sentence = f"`{name}` was recorded after what is corrected here"
        else:
            sentence += near_id(name, at_hand)
        yield Fault("unknown_target", pointer, sentence)
        return
    named = find(name, seen)
    if named is None and not ever_read(name, seen):
        near = near_id(name, at_hand)
        sentence = f"{change_of(name)} has no entry `{name.partition('/')[2]}`{near}"
        yield Fault("unknown_target", pointer, sentence)
    elif named is None:
        sentence = f"`{name}` was corrected away: the record reads as if it never stood there"
        if is_correction(name, seen):
            sentence = f"`{name}` is a correction; record another correction of its target"
        yield Fault("wrong_target", pointer, sentence)
    elif sentence := wrong(named) or "":
        yield Fault("wrong_target", pointer, sentence)


def _wrong_target(change: Change, named: Named) -> str | None:
    target, entry = named
    kind = change.type
    if kind.name == "period_extended" and (entry or target.ending is None):
        return f"`{change.target}` has no `until` that could be extended"
    if kind.name == "review_concluded" and (entry or target.stream != change.stream):
        return f"`{change.target}` is no change of {change.content['licence']}"
    what = entry.kind if entry else target.type.name
    if kind.targets != ANYTHING and what not in kind.targets:
        may = ", ".join(f"`{name}`" for name in sorted(kind.targets))
        return f"`{change.target}` is `{what}`; `{kind.name}` can name {may}"
    if kind.stops and change.clause and not target.is_of_licence:
        return f"`{change.target}` is not of a licence: it can only be stopped whole"
    return None


def _not_an_order(named: Named) -> str | None:
    if named[1] is None and named[0].type.name == "court_amendment_ordered":
        return None
    return f"{_named(named)}; name a `court_amendment_ordered` here"


def _not_established_by(named: Named, licence: Any) -> str | None:
    change, entry = named
    if entry is None and change.type.name == "licence_established" and change.subject == licence:
        return None
    of = f" of {change.subject}" if change.is_of_licence else ""
    return f"{_named(named)}{of}; name a `licence_established` of {licence} here"


def _named(named: Named) -> str:
    change, entry = named
    return f"`{entry.id}` is an entry" if entry else f"`{change.id}` is `{change.type.name}`"
