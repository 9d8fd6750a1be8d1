"""OpenFisca: one formula over all transactions, with what they say as its input variables.

An OpenFisca simulation computes for one period, and each transaction has its own day; so the day
is a variable as the others are, and the rules compare it themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from openfisca_core.entities import Entity
from openfisca_core.indexed_enums import Enum, EnumArray
from openfisca_core.periods import DateUnit, Period, period
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable
from rows_read import days_of

Json = dict[str, Any]
FIELDS = ("activity", "goods", "origin", "destination", "programme")
_ALWAYS = Period.eternity()
_COMPUTED_FOR = period("2026-01-01")
"""Any day: the rules take the transaction's own."""


class Engine:
    """The rules as an OpenFisca tax and benefit system of one variable."""

    rows = 1_000_000

    def __init__(self, table: Json) -> None:
        words = {"licence": table["licences"], **table["values"]}
        entity = Entity("transaction", "transactions", "A transaction", "")
        self.enums = {
            name: Enum(name.capitalize(), {f"_{n}": word for n, word in enumerate(found)})
            for name, found in words.items()
        }
        self.system = TaxBenefitSystem([entity])
        for name, enum in self.enums.items():
            first = next(iter(enum))
            kind = {"value_type": Enum, "possible_values": enum, "default_value": first}
            self.system.add_variable(_variable(name, entity, kind))
        self.system.add_variable(_variable("day", entity, {"value_type": int}))
        rules = _Rules(table, words)

        def formula(transaction: Any, period: Any) -> np.ndarray:
            return rules.covered(transaction, period)

        self.system.add_variable(_variable("covered", entity, {"value_type": bool}, formula))
        self.places = {
            name: {word: place for place, word in enumerate(found)} for name, found in words.items()
        }

    def load(self, rows: pa.Table) -> Simulation:
        """A simulation with every transaction as its input."""
        simulation = SimulationBuilder().build_default_simulation(self.system, rows.num_rows)
        for name, places in self.places.items():
            coded = rows[name].combine_chunks().dictionary_encode()
            found = np.array([places[word] for word in coded.dictionary.to_pylist()])
            self._put(simulation, name, found[coded.indices.to_numpy()])
        simulation.set_input("day", _ALWAYS, np.array(days_of(rows), dtype=np.int32))
        return simulation

    def judge(self, rows: Simulation) -> np.ndarray:
        """Whether each is covered."""
        rows.delete_arrays("covered", _COMPUTED_FOR)
        found: np.ndarray = rows.calculate("covered", _COMPUTED_FOR)
        return found

    def one(self, transaction: Json) -> bool:
        """Whether one transaction is covered."""
        simulation = SimulationBuilder().build_default_simulation(self.system, 1)
        for name, places in self.places.items():
            self._put(simulation, name, np.array([places[transaction[name]]]))
        day = date.fromisoformat(transaction["date"]).toordinal()
        simulation.set_input("day", _ALWAYS, np.array([day], dtype=np.int32))
        return bool(simulation.calculate("covered", _COMPUTED_FOR)[0])

    def _put(self, simulation: Simulation, name: str, places: np.ndarray) -> None:
        said = EnumArray(places.astype(np.int16), self.enums[name])
        simulation.set_input(name, _ALWAYS, said)


def _variable(
    name: str, entity: Entity, kind: Json, formula: Callable[..., Any] | None = None
) -> type[Variable]:
    members: Json = {
        "entity": entity,
        "definition_period": DateUnit.ETERNITY,
        "label": name,
        **kind,
    }
    if formula:  # What is computed is computed for a period; what is put in holds for ever.
        members |= {"formula": formula, "definition_period": DateUnit.DAY}
    return type(name, (Variable,), members)


class _Rules:
    """The rules with their values as numbers, licence by licence."""

    def __init__(self, table: Json, words: dict[str, list[str]]) -> None:
        self.of_licence = [
            [
                (
                    one["effect"] == "permit",
                    one["begins"],
                    one["ends"],
                    {field: _named(one[field], words[field]) for field in FIELDS if one[field]},
                )
                for one in table["rules"]
                if one["licence"] in (None, licence)
            ]
            for licence in table["licences"]
        ]

    def covered(self, transaction: Any, period: Any) -> np.ndarray:
        """Whether each is covered: a licence after the other, over its own transactions."""
        licences = np.asarray(transaction("licence", period))
        days = transaction("day", period)
        said = {field: np.asarray(transaction(field, period)) for field in FIELDS}
        found = np.zeros(len(days), dtype=bool)
        for licence, rules in enumerate(self.of_licence):
            rows = np.flatnonzero(licences == licence)
            own = {field: values[rows] for field, values in said.items()}
            found[rows] = _covered(rules, days[rows], own)
        return found


def _covered(rules: list[Any], days: np.ndarray, said: dict[str, np.ndarray]) -> np.ndarray:
    permitted, forbidden = (np.zeros(len(days), dtype=bool) for _ in range(2))
    for permits, begins, ends, named in rules:
        matches = (begins <= days) & (days < ends)
        for field, values in named.items():
            matches &= values[said[field]]
        (permitted if permits else forbidden).__ior__(matches)
    return permitted & ~forbidden


def _named(values: list[str], words: list[str]) -> np.ndarray:
    return np.array([word in set(values) for word in words])
