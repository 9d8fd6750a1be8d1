"""Rego by regopy: the rules as data below each licence, and a policy that looks through them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from regopy import Interpreter
from rows_read import context, contexts

Json = dict[str, Any]
FIELDS = ("activity", "goods", "origin", "destination", "programme")
_NAMED = "\n".join(
    f"""
names_{field}(rule) if not rule.{field}

names_{field}(rule) if rule.{field}[input.{field}]
"""
    for field in FIELDS
)
POLICY = f"""
package licences

import rego.v1

default covered := false

covered if {{
    some rule in data.rules[input.licence].permit
    matches(rule)
    not forbidden
}}

forbidden if {{
    some rule in data.rules[input.licence].forbid
    matches(rule)
}}

matches(rule) if {{
    rule.begins <= input.day
    input.day < rule.ends
    {"; ".join(f"names_{field}(rule)" for field in FIELDS)}
}}
{_NAMED}
"""


class Engine:
    """The policy, compiled once; each transaction is a query."""

    rows = 200

    def __init__(self, table: Json) -> None:
        compiled = Interpreter()
        compiled.add_data({"rules": {name: _rules(name, table) for name in table["licences"]}})
        compiled.add_module("licences.rego", POLICY)
        self.bundle = compiled.build(None, ["licences/covered"])
        self.interpreter = Interpreter()

    def load(self, rows: pa.Table) -> list[Json]:
        """Every transaction as an input."""
        return [{"licence": licence, **said} for licence, said in contexts(rows)]

    def judge(self, rows: list[Json]) -> np.ndarray:
        """Whether each is covered."""
        return np.array([self._is_covered(one) for one in rows], dtype=bool)

    def one(self, transaction: Json) -> bool:
        """Whether one transaction is covered."""
        return self._is_covered({"licence": transaction["licence"], **context(transaction)})

    def _is_covered(self, said: Json) -> bool:
        self.interpreter.set_input(said)
        found = self.interpreter.query_bundle_entrypoint(self.bundle, "licences/covered")
        return bool(found.results[0].expressions[0])


def _rules(licence: str, table: Json) -> Json:
    """The rules of one licence, by what they do; a field that a rule does not name is not there."""
    found: Json = {"permit": [], "forbid": []}
    for rule in table["rules"]:
        if rule["licence"] in (None, licence):
            named = {field: dict.fromkeys(rule[field], True) for field in FIELDS if rule[field]}
            days = {"begins": rule["begins"], "ends": rule["ends"]}
            found[rule["effect"]].append({**days, **named})
    return found
