"""What a question of the library may say: a transaction's fields, and where it is seen from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, TypedDict

from ...domain.faults import Fault, QuestionError, did_you_mean
from ...domain.vocabulary.viewpoint import VIEWPOINT_FIELDS

Day = str | dt.date
"""A day: of Python's, or as in 2024-02-25."""


class Dimensions(TypedDict, total=False):
    """What a transaction says but its day and its licence; what a policy can be asked for."""

    activity: str
    goods: str
    item_kind: str
    origin: str
    destination: str
    programme: str
    end_use: str
    purpose: str
    recipient: str
    exporter: str
    licence_kind: str
    transhipment: str
    owner: str
    knowledge: str
    jurisdiction: str
    registered_on: str
    list: str


class KnownAt(TypedDict, total=False):
    """Where a question is seen from: only what was published by `known_on`, only the first
    `log_size` records, or what was recorded by `recorded_until`. What is left out bounds nothing;
    `root_hash` and `answer_version` are those of an earlier answer, to be had again."""

    known_on: Day | None
    log_size: int | None
    recorded_until: str | dt.datetime | None
    root_hash: str | None
    answer_version: int | None


class SeenOn(KnownAt, total=False):
    """The same of a question about a day: `valid_on`, today where it is left out."""

    valid_on: Day | None


class CheckGiven(Dimensions, KnownAt, total=False):
    """A transaction, and where it is seen from."""

    date: Day
    licence: str | None
    stands: bool


class PolicyGiven(Dimensions, SeenOn, total=False):
    """What a policy is asked for, and where it is seen from."""


def as_text(value: Any) -> Any:
    """A day or moment of Python's as the text of it; anything else as it is, to be judged."""
    return value.isoformat() if isinstance(value, dt.date) else value


def parted_given(given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is said of a thing, and what of the viewpoint; what is None is left out."""
    said = {name: as_text(value) for name, value in given.items() if value is not None}
    asked = {name: said.pop(name) for name in VIEWPOINT_FIELDS if name in said}
    return said, asked


def viewpoint_given(given: Mapping[str, Any]) -> dict[str, Any]:
    """Where a question is seen from; `QuestionError` for a field that is none of a viewpoint."""
    said, asked = parted_given(given)
    if said:
        faults = [
            Fault("unknown_field", f"/{name}", f"`{name}` is no field of a viewpoint{near}")
            for name in said
            for near in [did_you_mean(name, VIEWPOINT_FIELDS)]
        ]
        raise QuestionError(faults)
    return asked
