"""The doors against their own document: no 5xx, no undocumented answer, no schema mismatch.

`make test` sends a few hundred requests; `make test-long` ten thousand (FUZZ_EXAMPLES).
"""

from __future__ import annotations

import os

import schemathesis
from builders import Case, established, excluded, group, instrument, required
from hypothesis import HealthCheck, settings
from licence_ledger.api.app import create_app
from schemathesis.checks import CheckFunction
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "10"))
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


case_ = Case(
    instrument("groups", group("EU", "NL", "FR")),
    instrument("nl1", established("NL009", excludes=[{"destinations": ["@EU"]}])),
    instrument("need", required()),
    instrument("stcrt-2024-5435", excluded("IL", licence="NL009")),
)
schema = schemathesis.openapi.from_asgi(
    "/openapi.json", create_app(case_.ledger, "secret", "the server")
)


HEADERS = {"authorization": "Bearer secret"}
STREAM = "/v1/log/stream"
"""The door that answers for as long as one listens: few requests take long."""


def fuzzed(examples: int) -> settings:
    return settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))


@schema.exclude(path=STREAM).parametrize()
@fuzzed(EXAMPLES)
def test_a_door_answers_as_documented(case: schemathesis.Case) -> None:
    response = case.call(headers=HEADERS, timeout=60)
    case.validate_response(response, checks=CHECKS)


@schema.include(path=STREAM).parametrize()
@fuzzed(5)
def test_the_stream_answers_as_documented(case: schemathesis.Case) -> None:
    response = case.call(headers=HEADERS, timeout=1)
    case.validate_response(response, checks=CHECKS)
