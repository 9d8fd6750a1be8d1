"""`lint`: instruments in files, checked before anything is recorded."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from ....domain.shapes.schema import instrument_schema
from ...files.instruments import files_in
from ...files.lint import DraftInFile, Finding, Judged, judge_all, ledger_to_judge_against, read
from ...files.pack_folders import is_pack
from ...files.pack_rules import findings_of
from ...files.packs import read_pack
from ..console import REFUSED, AsJson, print_json, print_shown, tell_left_out, told
from ..progress import progress
from ..tables.lint import findings_shown

commands = typer.Typer()


@commands.command(
    epilog="Examples: licence-ledger lint stcrt-2025-11446.yaml; "
    "licence-ledger lint record/ --json; licence-ledger lint --schema > instrument.schema.json"
)
def lint(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILE",
            exists=True,
            help="Files (YAML, JSON, NDJSON), or folders, judged in the order of file names, each "
            "as if the sound ones before it stood recorded. The folder of a pack is judged for "
            "itself, and for what it may touch.",
            show_default=False,
        ),
    ] = None,
    schema: Annotated[
        bool,
        typer.Option("--schema", help="Print the JSON Schema of an instrument, for editors."),
    ] = False,
    as_json: AsJson = False,
    database: Annotated[
        str | None,
        typer.Option(
            "--database",
            envvar="LEDGER_DATABASE",
            help="Judge against this ledger, as in sqlite:///path/ledger.db; left out: against "
            "the built-in record.",
            rich_help_panel="Ledger",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Tell what is wrong in instruments, and where, before anything is recorded.

    Shown are the line, the words and what to do. Exit status 1 if anything is wrong.
    """
    if schema:
        print_json(instrument_schema())
        return
    if not paths:
        raise typer.BadParameter("name files or folders, or give --schema")
    with told():
        files = [file for path in paths for file in files_in(path)]
        tell_left_out(paths)
        drafts, unread = _read_all(files)
        outcomes = _judge_all(files, drafts, database, all(map(is_pack, paths)))
        packs = [read_pack(path) for path in paths if is_pack(path)]
        apart = [one for pack in packs for one in findings_of(pack, drafts)]
    findings = [*unread, *apart, *(one for outcome in outcomes for one in outcome.findings)]
    order = {str(file): place for place, file in enumerate(files)}
    findings.sort(key=lambda one: (order[one.file], one.span.line, one.span.column))
    if as_json:
        print_json(_as_json(outcomes, findings))
    else:
        counts = Counter(one.word for one in outcomes)
        print_shown(findings_shown(findings, counts, paths))
    raise typer.Exit(REFUSED if findings else 0)


def _read_all(files: list[Path]) -> tuple[list[DraftInFile], list[Finding]]:
    drafts: list[DraftInFile] = []
    unread: list[Finding] = []
    for file in progress("reading", files):
        found, wrong = read(file)
        drafts += found
        unread += wrong
    return drafts, unread


def _judge_all(
    files: list[Path], drafts: list[DraftInFile], database: str | None, alone: bool
) -> list[Judged]:
    if not drafts:
        return []
    ledger = ledger_to_judge_against(database, files, alone)
    try:
        with closing(judge_all(ledger, drafts)) as judging:
            return [next(judging) for _ in progress("judging", drafts)]
    finally:
        ledger.close()


def _as_json(outcomes: list[Judged], findings: list[Finding]) -> dict[str, object]:
    return {
        "instruments": [
            {"instrument": one.draft.name, "file": one.draft.file, "outcome": one.word}
            for one in outcomes
        ],
        "findings": [one.shown() for one in findings],
    }
