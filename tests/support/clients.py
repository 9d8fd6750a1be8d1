"""Clients made of the OpenAPI document by what others use, and a real server asked with each.

`openapi-python-client` makes the one in Python, `openapi-typescript` and `openapi-fetch` the one in
TypeScript, which `tsc` checks and node runs. Each asks one question with an answer and one with an
error, and must find there what the server says. Where there is no node, that is said.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from running import serving

TOOLS = Path(os.environ.get("CLIENT_TOOLS") or Path(sys.executable).parent).absolute()
"""Where the maker of the client in Python is, with what that client needs."""
PINNED = Path(__file__).parents[1] / "data" / "clients"
PYTHON = """
import json, sys
from ledger_client import Client
from ledger_client.api.evaluations import evaluate
from ledger_client.api.licences import get_licence
from ledger_client.models import EvaluateAsked, EvaluationAnswer, Problem

client = Client(base_url=sys.argv[1])
body = EvaluateAsked.from_dict(json.loads(sys.argv[2]))
answer = evaluate.sync(client=client, body=body)
assert isinstance(answer, EvaluationAnswer), answer
problem = get_licence.sync(client=client, licence="NOWHERE", valid_on="2024-02-25")
assert isinstance(problem, Problem), problem
print(json.dumps({
    "verdict": str(answer.verdict),
    "reason": str(answer.reason),
    "decided_by": answer.decided_by,
    "log_size": answer.viewpoint.log_size,
    "error": problem.errors[0].code,
}))
"""
ASKED = {
    "transaction": {
        "date": "2024-02-25",
        "licence": "NL009",
        "activity": "export",
        "goods": "ML10",
        "origin": "NL",
        "destination": "IL",
        "programme": "F-35",
    }
}


def main() -> None:
    with TemporaryDirectory() as kept, serving("", f"sqlite:///{kept}/ledger.db") as address:
        folder = Path(kept)
        document = folder / "openapi.json"
        document.write_bytes(_got(f"{address}/openapi.json"))
        said = _said(address)
        _must_be("Python", _in_python(folder, document, address), said)
        if shutil.which("npm") is None or shutil.which("node") is None:
            print("TypeScript: not tried, there is no node here (apt-get install nodejs npm)")
            return
        _must_be("TypeScript", _in_typescript(folder / "typescript", document, address), said)


def _got(address: str, body: Any = None) -> bytes:
    sent = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, sent, {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        found: bytes = answer.read()
        return found


def _said(address: str) -> dict[str, Any]:
    """What the server says, read without a client."""
    answer = json.loads(_got(f"{address}/v1/evaluations", ASKED))
    found = {name: answer[name] for name in ("verdict", "reason", "decided_by")}
    return {**found, "log_size": answer["viewpoint"]["log_size"], "error": "unknown_licence"}


def _must_be(name: str, found: Any, said: Any) -> None:
    if found != said:
        raise SystemExit(f"{name}: the client finds {found}, the server says {said}")
    print(f"{name}: made, and finds what the server says: {found['verdict']}, {found['reason']}")


def _in_python(folder: Path, document: Path, address: str) -> Any:
    """What a client finds that openapi-python-client made; a warning of it is an error here."""
    told = _run(
        folder,
        *(str(TOOLS / "openapi-python-client"), "generate", "--path", str(document)),
        *("--meta", "none", "--output-path", str(folder / "ledger_client")),
        *("--config", str(PINNED / "python.json"), "--fail-on-warning"),
    )
    print(told.strip())
    env = {"PYTHONPATH": str(folder)}
    return json.loads(
        _run(folder, str(TOOLS / "python"), "-c", PYTHON, address, json.dumps(ASKED), **env)
    )


def _in_typescript(folder: Path, document: Path, address: str) -> Any:
    """What a client finds whose types openapi-typescript made, once tsc finds nothing wrong."""
    shutil.copytree(PINNED, folder)
    _run(folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    tools = folder / "node_modules" / ".bin"
    _run(folder, str(tools / "openapi-typescript"), str(document), "-o", "ledger.ts")
    _run(folder, str(tools / "tsc"), "--noEmit")
    _run(folder, str(tools / "tsc"))
    return json.loads(_run(folder, "node", "made/ask.js", address))


def _run(folder: Path, *command: str, **environment: str) -> str:
    env = {**os.environ, **environment}
    done = subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=600
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)[:200]}\n{done.stdout}{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    main()
