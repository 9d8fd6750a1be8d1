"""How a part of an answer altered, in words; what was recorded stays as it was recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...wording import clause_text
from .texts import Json, words

CLOSED = {"status", "kind", "state", "present", "met", "in_force", "authority"}
"""The fields whose values are words of the ledger, and no recorded texts."""


def alterations(was: Json, now: Json) -> Iterator[str]:
    """What altered, field by field."""
    for name in now:
        if was[name] != now[name]:
            told = clause_text if name == "clause" else lambda one, of=name: value_text(of, one)
            yield f"{words(name)} {told(was[name])} → {told(now[name])}"


def value_text(name: str, value: Any) -> str:
    """The value of a field, in one line."""
    if isinstance(value, Mapping) and "entry" in value:
        return f"{value['entry']}{unsure(value)}"
    if isinstance(value, Mapping) and "latest" in value:
        return f"{value['earliest'] or '?'} to {value['latest'] or 'no end yet'}"
    if isinstance(value, Mapping):
        detail = value.get("outcome") or clause_text(value.get("clause", {}))
        return f"{value['change']} ({detail})"
    if isinstance(value, list):
        return ", ".join(value_text(name, one) for one in value) or "none"
    if value is None or value == "":
        return "none"
    return words(str(value)) if name in CLOSED else str(value)


def unsure(part: Json | None) -> str:
    """That a part may be present, and may not."""
    return " (undetermined)" if part and part.get("present") == "undetermined" else ""


def groups_changed(found: Sequence[Json]) -> Iterator[str]:
    """A line for each member that came into a group (+) or went (-), and for a group of which
    the record begins or ceases to tell the members (~)."""
    for group in found:
        for sign, moved in (("+", group["added"]), ("-", group["removed"])):
            for one in moved:
                where = "in" if sign == "+" else "out of"
                yield f"{sign} {one['member']} {where} {group['group']}{unsure(one)}"
        if "established" in group:
            said = "recorded" if group["established"] == "yes" else "not recorded"
            yield f"~ group {group['group']}: {said}"


def codes_otherwise(moved: Json) -> Iterator[tuple[Json, str]]:
    """The codes of a list that are kept free, or recorded, on one side only, each with how."""
    for item in moved.get("reserved", ()):
        yield item, f"kept free: {item['present']}"
    for item in moved.get("recorded", ()):
        yield item, f"recorded: {item['recorded']}"


def lists_changed(found: Sequence[Json]) -> Iterator[str]:
    """A line for each item that came onto a control list (+) or left it (-), for those that are
    not told, for codes kept free or recorded on one side only, and where a list's record becomes
    whole or is so no longer (~)."""
    for one in found:
        for sign, moved in (("+", one["added"]), ("-", one["removed"])):
            for item in moved:
                where = "on" if sign == "+" else "off"
                yield f"{sign} {item['item']} {where} {one['list']}{unsure(item)}"
        for item, how in codes_otherwise(one):
            yield f"~ {item['item']} of {one['list']}, {how}"
        if one["more"]:
            yield f"~ {one['more']} more on {one['list']}"
        if "whole" in one:
            yield f"~ list {one['list']}: recorded whole: {one['whole']}"
