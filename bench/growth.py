"""How figures grow from a thousand licences to a million: measured, kept, and drawn.

`make bench-plots`, or `python bench/growth.py [figure …]`; `GROWTH_MOST` (a million) bounds the
licences. Each figure at each size is measured once and kept in `docs/growth/figures.json` as soon
as it is there: what was measured before is not measured again (take it out of the file for that).
The plots, `docs/growth/*.svg`, are drawn of what the file holds.
"""

from __future__ import annotations

import json
import math
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from xml.sax.saxutils import escape

from batch import book_of, judging, shipments, timed
from licence_ledger.domain.faults import LedgerError
from licence_ledger.projections.ledger import Ledger
from licence_ledger.projections.proof.verification import verify_log
from licence_ledger.projections.register.register import Register
from run import GOODS, act, acts, opened, seconds_an_answer

SIZES = (1_000, 10_000, 100_000, 1_000_000)
FOLDER = Path(__file__).parents[1] / "docs" / "growth"
KEPT = FOLDER / "figures.json"
ROWS = 1_000_000
SEEN = {"valid_on": "2018-01-01"}
MORE = 1_000
"""So many instruments more are recorded."""
OUT = {"type": "destination_excluded", "from": "2018-01-01", "destinations": ["IL"]}

Figures = dict[str, dict[str, float]]


# -- what is measured --------------------------------------------------------------------


class Measured:
    """Licences of one change each: in memory, and in a ledger's file."""

    def __init__(self, licences: int, folder: Path) -> None:
        self.licences = licences
        self._folder = folder
        self.names = [f"NL{number:06}" for number in range(licences)]

    @cached_property
    def _path(self) -> Path:
        path = self._folder / f"{self.licences}.db"
        ledger = opened(path)
        ledger.record_all(list(acts(self.licences, 1)), "bench")
        ledger.close()
        return path

    def _ledger(self) -> Ledger:
        return opened(self._path)

    @cached_property
    def _judged(self) -> tuple[float, float]:
        source = shipments(self._folder / "in.parquet", ROWS, self.names, GOODS)
        history = book_of(acts(self.licences, 1))
        started = time.perf_counter()
        again = judging(source, self._folder / "out.parquet", history)
        first = time.perf_counter() - started
        return first, statistics.median(again() for _ in range(5))

    def first(self) -> float:
        """Seconds to compile, and judge a million rows once."""
        return self._judged[0]

    def again(self) -> float:
        """Seconds to judge a million rows that were judged before, and write them."""
        return self._judged[1]

    def opening(self) -> float:
        """Seconds to open a ledger, until its first answer."""
        found = []
        for _ in range(5):
            started = time.perf_counter()
            ledger = self._ledger()
            Register(ledger).licence(self.names[7], SEEN)
            found.append(time.perf_counter() - started)
            ledger.close()
        return statistics.median(found)

    def answer(self) -> float:
        """Seconds an answer about a licence that was read before."""
        ledger = self._ledger()
        register, some = Register(ledger), self.names[: 10 * 1_000 : 10] or self.names
        found = statistics.median(seconds_an_answer(register, some) for _ in range(5))
        ledger.close()
        return found

    def recording(self) -> float:
        """Seconds an instrument, a hundred a commit, after all of these."""
        ledger = self._ledger()
        more = [
            act(f"out-{number}-{name}", {**OUT, "licence": name})
            for number, name in enumerate(self.names[:MORE])
        ]
        taken = timed(lambda: ledger.record_all(more, "bench"))
        ledger.close()
        return taken / len(more)

    def verify(self) -> float:
        """Seconds to verify the ledger."""
        ledger = self._ledger()
        try:
            return timed(lambda: verify_log(ledger.log))
        except LedgerError as error:
            raise SystemExit(str(error)) from error
        finally:
            ledger.close()


MEASURES: Mapping[str, Callable[[Measured], float]] = {
    "first": Measured.first,
    "again": Measured.again,
    "opening": Measured.opening,
    "answer": Measured.answer,
    "verify": Measured.verify,
    "recording": Measured.recording,
}


def measure(asked: list[str], most: int) -> Figures:
    """All figures asked for, those that are kept as they are."""
    figures: Figures = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    for licences in (size for size in SIZES if size <= most):
        with tempfile.TemporaryDirectory() as name:
            measured = Measured(licences, Path(name))
            for figure in asked:
                own = figures.setdefault(figure, {})
                if str(licences) not in own:
                    own[str(licences)] = MEASURES[figure](measured)
                    print(
                        f"{figure}, {licences:,} licences: {own[str(licences)]:.3g} s", flush=True
                    )
                    FOLDER.mkdir(exist_ok=True)
                    KEPT.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n")
    return figures


# -- plots -------------------------------------------------------------------------------

WIDTH, HEIGHT, LEFT, TOP, WIDE, HIGH = 460, 300, 70, 46, 360, 200


def svg(title: str, figures: Mapping[str, float]) -> str:
    """One figure by the number of licences, both in powers of ten; and the law of its growth: of
    the line through its points, by least squares."""
    points = sorted((math.log10(int(size)), math.log10(one)) for size, one in figures.items())
    low, high = (math.floor(min(y for _, y in points)), math.ceil(max(y for _, y in points)))
    high = max(high, low + 1)

    def at(x: float, y: float) -> str:
        across, up = LEFT + WIDE * (x - 3) / 3, TOP + HIGH - HIGH * (y - low) / (high - low)
        return f"{across:.1f} {up:.1f}"

    told = "; ".join(f"{10**x:,.0f}: {10**y:.3g} s" for x, y in points)
    law = ""
    if len(points) > 1:
        law = f"grows as n^{slope(points):.2f}; over the last step as n^{slope(points[-2:]):.2f}"
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
            f'width="{WIDTH}" height="{HEIGHT}" font-family="sans-serif" font-size="12">',
            f"<title>{escape(title)}</title><desc>{told}; {law}</desc>",
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
            f'<text x="8" y="20" font-weight="bold">{escape(title)}</text>',
            f'<text x="8" y="36" fill="#333">{law}</text>',
            *_axes(low, high, at),
            f'<path d="M{"L".join(at(*point) for point in points)}" fill="none" stroke="#0b4f6c" '
            'stroke-width="2"/>',
            *(_point(at(x, y), 10**y) for x, y in points),
            "</svg>\n",
        ]
    )


def slope(points: list[tuple[float, float]]) -> float:
    """The slope of the line through points, by least squares."""
    xs, ys = zip(*points, strict=True)
    return statistics.linear_regression(xs, ys).slope


def _axes(low: int, high: int, at: Callable[[float, float], str]) -> Iterator[str]:
    for power in range(low, high + 1):
        start, end = at(3, power), at(6, power)
        y = float(start.split()[1])
        yield f'<path d="M{start}L{end}" stroke="#ccc"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{_seconds(10**power)}</text>'
    for power in range(3, 7):
        x = float(at(power, low).split()[0])
        yield (f'<text x="{x}" y="{TOP + HIGH + 20}" text-anchor="middle">{10**power:,}</text>')
    yield f'<text x="{LEFT + WIDE}" y="{TOP + HIGH + 38}" text-anchor="end">licences</text>'


def _point(place: str, value: float) -> str:
    x, y = place.split()
    return (
        f'<circle cx="{x}" cy="{y}" r="3" fill="#0b4f6c"/>'
        f'<text x="{x}" y="{float(y) - 8:.1f}" text-anchor="middle">{_seconds(value)}</text>'
    )


def _seconds(value: float) -> str:
    for unit, much in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if value >= much:
            return f"{value / much:.3g} {unit}"
    return f"{value / 1e-9:.3g} ns"


def main(asked: list[str]) -> None:
    figures = measure(asked, int(os.environ.get("GROWTH_MOST", SIZES[-1])))
    for name, own in figures.items():
        title = (MEASURES[name].__doc__ or name).rstrip(".")
        (FOLDER / f"{name}.svg").write_text(svg(title, own))


if __name__ == "__main__":
    main(sys.argv[1:] or list(MEASURES))
