"""The portable cases, through the command that another implementation can be held to."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from licence_ledger.api.testing.conformance import cases_in, mismatches, run

FOLDER = Path(__file__).parents[2] / "conformance"
CASES = [
    pytest.param(case, id=f"{path.stem}: {case['name']}")
    for path in sorted(FOLDER.glob("*.json"))
    for case in cases_in(path)
]


@pytest.mark.parametrize("case", CASES)
def test_a_portable_case_has_no_difference(case: dict) -> None:
    (outcome,) = run([case])
    assert outcome.asked > 0
    assert outcome.differences == []


def test_a_wrong_expectation_is_a_difference() -> None:
    case = json.loads((FOLDER / "refusals.json").read_text())[0]
    question = next(one for one in case["questions"] if "verdict" in one["expect"])
    question["expect"] = {**question["expect"], "verdict": "blue"}
    (outcome,) = run([{**case, "questions": [question]}])
    assert len(outcome.differences) == 1
    assert '"blue"' in outcome.differences[0]


def test_a_fault_too_many_is_a_difference() -> None:
    case = json.loads((FOLDER / "refusals.json").read_text())[0]
    refused = case["refused"][0]
    refused["faults"].append({"code": "missing", "pointer": "/title"})
    (outcome,) = run([{**case, "questions": [], "refused": [refused]}])
    assert len(outcome.differences) == 1


def test_lists_of_objects_are_compared_in_any_order_and_in_the_fields_given() -> None:
    got = {"members": [{"member": "NL", "present": "yes"}, {"member": "FR", "present": "yes"}]}
    assert not list(mismatches({"members": [{"member": "FR"}, {"member": "NL"}]}, got))
    assert list(mismatches({"members": [{"member": "FR"}]}, got))
    assert list(mismatches({"members": [{"member": "FR"}, {"member": "FR"}]}, got))


def test_portable_cases_are_asked_without_loading_a_page() -> None:
    program = (
        "import sys\n"
        "from licence_ledger.api.testing.conformance import run\n"
        "case = {'name': 'none', 'instruments': [], 'questions': []}\n"
        "assert not next(run([case])).differences\n"
        "assert not [one for one in sys.modules if one.startswith('licence_ledger.api.pages')]\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
