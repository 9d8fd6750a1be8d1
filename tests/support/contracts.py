"""Who may import whom: the contracts of `.importlinter`, held against the imports of this tree.

Run as a program it is import-linter's own command, with this environment's package.
"""

from __future__ import annotations

import os
import sys
from copy import deepcopy
from functools import cache
from pathlib import Path

import grimp
from importlinter.api import read_configuration
from importlinter.cli import lint_imports
from importlinter.contracts.acyclic_siblings import AcyclicSiblingsContract
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract
from importlinter.contracts.protected import ProtectedContract
from importlinter.domain.contract import Contract

ROOT = Path(__file__).parents[2]
PACKAGE = "licence_ledger"
TYPES: dict[str, type[Contract]] = {
    one.type_name: one
    for one in (AcyclicSiblingsContract, ForbiddenContract, LayersContract, ProtectedContract)
}


@cache
def contracts() -> dict[str, Contract]:
    """The contracts, by their ids."""
    read = read_configuration(str(ROOT / ".importlinter"))
    return {
        one["id"]: TYPES[one["type"]](one["name"], read["session_options"], one)
        for one in read["contracts_options"]
    }


@cache
def _imports() -> grimp.ImportGraph:
    return grimp.build_graph(PACKAGE, include_external_packages=True, cache_dir=None)


def imports() -> grimp.ImportGraph:
    """What this tree imports: a copy, to be altered."""
    return deepcopy(_imports())


def kept(contract: Contract, graph: grimp.ImportGraph) -> bool:
    """Whether imports keep a contract."""
    return contract.check(graph, verbose=False).kept


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(lint_imports(no_cache=True, no_logo=True))
