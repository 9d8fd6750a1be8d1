"""Counts of verdicts as bars: along time, or of one thing beside another. Each verdict has its
colour and its pattern, and each part of a bar tells its number where one points at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .patterns import LOOKS, patterns
from .svg_text import as_svg_text, label

Bar = tuple[str, Mapping[str, int]]
"""What a bar is of, and how many of each verdict it holds."""

_WIDTH, _LEFT, _RIGHT, _LEGEND = 900, 60, 20, 34
_HIGH, _ROW, _NAMES = 190, 26, 320
_OTHER = ("#d9d9d9", "#444")
"""The ground and the ink of rows that came to no verdict."""


@dataclass(frozen=True, slots=True)
class Bars:
    """Some bars: `name` makes the drawing's ids its own, `title` says what it is of, `text` says
    words in the page's language, `number` writes a number."""

    name: str
    title: str
    bars: Sequence[Bar]
    text: Callable[[str], str]
    number: Callable[[int], str]

    @property
    def words(self) -> list[str]:
        """The verdicts that occur, in the order of a legend."""
        there = {word for _, counts in self.bars for word, count in counts.items() if count}
        return [*(word for word in LOOKS if word in there), *sorted(there - LOOKS.keys())]

    @property
    def most(self) -> int:
        """How many the longest bar holds."""
        return max((sum(counts.values()) for _, counts in self.bars), default=0) or 1


def along_time_svg(drawn: Bars) -> str:
    """Bars that stand side by side, as months or years do."""
    height = _LEGEND + _HIGH + 56
    each = (_WIDTH - _LEFT - _RIGHT) / max(1, len(drawn.bars))
    parts: list[str] = []
    for share in (0.0, 0.5, 1.0):
        y = _LEGEND + 8 + _HIGH * (1 - share)
        parts.append(f'<path d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}" stroke="#ddd"/>')
        told = drawn.number(round(drawn.most * share))
        parts.append(label(told, _LEFT - 6, y + 4, more=' text-anchor="end" fill="#444"'))
    every = max(1, round(56 / each))
    for n, (name, counts) in enumerate(drawn.bars):
        x, y = _LEFT + n * each, _LEGEND + 8.0 + _HIGH
        for word in drawn.words:
            high = _HIGH * counts.get(word, 0) / drawn.most
            y -= high
            wide = max(1.0, each * 0.82)
            parts += _part(drawn, name, word, counts, (x + each * 0.09, y, wide, high))
        if n % every == 0:
            middle = ' text-anchor="middle" fill="#444"'
            parts.append(label(name, x + each / 2, _LEGEND + _HIGH + 24, 12, middle))
    return _drawing(drawn, height, parts)


def beside_each_other_svg(drawn: Bars) -> str:
    """Bars that lie one below the other, each with its name before it."""
    height = _LEGEND + 14 + _ROW * max(1, len(drawn.bars))
    room = _WIDTH - _NAMES - 90
    parts: list[str] = []
    for n, (name, counts) in enumerate(drawn.bars):
        x, y = float(_NAMES), _LEGEND + 8.0 + _ROW * n
        parts.append(label(name, _NAMES - 8, y + 14, 50, ' text-anchor="end"'))
        for word in drawn.words:
            wide = room * counts.get(word, 0) / drawn.most
            parts += _part(drawn, name, word, counts, (x, y + 1, wide, _ROW - 7))
            x += wide
        parts.append(label(drawn.number(sum(counts.values())), x + 6, y + 14, more=' fill="#444"'))
    return _drawing(drawn, height, parts)


def _part(
    drawn: Bars,
    name: str,
    word: str,
    counts: Mapping[str, int],
    box: tuple[float, float, float, float],
) -> Iterator[str]:
    if not counts.get(word):
        return
    x, y, wide, high = box
    look = LOOKS.get(word)
    fill = f"url(#{drawn.name}-{word})" if look else _OTHER[0]
    told = as_svg_text(f"{name}: {drawn.text(word)}, {drawn.number(counts[word])}")
    yield (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(0.8, wide):.1f}" height="{max(0.8, high):.1f}" '
        f'fill="{fill}" stroke="{look.ink if look else _OTHER[1]}" stroke-width="0.7">'
        f"<title>{told}</title></rect>"
    )


def _drawing(drawn: Bars, height: int, parts: Sequence[str]) -> str:
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
            f'width="{_WIDTH}" height="{height}" role="img" '
            f'aria-labelledby="{drawn.name}-title" font-family="sans-serif" font-size="11" '
            'fill="#111">',
            f'<title id="{drawn.name}-title">{as_svg_text(drawn.title)}</title>',
            f"<defs>{''.join(patterns(drawn.name))}</defs>",
            f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>',
            *_legend(drawn),
            *parts,
            "</svg>\n",
        ]
    )


def _legend(drawn: Bars) -> Iterator[str]:
    x = 10.0
    for word in drawn.words:
        look, said = LOOKS.get(word), drawn.text(word)
        fill = f"url(#{drawn.name}-{word})" if look else _OTHER[0]
        ink = look.ink if look else _OTHER[1]
        yield f'<rect x="{x:.1f}" y="8" width="18" height="13" fill="{fill}" stroke="{ink}"/>'
        yield label(said, x + 24, 18.5)
        x += 42 + 6.4 * len(said)
