"""A licence over a period as a picture: its status, and each entry while it is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

Json = Mapping[str, Any]

_WIDTH, _LABELS, _ROW = 900, 250, 26
_COLOURS = {
    "in_force": "#2f6f4f",
    "suspended": "#b5752a",
    "withdrawn": "#8f2d2d",
    "annulled": "#8f2d2d",
    "expired": "#8f2d2d",
    "not_established": "#c9c9c4",
    "undetermined": "#8a7fb0",
    "permits": "#2f6f4f",
    "exclusions": "#8f2d2d",
    "conditions": "#3d5f8a",
    "court_orders": "#b5752a",
    "prohibitions": "#5b1f1f",
}
_HOW = ("state", "present", "imposed")
"""What tells how a part stands."""
_LISTS = (
    ("permits", "entry"),
    ("exclusions", "entry"),
    ("court_orders", "order"),
    ("prohibitions", "requirement"),
)


@dataclass(frozen=True, slots=True)
class _Bar:
    begins: int
    ends: int
    kind: str
    says: str
    doubtful: bool = False


def picture(question: Json, answer: Json, words: Json) -> str:
    """The picture as SVG; a day of a transaction is marked."""
    periods = answer["periods"]
    first, last = _bounds(question, answer)
    rows = dict(_rows(periods, first, last, words))
    scale = (_WIDTH - _LABELS - 10) / (last - first)

    def x(day: int) -> float:
        return round(_LABELS + (day - first) * scale, 1)

    height = 30 + _ROW * len(rows) + 32
    parts = [
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" xmlns="http://www.w3.org/2000/svg" '
        f'font-family="sans-serif" font-size="12"><title>{escape(words["timeline"])}</title>'
    ]
    for number, (label, bars) in enumerate(rows.items()):
        top = 24 + number * _ROW
        parts.append(f'<text x="0" y="{top + 15}">{escape(_short(label))}</text>')
        for bar in bars:
            width = max(1.0, round(x(bar.ends) - x(bar.begins), 1))
            opacity = 0.45 if bar.doubtful else 1
            parts.append(
                f'<rect x="{x(bar.begins)}" y="{top + 2}" width="{width}" height="18" '
                f'fill="{_COLOURS.get(bar.kind, "#777")}" fill-opacity="{opacity}">'
                f"<title>{escape(bar.says)}</title></rect>"
            )
            if width > 7 * len(bar.says):
                parts.append(
                    f'<text x="{x(bar.begins) + 5}" y="{top + 15}" fill="#fff">'
                    f"{escape(bar.says)}</text>"
                )
    parts += _days(periods, first, last, x, height)
    if "transaction" in question:
        at = x(_ordinal(question["transaction"]["date"]))
        parts.append(
            f'<line x1="{at}" x2="{at}" y1="18" y2="{height - 30}" stroke="#000" '
            f'stroke-width="2"/><text x="{at}" y="12" text-anchor="middle" font-weight="bold">'
            f"{question['transaction']['date']}</text>"
        )
    return "".join([*parts, "</svg>"])


def _bounds(question: Json, answer: Json) -> tuple[int, int]:
    if "transaction" in question:
        day = _ordinal(question["transaction"]["date"])
        return max(1, day - 183), min(date.max.toordinal(), day + 183)
    return _ordinal(answer["from"]), _ordinal(answer["until"])


def _rows(
    periods: Sequence[Json], first: int, last: int, words: Json
) -> Iterator[tuple[str, list[_Bar]]]:
    """Each row: its label, and the bars in it."""
    spans = [
        (max(first, _ordinal(one["from"], first)), min(last, _ordinal(one["until"], last)), one)
        for one in periods
    ]

    def word(name: str) -> str:
        found: str = words["words"].get(name, name.replace("_", " "))
        return found

    bars = [_Bar(b, e, one["status"], word(one["status"])) for b, e, one in spans if b < e]
    yield words["status"], _joined(bars)
    for listed, named in _LISTS:
        names = dict.fromkeys(item[named] for _, _, one in spans for item in one.get(listed, ()))
        for name in names:
            bars = []
            for begins, ends, one in spans:
                for item in one.get(listed, ()):
                    if item[named] == name and begins < ends:
                        said = str(next((item[key] for key in _HOW if key in item), ""))
                        shown = word(said) if "state" in item else words[listed]
                        doubtful = said == "undetermined"
                        bars.append(_Bar(begins, ends, listed, shown, doubtful))
            yield name, _joined(bars)


def _joined(bars: Sequence[_Bar]) -> list[_Bar]:
    """Neighbours that say the same as one."""
    found: list[_Bar] = []
    for bar in bars:
        before = found[-1] if found else None
        if before and (before.ends, before.says, before.doubtful) == (
            bar.begins,
            bar.says,
            bar.doubtful,
        ):
            found[-1] = _Bar(before.begins, bar.ends, bar.kind, bar.says, bar.doubtful)
        else:
            found.append(bar)
    return found


def _days(periods: Sequence[Json], first: int, last: int, x: Any, height: int) -> Iterator[str]:
    """The days on which something changes, along the lower edge, where there is room."""
    inside = (_ordinal(one["from"], first) for one in periods)
    written = -1000.0
    for day in dict.fromkeys((first, *(d for d in inside if first < d < last), last)):
        at = x(day)
        yield (
            f'<line x1="{at}" x2="{at}" y1="20" y2="{height - 30}" stroke="#999" '
            'stroke-dasharray="2 3"/>'
        )
        text = date.fromordinal(day).isoformat()
        if day in (first, last):
            anchor = "start" if day == first else "end"
            yield f'<text x="{at}" y="{height - 17}" text-anchor="{anchor}">{text}</text>'
        elif at - written > 75:
            written = at
            yield f'<text x="{at}" y="{height - 3}" text-anchor="middle">{text}</text>'


def _ordinal(day: str | None, otherwise: int = 0) -> int:
    return otherwise if day is None else date.fromisoformat(day).toordinal()


def _short(label: str) -> str:
    return label if len(label) <= 34 else label[:33] + "…"
