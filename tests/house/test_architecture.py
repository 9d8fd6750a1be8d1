"""Who may import whom: the contracts hold, and each of their rules can fail."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from itertools import permutations, product
from pathlib import Path

import grimp
import pytest
from contracts import PACKAGE, ROOT, contracts, imports, kept
from importlinter.contracts.acyclic_siblings import AcyclicSiblingsContract
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract
from importlinter.contracts.protected import ProtectedContract
from importlinter.domain.contract import Contract
from licence_ledger.projections.dossier.verifier_archive import carried

STOREYS = ("domain", "projections", "api")

Import = tuple[str, str]
"""The module that imports, and the one imported."""


@pytest.mark.parametrize("contract", contracts().values(), ids=lambda contract: contract.name)
def test_imports_keep_the_contract(contract: Contract) -> None:
    assert kept(contract, imports())


# -- each rule can fail ------------------------------------------------------------------


def within(module: str, packages: Iterable[str]) -> bool:
    """Whether a module is one of these, or in one of them."""
    return any(module == one or module.startswith(f"{one}.") for one in packages)


def of_layers(contract: LayersContract, graph: grimp.ImportGraph) -> Iterator[Import]:
    """From each layer to each above it, and to those beside it."""
    (container,) = [f"{one}." for one in contract.containers or ()] or [""]
    seen: list[str] = []
    for layer in contract.layers:
        names = [f"{container}{tail.name}" for tail in layer.module_tails]
        yield from product(names, seen)
        yield from permutations(names, 2)
        seen += names


def of_forbidden(contract: ForbiddenContract, graph: grimp.ImportGraph) -> Iterator[Import]:
    """From each source to each that is forbidden to it."""
    for source, forbidden in product(contract.source_modules, contract.forbidden_modules):
        yield str(source), str(forbidden)


def of_protected(contract: ProtectedContract, graph: grimp.ImportGraph) -> Iterator[Import]:
    """From each module of ours that is neither allowed, nor protected, nor holds one that is."""
    protected = [str(one) for one in contract.protected_modules]
    allowed = [str(one) for one in contract.allowed_importers]
    for importer in sorted(one for one in graph.modules if within(one, [PACKAGE])):
        if not within(importer, allowed + protected) and not any(
            within(one, [importer]) for one in allowed
        ):
            yield from ((importer, one) for one in protected)


def of_acyclic(contract: AcyclicSiblingsContract, graph: grimp.ImportGraph) -> Iterator[Import]:
    """In each room, and between those of the storey, one import turned round."""
    (top,) = (str(one) for one in contract.ancestors)
    for room in sorted({top, *graph.find_descendants(top)}):
        pairs = permutations(sorted(graph.find_children(room)), 2)
        for one, other in pairs:
            if graph.find_shortest_chain(one, other, as_packages=True):
                yield other, one
                break


OFFENCES = {
    LayersContract: of_layers,
    ForbiddenContract: of_forbidden,
    ProtectedContract: of_protected,
    AcyclicSiblingsContract: of_acyclic,
}


def breaks(contract: Contract, graph: grimp.ImportGraph, importer: str, imported: str) -> bool:
    """Whether one import more breaks a contract; the imports are afterwards as they were.

    (A copy of them for each would take longer than what is tested.)
    """
    new = [one for one in (importer, imported) if one not in graph.modules]
    for module in new:
        graph.add_module(module, is_squashed=True)
    assert not graph.direct_import_exists(importer=importer, imported=imported)
    graph.add_import(importer=importer, imported=imported, line_number=1, line_contents="import")
    try:
        return not kept(contract, graph)
    finally:
        graph.remove_import(importer=importer, imported=imported)
        for module in new:
            graph.remove_module(module)


@pytest.mark.parametrize("contract", contracts().values(), ids=lambda contract: contract.name)
def test_one_import_against_any_of_its_rules_breaks_the_contract(contract: Contract) -> None:
    graph = imports()
    before = graph.count_imports(), graph.modules
    offences = list(OFFENCES[type(contract)](contract, graph))
    assert offences
    assert [one for one in offences if not breaks(contract, graph, *one)] == []
    assert (graph.count_imports(), graph.modules) == before
    assert kept(contract, graph)


ROOMS = [one for one in contracts().values() if getattr(one, "exhaustive", False)]
"""The contracts that give every room of a storey its place."""


@pytest.mark.parametrize("contract", ROOMS, ids=lambda contract: contract.name)
def test_a_room_that_no_layer_names_breaks_the_contract_of_its_storey(contract: Contract) -> None:
    graph = imports()
    graph.add_module(f"{contract.containers[0]}.elsewhere")
    assert not kept(contract, graph)


def linted(tree: Path) -> subprocess.CompletedProcess[str]:
    """What import-linter's command says of the package in a folder."""
    line = (
        "import sys; from importlinter.cli import lint_imports; "
        f"sys.path.insert(0, {str(tree)!r}); sys.exit(lint_imports(no_cache=True, no_logo=True))"
    )
    command = [sys.executable, "-c", line]
    return subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)


def test_the_command_finds_an_import_that_points_outwards(tmp_path: Path) -> None:
    package = tmp_path / PACKAGE
    for storey in STOREYS:
        shutil.copytree(ROOT / storey, package / storey, ignore=shutil.ignore_patterns("*.pyc"))
    (package / "__init__.py").touch()
    shutil.copy(ROOT / ".importlinter", tmp_path)
    done = linted(tmp_path)
    assert done.returncode == 0, done.stdout
    with (package / "domain" / "law" / "running.py").open("a") as opened:
        opened.write("from ...projections.storage.log import Log\n")
    done = linted(tmp_path)
    assert done.returncode == 1
    assert "domain.law.running -> licence_ledger.projections.storage.log" in done.stdout


# -- what the contracts list is all there is -----------------------------------------------


def listed(contract: str) -> set[str]:
    """What a contract forbids."""
    return {str(one) for one in contracts()[contract].forbidden_modules}


def test_the_contracts_of_libraries_name_every_library() -> None:
    top = {module.partition(".")[0] for module in imports().modules}
    libraries = top - {PACKAGE} - sys.stdlib_module_names
    of_shapes = {"orjson", "pydantic", "pydantic_core"}
    assert listed("standard-library") == libraries
    assert listed("domain-libraries") == libraries - of_shapes


def test_the_verifier_carries_all_that_it_imports_and_nothing_else() -> None:
    """So the contract that holds the verifier to the standard library holds all it carries."""
    start = f"{PACKAGE}.projections.dossier.verifier"
    assert start in {str(one) for one in contracts()["standard-library"].source_modules}
    ours = {one for one in imports().find_upstream_modules(start) if within(one, [PACKAGE])}
    modules = {path.removesuffix(".py").replace("/", ".") for path in carried()}
    named = {f"{PACKAGE}.{one}" for one in modules if not one.endswith("__init__")}
    assert named == ours | {start}


# -- what no import tells ------------------------------------------------------------------

CLOCKS = ("datetime.now(", "date.today(", "utcnow(", "uuid4(", "time.time(")


def test_nothing_in_domain_reads_a_clock() -> None:
    paths = sorted((ROOT / "domain").rglob("*.py"))
    assert paths
    assert [(path, call) for path in paths for call in CLOCKS if call in path.read_text()] == []
