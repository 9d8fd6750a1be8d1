"""The world as tiles, each as a licence reaches the country: data in, SVG out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from .patterns import REACHES, Look, patterns
from .svg_text import as_svg_text, label
from .world_tiles import COLUMNS, ROWS, TILES

_SIDE, _TOP, _LETTER = 32, 8, 6.1


class Tile(NamedTuple):
    """A country: how a licence reaches it, what is told of it, its page, and whether something
    beside the licence bears on it (drawn as a corner)."""

    country: str
    look: str
    told: str
    address: str | None = None
    beside: bool = False


def tiles_svg(
    tiles: Sequence[Tile],
    title: str,
    told: str,
    words: Mapping[str, str] | None = None,
    beside: str = "",
    name: str = "world",
    looks: Sequence[str] = tuple(REACHES),
) -> str:
    """The tiles as SVG; `words` says the looks in another language, `beside` what a corner is;
    `looks` are those that the legend explains."""
    width, height = COLUMNS * _SIDE + 16, ROWS * _SIDE + _TOP + 40
    role = "document" if any(tile.address for tile in tiles) else "img"
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}" role="{role}" aria-labelledby="{name}-title" '
            f'aria-describedby="{name}-desc" font-family="sans-serif" font-size="12" fill="#111">',
            f'<title id="{name}-title">{as_svg_text(title)}</title>',
            f'<desc id="{name}-desc">{as_svg_text(told)}</desc>',
            f"<defs>{''.join(patterns(name, REACHES))}</defs>",
            f'<rect width="{width}" height="{height}" fill="#fff"/>',
            '<g text-anchor="middle">',
            *(_tile(tile, name) for tile in tiles if tile.country in TILES),
            "</g>",
            *_legend({one: REACHES[one] for one in looks}, words or {}, beside, name, height - 12),
            "</svg>\n",
        ]
    )


def _tile(tile: Tile, name: str) -> str:
    place, said = TILES[tile.country], as_svg_text(tile.told)
    x, y = 8 + place.column * _SIDE, _TOP + place.row * _SIDE
    corner = f'<path d="M{x + 20} {y}h10v10z" fill="#7a1030"/>' if tile.beside else ""
    drawn = (
        f'<rect x="{x}" y="{y}" width="30" height="30" fill="url(#{name}-{tile.look})" '
        f'stroke="{REACHES[tile.look].ink}"/>{corner}'
        f'<rect x="{x + 4}" y="{y + 9}" width="22" height="13" fill="#fff" fill-opacity=".8"/>'
        f'<text x="{x + 15}" y="{y + 20}">{tile.country}</text><title>{said}</title>'
    )
    if tile.address is None:
        return f"<g>{drawn}</g>"
    return f'<a href="{as_svg_text(tile.address)}" aria-label="{said}">{drawn}</a>'


def _legend(
    looks: Mapping[str, Look], words: Mapping[str, str], beside: str, name: str, y: float
) -> Iterator[str]:
    x = 8.0
    for word, look in looks.items():
        said = words.get(word, look.words)
        yield (
            f'<rect x="{x:.0f}" y="{y - 12}" width="18" height="16" stroke="{look.ink}" '
            f'fill="url(#{name}-{word})"/>'
        )
        yield label(said, x + 24, y)
        x += 44 + len(said) * _LETTER
    if beside:
        yield f'<path d="M{x:.0f} {y - 10}h12v12z" fill="#7a1030"/>'
        yield label(beside, x + 18, y)
