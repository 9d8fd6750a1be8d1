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
