"""Claims as tables for people on a terminal: what was said, by whom; figures as reported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from . import sections
from .answers import licence_shown
from .layout import AnswerTable, Shown, stacked, titled
from .texts import Json, in_lines, text

BESIDE = 10
"""How many claims stand beside a licence; the rest is asked for by itself."""


def statements_shown(answer: Json) -> Shown:
    """A page of statements."""
    found = answer["statements"]
    table = _statements(found) if found else text("no statement runs from this viewpoint")
    return stacked(table, *sections.ending(answer))


def reports_shown(answer: Json) -> Shown:
    """A page of reported figures."""
    found = answer["reports"]
    table = _reports(found) if found else text("no report runs from this viewpoint")
    return stacked(table, *sections.ending(answer))


def licence_with_claims(
    answer: Json, said: Json, reported: Json, named: sections.Named | None = None
) -> Shown:
    """A licence, and beside it what was said and reported about it, with the notes that qualify
    any of it."""
    beside: list[Shown] = []
    parts = (("statements", said, _statements), ("reports", reported, _reports))
    for title, page, table in parts:
        if page[title]:
            beside += titled(title, table(page[title]))
            beside += _more(title, page, answer["licence"])
    return licence_shown(answer, beside, named)


def _more(title: str, page: Json, name: str) -> Iterator[Shown]:
    if page["next"]:
        yield text(f"  and more: licence-ledger show {title} {name}", "dim")


def _statements(found: Sequence[Json]) -> Shown:
    table = AnswerTable("change", "about", "by", "published", "says")
    for one in found:
        says = f"disputes: {one['says']}" if one["disputes"] else one["says"]
        said = in_lines((says + _may(one), *sections.noted(one)))
        table.add(one["change"], one["about"], one["by"], one["published_on"], said)
    return table


def _reports(found: Sequence[Json]) -> Shown:
    table = AnswerTable("change", "licence", "period", "figure", "by", "published")
    for one in found:
        figure = f"{one['transactions']} transactions"
        if one["exporters_count"] is not None:
            figure += f", {one['exporters_count']} exporters"
        for name, before in (("goods", "goods"), ("destination", "to")):
            if one[name] is not None:
                figure += f", {before} {one[name]}"
        told = in_lines((figure + _may(one), *sections.noted(one)))
        row = (one["change"], one["licence"], one["period"], told)
        table.add(*row, one["issued_by"], one["published_on"])
    return table


def _may(one: Json) -> str:
    return " (undetermined on this day)" if one["running"] != "yes" else ""
