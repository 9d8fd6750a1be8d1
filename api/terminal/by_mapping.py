"""The option that names a mapping, for the commands that judge files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..batch.mapping.file_mapping import FileMapping
from ..batch.mapping.mapping_text import load_mapping

ByMapping = Annotated[
    Path | None,
    typer.Option(
        "--mapping",
        help="What the file's columns and words mean, as `prepare` wrote it down; it is applied, "
        "and nothing else.",
        show_default=False,
    ),
]


def mapping_given(mapping: Path | None, *others: list[str] | None) -> FileMapping | None:
    """The mapping that an option names, beside which no other option says what columns mean."""
    if mapping is not None and any(others):
        sentence = "--mapping says it all: write into it what --map, --default or --carry would say"
        raise typer.BadParameter(sentence)
    return load_mapping(mapping) if mapping is not None else None
