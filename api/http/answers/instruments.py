"""What was recorded, by whom and when."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from .parts.answer import Answer, ViewpointAnswer


class InstrumentLine(Answer):
    """An instrument: what it is, by whom and when recorded, and at which sizes of the log."""

    instrument: str
    kind: str
    title: str
    published_on: str
    changes: list[str]
    corrected_by: list[str]
    recorded_at: str
    recorded_by: str
    log_size_before: int
    log_size: int


class InstrumentAnswer(InstrumentLine):
    """An instrument with its content as it was recorded."""

    content: dict[str, Any]
    viewpoint: ViewpointAnswer


class InstrumentsAnswer(Answer):
    """A page of the instruments, in the order of recording."""

    instruments: list[InstrumentLine]
    next: str | None
    viewpoint: ViewpointAnswer


class RecordedAnswer(Answer):
    """What recording came to."""

    instrument: str
    log_size: int
    root_hash: str
    changes: list[str]
    warning: str | None = Field(
        None, description="Only where the server's clock does not fit the last recording: why."
    )
