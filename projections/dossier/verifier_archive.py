"""The verifier that dossiers carry: our own modules, unchanged, as one file that Python runs.

Which modules is read off their imports, so that none is forgotten and none is too many. The
file is the same for the same release, byte by byte; its hash is published with it.
"""

from __future__ import annotations

import ast
import io
import zipfile
from functools import cache
from hashlib import sha256
from pathlib import Path, PurePosixPath

_PACKAGE = Path(__file__).parents[2]
_START = "projections/dossier/verifier.py"
_MAIN = """\
import sys

if sys.version_info < (3, 11):  # read by any Python 3: what follows is not
    print("CANNOT TELL: needs Python 3.11 or later; this is Python %d.%d" % sys.version_info[:2])
    sys.exit(3)

from licence_ledger.projections.dossier.verifier import main

sys.exit(main())
"""
_MOMENT = (1980, 1, 1, 0, 0, 0)


@cache
def carried() -> tuple[str, ...]:
    """The modules that the verifier needs, by their path in the package."""
    found, waiting = {"__init__.py"}, [_START]
    while waiting:
        path = waiting.pop()
        if path not in found:
            folders = PurePosixPath(path).parents
            found |= {path, *(str(folder / "__init__.py") for folder in folders)}
            waiting += _imports(path)
    return tuple(sorted(found))


def _imports(path: str) -> list[str]:
    """The modules of ours that a module imports."""
    found = []
    for node in ast.walk(ast.parse((_PACKAGE / path).read_bytes())):
        if isinstance(node, ast.ImportFrom) and node.level:
            folder = PurePosixPath(path).parents[node.level - 1]
            found.append(f"{folder / (node.module or '').replace('.', '/')}.py")
    return found


@cache
def verifier() -> bytes:
    """The file: a ZIP that Python runs (PEP 441)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(zipfile.ZipInfo("__main__.py", _MOMENT), _MAIN)
        for path in carried():
            entry = zipfile.ZipInfo(f"licence_ledger/{path}", _MOMENT)
            archive.writestr(entry, (_PACKAGE / path).read_bytes())
    return out.getvalue()


def verifier_hash() -> str:
    """The SHA-256 of the verifier, in hex."""
    return sha256(verifier()).hexdigest()
