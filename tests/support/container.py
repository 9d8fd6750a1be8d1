"""The container image, built and run as it is meant to be: from a root that is only read.

`make test-container`; needs podman or docker. The image is built, a container of it serves, records
into its volume, and ends within seconds of being told; another on the same volume knows it.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from running import free_port

ROOT = Path(__file__).parents[2]
IMAGE = "licence-ledger:tested"
VOLUME = "licence-ledger-tested"


def main() -> int:
    """Build and run it; 0 if all of it holds."""
    tool = shutil.which("podman") or shutil.which("docker")
    if tool is None:
        sys.exit("this needs podman or docker")

    def done(*arguments: str) -> str:
        return subprocess.run(
            [tool, *arguments], check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT
        ).stdout.strip()

    done("build", "--file", "docs/deploy/Containerfile", "--tag", IMAGE, ".")
    done("volume", "create", VOLUME)
    try:
        first, second = (_served(done) for _ in range(2))
    finally:
        done("volume", "rm", "--force", VOLUME)
    assert first["log_size"] == second["log_size"] > 0, (first, second)
    print("it is built, serves from a root that is only read, and ends when it is told to")
    return 0


def _served(done: object) -> dict[str, int]:
    assert callable(done)
    port = free_port()
    name = done(
        *("run", "--detach", "--rm", "--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL"),
        *("--volume", f"{VOLUME}:/data", "--publish", f"127.0.0.1:{port}:8000", IMAGE),
    )
    try:
        ready = _ready(f"http://127.0.0.1:{port}/readyz")
        assert done("exec", name, "id", "-u") == "10001"
    finally:
        begun = time.monotonic()
        done("stop", "--time", "15", name)
    assert time.monotonic() - begun < 14, "it had to be killed"
    return ready


def _ready(address: str) -> dict[str, int]:
    for _ in range(600):
        try:
            with urllib.request.urlopen(address, timeout=5) as found:
                said: dict[str, int] = json.load(found)
                return said
        except OSError:
            time.sleep(0.2)
    raise AssertionError("it did not get ready")


if __name__ == "__main__":
    sys.exit(main())
