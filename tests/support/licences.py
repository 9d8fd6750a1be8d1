"""The licence of every package that is installed, as a page: `make licences`.

A package says its licence as an SPDX expression, in a field of free text, or by a classifier; the
first that it has is told. Packages of other systems are pinned too: they are named without one.
"""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, metadata
from importlib.metadata import files as files_of
from pathlib import Path

ROOT = Path(__file__).parents[2]
HEAD = """# Licences of what is installed

Every package that `constraints.txt` pins, with the licence that its own metadata gives; made by
`make licences`. The ledger itself is under the Apache License 2.0.

| package | version | licence |
| --- | --- | --- |"""
MIT = "to deal in the Software without restriction"
ELSEWHERE = "(only on other systems)"


def licence_of(name: str) -> str:
    """The licence of an installed package, on one line."""
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return ELSEWHERE
    classified = [
        one.rpartition(" :: ")[2]
        for one in said.get_all("Classifier") or ()
        if one.startswith("License :: ")
    ]
    free = (said.get("License") or "").strip().splitlines()
    told = said.get("License-Expression") or "; ".join(classified) or "".join(free[:1])
    return told or by_its_text(name)


def by_its_text(name: str) -> str:
    """The licence whose text a package carries, where its metadata names none."""
    files = (path for path in files_of(name) or () if path.name.startswith("LICENSE"))
    texts = (path.read_text(encoding="utf-8") for path in files)
    return next(("MIT (by its text)" for text in texts if MIT in " ".join(text.split())), "not told")


def rows() -> list[str]:
    """A row of the table for every package that is pinned."""
    pinned = (ROOT / "constraints.txt").read_text()
    found = re.findall(r"^([a-z0-9_.-]+)==([^\s;\\]+)", pinned, flags=re.MULTILINE)
    return [f"| {name} | {version} | {licence_of(name)} |" for name, version in found]


if __name__ == "__main__":
    print("\n".join([HEAD, *rows()]))
