"""Whoever asks the record asks the same functions: no question is stated twice."""

from __future__ import annotations

import inspect

from licence_ledger.api.library.every_question import EveryQuestion
from licence_ledger.api.library.questions import Questions
from licence_ledger.api.library.record_here import RecordHere

KEEPING = {"judged", "size", "close"}
"""What the library asks of a ledger besides: its rows of a table, its size, to be closed."""


def asked_of(kind: type) -> set[str]:
    """The public methods of a class, its parents' too."""
    return {name for name, _ in inspect.getmembers(kind, callable) if not name.startswith("_")}


def where_stated(name: str) -> list[str]:
    """The modules in which a question is stated."""
    return [kind.__module__ for kind in EveryQuestion.__mro__ if name in vars(kind)]


def test_each_question_is_stated_once_and_in_the_rooms_of_the_register() -> None:
    for name in asked_of(EveryQuestion) - KEEPING:
        (stated,) = where_stated(name)
        assert stated.startswith("licence_ledger.projections.register.")


def test_what_the_library_asks_is_the_function_that_http_and_the_command_ask() -> None:
    library = asked_of(Questions) - KEEPING
    assert {"evaluate", "licence", "timeline", "group", "policy"} <= library
    for name in library:
        assert getattr(RecordHere, name) is getattr(EveryQuestion, name)
