"""The options that several commands take, said once and handed over together.

`takes(asked=KNOWN_FROM, given=TRANSACTION)` gives a command every option of the two groups;
the command receives each group as one dict of what was given.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Annotated, Any

import typer

from ....domain.vocabulary.dimensions import DIMENSIONS

Options = Mapping[str, Any]
Given = dict[str, str]
_VIEWPOINT = "Viewpoint"


def _option(help_text: str, panel: str) -> Any:
    return Annotated[str | None, typer.Option(help=help_text, rich_help_panel=panel)]


RECORDED: Options = {
    name: _option(help_text, _VIEWPOINT)
    for name, help_text in {
        "log_size": "Only the first so many records of the log.",
        "recorded_until": "In place of --log-size: only what was recorded by this moment.",
        "root_hash": "The root the log must have there, from an earlier answer.",
        "answer_version": "The version of an earlier answer.",
    }.items()
}
"""A viewpoint on all days, as known on all."""

KNOWN_FROM: Options = {
    "known_on": _option("Only what was published on or before this day.", _VIEWPOINT),
    **RECORDED,
}
"""A viewpoint without a day: the days are the question's own."""

SEEN_FROM: Options = {
    "valid_on": _option("The day the law applied, as in 2024-02-20; left out: today.", _VIEWPOINT),
    **KNOWN_FROM,
}
"""A viewpoint."""

TRANSACTION: Options = {one.field: _option(one.help, "Transaction") for one in DIMENSIONS}
"""What a transaction says, but its day and its licence."""


def takes(**groups: Options) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the options of some groups; it receives each group as one dict."""

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        @wraps(function)
        def command(**given: Any) -> None:
            for group, options in groups.items():
                said = {name: given.pop(name) for name in options}
                given[group] = {name: value for name, value in said.items() if value is not None}
            function(**given)

        own = inspect.signature(function, eval_str=True).parameters.values()
        parameters = [one for one in own if one.name not in groups]
        parameters += [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=option)
            for options in groups.values()
            for name, option in options.items()
        ]
        parameters.sort(key=lambda one: one.kind)
        command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        command.__annotations__ = {one.name: one.annotation for one in parameters}
        del command.__wrapped__
        return command

    return decorate


# -- files ---------------------------------------------------------------------------

Mapped = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="COLUMN=FIELD", help="Their column is this field of ours."),
]
Carried = Annotated[
    list[str] | None,
    typer.Option(
        "--carry",
        metavar="COLUMN",
        help="Carry their column through unread, although its name is nearly a field's.",
    ),
]
Default = Annotated[
    list[str] | None,
    typer.Option(metavar="FIELD=VALUE", help="What a row says that leaves a field out."),
]


def viewpoint_again(answer: dict[str, Any]) -> dict[str, str]:
    """Where an answer was seen from, to ask more from there."""
    return {name: str(value) for name, value in answer["viewpoint"].items() if value is not None}
