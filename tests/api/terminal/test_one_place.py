"""Texts become renderable in one place: nobody else in the terminal's rooms speaks to rich."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from contracts import ROOT

TERMINAL = ROOT / "api" / "terminal"
KNOW_RICH = {
    "tables/texts.py": {"rich.text"},
    "tables/layout.py": {"rich.console", "rich.padding", "rich.table", "rich.text"},
    "console.py": {"rich.console"},
    "progress.py": {"rich.progress", "rich.text"},
}
"""Who may import what of rich: the first makes texts renderable, the others place them."""
PRINTS = {"console.py"}
"""Who may call `print`."""
SINKS = {"print", "add_row", "add_column", "Group", "Padding", "Panel", "TextColumn", "add_task"}
"""What a string would be read as markup by, or shown as it is with all that it hides."""
MAKE_TEXT = {"text", "joined", "stacked", "in_lines", "coloured", "_renderable"}
FILES = sorted(TERMINAL.rglob("*.py"))


def offences(source: str, name: str) -> Iterator[str]:
    """Where a module goes round the one place."""
    for node in ast.walk(ast.parse(source)):
        for module in _imported(node):
            if module.partition(".")[0] == "rich" and module not in KNOW_RICH.get(name, set()):
                yield f"imports {module}"
        if isinstance(node, ast.Call):
            called = _name(node.func)
            if called in ("echo", "secho") or (called == "print" and _prints(node, name)):
                yield f"calls {called}"
            if called == "Text" and name != "tables/texts.py":
                yield "makes a Text"
            if called in SINKS and isinstance(node.func, ast.Attribute | ast.Name):
                yield from (f"hands {ast.unparse(one)} to {called}" for one in _raw(node, called))


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []


def _name(function: ast.expr) -> str:
    return getattr(function, "attr", getattr(function, "id", ""))


def _prints(call: ast.Call, name: str) -> bool:
    """Whether a call prints something, where that may not be: a key's own `print()` does not."""
    return bool(call.args) and name not in PRINTS


def _raw(call: ast.Call, called: str) -> Iterator[ast.expr]:
    """The arguments of a call that are texts, and were not made renderable."""
    if called == "print" and isinstance(call.func, ast.Name):
        return
    for one in call.args:
        inner = one.value if isinstance(one, ast.Starred) else one
        if isinstance(inner, ast.Constant) and inner.value == "":
            continue
        told = isinstance(inner, ast.Constant | ast.JoinedStr | ast.BinOp | ast.Subscript)
        made = isinstance(inner, ast.Call) and _name(inner.func) not in MAKE_TEXT | {"map"}
        if told or made:
            yield one


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(TERMINAL)))
def test_no_module_goes_round_the_one_place(path: Path) -> None:
    assert list(offences(path.read_text(), str(path.relative_to(TERMINAL)))) == []


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("tables/claims.py", "from rich.table import Table"),
        ("tables/claims.py", "import rich.markup"),
        ("commands/show.py", "typer.echo(answer)"),
        ("commands/show.py", "print(answer)"),
        ("commands/show.py", "console.print('a')"),
        ("console.py", "console().print(f'{title} [bold]')"),
        ("console.py", "console().print('a ' + title)"),
        ("console.py", "console().print(str(title))"),
        ("tables/layout.py", "table.add_row(one['title'])"),
        ("tables/layout.py", "table.add_row('a', text(b))"),
        ("tables/layout.py", "Padding(title.strip(), 1)"),
        ("tables/layout.py", "Text(title)"),
        ("progress.py", "TextColumn('a')"),
    ],
)
def test_whoever_goes_round_it_is_found(name: str, source: str) -> None:
    assert list(offences(source, name))
