"""Record packs: the law of another country as a folder of instruments, shipped or installed.

A pack says in `pack.yaml` whose law it is, under which names it records, in which languages and in
which country's days. It comes with this release, with an installed package that names its folder
among the entry points `licence_ledger.packs`, or lies in a folder of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field

from ...domain.faults import nearest
from ...domain.shapes.fields import Shape, Slug, Text, malformed
from ...domain.shapes.sentences import shape_faults
from ...domain.vocabulary.dimensions import HOME_LAW
from ...domain.vocabulary.jurisdictions import law_of
from ...domain.vocabulary.transaction_values import unknown_country
from ..texts import FileError, text_of
from .built_in import RECORD_FOLDER
from .instruments import FoundInstrument, files_in, instruments_in
from .pack_folders import MANIFEST
from .placed_yaml import read_yaml

SHIPPED = RECORD_FOLDER / "packs"
ENTRY_POINTS = "licence_ledger.packs"
_NAMES = re.compile(r"[a-z]{2}\.[a-z0-9][a-z0-9-]*\.")
"""How the names of a pack begin. All have as many parts, so that none begins like another."""


def _names_fault(value: str) -> str:
    if _NAMES.fullmatch(value) and law_of(value) != HOME_LAW:
        return value
    raise malformed(
        f"`{value}` is no beginning of names: another country's code, a word of your own, and two "
        "dots, as in gb.ogel."
    )


def _country_fault(value: str) -> str:
    if unknown_country(value):
        raise malformed(f"`{value}` is no country's code, as in GB")
    return value


def _zone_fault(value: str) -> str:
    if value not in available_timezones():
        raise malformed(f"`{value}` is no zone, as in Europe/London")
    return value


class Manifest(Shape):
    """What `pack.yaml` says."""

    pack: Slug
    title: Text
    jurisdiction: Annotated[str, AfterValidator(_country_fault)]
    names: Annotated[str, AfterValidator(_names_fault)]
    languages: Annotated[list[Text], Field(min_length=1)]
    days: Annotated[str, AfterValidator(_zone_fault)]
    sources: Text


@dataclass(frozen=True)
class Pack:
    """A pack in its folder; `where` says how it came here."""

    folder: Path
    manifest: Manifest
    where: str

    @property
    def name(self) -> str:
        """What it is called."""
        return self.manifest.pack

    @property
    def recorder(self) -> str:
        """By whom its instruments are recorded, unless somebody is named."""
        return f"pack {self.name}"

    @property
    def files(self) -> list[Path]:
        """Its files of instruments, in the order of recording."""
        return files_in(self.folder)

    @cached_property
    def instruments(self) -> list[FoundInstrument]:
        """Its instruments, in the order of recording."""
        return list(instruments_in(self.folder))

    def today(self, now: datetime) -> date:
        """The calendar day at a moment, in the country of the pack."""
        return now.astimezone(ZoneInfo(self.manifest.days)).date()


def read_pack(folder: Path, where: str = "") -> Pack:
    """The pack in a folder; `FileError` with what is wrong in its `pack.yaml`."""
    path = folder / MANIFEST
    if not path.is_file():
        raise FileError(f"{folder} is no pack: it holds no {MANIFEST}")
    said = read_yaml(text_of(path), str(path))
    if faults := shape_faults(Manifest, said):
        told = "; ".join(f"{one.pointer or '/'}: {one.detail}" for one in faults)
        raise FileError(f"{path}: {told}")
    manifest = Manifest.model_validate(said)
    if law_of(manifest.names) != manifest.jurisdiction:
        raise FileError(
            f"{path}: /names: names of the law of {manifest.jurisdiction} begin with "
            f"`{manifest.jurisdiction.lower()}.`"
        )
    return Pack(folder, manifest, where or str(folder))


def known_packs() -> list[Pack]:
    """The packs that are shipped, and those that installed packages name; by name."""
    shipped = [path.parent for path in sorted(SHIPPED.glob(f"*/{MANIFEST}"))]
    found = [read_pack(folder, "this release") for folder in shipped]
    found += _installed()
    return sorted(found, key=lambda one: (one.name, one.where))


def pack_named(name: str) -> Pack:
    """The pack of a name, or in a folder; `FileError` with the nearest if there is none."""
    if Path(name).is_dir():
        return read_pack(Path(name))
    every = known_packs()
    found = [one for one in every if one.name == name]
    if len(found) > 1:
        places = " and ".join(one.where for one in found)
        raise FileError(f"the pack `{name}` is there twice, from {places}; name its folder")
    if not found:
        near = ", ".join(nearest(name, [one.name for one in every]))
        raise FileError(f"no pack `{name}` is installed, and no such folder is there: {near}")
    return found[0]


def _installed() -> Iterator[Pack]:
    for one in entry_points(group=ENTRY_POINTS):
        yield read_pack(_folder_of(one), _distribution(one))


def _folder_of(one: EntryPoint) -> Path:
    """The folder of the package that an entry point names; nothing of it is imported."""
    spec = find_spec(one.module)
    if spec is None or not spec.submodule_search_locations:
        raise FileError(f"the pack `{one.name}` is said to be in {one.module}, which is no package")
    return Path(next(iter(spec.submodule_search_locations)))


def _distribution(one: EntryPoint) -> str:
    return f"{one.dist.name} {one.dist.version}" if one.dist else one.module
