"""Claims as tables for people on a terminal: what was said, by whom; figures as reported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from . import tables

Json = Mapping[str, Any]
BESIDE = 10
"""How many claims stand beside a licence; the rest is asked for by itself."""


def statements(answer: Json) -> RenderableType:
    """A page of statements."""
    found = answer["statements"]
    table = _statements(found) if found else Text("no statement runs from this viewpoint")
    return Group(table, *tables.ending(answer))


def reports(answer: Json) -> RenderableType:
    """A page of reported figures."""
    found = answer["reports"]
    table = _reports(found) if found else Text("no report runs from this viewpoint")
    return Group(table, *tables.ending(answer))


def licence(answer: Json, said: Json, reported: Json) -> RenderableType:
    """A licence, and beside it what was said and reported about it."""
    beside: list[RenderableType] = []
    parts = (("statements", said, _statements), ("reports", reported, _reports))
    for title, page, table in parts:
        if page[title]:
            beside += tables.titled(title, table(page[title]))
            beside += _more(title, page, answer["licence"])
    return tables.licence(answer, beside)


def _more(title: str, page: Json, name: str) -> Iterator[RenderableType]:
    if page["next"]:
        yield Text(f"  and more: licence-ledger show {title} {name}", style="dim")


def _statements(found: Sequence[Json]) -> RenderableType:
    table = tables.table_of("change", "about", "by", "published", "says")
    for one in found:
        says = f"disputes: {one['says']}" if one["disputes"] else one["says"]
        table.add_row(one["change"], one["about"], one["by"], one["published_on"], says + _may(one))
    return table


def _reports(found: Sequence[Json]) -> RenderableType:
    table = tables.table_of("change", "licence", "period", "figure", "by", "published")
    for one in found:
        figure = f"{one['transactions']} transactions"
        if one["exporters_count"] is not None:
            figure += f", {one['exporters_count']} exporters"
        for name, before in (("goods", "goods"), ("destination", "to")):
            if one[name] is not None:
                figure += f", {before} {one[name]}"
        row = (one["change"], one["licence"], one["period"], figure + _may(one))
        table.add_row(*row, one["issued_by"], one["published_on"])
    return table


def _may(one: Json) -> str:
    return " (undetermined on this day)" if one["running"] != "yes" else ""
