"""Check the types of the whole package (mypy, strict), as installed under its own name, and of what
measures it: no test runs that.

Type checkers do not follow an editable install's finder, so the tree is linked under the
package's name in the virtual environment.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("domain", "projections", "api")
MEASURING = ("bench", "bench/floors", "bench/peers")


def check_types() -> subprocess.CompletedProcess[str]:
    """Run mypy over the package; its output, and exit status 0 if there is nothing to say."""
    links = ROOT / ".venv" / "types"
    links.mkdir(parents=True, exist_ok=True)
    link = links / "licence_ledger"
    if not link.is_symlink():
        link.symlink_to(ROOT)
    folders = [ROOT / folder for folder in MEASURING]
    measuring = sorted(file.stem for folder in folders for file in folder.glob("*.py"))
    command = [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml")]
    command += [part for room in ROOMS for part in ("-p", f"licence_ledger.{room}")]
    command += [part for module in measuring for part in ("-m", module)]
    paths = os.pathsep.join(map(str, (links, *folders, ROOT / "tests" / "support")))
    environment = {**os.environ, "MYPYPATH": paths}
    return subprocess.run(
        command, cwd=links, env=environment, capture_output=True, text=True, check=False
    )


if __name__ == "__main__":
    done = check_types()
    print(done.stdout, done.stderr)
    sys.exit(done.returncode)
