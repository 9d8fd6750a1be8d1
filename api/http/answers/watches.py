"""What is watched, and which answers what was recorded changes."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from .parts.answer import Answer, OriginalWords, ViewpointAnswer
from .parts.because import CitationAnswer


class WatchLine(Answer):
    """A watch: whose it is, how many questions it keeps, and up to where it was reported."""

    watch: str = Field(examples=["shipments"])
    owner: str
    questions: int
    dated: int = Field(description="How many of them are about a day of their own.")
    added_at: str
    added_log_size: int
    reported_at: str | None
    reported_log_size: int = Field(description="Where the next report begins.")
    reported_on: str = Field(description="The day from which it looks at undated questions.")


class WatchesAnswer(Answer):
    """A page of watches, by name."""

    watches: list[WatchLine]
    next: str | None


class WatchedQuestionAnswer(Answer):
    """A question that is kept."""

    question: int = Field(description="Its number in the watch, from 1.")
    label: str | None
    asked: dict[str, Any]


class WatchAnswer(WatchLine):
    """A watch, and a page of its questions. `feed` is where it can be followed."""

    feed: str
    asked: list[WatchedQuestionAnswer]
    next: str | None


class SaidOfQuestion(Answer):
    """What is compared of an answer."""

    verdict: str
    reason: str
    decided_by: str | None
    covered_by: list[str]


class ChangedDays(Answer):
    """A run of days (half-open) on which the answer is another: what was said, what is said now,
    and the changes that made it so. `was` is null where the question could not be asked yet."""

    from_: str | None = Field(alias="from")
    until: str | None
    was: SaidOfQuestion | None
    becomes: SaidOfQuestion | None
    by: list[str]


class ChangedQuestion(WatchedQuestionAnswer):
    """A question whose answer is another on some of the days that it is about."""

    days: list[ChangedDays]


class WatchCause(Answer):
    """A change that made answers differ, and the size of the log at which it was recorded."""

    change: str = Field(examples=["stcrt-2024-5435#2"])
    type: str
    instrument: str
    title: str
    title_nl: OriginalWords
    from_: str | None = Field(alias="from")
    until: str | None
    published_on: str
    cites: list[CitationAnswer]
    recorded_at: str
    log_size: int


class LogPlace(Answer):
    """A size of the log, and its root there."""

    log_size: int
    root_hash: str


class WatchReportAnswer(Answer):
    """What changed for a watch between two sizes of the log: a page of its questions."""

    watch: str
    questions: int
    since: LogPlace
    days_from: str = Field(description="The day from which undated questions are looked at.")
    changed_questions: int = Field(description="How many questions changed in all.")
    changed: list[ChangedQuestion]
    changed_by: list[WatchCause]
    next: str | None
    viewpoint: ViewpointAnswer
