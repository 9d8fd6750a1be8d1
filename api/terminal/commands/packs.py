"""`packs`: the law of other countries that can be recorded, and how much of it a ledger holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import typer

from ....projections.ledger import Ledger
from ... import databases
from ...files.pack_recording import recorded_of
from ...files.packs import Pack, known_packs
from ..console import AsJson, Database, print_json, print_shown, say, told
from ..tables.recording import packs_shown

commands = typer.Typer()


@commands.command(
    epilog="Examples: licence-ledger packs; licence-ledger record --pack united-kingdom; "
    "licence-ledger lint record/packs/united-kingdom"
)
def packs(as_json: AsJson = False, database: Database = databases.DEFAULT) -> None:
    """List the record packs there are, shipped or installed, and what a ledger holds of each.

    A pack is the law of another country than the built-in record's. Its licences are asked about
    by name, or all of them with --jurisdiction.
    """
    with told():
        found = known_packs()
        rows = _rows(found, database)
    if as_json:
        print_json({"packs": rows})
        return
    print_shown(packs_shown(rows))
    say("record one with: licence-ledger record --pack NAME")


def _rows(found: Sequence[Pack], database: str) -> list[dict[str, Any]]:
    try:
        ledger = databases.ledger_at(database, must_exist=True)
    except databases.NoLedgerError:
        return [_row(pack, None) for pack in found]
    try:
        return [_row(pack, ledger) for pack in found]
    finally:
        ledger.close()


def _row(pack: Pack, ledger: Ledger | None) -> dict[str, Any]:
    said = pack.manifest
    return {
        "pack": pack.name,
        "title": said.title,
        "jurisdiction": said.jurisdiction,
        "names": said.names,
        "languages": list(said.languages),
        "days": said.days,
        "sources": said.sources,
        "from": pack.where,
        "instruments": len(pack.instruments),
        "recorded": None if ledger is None else recorded_of(pack, ledger),
    }
