"""The same question in other ways: an address, commands, a program, evidence."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from .asking import PageAsked

Json = Mapping[str, Any]


def ways_to_ask(at: PageAsked, said: Mapping[str, str], viewpoint: Json) -> dict[str, str]:
    """How to ask again from exactly this viewpoint: over HTTP, on a terminal, in Python; and where
    the receipt and the dossier are."""
    fixed = {"log_size": viewpoint["log_size"], "root_hash": viewpoint["root_hash"]}
    seen = {"known_on": viewpoint["known_on"], **fixed}
    asked = {name: value for name, value in {**said, **seen}.items() if value is not None}
    door = f"/v1/evaluations?{urlencode({**asked, 'stands': 'true'})}"
    options = {**said, "known_on": viewpoint["known_on"], "log_size": viewpoint["log_size"]}
    return {
        "address": f"{at.base}{at.plain('/check/answer', **asked)}",
        "json": door,
        "curl": f"curl {shlex.quote(at.base + door)}",
        "command": " ".join(
            [
                "licence-ledger check",
                *(_option(name, value) for name, value in options.items() if value is not None),
            ]
        ),
        "python": _python(at.base, {**asked, "stands": "true"}),
        "receipt": f"/v1/evaluations?{urlencode({**asked, 'stands': 'true', 'receipt': 'true'})}",
        "dossier": at.plain("/check/dossier.zip", **asked),
        "picture": at.plain("/check/map.svg", **asked),
        "png": at.plain("/check/map.png", **asked),
    }


def same_as_json(at: PageAsked, path: str, with_day: bool = True) -> str:
    """The door that answers what a page shows, seen from the same place."""
    seen = {name: said for name, said in at.time.items() if with_day or name != "valid_on"}
    return f"{path}?{urlencode(seen)}" if seen else path


def _option(name: str, value: Any) -> str:
    return f"--{name.replace('_', '-')} {shlex.quote(str(value))}"


def _python(base: str, asked: Mapping[str, Any]) -> str:
    fields = "\n".join(f"    {name!r}: {str(value)!r}," for name, value in asked.items())
    return (
        "import json, urllib.parse, urllib.request\n\n"
        f"asked = {{\n{fields}\n}}\n"
        f"address = {base + '/v1/evaluations?'!r} + urllib.parse.urlencode(asked)\n"
        "print(json.load(urllib.request.urlopen(address)))"
    )
