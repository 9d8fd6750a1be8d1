"""`evaluate`, `replay`: whole files of transactions, and receipts asked again."""

from __future__ import annotations

import json
import os
from enum import StrEnum
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Annotated

import typer

from ....domain.proof.checkpoint import NoteError, VerifierKey, read_key
from ....domain.vocabulary.dimensions import FIELDS_OF_TRANSACTION
from ....domain.vocabulary.viewpoint import Viewpoint
from ....projections.proof.keys import KeyFileError
from ....projections.proof.proofs import Proofs
from ... import databases
from ...library.record_here import RecordHere
from ...receipts import Receipt, all_differences, asked_again, other_release, read_receipt
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
from ..without_pandas import bring_back_pandas
from .options import (
    KNOWN_FROM,
    Carried,
    Default,
    Given,
    Mapped,
    takes,
)

if TYPE_CHECKING:  # what judges files is a part of its own
    from ...batch.evaluating import Run
    from ...batch.tally import Tally
    from ...pages.results.making import ForPeople

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


_PEOPLE = "A file for people (.xlsx, or .csv with --for-excel)"
_EVALUATES = "\n\n".join(
    fill(paragraph, width=78)
    for paragraph in (
        "Judge every transaction of a file against the law of its own day.",
        "Columns named like a transaction's fields are read: "
        f"{', '.join(FIELDS_OF_TRANSACTION)}. Others are carried through; one whose name is nearly "
        "a field's stops the run, unless it is mapped (--map) or carried (--carry).",
        "Added are verdict, reason, decided_by, depends_on, required; and error, where a row is "
        "faulty: it has no verdict then, but what is wrong with it. After these covered_by, where "
        "no licence is named, and notes: read them, they tell of names that no clause knows.",
        "A file as people keep it, a workbook, words and dates of its own, is understood by "
        "`prepare` first; --mapping applies what that wrote down. Then read_as, sheet and row "
        "tell of each verdict from which cell it comes.",
        "A result for people is a workbook (-o result.xlsx), or CSV that the spreadsheets of a "
        "country open by a double click (-o result.csv --for-excel nl): the verdict in words, "
        "why, until when, what to do, the sources; rows that repeat others are marked, and dates "
        "are dates.",
        "A receipt is written beside the output; `replay` asks again what it tells of.",
    )
)


@commands.command(
    "evaluate",
    help=_EVALUATES,
    epilog="Examples: licence-ledger evaluate shipments.csv -o judged.csv; "
    "licence-ledger evaluate 'parts/*.parquet' -o judged.parquet --known-on transaction "
    "--map bestemming=destination --default programme=none; "
    "licence-ledger evaluate shipments.csv -o result.xlsx --language nl --row-key ref",
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
    for_excel: Annotated[
        str | None,
        typer.Option(
            help="Write CSV (or .xlsx) for the spreadsheets of a country: nl, en-GB, de, fr.",
            rich_help_panel=_PEOPLE,
        ),
    ] = None,
    language: Annotated[
        str | None,
        typer.Option(help="The language of its words: nl or en.", rich_help_panel=_PEOPLE),
    ] = None,
    row_key: Annotated[
        str | None,
        typer.Option(
            help="The column of the shipments' numbers: a row repeats another if it asks the same "
            "about the same number. Left out: if it asks the same.",
            rich_help_panel=_PEOPLE,
        ),
    ] = None,
    sep_line: Annotated[
        bool,
        typer.Option(
            help="Begin the CSV with `sep=;`, for a spreadsheet that is set to another country.",
            rich_help_panel=_PEOPLE,
        ),
    ] = False,
    database: Database = databases.DEFAULT,
) -> None:
    """Judge every transaction of a file against the law of its own day: see `_EVALUATES`."""
    from ...batch.evaluating import prepared_run  # the part `files`
    from ...batch.locations import location_of, save
    from ...pages.results.making import ForPeople

    wanted = ForPeople(language, for_excel, row_key, sep_line)
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
            bring_back_pandas()  # Spark may ask for it
            from ...batch.spark import evaluate_on_spark  # loading Spark takes seconds

            copy = register.ledger.store.copy_to
            tally, receipt = evaluate_on_spark(run, copy, output, master, signed)
            save(location_of(f"{output.rstrip('/')}.receipt.json"), receipt.text())
        else:
            tally, receipt = _evaluated(run, Path(output), wanted, signed)
        counts = tally.summary(run.history)
    if as_json:
        print_json({**counts, "left_out": list(run.left_out), "receipt": receipt.shown()})
    else:
        print_shown(summary_shown(counts, receipt.shown()))


def _evaluated(
    run: Run, output: Path, wanted: ForPeople, signed: str | None
) -> tuple[Tally, Receipt]:
    """The run written to a file: for programs, or for people, who are told what to know of it."""
    from ...batch.evaluating import evaluate_files
    from ...pages.results.making import for_people

    with working("evaluating", run.size()) as work:
        if not wanted.suits(output):
            return evaluate_files(run, output, work.advance, signed)
        with for_people(run, output, wanted) as made:
            done = evaluate_files(run, output, work.advance, signed, make=made.make)
    for sentence in made.told()[1:]:
        tell(sentence)
    return done


def _checkpoint(
    register: RecordHere, database: str, key: Path | None, viewpoint: Viewpoint
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
            from ...batch.evaluating import prepared_again, replayed  # the part `files`

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
