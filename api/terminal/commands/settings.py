"""`settings`: what can be set in the environment, and what it is now."""

from __future__ import annotations

import os

import typer

from ...settings import SETTINGS, current
from ..console import AsJson, print_json, print_shown
from ..tables.layout import AnswerTable

commands = typer.Typer()


@commands.command(epilog="Example: LEDGER_PORT=8080 licence-ledger settings")
def settings(as_json: AsJson = False) -> None:
    """List every setting: its name in the environment, what it is now, its default, its meaning.

    A secret is never shown. An option of a command goes before its setting.
    """
    rows = [(one.name, current(one, os.environ), one.default, one.meaning) for one in SETTINGS]
    if as_json:
        names = ("name", "value", "default", "meaning")
        print_json({"settings": [dict(zip(names, row, strict=True)) for row in rows]})
        return
    table = AnswerTable("setting", "is", "default", "meaning")
    for row in rows:
        table.add(*row)
    print_shown(table)
