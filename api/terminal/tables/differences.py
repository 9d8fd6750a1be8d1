"""Differences for people on a terminal: between two viewpoints, or by an instrument."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...wording import clause_text
from .alterations import CLOSED, alterations, codes_otherwise, unsure, value_text
from .layout import AnswerTable, Shown, indented, stacked
from .sections import viewpoint_text
from .texts import Json, Piece, in_lines, text, words

FOR_OTHERS = "for other transactions than before"
"""How a part altered that is shown alike: what stops it does so for some only."""
_BESIDE = {
    "group": "groups",
    "requirement": "requirements",
    "policy": "policies",
    "application": "applications",
    "list": "lists",
}
_SIGNS = {"+": "green", "-": "red", "~": "yellow"}


def diff_shown(answer: Json) -> Shown:
    """What differs about a licence between two viewpoints."""
    return stacked(*_difference(answer["licence"], answer), *_between(answer))


def register_diff_shown(answer: Json) -> Shown:
    """What differs in the register between two viewpoints."""
    found = [line for one in answer["licences"] for line in (*_difference(one["licence"], one), "")]
    more = [f"more: ask on with --after {answer['next']}"] if answer["next"] else []
    return stacked(*(found or ["nothing differs"]), *more, *_between(answer))


def dry_run_shown(answer: Json) -> Shown:
    """What an instrument would do, if it were recorded."""
    lines: list[Shown] = [text(answer["instrument"], "bold")]
    if answer["already_recorded"]:
        lines.append("is recorded already; again, it would change nothing")
    for licence in answer["licences"]:
        for period in licence["periods"]:
            lines += _difference(f"{licence['licence']} {_bounds(period)}", period)
        if licence["more_from"]:
            lines.append(f"from {licence['more_from']} on it differs in more periods")
        if not licence["periods"]:
            lines.append(f"{licence['licence']} would answer as it does now")
    for kind, listed in _BESIDE.items():
        for one in answer[listed]:
            for period in one["periods"]:
                lines += _subject(kind, f"{kind} {one[kind]} {_bounds(period)}", period, one[kind])
            if one["more_from"]:
                lines.append(f"from {one['more_from']} on it differs in more periods")
    return stacked(*lines, "", text("nothing was written", "dim"))


def _subject(kind: str, heading: str, period: Json, name: str) -> Iterator[Shown]:
    """How a group, a requirement, a policy or an application would differ in a period."""
    yield text(heading, "bold")
    table = AnswerTable("", "what", "which", "how", "by")
    if kind == "group":
        for row in _group_rows([{"group": name, **period}]):
            table.add(*row)
    elif kind == "list":
        for row in _list_rows([{"list": name, **period}]):
            table.add(*row)
    else:
        sign = "+" if period["before"] is None else "-" if period["after"] is None else "~"
        how = in_lines(_subject_alters(period["before"], period["after"]))
        table.add(_signed(sign), kind, name, how, _by(period))
    yield indented(table)


def _subject_alters(was: Json | None, now: Json | None) -> Iterator[str]:
    """What a requirement or a policy would say, or how that altered."""
    if was is not None and now is not None:
        yield from alterations(was, now)
        return
    said = was or now or {}
    if "state" in said:
        yield words(said["state"])
    for one in said.get("requires", ()):
        yield clause_text(one["clause"]) + unsure(one)
    for one in said.get("values", ()):
        yield f"{one['value']} ({clause_text(one['when'])})"


def _difference(heading: str, found: Json) -> Iterator[Shown]:
    yield text(heading, "bold")
    table = AnswerTable("", "what", "which", "how", "by")
    for line in _line_rows(found):
        table.add(*line)
    for sign, parts in (("+", "added"), ("-", "removed"), ("~", "altered")):
        for part in found[parts]:
            table.add(_signed(sign), words(part["what"]), part["id"], _how(part), _by(part))
    for row in _group_rows(found.get("groups", ())):
        table.add(*row)
    for row in _list_rows(found.get("lists", ())):
        table.add(*row)
    yield indented(table) if len(table) else "  nothing differs"


def _line_rows(found: Json) -> Iterator[tuple[Piece, ...]]:
    """A row for each field of the licence's line that differs."""
    was, now = found["before"], found["after"]
    for name in ("title", "kind", "authority", "status", "because"):
        if was[name] != now[name]:
            how = f"{value_text(name, was[name])} → {value_text(name, now[name])}"
            yield _signed("~"), words(name), "", how, _by(found)
    if was == now and found["by"]:
        yield _signed("~"), "what decides", "", FOR_OTHERS, _by(found)


def _group_rows(found: Sequence[Json]) -> Iterator[tuple[Piece, ...]]:
    """A row for each member that came or went, and for a group that is told of on one side."""
    for group in found:
        for sign, moved in (("+", group["added"]), ("-", group["removed"])):
            for one in moved:
                how = f"{one['member']}{unsure(one)}"
                yield _signed(sign), "group", group["group"], how, one["change"]
        if "established" in group:
            how = "recorded" if group["established"] == "yes" else "not recorded"
            yield _signed("~"), "group", group["group"], how, ""


def _how(part: Json) -> Piece:
    """What a part says, or how it altered."""
    was, now = part["before"], part["after"]
    if was and now:
        return in_lines(alterations(was, now)) if was != now else FOR_OTHERS
    said = was or now
    if "requires" in said:
        return in_lines(clause_text(one["clause"]) + unsure(one) for one in said["requires"])
    for name in ("text", "says", "court", "state"):
        if name in said:
            return words(said[name]) if name in CLOSED else str(said[name])
    return clause_text(said["clause"]) + unsure(said) if "clause" in said else ""


def _by(found: Json) -> Piece:
    return in_lines(found["by"])


def _signed(sign: str) -> Piece:
    return text(sign, _SIGNS[sign])


def _bounds(period: Json) -> str:
    begins = f"from {period['from']}" if period["from"] else "always"
    return f"{begins} until {period['until']}" if period["until"] else begins


def _between(answer: Json) -> Iterator[Shown]:
    for side in ("from", "to"):
        yield text(f"{side}: {viewpoint_text(answer[side])}", "dim")


def _list_rows(found: Sequence[Json]) -> Iterator[tuple[Piece, ...]]:
    """A row for each item that came onto a control list or left it, and for what else differs."""
    for one in found:
        for sign, moved in (("+", one["added"]), ("-", one["removed"])):
            for item in moved:
                how = f"{item['item']}{unsure(item)}"
                yield _signed(sign), "list", one["list"], how, item["change"]
        for item, how in codes_otherwise(one):
            yield _signed("~"), "list", one["list"], f"{item['item']}, {how}", item["change"]
        if one["more"]:
            yield _signed("~"), "list", one["list"], f"{one['more']} more", ""
        for name in ("established", "whole"):
            if name in one:
                yield _signed("~"), "list", one["list"], f"{name}: {one[name]}", ""
