"""`map`: a transaction on all days at once, as known on each."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ....projections.pictures.map_svg import map_svg
from ....projections.register.maps import Maps
from ... import databases
from ...wording import transaction_text
from ..console import AsJson, Database, print_answer, reading, say, write_text
from ..tables.map import map_shown
from .options import RECORDED, TRANSACTION, Given, takes

commands = typer.Typer()


@commands.command(
    "map",
    epilog="Example: licence-ledger map --licence NL009 --activity export --goods ML10 "
    "--origin NL --destination IL --programme F-35 --svg f-35.svg",
)
@takes(given=TRANSACTION, asked=RECORDED)
def map_(
    given: Given,
    asked: Given,
    licence: Annotated[
        str | None,
        typer.Option(
            help="The licence to judge against; left out: is one needed, and which covers it?",
            rich_help_panel="Transaction",
        ),
    ] = None,
    cells: Annotated[
        bool, typer.Option("--cells", help="Also each cell: its days, its verdict, and why.")
    ] = False,
    svg: Annotated[
        Path | None,
        typer.Option(help="Draw it into this file, for paper (SVG).", show_default=False),
    ] = None,
    as_json: AsJson = False,
    database: Database = databases.DEFAULT,
) -> None:
    """What is said of a transaction on every day, and what one could know of it on every day."""
    transaction = {**({} if licence is None else {"licence": licence}), **given}
    with reading(database) as register:
        questions = Maps(register.ledger)
        answer = questions.map(transaction, asked)
        size = str(answer["viewpoint"]["log_size"])
        instruments = questions.publications(transaction, {"log_size": size})
        title = transaction_text(transaction)
        if svg is not None:
            write_text(svg, map_svg(answer, title, instruments))
        print_answer(answer, as_json, lambda one: map_shown(one, title, instruments, cells))
        if svg is not None and not as_json:
            say(f"drawn into {svg}")
