"""A history and its streams, read by many threads: none finds what another is in the middle of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from builders import Case, change, correction, established, excluded, group, instrument, required
from licence_ledger.domain.history.history import History
from licence_ledger.domain.history.streams import Stream
from other_threads import CONTROL_LIST, KeptBesideOthers

ACTS = (
    instrument("bloc", group("EU", "FR", "BE")),
    instrument(
        "lists",
        *CONTROL_LIST,
    ),
    instrument("a", established(permits=[{"destinations": ["@EU"], "lists": ["annex-i"]}])),
    instrument("b", excluded("IL"), excluded("TR")),
    instrument("need", required()),
    instrument("said", change("statement_recorded", about="NL1", says="No.", by="Somebody")),
    correction("c", "b#1", excluded("QA")),
    correction("d", "b#2"),
)
QUESTIONS: dict[str, tuple[str, Callable[[History], Any]]] = {
    "an instrument": ("_read", lambda history: history.instrument("a")),
    "an instrument that is not there": ("_read", lambda history: history.instrument("z")),
    "a stream": ("_streams", lambda history: list(history.stream("licence/NL1").changes)),
    "a stream in rank": ("_readings", lambda history: ids(history)),
    "what is in rank": ("_streams", lambda history: ids(history)),
    "all of a kind": ("_every", lambda history: history.subjects("requirement")),
    "whether it is known": ("_known", lambda history: history.knows("licence", "NL1")),
    "words": ("_words", lambda history: history.words("goods")),
    "one law": ("_under", lambda history: history.under("NL").subjects("licence")),
    "what is spoken of": ("_spoken", lambda history: set(history.spoken_of_in("licence/NL1"))),
    "what is unsure": ("_unsure", lambda history: history.unsure_beside("licence/NL1")),
    "days of a group": ("_all_days", lambda history: history.stretch_of_group("EU", 737_000, None)),
    "what is derived": ("_derived", lambda history: history.derived(("", 0, 0), list)),
    "what is derived of all": (
        "_together",
        lambda history: history.derived_of_all("requirement", 737_000, None, list),
    ),
}


def ids(history: History) -> list[str]:
    return [one.id for one in history.reading("licence/NL1").ranked]


def head() -> History:
    with Case(*ACTS).ledger.reading() as book:
        return book.head()


@pytest.mark.parametrize("asked", QUESTIONS)
@pytest.mark.parametrize("other", ["asks the same", "lets go", "clears"])
def test_what_another_thread_does_meanwhile_changes_no_answer(asked: str, other: str) -> None:
    """In the moment after this one found nothing kept, and in that after it kept what it read."""
    where, ask = QUESTIONS[asked]
    right, history = ask(head()), head()
    acts = {
        "asks the same": lambda: ask(history),
        "lets go": history.let_go,
        "clears": lambda: kept.clear(),
    }
    kept = KeptBesideOthers(acts[other])
    vars(history)[where] = kept
    assert ask(history) == right
    assert kept.interrupted
    assert ask(history) == right


def stream(name: str) -> Stream:
    return head().stream(name)


def test_the_items_of_a_list_are_there_whole_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another thread that asks while they are gathered finds all of them."""
    found, beside = stream("list/annex-i"), list[list[str]]()
    of_type = found.of_type

    def gathering(*types: str) -> Any:
        for one in of_type(*types):
            if not beside:
                beside.append([])
                beside[0] += found.items
            yield one

    monkeypatch.setattr(found, "of_type", gathering)
    assert list(found.items) == ["5A002", "5A002.a", "7A103"]
    assert beside == [list(found.items)]
    assert [entry.label for _, entry in found.items_below("5A002")] == ["5A002.a"]


def test_corrections_are_found_by_their_targets_all_of_them_or_none_yet() -> None:
    """Another thread that asks while they are put in order finds the last too."""
    beside = list[str]()

    class PutInOrder(dict[str, Any]):
        def values(self) -> Any:
            for one in super().values():
                if not beside:
                    beside.append("")
                    beside.extend(one.id for one in found.corrections_of("b#2"))
                yield one

    found = stream("licence/NL1")
    found.corrections = PutInOrder(found.corrections)
    assert [one.id for one in found.corrections_of("b#2")] == ["d#1"]
    assert beside == ["", "d#1"]
