"""Cedar by cedarpy: a set of policies a licence, parsed once; Cedar's own rule decides, by which a
policy that forbids overrides those that permit."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pyarrow as pa
from cedarpy import Entities, PolicySet, is_authorized, is_authorized_batch
from rows_read import context, contexts

Json = dict[str, Any]
FIELDS = ("activity", "goods", "origin", "destination", "programme")


class Engine:
    """Policies as the engine has them ready."""

    rows = 10_000

    def __init__(self, table: Json) -> None:
        self.policies = {
            licence: PolicySet.from_str(policies_of(licence, table))
            for licence in table["licences"]
        }
        self.entities = Entities.from_json_str("[]")

    def load(self, rows: pa.Table) -> dict[str, tuple[list[int], list[Json]]]:
        """Every transaction as a request, licence by licence, and which row each is."""
        found: dict[str, tuple[list[int], list[Json]]] = {}
        for row, (licence, said) in enumerate(contexts(rows)):
            places, requests = found.setdefault(licence, ([], []))
            places.append(row)
            requests.append(_request(licence, said))
        return found

    def judge(self, rows: dict[str, tuple[list[int], list[Json]]]) -> np.ndarray:
        """Whether each is covered."""
        answers = np.zeros(sum(len(places) for places, _ in rows.values()), dtype=bool)
        for licence, (places, requests) in rows.items():
            found = is_authorized_batch(requests, self.policies[licence], self.entities)
            answers[places] = [one.allowed for one in found]
        return answers

    def one(self, transaction: Json) -> bool:
        """Whether one transaction is covered."""
        licence = transaction["licence"]
        request = _request(licence, context(transaction))
        return bool(is_authorized(request, self.policies[licence], self.entities).allowed)


def _request(licence: str, said: Json) -> Json:
    return {
        "principal": 'Exporter::"any"',
        "action": 'Action::"use"',
        "resource": f'Licence::"{licence}"',
        "context": said,
    }


def policies_of(licence: str, table: Json) -> str:
    """The rules of one licence as Cedar's text."""
    own = [one for one in table["rules"] if one["licence"] in (None, licence)]
    return "\n".join(map(_policy, own))


def _policy(rule: Json) -> str:
    conditions = [f"context.day >= {rule['begins']}", f"context.day < {rule['ends']}"]
    conditions += [
        f"{json.dumps(rule[field])}.contains(context.{field})"
        for field in FIELDS
        if rule[field] is not None
    ]
    return f"{rule['effect']}(principal, action, resource) when {{ {' && '.join(conditions)} }};"
