"""The house is in order: formatting, lint and types."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from type_check import check_types

ROOT = Path(__file__).parents[2]


def ruff(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ruff", *arguments, "."]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_ruff_has_nothing_to_say() -> None:
    done = ruff("check", "--no-cache")
    assert done.returncode == 0, done.stdout


def test_every_file_is_formatted() -> None:
    done = ruff("format", "--check", "--no-cache")
    assert done.returncode == 0, done.stdout


def test_types_hold_in_strict_mode() -> None:
    done = check_types()
    assert done.returncode == 0, done.stdout + done.stderr
