"""The option that names a mapping, for the commands that judge files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ..batch.mapping.file_mapping import FileMapping

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
    if mapping is None:
        return None
    from ..batch.mapping.mapping_text import load_mapping  # the part `files`

    return load_mapping(mapping)
