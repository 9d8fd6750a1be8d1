"""Check the types of the whole package (mypy, strict), as installed under its own name.

Type checkers do not follow an editable install's finder, so the tree is linked under the
package's name in the virtual environment.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def check_types() -> subprocess.CompletedProcess[str]:
    """Run mypy over the package; its output, and exit status 0 if there is nothing to say."""
    links = ROOT / ".venv" / "types"
    links.mkdir(parents=True, exist_ok=True)
    link = links / "licence_ledger"
    if not link.is_symlink():
        link.symlink_to(ROOT)
    command = [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml")]
    environment = {**os.environ, "MYPYPATH": str(links)}
    return subprocess.run(
        command, cwd=links, env=environment, capture_output=True, text=True, check=False
    )


if __name__ == "__main__":
    done = check_types()
    print(done.stdout, done.stderr)
    sys.exit(done.returncode)
