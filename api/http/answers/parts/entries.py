"""What stands in a licence: permits, exclusions and conditions."""

from __future__ import annotations

from pydantic import Field

from .answer import Answer, ClauseJson, OriginalWords, Word


class PartialStop(Answer):
    """A stop that bears on some transactions only."""

    change: str
    clause: ClauseJson


class EntryAnswer(Answer):
    """A permit or an exclusion that is present or may be."""

    entry: str
    present: Word
    clause: ClauseJson
    except_: list[PartialStop] = Field(alias="except")


class ConditionAnswer(Answer):
    """A duty that comes with the use of the licence."""

    entry: str
    present: Word
    key: str
    kind: str
    text: str
    text_nl: OriginalWords
    clause: ClauseJson
    met: Word | None = Field(description="Of a registration: yes, if the exporter is registered.")
