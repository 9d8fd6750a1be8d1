"""`record`: instruments from files, each whole or refused with every reason."""

from __future__ import annotations

import getpass
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from ....domain.faults import RefusedError
from ....projections.ledger import BATCH, Ledger, Recording
from ....projections.register.timelines import Timelines
from ... import databases
from ...files.built_in import begin, built_in, is_empty
from ...files.instruments import FoundInstrument, instruments_in
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
from ..progress import progress
from ..tables.differences import dry_run_shown
from ..tables.recording import faults_shown, recordings_shown

commands = typer.Typer()
Refused = tuple[str, RefusedError]
"""Where a refused instrument stands, and why it was refused."""


def system_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


@commands.command(
    epilog="Examples: licence-ledger record --built-in; "
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
    as_json: AsJson = False,
    database: Database = databases.DEFAULT,
) -> None:
    """Record instruments: each whole, or refused with every reason."""
    if not paths and not with_built_in:
        raise typer.BadParameter("name files or folders, or give --built-in")
    with told():
        recorder = by if by is not None else system_user()
        if not recorder.strip():
            raise typer.BadParameter("--by names nobody")
        found = [one for path in paths or () for one in instruments_in(path)]
        tell_left_out(paths or ())
        tell_cut(found)
        ledger = databases.ledger_at(database, must_exist=dry_run)
        settle()
        try:
            begins = with_built_in and not dry_run and is_empty(ledger)
            shipped = built_in() if with_built_in and not begins else []
            if dry_run:
                refused = _try_all(Timelines(ledger), [*shipped, *found], as_json)
            else:
                begun = begin(ledger) if begins else []
                refused = _record_all(ledger, [*shipped, *found], recorder, as_json, begun)
        finally:
            ledger.close()
    raise typer.Exit(REFUSED if refused else 0)


def _record_all(
    ledger: Ledger,
    found: list[FoundInstrument],
    by: str,
    as_json: bool,
    begun: Sequence[Recording | RefusedError],
) -> int:
    """Record instruments after what the ledger began with, and tell of all; how many refused."""
    rows = [
        (one.instrument, "recorded", str(one.log_size))
        for one in begun
        if isinstance(one, Recording)
    ]
    refused: list[Refused] = []
    note = ledger.clock_note()
    parts = [found[first : first + BATCH] for first in range(0, len(found), BATCH)]
    for part in progress("recording", parts):
        outcomes = ledger.record_all([one.content for one in part], by)
        for one, outcome in zip(part, outcomes, strict=True):
            if isinstance(outcome, RefusedError):
                refused.append((one.where, outcome))
                rows.append((_name_of(one), "refused", ""))
            else:
                word = "already there" if outcome.already else "recorded"
                rows.append((_name_of(one), word, str(outcome.log_size)))
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


def _try_all(questions: Timelines, found: list[FoundInstrument], as_json: bool) -> int:
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
