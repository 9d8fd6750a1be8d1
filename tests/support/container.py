"""The container image, built and run as it is meant to be: from a root that is only read.

`make test-container`; needs podman or docker. The image is built, a container of it serves, is
found healthy, and ends within seconds of being told; another on the same volume knows what it kept.
What a machine needs besides stands in the environment: CONTAINER_TOOL (`podman` or `docker`),
CONTAINER_BUILD_OPTIONS and CONTAINER_RUN_OPTIONS (as on a command line; docs/operating.md).
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from running import free_port

ROOT = Path(__file__).parents[2]
IMAGE = "licence-ledger:tested"
VOLUME = f"licence-ledger-tested-{os.getpid()}"
OPTIONS = {kind: f"CONTAINER_{kind.upper()}_OPTIONS" for kind in ("build", "run")}


class Tool:
    """podman or docker, with what this machine needs for building and running."""

    def __init__(self) -> None:
        named = os.environ.get("CONTAINER_TOOL")
        tools = [named] if named else ["podman", "docker"]
        found = next(filter(None, map(shutil.which, tools)), None)
        if found is None:
            sys.exit(f"this needs {named or 'podman or docker'}")
        self._path = found
        self.is_podman = Path(found).name == "podman"

    def done(self, kind: str, *arguments: str) -> str:
        """What one of its commands prints, once it ended well; how a build goes on is shown."""
        further = shlex.split(os.environ.get(OPTIONS.get(kind, ""), ""))
        command = [self._path, kind, *further, *arguments]
        kept = None if kind == "build" else subprocess.PIPE
        done = subprocess.run(command, check=True, stdout=kept, text=True, cwd=ROOT)
        return (done.stdout or "").strip()


def main() -> int:
    """Build and run it; 0 if all of it holds."""
    tool = Tool()
    as_docker = ("--format", "docker") if tool.is_podman else ()
    tool.done("build", *as_docker, "--file", "docs/deploy/Containerfile", "--tag", IMAGE, ".")
    tool.done("volume", "create", VOLUME)
    try:
        first, second = (served(tool) for _ in range(2))
    finally:
        tool.done("volume", "rm", "--force", VOLUME)
    assert first["log_size"] == second["log_size"] > 0, (first, second)
    print("it is built, serves from a root that is only read, and ends when it is told to")
    return 0


def served(tool: Tool) -> dict[str, int]:
    """What a container says that got ready, was found healthy, and ended when it was told to.

    It listens on the port that is published, so that it is reached where it uses the machine's own
    network (`--network host`) too.
    """
    port = free_port()
    name = tool.done(
        *("run", "--detach", "--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL"),
        *("--volume", f"{VOLUME}:/data", "--env", f"LEDGER_PORT={port}"),
        *("--publish", f"127.0.0.1:{port}:{port}", IMAGE),
    )
    try:
        ready = _ready(f"http://127.0.0.1:{port}/readyz")
        assert tool.done("exec", name, "id", "-u") == "10001"
        assert _refused(tool, name, "/opt/ledger/changed"), "its root can be written to"
        tool.done("exec", name, *_health_check(tool))
        begun = time.monotonic()
        tool.done("stop", "--time", "15", name)
        assert time.monotonic() - begun < 14, "it had to be killed"
    finally:
        tool.done("rm", "--force", name)
    return ready


def _health_check(tool: Tool) -> list[str]:
    """The command by which the image says that it is healthy."""
    said = tool.done("image", "inspect", IMAGE)
    config = json.loads(said)[0]
    check = config.get("Healthcheck") or config["Config"]["Healthcheck"]
    kind, *command = check["Test"]
    assert kind == "CMD", check
    return command


def _refused(tool: Tool, name: str, file: str) -> bool:
    try:
        tool.done("exec", name, "touch", file)
    except subprocess.CalledProcessError:
        return True
    return False


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
