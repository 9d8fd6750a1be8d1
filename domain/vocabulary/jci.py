"""A jci reference: a Dutch regulation as it read on a day, as known on a day.

Juriconnect's standard for references to the Basiswettenbestand, versions 1.3 and 1.3.1
(written `jci1.3` and `jci1.31`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .dates import day

EXAMPLE = "jci1.3:c:BWBR0031615&g=2024-02-20&z=2024-02-15"
JCI = re.compile(
    r"jci1\.31?:[cv]:(?P<regulation>BWB[RVW][0-9]{7})(?P<rest>(?:&(?:amp;)?[a-z-]+=[^&\s]++)*+)"
    r"(?![&\w])",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Jci:
    """A jci reference (Juriconnect standard BWB, 1.3 and 1.3.1): a regulation, the day it is
    to hold on (`g`), and the day from which it is looked at (`z`)."""

    regulation: str
    valid_on: str | None
    known_on: str | None


def read_jci(text: str) -> Jci:
    """A jci reference from its text; `ValueError` with a sentence if it is none.

    The places inside the regulation (`artikel=3`) are read over: a licence is the whole.
    """
    fault = jci_fault(text)
    if fault:
        raise ValueError(fault)
    found = JCI.fullmatch(text)
    assert found is not None
    days = dict(_named(found["rest"]))
    return Jci(found["regulation"], days.get("g"), days.get("z"))


def jci_fault(text: str) -> str | None:
    """What is wrong with a jci reference, in a sentence; None if nothing is."""
    found = JCI.fullmatch(text)
    if found is None:
        version = re.match(r"jci([0-9.]+):", text)
        if version and version[1] not in ("1.3", "1.31"):
            return f"jci of version {version[1]} is not read; write it as `{EXAMPLE}`"
        return f"`{text}` is no jci reference, as in `{EXAMPLE}`"
    parts = _named(found["rest"])
    for name, value in parts:
        if name in ("g", "z", "s", "e"):
            try:
                day(value)
            except ValueError:
                return f"`{name}={value}` names no full day, as in `{name}=2024-02-20`"
    for name in ("g", "z"):
        if sum(one == name for one, _ in parts) > 1:
            return f"`{name}` is given twice"
    return None


def _named(rest: str) -> list[tuple[str, str]]:
    """What a reference names beside its regulation; in HTML its `&` stand as `&amp;`."""
    parts = rest.replace("&amp;", "&").split("&")[1:]
    return [(name, value) for name, _, value in (part.partition("=") for part in parts)]
