"""Values of a command line that are taken as they stand.

Typer has pydantic read every value, texts and what was left out among them, and to load it takes
longer than most commands do. A text is a text: it is handed over as it is, a path is made of one,
and what was left out stays left out. All else, and all that could be refused, Typer reads.
"""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Any

_READ = object()


def taken_as_they_stand(command: Any, below: bool = True) -> Any:
    """The command, and those `below` it, whose plain values are not read by pydantic."""
    command.get_params = partial(_params, command.get_params)
    for one in getattr(command, "commands", {}).values() if below else ():
        taken_as_they_stand(one)
    return command


def _params(declared: Any, context: Any) -> Any:
    params = declared(context)
    for param in params:
        if hasattr(param, "type_descriptor") and "process_value" not in vars(param):
            param.process_value = partial(_value, param, param.process_value)
    return params


def _value(param: Any, read: Any, context: Any, value: Any) -> Any:
    """A value as the command gets it: `read` by Typer, if it is not plain."""
    plain = _plain(param, value)
    if plain is _READ:
        return read(context, value)
    return plain if param.callback is None else param.callback(context, param, plain)


def _plain(param: Any, value: Any) -> Any:
    """A value that needs no reading; `_READ` if it does, or could be refused."""
    kind = param.type_descriptor.annotation
    several = param.multiple or param.nargs == -1
    if value is None and not param.required:
        return () if several else None
    if several or param.type_descriptor.choices is not None:
        return _READ
    if kind is str and isinstance(value, str):
        return value
    if kind is Path and isinstance(value, str) and _any_path(param, value):
        return Path(value)
    return value if type(value) is kind and value == param.default else _READ


def _any_path(param: Any, value: str) -> bool:
    """Whether the option takes any path, and nothing there could be refused."""
    said = param.type_descriptor.parameter_info
    asks = said.exists or said.resolve_path or said.writable or said.path_type or said.parser
    if asks or not (said.file_okay and said.dir_okay):
        return False
    return os.access(value, os.R_OK) or not os.path.lexists(value)
