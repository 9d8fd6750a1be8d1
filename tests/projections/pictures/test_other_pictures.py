"""Timelines, the world as tiles and plots: whole, told in words, and safe with any text."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st
from licence_ledger.projections.pictures.patterns import PERIODS, REACHES
from licence_ledger.projections.pictures.plots_svg import figures_svg
from licence_ledger.projections.pictures.tiles_svg import Tile, tiles_svg
from licence_ledger.projections.pictures.timeline_svg import Bar, Days, Lane, Mark, timeline_svg
from licence_ledger.projections.pictures.world_tiles import TILES

SVG = "{http://www.w3.org/2000/svg}"
days = st.dates().map(str)
texts = st.text(max_size=60)


def drawn(svg: str) -> Any:
    return ElementTree.fromstring(svg)


def test_every_country_has_one_tile_and_no_two_have_the_same() -> None:
    assert set(TILES) == {one.alpha_2 for one in pycountry.countries} | {"XK"}
    assert len(set(TILES.values())) == len(TILES)


@pytest.mark.parametrize(
    ("one", "other"),
    [("PT", "ES"), ("NL", "DE"), ("US", "CA"), ("IL", "JO"), ("AR", "CL")],
)
def test_neighbours_are_near_each_other(one: str, other: str) -> None:
    here, there = TILES[one], TILES[other]
    assert abs(here.column - there.column) + abs(here.row - there.row) <= 2


def test_the_world_is_told_in_words_and_each_tile_leads_to_its_country() -> None:
    tiles = [Tile(code, "reached", f"{code}: <b>", f"/countries/{code}?a=1&b=2") for code in TILES]
    tiles[0] = tiles[0]._replace(look="excluded", beside=True)
    svg = drawn(tiles_svg(tiles, "World", "In words", beside="a prohibition"))
    ways = [one.get("href") for one in svg.iter(f"{SVG}a")]
    assert ways == [f"/countries/{code}?a=1&b=2" for code in TILES]
    assert (svg.find(f"{SVG}title").text, svg.find(f"{SVG}desc").text) == ("World", "In words")
    patterns = {one.get("id") for one in svg.iter(f"{SVG}pattern")}
    assert patterns == {f"world-{word}" for word in REACHES}


def test_looks_are_told_apart_without_colour() -> None:
    for looks in (PERIODS, REACHES):
        assert len({look.lines for look in looks.values()}) == len(looks)


LANES = [
    Lane("NL1", [Bar("2012-01-01", None, "in_force", "in force", "/on?a=1&b=2")], heading="Status"),
    Lane("Israel", [Bar("2016-01-01", "2020-01-01", "excluded", "excluded")]),
    Lane("EU", marks=[Mark("2013-07-01", "+ Croatia", "/croatia")]),
]


def test_a_timeline_has_its_periods_in_their_order_and_as_links() -> None:
    svg = drawn(timeline_svg(LANES, Days("Over time", "told", [Mark("2012-01-01", "first", "/1")])))
    told = {one.get("aria-label"): one.get("href") for one in svg.iter(f"{SVG}a")}
    assert told == {"in force": "/on?a=1&b=2", "+ Croatia": "/croatia", "first": "/1"}
    boxes = [one for one in svg.iter(f"{SVG}rect") if "url(#" in (one.get("fill") or "")]
    first, second = boxes[:2]
    ends = [float(one.get("x") or 0) + float(one.get("width") or 0) for one in (first, second)]
    assert float(first.get("x") or 0) < float(second.get("x") or 0) < ends[1] < ends[0]


def test_the_day_asked_about_and_today_stand_in_it() -> None:
    asked, today = Mark("2014-01-01", "asked"), Mark("2026-11-21", "today")
    svg = timeline_svg(LANES, Days("t", "t", [], asked=asked, today=today))
    assert ">asked</text>" in svg and ">today</text>" in svg


@given(
    st.lists(st.tuples(texts, st.none() | days, st.none() | days, texts), max_size=5),
    st.lists(st.tuples(days, texts), max_size=5),
    texts,
)
def test_whatever_is_told_the_drawing_is_whole(
    bars: list[tuple[str, str | None, str | None, str]], marks: list[tuple[str, str]], title: str
) -> None:
    lanes = [
        Lane(name, [Bar(since, until, "excluded", told, told)], heading=name)
        for name, since, until, told in bars
    ]
    changes = [Mark(day, told, told) for day, told in sorted(marks)]
    svg = drawn(timeline_svg(lanes, Days(title, title, changes)))
    assert len(list(svg.iter(f"{SVG}a"))) == len(bars) + len(marks)


def figure(period: str, count: int, **of: str) -> dict[str, Any]:
    return {"period": period, "transactions": count, "destination": None, "goods": None, **of}


def test_figures_are_bars_from_nought_and_those_of_other_things_stand_apart() -> None:
    reports = [figure("2020", 10), figure("2021 <b>", 20), figure("2021", 0, destination="IL")]
    first, second = map(drawn, figures_svg(reports))
    widths = [float(one.get("width")) for one in first.iter(f"{SVG}rect")][1:]
    assert widths[1] == 2 * widths[0]
    assert first.find(f"{SVG}desc").text == "2020: 10; 2021 <b>: 20"
    assert second.find(f"{SVG}title").text == "transactions reported (IL)"
