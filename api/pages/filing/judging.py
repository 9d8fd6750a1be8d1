"""A file judged while the page of it is sent: how far it is, and then what came of it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any

from ....domain.faults import LedgerError
from ....projections.batch.impact import Impact
from ....projections.kernel.outcomes import Answers
from ....projections.proof.proofs import Proofs
from ....projections.register.named import Named
from ...batch.comparing import compare, prepared_impact, sides_of
from ...batch.evaluating import Run, evaluate_files, prepared_run
from ...batch.files_found import FORMATS
from ...batch.formats.portion import Portion
from ...batch.looking.first_look import FirstLook
from ...batch.looking.spread import Flips, Spread
from ...batch.mapping.file_mapping import FileMapping
from ...batch.output_file import output_file
from ...batch.writing import WRITERS
from ...http.dependencies import Served
from ..results.making import WORKBOOK, ForPeople, for_people
from .mapping import Mapped
from .uploads import Upload

Json = dict[str, Any]
Told = tuple[int, int]
"""How much is done, and how much there is to do."""

SUMMARY = "summary.json"
WORKBOOK_ROWS = 5_000
"""Of a file of more rows the command makes a workbook, and no page."""
AT_A_TIME = 50_000
"""So many rows are judged together, so that how far it is can be told."""
_EACH = 0.2
"""Seconds between two tellings of how far it is."""


@dataclass
class Judging:
    """A file being judged: `steps` does it, telling how far it is; afterwards there is a summary,
    or what went wrong."""

    upload: Upload
    size: int
    judge: Callable[[Callable[[int], None]], Json]
    open: ExitStack
    summary: Json | None = None
    fault: str = ""
    named: dict[str, Any] = field(default_factory=dict)
    names: Callable[[Json], Mapping[str, Any]] = dict

    def steps(self) -> Iterator[Told]:
        """How far it is, while it is done."""
        told: SimpleQueue[int | BaseException | Json] = SimpleQueue()
        thread = Thread(target=self._work, args=(told,), daemon=True)
        thread.start()
        done, last = 0, time.monotonic()
        yield 0, self.size
        while True:
            found = told.get()
            if isinstance(found, int):
                done += found
                if time.monotonic() - last >= _EACH:
                    last = time.monotonic()
                    yield min(done, self.size), self.size
                continue
            thread.join()
            self.open.close()
            self._ended(found)
            yield self.size, self.size
            return

    def _work(self, told: SimpleQueue[Any]) -> None:
        try:
            told.put(self.judge(told.put))
        except BaseException as error:
            told.put(error)

    def _ended(self, found: BaseException | Json) -> None:
        if isinstance(found, LedgerError):
            self.fault = without_path(str(found), self.upload)
        elif isinstance(found, BaseException):
            raise found
        else:
            self.summary = found
            self.named.update(self.names(found))
            text = json.dumps(found, ensure_ascii=False)
            (self.upload.made / SUMMARY).write_text(text, encoding="utf-8")


def without_path(sentence: str, upload: Upload) -> str:
    """A sentence about a file by the name that it was sent under; where it lies is nobody's."""
    return sentence.replace(str(upload.path), upload.name).replace(str(upload.folder), "")


def named_in(served: Served, summary: Json) -> Mapping[str, Any]:
    """What the ids in a summary stand for."""
    return Named(served.ledger).named(summary, {})


def judging_of(
    served: Served, upload: Upload, look: FirstLook | FileMapping, mapped: Mapped, tag: str
) -> Judging:
    """A file to be judged, each row against the law of its own day; `QuestionError` for what is
    wrong with how its columns are meant. Of few rows a workbook is made too, in the language of
    the page."""
    asked = {"known_on": mapped.known_on} if mapped.known_on else {}
    options = _options(look, mapped)
    with ExitStack() as opened:
        run = opened.enter_context(
            prepared_run(served.register, str(upload.path), asked, **options)
        )
        _sound(run, look)
        run = replace(run, at_a_time=AT_A_TIME)

        def judge(advance: Callable[[int], None]) -> Json:
            spread = Spread()
            checkpoint = Proofs(served.ledger, served.key).checkpoint(run.viewpoint.log_size)
            output = made_path(upload, "judged")
            with _workbook(run, upload, look, tag) as written:

                def also(portion: Portion, answers: Answers) -> None:
                    spread.take(portion, answers)
                    written(portion, answers)

                tally, receipt = evaluate_files(run, output, advance, checkpoint, also)
            counts = {**tally.summary(run.history), "workbook": look.rows <= WORKBOOK_ROWS}
            return {**counts, **spread.shown(), "viewpoint": receipt.viewpoint, "impact": None}

        return Judging(upload, run.size(), judge, opened.pop_all(), names=_namer(served))
    raise AssertionError


@contextmanager
def _workbook(
    run: Run, upload: Upload, look: FirstLook | FileMapping, tag: str
) -> Iterator[Callable[[Portion, Answers], None]]:
    """Writes what a run comes to as a workbook beside its result; nothing of too many rows."""
    if look.rows > WORKBOOK_ROWS:
        yield lambda portion, answers: None
        return
    path = workbook_path(upload)
    with (
        for_people(run, path, ForPeople(tag)) as made,
        output_file(path, made.make) as (file, _),
    ):
        yield lambda portion, answers: file.writer.write(
            portion, {**answers.columns(), **portion.also}
        )


def workbook_path(upload: Upload) -> Path:
    """Where the workbook that is made of a file lies."""
    return upload.made / f"workbook{WORKBOOK}"


def _options(look: FirstLook | FileMapping, mapped: Mapped) -> dict[str, Any]:
    """How the columns are meant, as the file engine is told."""
    if isinstance(look, FirstLook):
        return dict(mapped.options(look.columns))
    return {"mapped": (), "default": (), "mapping": look}


def _sound(run: Run, look: FirstLook | FileMapping) -> None:
    """`QuestionError`, if the columns of a file are not what they are meant to be."""
    if isinstance(look, FirstLook) and look.columns:
        run.columns.fields(look.columns)


def impact_of(
    served: Served,
    upload: Upload,
    look: FirstLook | FileMapping,
    mapped: Mapped,
    instrument: str,
) -> Judging:
    """A file to be judged twice: as the record stood before an instrument, and after it."""
    found = served.register.instrument(instrument, {})
    known = f"known_on={mapped.known_on}," if mapped.known_on else ""
    sizes = (f"{known}log_size={found[name]}" for name in ("log_size_before", "log_size"))
    options = _options(look, mapped)
    with ExitStack() as opened:
        book = opened.enter_context(served.ledger.reading())
        sides = Impact(*sides_of(served.register, book, *sizes))
        run = prepared_impact(sides, str(upload.path), **options)
        run = replace(run, at_a_time=AT_A_TIME)

        def judge(advance: Callable[[int], None]) -> Json:
            flips = Flips()
            counts = compare(run, made_path(upload, "flipped"), advance, flips.take)
            months = {name: dict(one) for name, one in sorted(flips.months.items())}
            told = {"instrument": instrument, "first": flips.first, "months": months}
            return {
                **counts.shown(),
                "impact": told,
                "viewpoint": sides.after.shown(),
                "before": sides.before.shown(),
            }

        return Judging(upload, run.size(), judge, opened.pop_all(), names=_namer(served))
    raise AssertionError


def _namer(served: Served) -> Callable[[Json], Mapping[str, Any]]:
    return lambda summary: named_in(served, summary)


def made_path(upload: Upload, what: str) -> Any:
    """Where what is made of a file lies: in the format that it was sent in, where that is one in
    which results are written; else in CSV."""
    kind = FORMATS.get(upload.path.suffix.lower())
    return upload.made / f"{what}{upload.path.suffix if kind in WRITERS else '.csv'}"
