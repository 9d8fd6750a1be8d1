"""`evaluate`, `replay`: whole files of transactions, and receipts asked again."""

from __future__ import annotations

import json
import os
from enum import StrEnum
from pathlib import Path
from textwrap import fill
from typing import Annotated

import typer

from ....domain.proof.checkpoint import NoteError, VerifierKey, read_key
from ....domain.vocabulary.viewpoint import Viewpoint
from ....projections.batch.transactions import ASKED
from ....projections.proof.keys import KeyFileError
from ....projections.proof.proofs import Proofs
from ....projections.register.register import Register
from ... import databases
from ...batch.evaluating import evaluate_files, prepared_again, prepared_run, replayed
from ...batch.locations import location_of, save
from ...receipts import all_differences, asked_again, other_release, read_receipt
from ..by_mapping import ByMapping, mapping_given
from ..console import (
    REFUSED,
    AsJson,
    Database,
    KeyFile,
    ended_whole,
    print_json,
    print_shown,
    reading,
    say,
    signer_of,
    signing_key,
    tell,
    tell_unread,
)
from ..progress import working
from ..tables.batch import summary_shown
from .options import (
    KNOWN_FROM,
    Carried,
    Default,
    Given,
    Mapped,
    takes,
)

commands = typer.Typer()


class JudgedBy(StrEnum):
    """What judges: this machine alone, or Spark."""

    embedded = "embedded"
    spark = "spark"


_KNOWN = {
    **KNOWN_FROM,
    "known_on": Annotated[
        str | None,
        typer.Option(
            help="Only what was published on or before this day; `transaction`: on each row's own.",
            rich_help_panel="Viewpoint",
        ),
    ],
}


_COLUMNS = fill(
    f"Columns named like a transaction's fields are read: {', '.join(ASKED)}. "
    "Others are carried through; one whose name is nearly a field's stops the run, unless it is "
    "mapped (--map) or carried (--carry).",
    width=79,
)
_EVALUATES = f"""Judge every transaction of a file against the law of its own day.

{_COLUMNS}

Added are verdict, reason, decided_by, depends_on, required; and error, where
a row is faulty: it has no verdict then, but what is wrong with it. After these
covered_by, where no licence is named, and notes: read them, they tell of names
that no clause knows.

A file as people keep it, a workbook, words and dates of its own, is understood
by `prepare` first; --mapping applies what that wrote down. Then read_as, sheet
and row tell of each verdict from which cell it comes.

A receipt is written beside the output; `replay` asks again what it tells of.
"""


@commands.command(
    "evaluate",
    help=_EVALUATES,
    epilog="Examples: licence-ledger evaluate shipments.csv -o judged.csv; "
    "licence-ledger evaluate 'parts/*.parquet' -o judged.parquet --known-on transaction "
    "--map bestemming=destination --default programme=none",
)
@takes(asked=_KNOWN)
def evaluate_command(
    file: Annotated[
        str,
        typer.Argument(
            help="CSV, Parquet or NDJSON: a path, a pattern in quotes, s3://… or https://…; with "
            "--mapping workbooks too."
        ),
    ],
    output: Annotated[
        str, typer.Option("-o", "--output", help="The file to write; with Spark a folder.")
    ],
    asked: Given,
    mapped: Mapped = None,
    default: Default = None,
    carried: Carried = None,
    mapping: ByMapping = None,
    strict: Annotated[bool, typer.Option(help="Stop at the first faulty row.")] = False,
    engine: Annotated[
        JudgedBy, typer.Option(help="Where to: this machine, or Spark (the extra `spark`).")
    ] = JudgedBy.embedded,
    master: Annotated[
        str | None, typer.Option(help="Spark's master, as in local[2] or spark://host:7077.")
    ] = None,
    as_json: AsJson = False,
    key: KeyFile = None,
    database: Database = databases.DEFAULT,
) -> None:
    """Judge every transaction of a file against the law of its own day: see `_EVALUATES`."""
    if mapping and engine is JudgedBy.spark:
        raise typer.BadParameter("Spark judges without --mapping")
    with (
        reading(database) as register,
        ended_whole(),
        prepared_run(
            register,
            file,
            asked,
            mapped or (),
            default or (),
            strict,
            carried or (),
            mapping_given(mapping, mapped, default, carried),
        ) as run,
    ):
        tell_unread(run.left_out)
        signed = _checkpoint(register, database, key, run.viewpoint)
        if engine is JudgedBy.spark:
            from ...batch.spark import evaluate_on_spark  # loading Spark takes seconds

            copy = register.ledger.store.copy_to
            tally, receipt = evaluate_on_spark(run, copy, output, master, signed)
            save(location_of(f"{output.rstrip('/')}.receipt.json"), receipt.text())
        else:
            with working("evaluating", run.size()) as work:
                tally, receipt = evaluate_files(run, Path(output), work.advance, signed)
        counts = tally.summary(run.history)
    if as_json:
        print_json({**counts, "left_out": list(run.left_out), "receipt": receipt.shown()})
    else:
        print_shown(summary_shown(counts, receipt.shown()))


def _checkpoint(
    register: Register, database: str, key: Path | None, viewpoint: Viewpoint
) -> str | None:
    """The checkpoint for a receipt; none for somebody who may not use the ledger's key."""
    try:
        signer = signer_of(register.ledger, database, key)
        return Proofs(register.ledger, signer).checkpoint(viewpoint.log_size)
    except KeyFileError as error:
        tell(f"the receipt holds no checkpoint: {error}")
        return None


@commands.command(
    epilog="Examples: licence-ledger replay judged.csv.receipt.json shipments.csv; "
    "licence-ledger replay receipt.json",
)
def replay(
    receipt: Annotated[
        Path, typer.Argument(help="A receipt: of `evaluate`, `check --receipt`, or over HTTP.")
    ],
    file: Annotated[
        str | None,
        typer.Argument(
            help="The file, or pattern, that was evaluated; left out for one transaction.",
            show_default=False,
        ),
    ] = None,
    verifier_key: Annotated[
        str | None,
        typer.Option(
            help="The key that signed the checkpoint; left out: this ledger's, if it has one.",
            show_default=False,
        ),
    ] = None,
    database: Database = databases.DEFAULT,
) -> None:
    """Ask again what a receipt tells of. Exit status 1 on any difference."""
    with reading(database) as register, ended_whole():
        told = read_receipt(receipt)
        if told.transaction is not None:
            if file is not None:
                raise typer.BadParameter(f"{receipt} tells of one transaction: leave {file} out")
            found, asked = asked_again(register, told), "1 transaction"
        elif file is None:
            raise typer.BadParameter(f"name the file that {receipt} tells of")
        else:
            with (
                prepared_again(register, told, file) as run,
                working("evaluating again", run.size()) as work,
            ):
                found = replayed(run, told, work.advance)
            asked = f"{found.answer['rows']} rows"
        differing = all_differences(told, found, _verifier(verifier_key, database))
    if found.release != told.release:
        tell(other_release(told))
    for where, one, other in differing:
        say(f"{where}: the receipt says {json.dumps(one)}, now {json.dumps(other)}")
    say(f"{asked}, {len(differing)} differences")
    raise typer.Exit(REFUSED if differing else 0)


def _verifier(line: str | None, database: str) -> VerifierKey | None:
    """The key that a checkpoint must be signed with; none is made for this."""
    if line is not None:
        try:
            return read_key(line)
        except NoteError as error:
            raise typer.BadParameter(str(error)) from error
    beside = databases.key_beside(database)
    there = beside is not None and os.access(beside, os.R_OK)
    return signing_key(database, None).verifier if there else None
