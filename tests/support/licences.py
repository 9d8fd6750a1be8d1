"""The licence of every package that is installed, as a page: `make licences`.

A package says its licence as an SPDX expression, in a field of free text, or by a classifier; the
first that it has is told. Packages of other systems are pinned too: they are named without one.
"""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).parents[2]
HEAD = """# Licences of what is installed

Every package that `constraints.txt` pins, with the licence that its own metadata gives; made by
`make licences`. The ledger itself is under the Apache License 2.0.

| package | version | licence |
| --- | --- | --- |"""
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
    return said.get("License-Expression") or "; ".join(classified) or (free or ["not told"])[0]


def rows() -> list[str]:
    """A row of the table for every package that is pinned."""
    pinned = (ROOT / "constraints.txt").read_text()
    found = re.findall(r"^([a-z0-9_.-]+)==([^\s;\\]+)", pinned, flags=re.MULTILINE)
    return [f"| {name} | {version} | {licence_of(name)} |" for name, version in found]


if __name__ == "__main__":
    print("\n".join([HEAD, *rows()]))
