"""What came of a file of transactions, as tables for people on a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from .tables import coloured, table_of

Json = Mapping[str, Any]


def summary(counts: Json, receipt: Json) -> RenderableType:
    """Counts by verdict and reason, the most frequent causes, and where it was seen from."""
    verdicts = table_of("verdict", "reason", "rows")
    for one in counts["verdicts"]:
        verdicts.add_row(coloured(one["verdict"]), one["reason"], f"{one['rows']:,}")
    causes = table_of("decided by", "verdict", "reason", "rows")
    for one in counts["causes"]:
        decided_by = one["decided_by"] or "(nothing recorded)"
        row = (decided_by, coloured(one["verdict"]), one["reason"], f"{one['rows']:,}")
        causes.add_row(*row)
    seen, asked = receipt["viewpoint"], receipt["question"]["evaluate"]
    known = {None: "as known now", "transaction": "as known on each transaction's own date"}
    facts = f"{known.get(asked['known_on'], 'as known on ' + str(asked['known_on']))}, "
    facts += f"at log size {seen['log_size']} (root {seen['root_hash'][:12]}…)"
    parts: list[RenderableType] = [
        Text(f"{counts['rows']:,} rows, {counts['errors']:,} with errors\n"),
        verdicts,
    ]
    if counts["causes"]:
        parts += [Text("\nmost frequent causes"), causes]
    return Group(*parts, Text(f"\n{facts}"))


def impact(answer: Json) -> RenderableType:
    """How many rows of each kind, and the flips by verdict and cause."""
    counted = table_of("", "rows")
    for name in ("unchanged", "flipped", "undetermined", "errors"):
        counted.add_row(name, f"{answer[name]:,}")
    flips = table_of("from", "to", "by", "rows")
    for one in answer["flips"]:
        by = ", ".join(one["by"]) or "(nothing recorded)"
        flips.add_row(coloured(one["from"]), coloured(one["to"]), by, f"{one['rows']:,}")
    seen = [f"{name}: {_seen(answer[name])}" for name in ("from", "to")]
    parts: list[RenderableType] = [Text(f"{answer['rows']:,} rows\n"), counted]
    if answer["flips"]:
        parts += [Text(""), flips]
    return Group(*parts, Text("\n" + "\n".join(seen), style="dim"))


def _seen(viewpoint: Json) -> str:
    if viewpoint["known_on"] == "transaction":
        known = "as known on each transaction's own date"
    else:
        known = f"as known on {viewpoint['known_on']}" if viewpoint["known_on"] else "as known now"
    draft = f", with {viewpoint['draft']}" if "draft" in viewpoint else ""
    return f"{known}, at log size {viewpoint['log_size']}{draft}"
