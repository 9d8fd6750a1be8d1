"""Pages of documentation that are carried out: their files written, their commands run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

BLOCK = re.compile(
    r"(?:`([a-z0-9.-]+\.(?:yaml|csv))`[^`]*)?```(yaml|csv|console)\n(.*?)```", re.DOTALL
)


def matches(shown: str, printed: str) -> bool:
    """Whether a command printed what the page shows; `…` stands for anything."""
    wanted, found = (" ".join(text.split()) for text in (shown, printed))
    pattern = ".*".join(re.escape(part) for part in wanted.split("…"))
    return re.fullmatch(pattern, found, flags=re.DOTALL) is not None


def carried_out(page: Path, folder: Path) -> int:
    """Carry out a page in a folder, from its top; how many commands there were.

    A file is a block after its name; a command prints what stands under it.
    """
    environment = {
        **{name: value for name, value in os.environ.items() if name != "LEDGER_DATABASE"},
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    commands = 0
    for name, language, text in BLOCK.findall(page.read_text()):
        if language != "console":
            (folder / name).write_text(text)
            continue
        for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
            line, shown = _line_and_rest(part)
            done = subprocess.run(
                line, shell=True, cwd=folder, env=environment, capture_output=True, text=True
            )
            assert matches(shown, done.stdout), f"{line}\n{done.stdout}{done.stderr}"
            commands += 1
    return commands


def _line_and_rest(part: str) -> tuple[str, str]:
    """A command, on several lines where each but the last ends in a backslash; its output."""
    line, _, rest = part.partition("\n")
    while line.endswith("\\"):
        more, _, rest = rest.partition("\n")
        line = f"{line[:-1]} {more.strip()}"
    return line, rest
