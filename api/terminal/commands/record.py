"""`record`: instruments from files, each whole or refused with every reason."""

from __future__ import annotations

import getpass
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from ....domain.faults import RefusedError
from ....projections.ledger import BATCH, UNAPPROVED, UNASKED, Approval, Ledger
from ....projections.recording.judging import Recording
from ... import databases
from ...access.environment import approvals_asked
from ...files.built_in import begin, built_in, is_empty
from ...files.instruments import FoundInstrument, instruments_in
from ...files.pack_folders import is_pack
from ...files.pack_recording import PackRefusedError, Refused, record_pack
from ...files.packs import Pack, pack_named
from ...library.every_question import EveryQuestion
from ...serving.settled import settle
from ..console import (
    REFUSED,
    AsJson,
    Database,
    print_json,
    print_shown,
    say,
    tell,
    tell_cut,
    tell_left_out,
    told,
)
from ..progress import progress, progress_of
from ..tables.differences import dry_run_shown
from ..tables.recording import faults_shown, recordings_shown

commands = typer.Typer()
Row = tuple[str, str, str]
"""An instrument, what recording it came to, and the size of the log after it."""


def system_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


@commands.command(
    epilog="Examples: licence-ledger record --built-in; "
    "licence-ledger record --pack united-kingdom; "
    "licence-ledger record stcrt-2025-11446.yaml --by 'A. Jansen'; "
    "licence-ledger record stcrt-2025-11446.yaml --dry-run"
)
def record(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            exists=True,
            help="Files (YAML, JSON, NDJSON), or folders, recorded in the order of file names.",
            show_default=False,
        ),
    ] = None,
    with_built_in: Annotated[
        bool,
        typer.Option(
            "--built-in",
            help="Add what the ledger lacks of the built-in record; an empty one begins with "
            "the release's own log.",
        ),
    ] = False,
    pack: Annotated[
        list[str] | None,
        typer.Option(
            "--pack",
            help="Add what the ledger lacks of a pack, by its name (see `packs`) or its folder: "
            "whole or not at all. Can be given again.",
            show_default=False,
        ),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(help="Who records; left out: the system's user.", show_default=False),
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run",
            help="Only tell what each licence would become: nothing is written. Each "
            "instrument is judged as if it alone came next.",
        ),
    ] = False,
    unapproved: Annotated[
        bool,
        typer.Option(
            "--unapproved",
            help="Record although approvals are asked for (LEDGER_APPROVALS); the record says so.",
        ),
    ] = False,
    as_json: AsJson = False,
    database: Database = databases.DEFAULT,
) -> None:
    """Record instruments: each whole, or refused with every reason."""
    if not (paths or with_built_in or pack):
        raise typer.BadParameter("name files or folders, or give --built-in or --pack")
    if pack and dry_run:
        raise typer.BadParameter("--pack has no --dry-run; check a pack with: lint FOLDER")
    with told():
        recorder = by if by is not None else system_user()
        if not recorder.strip():
            raise typer.BadParameter("--by names nobody")
        approval = UNAPPROVED if approvals_asked(os.environ) else UNASKED
        if approval is UNAPPROVED and (paths or pack) and not (unapproved or dry_run):
            raise typer.BadParameter(
                "approvals are asked for (LEDGER_APPROVALS): licence-ledger propose it; or record "
                "it around them, which the record then says, with --unapproved"
            )
        for path in paths or ():
            if is_pack(path):
                raise typer.BadParameter(f"{path} is a pack; record it with --pack {path}")
        packs = [pack_named(name) for name in pack or ()]
        found = [one for path in paths or () for one in instruments_in(path)]
        tell_left_out(paths or ())
        tell_cut(found)
        ledger = databases.ledger_at(database, must_exist=dry_run)
        settle()
        try:
            begins = with_built_in and not dry_run and is_empty(ledger)
            shipped = built_in() if with_built_in and not begins else []
            if dry_run:
                refused = _try_all(EveryQuestion(ledger), [*shipped, *found], as_json)
            else:
                begun = begin(ledger) if begins else []
                refused = _record_all(
                    ledger, (shipped, found), (recorder, approval), as_json, begun, packs, by
                )
        finally:
            ledger.close()
    raise typer.Exit(REFUSED if refused else 0)


def _record_all(
    ledger: Ledger,
    shipped_and_found: tuple[list[FoundInstrument], list[FoundInstrument]],
    how: tuple[str, Approval],
    as_json: bool,
    begun: Sequence[Recording | RefusedError],
    packs: Sequence[Pack] = (),
    for_packs: str | None = None,
) -> int:
    """Record instruments after what the ledger began with, then packs, and tell of all; how many
    were refused. `how` tells by whom, and with which approval; what the release ships needs
    none."""
    by, approval = how
    rows = [
        (one.instrument, "recorded", str(one.log_size))
        for one in begun
        if isinstance(one, Recording)
    ]
    refused: list[Refused] = []
    note = ledger.clock_note()
    every = [one for found in shipped_and_found for one in found]
    recorded = (
        part
        for found, needed in zip(shipped_and_found, (UNASKED, approval), strict=True)
        for part in ledger.recorded_in_parts([one.content for one in found], by, None, needed)
    )
    parts = sum(-(-len(found) // BATCH) for found in shipped_and_found)
    outcomes = (one for part in progress_of("recording", recorded, parts) for one in part)
    for one, outcome in zip(every, outcomes, strict=True):
        if isinstance(outcome, RefusedError):
            refused.append((one.where, outcome))
            rows.append((_name_of(one), "refused", ""))
        else:
            word = "already there" if outcome.already else "recorded"
            rows.append((_name_of(one), word, str(outcome.log_size)))
    for pack in packs:
        some, wrong = _record_pack(ledger, pack, for_packs, approval)
        rows += some
        refused += wrong
    if note and any(row[1] == "recorded" for row in rows[len(begun) :]):
        tell(("the clock:", "yellow"), f" {note}")
    if as_json:
        print_json(_as_json(rows, refused))
    else:
        new = [row for row in rows if row[1] == "recorded"]
        print_shown(recordings_shown(rows if len(rows) <= 20 else [*new[-20:]]))
        counts = ", ".join(
            f"{sum(row[1] == word for row in rows)} {word}"
            for word in ("recorded", "already there", "refused")
        )
        say(counts)
        _tell_refused(refused)
    return len(refused)


def _record_pack(
    ledger: Ledger, pack: Pack, by: str | None, approval: Approval
) -> tuple[list[Row], list[Refused]]:
    """What recording a pack came to: all of it is recorded, or nothing is."""
    try:
        outcomes = record_pack(ledger, pack, by, databases.now, approval)
    except PackRefusedError as error:
        tell(("the pack ", ""), (pack.name, "bold"), " was refused whole; nothing was recorded")
        return [(_name_of(one), "refused", "") for one in pack.instruments], error.places
    words = {True: "already there", False: "recorded"}
    return [(one.instrument, words[one.already], str(one.log_size)) for one in outcomes], []


def _try_all(questions: EveryQuestion, found: list[FoundInstrument], as_json: bool) -> int:
    """Tell what each instrument would do, as if it alone came next; how many are refused."""
    tried: list[dict[str, Any]] = []
    refused: list[Refused] = []
    for one in progress("judging", found):
        try:
            tried.append(questions.dry_run(one.content))
        except RefusedError as error:
            refused.append((one.where, error))
    if as_json:
        answer = {"instruments": tried, "refused": _refused_as_json(refused)}
        print_json(answer)
    else:
        for answer in tried:
            print_shown(dry_run_shown(answer))
        _tell_refused(refused)
    return len(refused)


def _tell_refused(refused: list[Refused]) -> None:
    for where, refusal in refused:
        print_shown(faults_shown(where, refusal.faults), stderr=True)


def _as_json(rows: list[tuple[str, str, str]], refused: list[Refused]) -> dict[str, Any]:
    return {
        "instruments": [
            {"instrument": name, "outcome": outcome, "log_size": int(size) if size else None}
            for name, outcome, size in rows
        ],
        "refused": _refused_as_json(refused),
    }


def _refused_as_json(refused: list[Refused]) -> list[dict[str, Any]]:
    return [
        {
            "where": where,
            "errors": [
                {"pointer": f.pointer, "code": f.code, "detail": f.detail} for f in error.faults
            ],
        }
        for where, error in refused
    ]


def _name_of(found: FoundInstrument) -> str:
    content = found.content
    if isinstance(content, Mapping) and isinstance(content.get("instrument"), str):
        return str(content["instrument"])
    return found.where
