"""`check`, `map`: one transaction, on its day or on all days at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ....projections.register.named import Named
from ... import databases
from ..console import (
    AsJson,
    Database,
    KeyFile,
    print_answer,
    reading,
    say,
    signer_of,
    write_text,
)
from ..tables import answers
from .options import KNOWN_FROM, RECORDED, TRANSACTION, Given, takes, viewpoint_again

commands = typer.Typer()

AgainstLicence = Annotated[
    str | None,
    typer.Option(
        help="The licence to judge against; left out: is one needed, and which covers it?",
        rich_help_panel="Transaction",
    ),
]


@commands.command(
    epilog="Example: licence-ledger check --licence NL009 --activity export --goods ML10 "
    "--origin NL --destination IL --programme F-35 --date 2024-02-25 --known-on 2024-02-15"
)
@takes(given=TRANSACTION, asked=KNOWN_FROM)
def check(
    date: Annotated[
        str, typer.Option(help="The day of the export or transit.", rich_help_panel="Transaction")
    ],
    given: Given,
    asked: Given,
    licence: AgainstLicence = None,
    receipt: Annotated[
        Path | None,
        typer.Option(
            help="Write a receipt to this file: `replay` asks again what it tells of.",
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
    key: KeyFile = None,
    database: Database = databases.DEFAULT,
) -> None:
    """Was this transaction covered, and what could the exporter have known?"""
    transaction = {"date": date, **({} if licence is None else {"licence": licence}), **given}
    with reading(database) as register:
        if receipt is None:
            answer = register.evaluate(transaction, asked, with_stands=True)
        else:
            from ....projections.proof.proofs import Proofs
            from ...receipts import for_transaction

            proofs = Proofs(register.ledger, signer_of(register.ledger, database, key))
            made = for_transaction(proofs, transaction, asked, with_stands=True)
            write_text(receipt, made.text())
            answer = dict(made.answer)
        named = {} if as_json else Named(register.ledger).named(answer, viewpoint_again(answer))
        print_answer(answer, as_json, lambda one: answers.evaluation_shown(one, named))


@commands.command(
    "map",
    epilog="Example: licence-ledger map --licence NL009 --activity export --goods ML10 "
    "--origin NL --destination IL --programme F-35 --svg f-35.svg",
)
@takes(given=TRANSACTION, asked=RECORDED)
def map_(
    given: Given,
    asked: Given,
    licence: AgainstLicence = None,
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
    from ....projections.pictures.map_svg import map_svg
    from ...library.every_question import EveryQuestion
    from ...wording import transaction_text
    from ..tables.map import map_shown

    transaction = {**({} if licence is None else {"licence": licence}), **given}
    with reading(database) as register:
        questions = EveryQuestion(register.ledger)
        answer = questions.map(transaction, asked)
        size = str(answer["viewpoint"]["log_size"])
        instruments = questions.publications(transaction, {"log_size": size})
        title = transaction_text(transaction)
        if svg is not None:
            write_text(svg, map_svg(answer, title, instruments))
        print_answer(answer, as_json, lambda one: map_shown(one, title, instruments, cells))
        if svg is not None and not as_json:
            say(f"drawn into {svg}")
