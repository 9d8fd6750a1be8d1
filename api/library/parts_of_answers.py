"""What several answers hold: where they are seen from, what they rest on, what is open."""

from __future__ import annotations

from dataclasses import dataclass

from .reading_answers import AnswerTold


@dataclass(frozen=True, slots=True)
class SeenAt(AnswerTold):
    """Where an answer is seen from: asked again from there, it says the same for good."""

    valid_on: str | None
    known_on: str | None
    log_size: int
    root_hash: str
    answer_version: int


@dataclass(frozen=True, slots=True)
class CitedSource(AnswerTold):
    """Where a source says it."""

    source: str
    locator: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Ground(AnswerTold):
    """A change that an answer rests on: `from_` its first day, `title` its instrument's."""

    change: str
    type: str
    instrument: str
    title: str
    from_: str | None
    published_on: str
    cites: tuple[CitedSource, ...]
    stops: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Duty(AnswerTold):
    """A condition that comes with the use of a licence; `met` of a registration only."""

    entry: str
    kind: str
    text: str
    present: str
    met: str | None


@dataclass(frozen=True, slots=True)
class OrderOfCourt(AnswerTold):
    """A court's order about a licence, and whether it is carried out."""

    order: str
    state: str
    ecli: str | None
    comply_by: str | None
    carried_out_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Disputed(AnswerTold):
    """Somebody disputes what an answer rests on."""

    change: str
    about: str
    says: str
    by: str
