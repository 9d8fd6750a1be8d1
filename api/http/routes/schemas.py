"""The JSON Schema of an instrument, for editors."""

from __future__ import annotations

from typing import Any

from fastapi import Response

from ....domain.shapes.schema import instrument_schema
from ..responses import as_json
from ..routing import doors

router = doors()


@router.get(
    "/schemas/instrument.json",
    summary="The JSON Schema of an instrument",
    tags=["instruments"],
    response_model=dict[str, Any],
)
async def get_instrument_schema() -> Response:
    """Draft 2020-12, with a description of every field: editors complete and check with it."""
    return as_json(instrument_schema())
