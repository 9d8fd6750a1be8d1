"""The wheel built, and a second environment in which it is installed.

Run by itself (`python tests/support/wheels.py FOLDER`; `make wheel`) it builds the wheel into a
folder. The same sources give the same bytes, whenever and by whomever it is built.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

import pytest
from made_once import made_once

ROOT = Path(__file__).parents[2]
OURS = ("api", "domain", "projections", "record", "*.py", "py.typed", "pyproject.toml")
OURS += ("README.md", "LICENSE", "docs")
"""What the wheel is built from."""
MOMENT = "1767225600"
"""The moment that every file in the wheel bears (SOURCE_DATE_EPOCH): 1 January 2026, in UTC."""


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **environment},
        umask=0o022,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def built_wheel(folder: Path) -> Path:
    """The wheel, built from a copy of the sources in an empty folder: setuptools leaves its work
    beside what it builds, where another test may be building at the same time.

    The copy may be read by all, whatever the umask: file modes are part of the wheel.
    """
    sources, out = folder / "sources", folder / "wheel"
    sources.mkdir()
    for path in (path for pattern in OURS for path in ROOT.glob(pattern)):
        target = sources / path.name
        if path.is_dir():
            shutil.copytree(path, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(path, target)
    for path in (sources, *sources.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    build = (sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, sources)
    run(*build, cwd=folder, SOURCE_DATE_EPOCH=MOMENT)
    return next(out.glob("*.whl"))


def second_python(wheel: Path, folder: Path) -> Path:
    """The Python of a new virtual environment in `folder`, with the wheel installed (by our pip:
    it takes long to install one there)."""
    venv.create(folder)
    found = folder / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--python", found, "install", "--no-deps", "--quiet")
    run(*pip, wheel, cwd=folder)
    packages = next((folder / "lib").glob("python3*/site-packages"))
    ours = [path for path in sys.path if path.endswith("site-packages")]
    (packages / "borrowed.pth").write_text("\n".join(ours))
    return found


def wheel_for_all(factory: pytest.TempPathFactory) -> Path:
    """The wheel, built once for all tests."""
    return next((made_once(factory, "build", built_wheel) / "wheel").glob("*.whl"))


def second_python_for_all(factory: pytest.TempPathFactory) -> Path:
    """The Python of a virtual environment with the wheel installed; one for all tests."""
    wheel = wheel_for_all(factory)
    made = made_once(factory, "second", lambda folder: second_python(wheel, folder / "venv"))
    return made / "venv" / "bin" / "python"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as work:
        built = built_wheel(Path(work))
        Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
        print(shutil.copy(built, sys.argv[1]))
