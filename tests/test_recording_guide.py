"""docs/recording.md is true: its files are written, its commands run, in the order of the page."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "docs" / "recording.md").read_text()

BLOCK = re.compile(r"(?:`([a-z0-9.-]+\.yaml)`[^`]*)?```(yaml|console)\n(.*?)```", re.DOTALL)


def matches(shown: str, printed: str) -> bool:
    """Whether a command printed what the page shows; `…` stands for anything."""
    wanted, found = (" ".join(text.split()) for text in (shown, printed))
    pattern = ".*".join(re.escape(part) for part in wanted.split("…"))
    return re.fullmatch(pattern, found, flags=re.DOTALL) is not None


def test_the_guide_leads_from_a_page_to_a_recorded_instrument(tmp_path: Path) -> None:
    environment = {
        **{name: value for name, value in os.environ.items() if name != "LEDGER_DATABASE"},
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    commands = 0
    for name, language, text in BLOCK.findall(GUIDE):
        if language == "yaml":
            (tmp_path / name).write_text(text)
            continue
        for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
            line, _, shown = part.partition("\n")
            done = subprocess.run(
                line, shell=True, cwd=tmp_path, env=environment, capture_output=True, text=True
            )
            assert matches(shown, done.stdout), f"{line}\n{done.stdout}{done.stderr}"
            commands += 1
    assert commands == 9
    assert (tmp_path / "instrument.schema.json").read_text() == (
        ROOT / "api" / "instrument.schema.json"
    ).read_text()


def test_what_a_page_shows_is_compared_as_it_stands() -> None:
    assert matches("a …\nb", "a 5\n  b\n")
    assert not matches("a …\nb", "a 5\nc\n")
