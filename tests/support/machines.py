"""Machines that a command meets: a disk that is full, nothing that may be written, another user.

Each is this machine seen through a mount namespace of its own (`unshare`), gone with the command.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

_NOBODY = (
    *("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"),
    # May read what others may not, as where Python lies in somebody's home; writes nothing so.
    *("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search", "--"),
)
APP = "from licence_ledger.api.terminal.cli import app; app()"


def can_be_made() -> bool:
    """Whether this user may make such machines."""
    if os.geteuid() != 0 or not (shutil.which("unshare") and shutil.which("setpriv")):
        return False
    tried = ["unshare", "-m", "sh", "-c", "mount -o bind,remount,ro / && " + " ".join(_NOBODY)]
    tried[-1] += " true"
    return subprocess.run(tried, capture_output=True, check=False).returncode == 0


def with_a_full_disk(folder: Path, arguments: Sequence[str]) -> tuple[int, str, dict[str, bytes]]:
    """Run the command where a folder lies on a disk that is full: its exit status, what it told,
    and the files of the folder afterwards. What lay in it before lies on that disk."""
    after = folder.with_name(f"{folder.name}-after")
    script = (
        'cp -a "$1" "$1-before" && mount -t tmpfs -o size=32k tmpfs "$1" '
        '&& cp -a "$1-before/." "$1" && rm -r "$1-before" '
        '; cat /dev/zero > "$1/fill" 2> /dev/null; shift 2; "$@"; status=$?; '
        'rm "$FULL/fill"; cp -a "$FULL" "$AFTER"; exit $status'
    )
    command = ["unshare", "-m", "sh", "-c", script, "sh", str(folder), "--"]
    command += [sys.executable, "-c", APP, *arguments]
    env = {**os.environ, "FULL": str(folder), "AFTER": str(after)}
    done = subprocess.run(command, capture_output=True, text=True, env=env, check=False)
    found = {str(p.relative_to(after)): p.read_bytes() for p in after.rglob("*") if p.is_file()}
    shutil.rmtree(after)
    return done.returncode, done.stdout + done.stderr, found


def as_nobody(
    code: str, *arguments: str, writable: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run Python as user 65534, without a home, where only one folder, or none, can be written."""
    script = "mount -o bind,remount,ro / && exec " + " ".join((*_NOBODY, '"$@"'))
    if writable is not None:
        os.chown(writable, 65534, 65534)
        for path in writable.rglob("*"):
            os.chown(path, 65534, 65534)
        script = f'mount --bind "{writable}" "{writable}" && {script}'
    command = ["unshare", "-m", "sh", "-c", script, "sh", sys.executable, "-c", code, *arguments]
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    return subprocess.run(
        command, capture_output=True, text=True, env={**kept, **environment}, check=False
    )
