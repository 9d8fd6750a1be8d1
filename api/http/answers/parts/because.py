"""What an answer rests on: changes, with the sources that say so."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from .answer import Answer, OriginalWords, Word


class CitationAnswer(Answer):
    """Where a source says it."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"required": ["source"]})

    source: str = Field(examples=["Stcrt. 2024, 5435"])
    locator: str = Field("", examples=["art. I"])
    url: str = ""


class StoppedBy(Answer):
    """A change that stops another while it runs."""

    change: str
    type: str
    running: Word


class Because(Answer):
    """A change that an answer rests on."""

    change: str = Field(examples=["stcrt-2024-5435#2"])
    type: str = Field(examples=["destination_excluded"])
    instrument: str
    title: str
    title_nl: OriginalWords
    from_: str | None = Field(alias="from", examples=["2024-02-20"])
    published_on: str
    cites: list[CitationAnswer]
    stops: list[str]
    stopped_by: list[StoppedBy]
