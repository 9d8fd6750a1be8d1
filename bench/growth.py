"""How figures grow from a thousand licences to a million: measured, kept, and drawn.

`make bench-plots`, or `python bench/growth.py [figure …]`; `GROWTH_MOST` (a million) bounds the
licences. Each figure at each size is measured once and kept in `docs/growth/figures.json` as soon
as it is there: what was measured before is not measured again (take it out of the file for that).
The plots, `docs/growth/*.svg`, are drawn of what the file holds.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import answers
from batch import book_of, judging, shipments, timed
from licence_ledger.domain.faults import LedgerError
from licence_ledger.projections.ledger import Ledger
from licence_ledger.projections.proof.verification import verify_log
from licence_ledger.projections.register.maps import Maps
from licence_ledger.projections.register.register import Register
from plots import plot
from run import GOODS, act, acts, opened, requests_per_second, seconds_an_answer, served, some_day

SIZES = (1_000, 10_000, 100_000, 1_000_000)
FOLDER = Path(__file__).parents[1] / "docs" / "growth"
KEPT = FOLDER / "figures.json"
ROWS = 1_000_000
SEEN = {"valid_on": "2018-01-01"}
MORE = 1_000
"""So many instruments more are recorded, and about so many licences it is asked."""
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

    @contextmanager
    def _ledger(self) -> Iterator[Ledger]:
        ledger = opened(self._path)
        try:
            yield ledger
        finally:
            ledger.close()

    @property
    def _some(self) -> list[str]:
        """A thousand of the licences, from all over."""
        return self.names[:: self.licences // MORE]

    # files

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

    # one answer

    def opening(self) -> float:
        """Seconds to open a ledger, until its first answer."""

        def once() -> None:
            with self._ledger() as ledger:
                Register(ledger).licence(self.names[7], SEEN)

        return statistics.median(timed(once) for _ in range(5))

    def answer(self) -> float:
        """Seconds an answer about a licence that was read before."""
        with self._ledger() as ledger:
            register = Register(ledger)
            return statistics.median(seconds_an_answer(register, self._some) for _ in range(5))

    def evaluation(self) -> float:
        """Seconds of the processor for the whole answer of an evaluation."""
        with self._ledger() as ledger:
            register = Register(ledger)
            found = answers.seconds_each(lambda asked: register.evaluate(*asked), self._some)
            return statistics.median(found)

    def verdict(self) -> float:
        """Seconds of the processor for a verdict, its reason and what decides it."""
        with self._ledger() as ledger:
            found = answers.seconds_each(answers.verdict_of(ledger), self._some)
            return statistics.median(found)

    def map(self) -> float:
        """Seconds for a map of both times of one transaction."""
        with self._ledger() as ledger:
            maps, asked = Maps(ledger), answers.questions(self._some, 300, random.Random(3))
            shipped = [{**transaction} for transaction, _ in asked]
            for transaction in shipped:
                del transaction["date"]
            for transaction in shipped[:100]:
                maps.map(transaction, {})
            rest = shipped[100:]
            return timed(lambda: [maps.map(each, {}) for each in rest]) / len(rest)

    # over HTTP

    @cached_property
    def _over_http(self) -> tuple[float, float]:
        chance = random.Random(7)
        asked = answers.questions(self._some, 60_000, chance)
        bodies = [json.dumps({"transaction": each, **known}) for each, known in asked]
        states = [
            f"/v1/licences/{chance.choice(self._some)}?valid_on={some_day(chance)}"
            for _ in range(60_000)
        ]
        with served(self._path) as url:
            for lines in (states, bodies):
                requests_per_second(url, lines, 8)
            found = [
                statistics.median(requests_per_second(url, lines) for _ in range(5))
                for lines in (states, bodies)
            ]
        return 1 / found[0], 1 / found[1]

    def get(self) -> float:
        """Seconds for each `GET /v1/licences/{id}`, one server process, 32 connections."""
        return self._over_http[0]

    def post(self) -> float:
        """Seconds for each `POST /v1/evaluations`, one server process, 32 connections."""
        return self._over_http[1]

    def memory(self) -> float:
        """Megabytes of a server after 10,000 questions about as many licences."""
        names = self.names[:: max(1, self.licences // 10_000)]
        return answers.megabytes_after(
            self._path, answers.questions(names, 10_000, random.Random(9))
        )

    # commands

    def check(self) -> float:
        """Seconds of `licence-ledger check`, from its start to its end."""
        of = ("--licence", self.names[7], "--goods", GOODS[0], "--origin", "NL")
        day = ("--date", "2018-01-01", "--destination", "DE")
        return self._command(lambda: ("check", *day, *of))

    def evaluate(self) -> float:
        """Seconds of `licence-ledger evaluate` of a thousand rows, from its start to its end."""
        source = self._folder / "thousand.csv"
        asked = [each for each, _ in answers.questions(self._some, 1_000, random.Random(5))]
        lines = [asked[0], *(each.values() for each in asked)]
        source.write_text("\n".join(",".join(line) for line in lines) + "\n", encoding="utf-8")
        written = iter(range(5))
        return self._command(
            lambda: ("evaluate", str(source), "--output", f"{source}-{next(written)}.csv")
        )

    def _command(self, said: Callable[[], Iterable[str]]) -> float:
        def line() -> list[str]:
            return [*answers.COMMAND, *said(), "--database", f"sqlite:///{self._path}"]

        return statistics.median(answers.seconds_of_a_process(line()) for _ in range(5))

    # the log

    def verify(self) -> float:
        """Seconds to verify the ledger."""
        with self._ledger() as ledger:
            try:
                return timed(lambda: verify_log(ledger.log))
            except LedgerError as error:
                raise SystemExit(str(error)) from error

    def recording(self) -> float:
        """Seconds an instrument, a hundred a commit, after all of these."""
        return self._seconds_to_record("out", lambda ledger, more: ledger.record_all(more, "bench"))

    def one_at_a_time(self) -> float:
        """Seconds an instrument, one a commit and durable, after all of these."""
        return self._seconds_to_record(
            "alone", lambda ledger, more: [ledger.record(each, "bench") for each in more]
        )

    def _seconds_to_record(
        self, title: str, record: Callable[[Ledger, list[Any]], object]
    ) -> float:
        """Seconds for each of a thousand more instruments, none of which is refused."""
        more = [act(f"{title}-{name.lower()}", {**OUT, "licence": name}) for name in self._some]
        with self._ledger() as ledger:
            before = ledger.size
            taken = timed(lambda: record(ledger, more))
            if ledger.size != before + 2 * len(more):
                raise SystemExit(f"recorded {ledger.size - before} of {2 * len(more)} records")
        return taken / len(more)


MEASURES: Mapping[str, Callable[[Measured], float]] = {
    "first": Measured.first,
    "again": Measured.again,
    "opening": Measured.opening,
    "answer": Measured.answer,
    "evaluation": Measured.evaluation,
    "verdict": Measured.verdict,
    "map": Measured.map,
    "get": Measured.get,
    "post": Measured.post,
    "memory": Measured.memory,
    "check": Measured.check,
    "evaluate": Measured.evaluate,
    "verify": Measured.verify,
    "recording": Measured.recording,
    "one_at_a_time": Measured.one_at_a_time,
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
                    print(f"{figure}, {licences:,} licences: {own[str(licences)]:.3g}", flush=True)
                    FOLDER.mkdir(exist_ok=True)
                    KEPT.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n")
    return figures


def main(asked: list[str]) -> None:
    figures = measure(asked, int(os.environ.get("GROWTH_MOST", SIZES[-1])))
    for name, own in figures.items():
        title = (MEASURES[name].__doc__ or name).rstrip(".").replace("`", "")
        (FOLDER / f"{name}.svg").write_text(plot(title, own))


if __name__ == "__main__":
    main(sys.argv[1:] or list(MEASURES))
