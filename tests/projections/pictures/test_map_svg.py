"""The map of a transaction drawn for paper: whole, readable without colour, for every reader."""

from __future__ import annotations

from itertools import cycle, pairwise
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from licence_ledger.projections.pictures.map_svg import map_svg
from licence_ledger.projections.pictures.patterns import LOOKS
from licence_ledger.projections.pictures.plane import Plane, on_diagonal
from licence_ledger.projections.pictures.svg_text import apart

Json = dict[str, Any]
SVG = "{http://www.w3.org/2000/svg}"


def cell(valid: tuple[Any, Any], known: tuple[Any, Any], verdict: str, reason: str) -> Json:
    return {
        "valid_from": valid[0],
        "valid_until": valid[1],
        "known_from": known[0],
        "known_until": known[1],
        "verdict": verdict,
        "reason": reason,
        "decided_by": None,
    }


CELLS = [
    cell((None, None), (None, "2016-02-01"), "covered", "permitted"),
    cell((None, "2016-01-01"), ("2016-02-01", None), "covered", "permitted"),
    cell(("2016-01-01", None), ("2016-02-01", None), "not_covered", "excluded"),
]
ACT = {
    "instrument": "act",
    "title": 'An act "of" <law> & \x00 order',
    "published_on": "2016-02-01",
    "days": ["2016-01-01"],
}
OTHER = {"instrument": "other", "title": "Another", "published_on": "2015-01-01", "days": []}


def drawn(cells: list[Json], instruments: list[Json], title: str = "A map") -> ElementTree.Element:
    """The drawing, as a document."""
    viewpoint = {"log_size": 4, "root_hash": "ab" * 32}
    svg = map_svg({"cells": cells, "viewpoint": viewpoint}, title, instruments)
    return ElementTree.fromstring(svg)


def cells_in(root: ElementTree.Element) -> list[ElementTree.Element]:
    """The cells of a drawing."""
    found = [one for one in root.findall(f"{SVG}rect") if one.find(f"{SVG}title") is not None]
    return [one for one in found if str(one.get("fill")).startswith("url(#")]


def test_each_cell_is_drawn_once_with_the_pattern_of_its_verdict() -> None:
    found = cells_in(drawn(CELLS, [ACT]))
    assert [one.get("fill") for one in found] == [f"url(#map-{one['verdict']})" for one in CELLS]


def test_cells_fill_the_plane_and_do_not_overlap() -> None:
    boxes = [
        [float(one.get(name) or 0) for name in ("x", "y", "width", "height")]
        for one in cells_in(drawn(CELLS, [ACT]))
    ]
    areas = (width * height for _, _, width, height in boxes)
    assert sum(areas) == pytest.approx(540 * 540, rel=0.01)
    early, before, after = boxes
    assert before[0] + before[2] == pytest.approx(after[0], abs=0.2)
    assert after[1] + after[3] == pytest.approx(early[1], abs=0.2), "later knowledge stands above"


def test_patterns_differ_by_more_than_their_colour() -> None:
    assert len({look.lines for look in LOOKS.values()}) == len(LOOKS)


def test_the_lines_are_labelled_with_days_and_instruments_those_at_none_are_left_out() -> None:
    texts = ["".join(one.itertext()) for one in drawn(CELLS, [OTHER, ACT]).findall(f"{SVG}text")]
    assert "2016-01-01 act" in texts
    assert "2016-02-01 act" in texts
    assert not any("other" in one for one in texts)


def test_a_drawing_of_many_lines_is_as_wide_as_their_labels_need() -> None:
    days = [f"20{n:02}-01-01" for n in range(10, 99)]
    cells = [
        cell(valid, (None, None), verdict, "excluded")
        for valid, verdict in zip(
            pairwise([None, *days, None]), cycle(("covered", "not_covered")), strict=False
        )
    ]
    labels = [one for one in drawn(cells, []).findall(f"{SVG}text") if one.text in days]
    places = [float(one.get("x") or 0) for one in labels]
    assert len(places) == len(days)
    assert all(b - a >= 12.9 for a, b in pairwise(places))
    assert places[0] > 100


def test_it_has_a_title_and_says_in_words_what_it_shows() -> None:
    root = drawn(CELLS, [ACT], "NL1 & <others>")
    names = str(root.get("aria-labelledby")).split()
    found = {one.get("id"): one.text for one in root if one.get("id")}
    assert root.get("role") == "img"
    assert found[names[0]] == "NL1 & <others>"
    assert "from 2016-01-01 not covered, excluded" in str(found[names[1]])


@given(st.text(), st.text())
def test_any_text_makes_a_sound_document(title: str, act: str) -> None:
    drawn(CELLS, [{**ACT, "title": act, "instrument": act}], title)


def test_one_cell_that_says_the_same_on_all_days_is_drawn_too() -> None:
    whole = [cell((None, None), (None, None), "undetermined", "no_requirement_recorded")]
    assert len(cells_in(drawn(whole, []))) == 1


def test_both_times_have_one_scale_on_which_days_keep_their_order() -> None:
    plane = Plane(CELLS)
    places = [plane.begin(day) for day in (None, "2016-01-01", "2016-02-01")]
    assert places == sorted(places)
    assert len({*places, plane.end(None)}) == 4
    assert plane.end("2016-01-01") == plane.begin("2016-01-01")


DIAGONAL = [
    pytest.param((None, "2016-01-01"), ("2016-02-01", None), False, id="hindsight"),
    pytest.param(("2016-01-01", None), ("2016-02-01", None), True, id="both open"),
    pytest.param((None, "2016-01-01"), (None, "2016-01-01"), True, id="before both"),
    pytest.param(("2016-01-01", "2016-02-01"), (None, "2016-01-01"), False, id="announced"),
]


@pytest.mark.parametrize(("valid", "known", "expected"), DIAGONAL)
def test_the_diagonal_runs_where_a_day_lies_in_both_times(
    valid: tuple[Any, Any], known: tuple[Any, Any], expected: bool
) -> None:
    assert on_diagonal(cell(valid, known, "covered", "permitted")) is expected


@given(st.lists(st.floats(0, 100), max_size=8).map(sorted))
def test_labels_keep_off_each_other_and_stay_in_their_order(places: list[float]) -> None:
    found = apart(places, 10, 100)
    assert all(b - a >= 10 - 1e-9 for a, b in pairwise(found))
