"""The verifier that dossiers carry, on a Python that is too old for it."""

from __future__ import annotations

import ast
import io
import subprocess
import sys
import zipfile

from licence_ledger.projections.dossier.verifier_archive import verifier


def main() -> str:
    with zipfile.ZipFile(io.BytesIO(verifier())) as archive:
        return archive.read("__main__.py").decode()


def test_an_older_python_is_told_which_is_needed_and_loads_nothing_of_ours() -> None:
    older = "import sys; sys.version_info = (3, 9, 2, 'final', 0)\n" + main()
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", older], capture_output=True, text=True, check=False
    )
    assert done.returncode == 3, done.stderr
    assert done.stdout == "CANNOT TELL: needs Python 3.11 or later; this is Python 3.9\n"
    assert done.stderr == ""


def test_its_first_lines_can_be_read_by_any_python_3() -> None:
    ast.parse(main(), feature_version=(3, 4))
    assert 'f"' not in main()
