"""Which countries a licence reaches, as tiles of the world and as lists by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ....projections.pictures.tiles_svg import Tile, tiles_svg
from ....projections.register.named import whole_name
from ..prose import Prose
from ..terms import marked

Json = Mapping[str, Any]

WORDS = {
    "excluded": marked("excluded"),
    "partly": marked("excluded in part"),
    "undetermined": marked("undetermined"),
    "reached": marked("permitted"),
    "not_reached": marked("not reached"),
}
TOLD = {
    "reached": marked(
        "Permitted: no exclusion of countries takes anything out of what goes there."
    ),
    "partly": marked("Excluded in part: some of what goes there is taken out."),
    "excluded": marked("Excluded: nothing goes there under this licence."),
    "undetermined": marked(
        "Undetermined: a day or a group on which it rests is not known exactly."
    ),
    "not_reached": marked("Not reached: what it permits does not go there."),
}


def world(answer: Json, day: str, say: Prose, titles: Mapping[str, str]) -> str:
    """The tiles of a licence as SVG, each a link to the country on the day; `titles` are those
    of prohibitions."""
    text, licence = say.said.text, answer["licence"]
    words = {word: text(said) for word, said in WORDS.items()}
    beside = text(marked("a prohibition bears on it, whatever the licence says"))
    prohibited = text(marked("prohibitions"))
    tiles = []
    for one in answer["countries"]:
        country = one["country"]
        told = f"{say.place(country)}: {words[one['reach']]}"
        if one["prohibitions"]:
            names = ", ".join(titles.get(name, name) for name in one["prohibitions"])
            told += f"; {prohibited}: {names}"
        address = say.at.address(f"/countries/{country}")
        tiles.append(Tile(country, one["reach"], told, address, bool(one["prohibitions"])))
    title = text(marked("Which countries {licence} reaches on {day}"))
    counted = by_reach(answer["countries"])
    told = "; ".join(f"{words[word]}: {len(found)}" for word, found in counted.items() if found)
    return tiles_svg(
        tiles,
        title.format(licence=licence, day=say.day(day)),
        told,
        words,
        beside if any(tile.beside for tile in tiles) else "",
    )


def by_reach(countries: Sequence[Json]) -> dict[str, list[Json]]:
    """The countries by how far the licence reaches them."""
    found: dict[str, list[Json]] = {word: [] for word in WORDS}
    for one in countries:
        found[one["reach"]].append(one)
    return found


def by_entry(countries: Sequence[Json], say: Prose) -> list[tuple[tuple[str, ...], list[Json]]]:
    """Countries by the changes that exclude them, or else permit them, each by name."""
    found: dict[tuple[str, ...], list[Json]] = {}
    for one in sorted(countries, key=lambda one: say.said.ordered(say.place(one["country"]))):
        entries = map(whole_name, one["exclusions"] or one["permits"])
        found.setdefault(tuple(dict.fromkeys(entries)), []).append(one)
    return sorted(found.items(), key=lambda item: -len(item[1]))
