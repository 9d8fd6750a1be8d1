"""The doors against their own document: no 5xx, no undocumented answer, no schema mismatch.

`make test` sends a few hundred requests; `make test-long` ten thousand (FUZZ_EXAMPLES).
"""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
import schemathesis
from builders import Case, established, excluded, group, instrument, required
from hypothesis import HealthCheck, settings
from licence_ledger.api.app import create_app
from schemathesis.checks import CheckFunction
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.pytest._test_builder import build_operation_test
from schemathesis.python._constants.orchestrator import make_constants_value_source
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "6"))
CHECKS: list[CheckFunction] = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@schemathesis.serializer("application/x-ndjson")
def as_text(context: schemathesis.SerializationContext, value: object) -> bytes:
    """Lines of a batch, whatever is made up for them."""
    return str(value).encode("utf-8", "replace")


PARTS = 16
"""The doors are asked in so many parts."""


@pytest.fixture(scope="module")
def documented() -> BaseSchema:
    """The server's own document of its doors."""
    case = Case(
        instrument("groups", group("EU", "NL", "FR")),
        instrument("nl1", established("NL009", excludes=[{"destinations": ["@EU"]}])),
        instrument("need", required()),
        instrument("stcrt-2024-5435", excluded("IL", licence="NL009")),
    )
    return schemathesis.openapi.from_asgi(
        "/openapi.json", create_app(case.ledger, "secret", "the server")
    )


HEADERS = {"authorization": "Bearer secret"}
STREAM = "/v1/log/stream"
"""The door that answers for as long as one listens: few requests take long."""


def fuzzed(examples: int) -> settings:
    return settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))


def asked_at(schema: BaseSchema, ask: Callable[[schemathesis.Case], None]) -> int:
    """Ask all that is made up for the doors of a document; how many doors.

    It is made up here, not where tests are collected as by Schemathesis's own `parametrize()`: it
    takes long, and every process collects all tests.
    """
    feedback = FeedbackSources(constants_value_source=make_constants_value_source(schema))
    doors = [found.ok() for found in schema.get_all_operations()]
    for door in doors:
        build_operation_test(
            config=schema.config,
            operation=door,
            test_func=ask,
            given_kwargs={},
            feedback=feedback,
        )()
    return len(doors)


@pytest.mark.parametrize("part", range(PARTS))
def test_a_door_answers_as_documented(documented: BaseSchema, part: int) -> None:
    @fuzzed(EXAMPLES)
    def ask(case: schemathesis.Case) -> None:
        response = case.call(headers=HEADERS, timeout=60)
        case.validate_response(response, checks=CHECKS)

    paths = sorted(set(documented) - {STREAM})[part::PARTS]
    assert asked_at(documented.include(path=paths), ask)


def test_the_stream_answers_as_documented(documented: BaseSchema) -> None:
    @fuzzed(5)
    def ask(case: schemathesis.Case) -> None:
        response = case.call(headers=HEADERS, timeout=1)
        case.validate_response(response, checks=CHECKS)

    assert asked_at(documented.include(path=STREAM), ask)
