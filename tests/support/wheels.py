"""The wheel built, and a second environment in which it is installed."""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parents[2]


OURS = ("api", "domain", "projections", "record", "*.py", "py.typed", "pyproject.toml", "README.md")


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def built_wheel(folder: Path) -> Path:
    """The wheel, built from a copy of the sources in an empty folder: setuptools leaves its work
    beside what it builds, where another test may be building at the same time."""
    sources, out = folder / "sources", folder / "wheel"
    sources.mkdir()
    for path in (path for pattern in OURS for path in ROOT.glob(pattern)):
        target = sources / path.name
        if path.is_dir():
            shutil.copytree(path, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(path, target)
    run(sys.executable, "-m", "build", "--wheel", "--outdir", out, sources, cwd=folder)
    return next(out.glob("*.whl"))


def second_python(wheel: Path, folder: Path) -> Path:
    """The Python of a new virtual environment in `folder`, with the wheel installed."""
    venv.create(folder, with_pip=True)
    found = folder / "bin" / "python"
    run(found, "-m", "pip", "install", "--no-deps", "--quiet", wheel, cwd=folder)
    packages = next((folder / "lib").glob("python3*/site-packages"))
    ours = [path for path in sys.path if path.endswith("site-packages")]
    (packages / "borrowed.pth").write_text("\n".join(ours))
    return found
