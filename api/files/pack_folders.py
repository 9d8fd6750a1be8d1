"""Where a pack begins: a folder with a `pack.yaml` is a pack, and no part of what it lies in."""

from __future__ import annotations

from pathlib import Path

MANIFEST = "pack.yaml"


def is_pack(folder: Path) -> bool:
    """Whether a folder is a pack."""
    return (folder / MANIFEST).is_file()


def of_a_pack_within(path: Path, folder: Path) -> bool:
    """Whether a file below a folder is of a pack that lies in it, or says what a pack is."""
    between = [one for one in path.parents if folder in one.parents]
    return path.name == MANIFEST or any(map(is_pack, between))
