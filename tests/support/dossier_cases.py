"""A history and questions of which evidence bundles are made, and the verifier run on them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from builders import (
    Case,
    change,
    correction,
    established,
    excluded,
    group,
    instrument,
    judgment,
    required,
)
from licence_ledger.domain.dossier.findings import Findings
from licence_ledger.domain.dossier.verifying import verdict_on
from licence_ledger.projections.dossier.dossiers import Dossiers
from licence_ledger.projections.proof.keys import SigningKey
from licence_ledger.projections.proof.proofs import Proofs

KEY = SigningKey("example.com/log", bytes(range(32)))


Json = dict[str, Any]


SHIPMENT = {
    "date": "2024-02-25",
    "licence": "NL1",
    "activity": "export",
    "goods": "5A002",
    "destination": "IL",
}


QUESTIONS: dict[str, Json] = {
    "a licence": {"licence": "NL1", "from": "2024-02-19", "until": "2024-02-26"},
    "a transaction": {"transaction": SHIPMENT},
    "without a licence": {"transaction": {k: v for k, v in SHIPMENT.items() if k != "licence"}},
    "to a member": {"transaction": {**SHIPMENT, "destination": "FR"}},
    "an instrument": {"instrument": "order"},
}


def history() -> Case:
    """A licence with an order, what carried it out, corrections, groups and a requirement."""
    return Case(
        instrument("eu", group("EU", "NL", "FR")),
        instrument("wide", group("WIDE", "@EU", "CH")),
        instrument("need", required("list", exempts=[{"destinations": ["@WIDE"]}])),
        instrument("other", required("more", requires=[{"goods": ["ML10"]}])),
        instrument("a", established("NL1", permits=[{"activities": ["export"]}])),
        instrument("b", established("NL2", holder="Somebody")),
        instrument("c", established("NL3"), excluded("@EU", licence="NL3")),
        judgment(
            "order",
            change(
                "court_amendment_ordered",
                licence="NL1",
                order="take Israel out",
                destinations=["IL"],
                from_="2024-02-12",
            ),
            published_on="2024-02-12",
        ),
        instrument(
            "regulation",
            excluded("IL", from_="2024-02-20", ordered_by="order#1"),
            excluded("IL", from_="2024-02-20", licence="NL3", ordered_by="order#1"),
            published_on="2024-02-19",
        ),
        instrument(
            "said",
            change(
                "statement_recorded", about="regulation", says="It is not so", by="X", disputes=True
            ),
        ),
        correction("fix", "b#1", established("NL2", from_="2013-01-01", holder="Somebody")),
        instrument("late", change("licence_withdrawn", target="a#1", from_="2025-01-01")),
    )


def bag(case: Case, question: Json, **viewpoint: str) -> dict[str, bytes]:
    return Dossiers(Proofs(case.ledger, KEY), "0.1.0").bag(question, viewpoint)


def judged(files: Mapping[str, bytes], key: SigningKey | None = KEY) -> Findings:
    return verdict_on(files, key and key.verifier)


def run_verifier(*arguments: Path | str) -> subprocess.CompletedProcess[str]:
    """Python by itself: no site packages, no environment."""
    command = [sys.executable, "-I", "-S", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env={"PATH": ""}, check=False)
