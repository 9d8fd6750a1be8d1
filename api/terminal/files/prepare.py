"""`prepare`: a file of shipments as people keep it, understood, and what is open about it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ....domain.vocabulary.dimensions import FIELDS_OF_TRANSACTION
from ...texts import FileError
from ..commands.options import Default, Mapped
from ..console import REFUSED, AsJson, ended_whole, print_json, print_shown, told
from ..progress import working

commands = typer.Typer()

_PREPARES = f"""Understand a file of shipments as it is, and write down what was understood.

All of it is looked at: where the headings stand, which column is which field
of a transaction ({", ".join(FIELDS_OF_TRANSACTION[:6])} …), in which form
its days are written, and which of its words mean what: `Duitsland` is DE,
`5A002a` is 5A002.a, `uitvoer` is export. The mapping is written beside the
file, with how often each word occurs and how sure it is, to be read and
changed. Nothing is judged yet.

What is not certain is left open ("?"): `01-03-2025`, while no day above 12
settles it; `Congo`; a number that Excel made of a code. Answer it in the
mapping, then: licence-ledger evaluate FILE --mapping MAPPING -o judged.csv.

Exit status 1 while anything is open.
"""


@commands.command(
    "prepare",
    help=_PREPARES,
    epilog="Examples: licence-ledger prepare shipments.xlsx; "
    "licence-ledger prepare shipments.csv --encoding cp850 --map Land=destination "
    "--default activity=export; licence-ledger prepare 'months/*.xlsx' -o months.mapping.yaml",
)
def prepare_command(
    file: Annotated[
        str,
        typer.Argument(
            help="A path, a pattern in quotes, a folder, s3://… or https://…: .csv, .parquet, "
            ".ndjson, .xlsx, .xls, .ods."
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            help="The mapping to write; left out: beside the file.",
            show_default=False,
        ),
    ] = None,
    mapped: Mapped = None,
    default: Default = None,
    encoding: Annotated[
        str | None, typer.Option(help="Of CSV: utf-8, cp1252, cp850, utf-16 …")
    ] = None,
    separator: Annotated[str | None, typer.Option(help="Of CSV: what separates values.")] = None,
    headings: Annotated[
        int | None, typer.Option(help="The row of the headings, from 1.", min=1)
    ] = None,
    sheet: Annotated[
        list[str] | None, typer.Option(help="A sheet to be read; may be given several times.")
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Write over a mapping that is there already.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Understand a file as it is: see `_PREPARES`."""
    from ...batch.columns import columns_as_said  # the part `files`
    from ...batch.files_found import BY_MAPPING, files_of
    from ...batch.incoming.addresses import near_at_hand
    from ...batch.locations import size
    from ...batch.mapping.mapping_text import dump_mapping, mapping_beside
    from ...batch.mapping.preparing import mapping_for
    from ...batch.mapping.tables_found import SaidOfFile
    from .mapping_shown import mapping_as_json, mapping_shown

    with told(), ended_whole():
        columns = columns_as_said(mapped or (), default or (), lambda name, value: None)
        said = SaidOfFile(
            encoding, separator, headings, sheet or (), dict(columns.mapped), columns.default
        )
        path = output or mapping_beside(file)
        if path.exists() and not replace:
            raise FileError(
                f"{path} is there already, perhaps with answers in it; name another with -o, or "
                "write over it with --replace"
            )
        with near_at_hand(file) as near:
            found = files_of(near, BY_MAPPING)
            with working("reading", sum(map(size, found.files))) as work:
                mapping = mapping_for(found.files, said, work.advance)
        dump_mapping(mapping, path, file)
    if as_json:
        print_json({"mapping_file": str(path), **mapping_as_json(mapping)})
    else:
        print_shown(mapping_shown(mapping, path, file))
    raise typer.Exit(REFUSED if mapping.open_questions() else 0)
