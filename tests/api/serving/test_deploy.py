"""What a department is set up with: the unit, the steps of the image, the services together."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from licence_ledger.api.settings import SETTINGS
from machines import as_nobody, can_be_made

ROOT = Path(__file__).parents[3]
DEPLOY = ROOT / "docs" / "deploy"
UNIT = (DEPLOY / "licence-ledger.service").read_text("utf-8")
CONTAINER = (DEPLOY / "Containerfile").read_text("utf-8")
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[a-z,]+\])?==([^ ;\\]+)", re.MULTILINE)


def steps(kind: str) -> list[str]:
    """The steps of the image of a kind, without it, lines joined."""
    lines = CONTAINER.replace("\\\n", " ").splitlines()
    return [line.partition(" ")[2].strip() for line in lines if line.startswith(f"{kind} ")]


def image_environment() -> dict[str, str]:
    return dict(one.split("=", 1) for one in steps("ENV"))


def test_every_setting_that_is_set_up_is_one() -> None:
    names = {one.name for one in SETTINGS}
    said = [
        UNIT,
        CONTAINER,
        (DEPLOY / "compose.yaml").read_text(),
        (DEPLOY.parent / "operating.md").read_text(),
    ]
    named = {name for text in said for name in re.findall(r"\bLEDGER_[A-Z_]+[A-Z]\b", text)}
    assert named - names == {"LEDGER_SITE"}  # the proxy's


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd looks at it")
def test_the_unit_is_sound_and_hardly_exposed(tmp_path: Path) -> None:
    command = Path(sys.executable)
    unit = tmp_path / "licence-ledger.service"
    unit.write_text(UNIT.replace("/opt/ledger/bin/licence-ledger", str(command)))
    sound = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True)
    assert (sound.returncode, sound.stderr) == (0, "")
    judged = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", "--threshold=20", str(unit)],
        capture_output=True,
        text=True,
    )
    assert judged.returncode == 0, judged.stdout[-200:]


def test_the_image_runs_as_nobody_in_particular_with_one_volume() -> None:
    assert steps("USER") == ["10001:10001"] and steps("VOLUME") == ["/data"]
    assert CONTAINER.rindex("\nRUN") < CONTAINER.rindex("\nUSER")
    assert all(
        "--require-hashes" in one or "--no-deps" in one for one in steps("RUN") if "pip" in one
    )
    environment = image_environment()
    kept = [environment[name] for name in ("LEDGER_DATABASE", "LEDGER_KEY")]
    assert all("/data/" in one for one in kept)


def test_what_the_image_installs_is_what_is_tested() -> None:
    tested = dict(_PINNED.findall((ROOT / "constraints.txt").read_text("utf-8")))
    installed = dict(_PINNED.findall((DEPLOY / "requirements.txt").read_text("utf-8")))
    assert {
        name: version for name, version in installed.items() if tested.get(name) != version
    } == {}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    needed = [*project["dependencies"], *extras["postgresql"], *extras["telemetry"]]
    names = {
        re.split(r"[<>=\[ ]", one)[0].lower().replace(".", "-").replace("_", "-") for one in needed
    }
    assert names <= set(installed)


@pytest.mark.skipif(not can_be_made(), reason="only root makes other machines")
def test_the_command_of_the_image_serves_from_a_root_that_is_only_read(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (data / "keys").mkdir(parents=True)
    environment = {
        name: re.sub(r"/(?:data|tmp)/", f"{data}/", value, count=1)
        for name, value in image_environment().items()
        if name != "PATH"
    }
    command = [*json.loads(steps("ENTRYPOINT")[0]), *json.loads(steps("CMD")[0])]
    done = as_nobody(_ASKED, *command[1:], "--port", "0", writable=data, **environment)
    assert done.returncode == 0, done.stderr[-800:]
    assert json.loads(done.stdout.splitlines()[-1])["status"] == "ready"


_ASKED = """
import os, signal, subprocess, sys, time, urllib.request, socket
with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0)); port = probe.getsockname()[1]
words = [str(port) if one == "0" else one for one in sys.argv[1:]]
app = "from licence_ledger.api.terminal.cli import app; app()"
server = subprocess.Popen([sys.executable, "-c", app, *words, "--host", "127.0.0.1"])
for _ in range(900):
    try:
        found = urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=20).read()
        break
    except OSError:
        assert server.poll() is None
        time.sleep(0.1)
server.send_signal(signal.SIGTERM)
server.wait(15)
print(found.decode())
"""


def test_the_services_of_a_department_name_what_is_there() -> None:
    services: dict[str, Any] = COMPOSE["services"]
    for service in services.values():
        for volume in service.get("volumes", ()):
            source = volume.partition(":")[0]
            there = source in COMPOSE["volumes"] or (DEPLOY / source).is_file()
            assert there, volume
        assert set(service["networks"]) <= set(COMPOSE["networks"])
    ledger = services["ledger"]
    assert ledger["read_only"] and ledger["cap_drop"] == ["ALL"] and "ports" not in ledger
    build = ledger["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).resolve() == DEPLOY / "Containerfile"
    assert "ports" not in services["postgresql"] and COMPOSE["networks"]["inside"]["internal"]
    assert "ledger 8000" in (DEPLOY / "Caddyfile").read_text("utf-8")
    assert steps("EXPOSE") == ["8000"]
