"""An answer in JSON is the response that the framework would make of it."""

from __future__ import annotations

import pytest
from fastapi import Response
from licence_ledger.api.http.responses import sent_as_json


@pytest.mark.parametrize("status", (200, 201, 202, 404))
@pytest.mark.parametrize("body", (b"{}", b"", '{"said":"één"}'.encode()))
def test_it_is_what_the_framework_makes(body: bytes, status: int) -> None:
    made, wanted = sent_as_json(body, status), Response(body, status, media_type="application/json")
    assert vars(made) == vars(wanted)
