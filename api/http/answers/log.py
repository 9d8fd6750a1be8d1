"""The log's proofs, and whether the server can answer."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .parts.answer import Answer


class Health(Answer):
    """The server can answer."""

    status: Literal["ok", "ready"]
    log_size: int
    warning: str | None = Field(
        None, description="Only where the server's clock is behind the last recording: that it is."
    )


class InclusionAnswer(Answer):
    """The proof that a record is in the log."""

    position: int = Field(examples=[0])
    log_size: int = Field(examples=[214])
    leaf_hash: str = Field(description="The hash of the record's canonical bytes, in hex.")
    hashes: list[str] = Field(description="The proof (RFC 6962 §2.1.1), the sibling first, in hex.")
    root_hash: str


class ConsistencyAnswer(Answer):
    """The proof that a log begins with another."""

    from_: int = Field(alias="from", examples=[6])
    to: int = Field(examples=[214])
    hashes: list[str] = Field(description="The proof (RFC 6962 §2.1.2), in hex.")
    from_root: str
    to_root: str
