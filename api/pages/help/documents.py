"""The documents: those of `docs/`, and the README before them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

from ..terms import marked

ROOT = Path(__file__).parents[3]
"""Where the program lies, and its documents with it."""
README = "readme"
ROOMS = {
    marked("To begin with"): (README,),
    marked("Asking and recording"): (
        *(
            "record",
            "recording",
            "changes",
            "applications",
            "re-evaluation",
            "watching",
            "litigation",
            "errors",
            "web",
            "testing",
        ),
    ),
    marked("How it is made"): ("architecture", "threats", "performance", "scale", "licences"),
    marked("Decisions"): ("decisions/*",),
}
"""In which order they are read; one that is named nowhere stands last."""
_TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
_PICTURES = {".png": "image/png", ".svg": "image/svg+xml", ".webp": "image/webp"}


@dataclass(frozen=True, slots=True)
class Document:
    """A document by its name in an address; `file` is where it lies, seen from `ROOT`."""

    name: str
    title: str
    file: PurePosixPath
    text: str


@cache
def documents() -> Mapping[str, Document]:
    """Every document by its name."""
    return {one.name: one for one in _found()}


def _found() -> Iterator[Document]:
    files = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    for path in files:
        if path.is_file():
            file = PurePosixPath(path.relative_to(ROOT).as_posix())
            yield _document(file, path.read_text(encoding="utf-8"))


def _document(file: PurePosixPath, text: str) -> Document:
    name = name_of_file(file)
    title = _TITLE.search(text)
    said = title[1].strip().replace("`", "") if title else name
    return Document(name, said, file, text)


def name_of_file(file: PurePosixPath) -> str:
    """The name in an address of the document in a file, seen from `ROOT`."""
    if str(file) == "README.md":
        return README
    return str(file.with_suffix("")).removeprefix("docs/")


@cache
def contents() -> list[tuple[str, list[Document]]]:
    """The documents by room, in the order in which they are read."""
    left = dict(documents())
    found: dict[str, list[Document]] = {}
    for room, names in ROOMS.items():
        for name in names:
            for one in _matching(name, left):
                found.setdefault(room, []).append(left.pop(one))
    last = [*found][-1] if found else marked("Decisions")
    found.setdefault(last, []).extend(left.values())
    return list(found.items())


def _matching(name: str, left: Mapping[str, Document]) -> list[str]:
    folder = name.removesuffix("*")
    return [one for one in left if (one.startswith(folder) if folder != name else one == name)]


def picture_shown(name: str) -> tuple[bytes, str] | None:
    """A picture that a document shows, with its media type; None if there is none."""
    kind = _PICTURES.get(PurePosixPath(name).suffix)
    known = {path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*")}
    if kind is None or f"docs/{name}" not in known:
        return None
    return (ROOT / "docs" / name).read_bytes(), kind
