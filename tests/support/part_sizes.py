"""What `pip install licence-ledger` brings, and each of its parts: in megabytes, measured.

Run by itself (`python tests/support/part_sizes.py [PART …]`; `make sizes`) it builds the wheel,
installs it into fresh virtual environments with what it needs, and prints how many megabytes of
files each has more than an empty one; the versions are those of `constraints.txt`.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from wheels import ROOT, built_wheel

MEGABYTE = 1_000_000
CORE_MOST = 60
"""Megabytes that the package may bring without any part."""
PARTS = ("", "files", "serve", "all")


def pinned(folder: Path) -> Path:
    """The pinned versions without their hashes, as constraints."""
    lines = re.findall(r"^[a-z0-9._-]+==[^\s\\]+", (ROOT / "constraints.txt").read_text(), re.M)
    found = folder / "versions.txt"
    found.write_text("\n".join(lines))
    return found


def size_of(folder: Path) -> int:
    """The bytes of all files below a folder."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_dir())


def installed(part: str, wheel: Path, folder: Path) -> float:
    """The megabytes that an environment has more than an empty one, with this part of it; what is
    installed for it by pip is compiled, as pip does."""
    environment = folder / (part or "core")
    venv.create(environment, with_pip=True)
    before = size_of(environment)
    wanted = f"{wheel}[{part}]" if part else str(wheel)
    python = environment / "bin" / "python"
    command = [python, "-m", "pip", "install", "--quiet", "--constraint", pinned(folder), wanted]
    subprocess.run([str(one) for one in command], check=True)
    return (size_of(environment) - before) / MEGABYTE


def main(parts: list[str]) -> int:
    """Print the size of each part; 1 if the core is larger than it may be."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wheel = built_wheel(folder)
        found = {part: installed(part, wheel, folder) for part in parts}
    for part, size in found.items():
        print(f"licence-ledger{f'[{part}]' if part else ''}: {size:.0f} MB")
    return int(found.get("", 0) > CORE_MOST)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or list(PARTS)))
