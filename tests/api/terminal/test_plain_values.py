"""Values that are taken as they stand come out as Typer reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import pytest
import typer
from licence_ledger.api.terminal.plain_values import taken_as_they_stand
from typer.main import get_command

LINES = [
    pytest.param([], id="nothing"),
    pytest.param(["--word", "a"], id="a text"),
    pytest.param(["--word", ""], id="an empty text"),
    pytest.param(["--many", "a", "--many", "b"], id="several texts"),
    pytest.param(["--path", "a/../b"], id="a path that is not there"),
    pytest.param(["--path", "."], id="a path that is there"),
    pytest.param(["--there", "."], id="a path that must be there"),
    pytest.param(["--there", "no-such-file"], id="a path that must be there and is not"),
    pytest.param(["--count", "5"], id="a number"),
    pytest.param(["--count", "0"], id="a number that is too small"),
    pytest.param(["--count", "five"], id="no number"),
    pytest.param(["--flag"], id="a flag"),
    pytest.param(["--no-such-option"], id="no such option"),
]


def _command(heard: list[Any]) -> Any:
    app = typer.Typer()

    @app.command()
    def command(
        word: str | None = None,
        many: Annotated[list[str] | None, typer.Option()] = None,
        path: Path | None = None,
        there: Annotated[Path | None, typer.Option(exists=True)] = None,
        count: Annotated[int, typer.Option(min=1)] = 3,
        flag: bool = False,
        named: Annotated[str, typer.Option(envvar="NAMED_IN_THE_ENVIRONMENT")] = "usual",
    ) -> None:
        heard.append((word, many, path, there, count, flag, named))

    return get_command(app)


def _outcome(command: Any, heard: list[Any], line: list[str]) -> Any:
    try:
        command.main(line, standalone_mode=False)
    except typer.TyperException as error:
        return error.format_message()
    return heard[-1]


@pytest.mark.parametrize("line", LINES)
def test_a_value_is_what_typer_would_have_read(
    line: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NAMED_IN_THE_ENVIRONMENT", "there")
    heard: list[Any] = []
    read = _outcome(_command(heard), heard, line)
    assert read == _outcome(taken_as_they_stand(_command(heard)), heard, line)
    assert read[-1] in ("there", ".") if isinstance(read, tuple) else "--" in read
