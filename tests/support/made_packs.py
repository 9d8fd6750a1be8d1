"""Packs made for a test: a folder with its `pack.yaml` and its instruments."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from licence_ledger.api.files.packs import Pack, read_pack

Json = dict[str, Any]


def manifest(name: str, names: str, **said: Any) -> Json:
    """What a `pack.yaml` says, of the country whose code begins its names."""
    return {
        "pack": name,
        "title": f"The law in {name}",
        "jurisdiction": names[:2].upper(),
        "names": names,
        "languages": ["en"],
        "days": "Europe/London",
        "sources": "Made up.",
        **said,
    }


def made_pack(folder: Path, said: Json, *instruments: Any) -> Pack:
    """A pack of these instruments, one a file, in this order."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pack.yaml").write_text(json.dumps(said))
    for number, one in enumerate(instruments):
        (folder / f"{number:03}.json").write_text(json.dumps(one))
    return read_pack(folder)
