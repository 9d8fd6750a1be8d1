"""When a part is there, as remembered of parts that are alike: as the law says of each alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from builders import Case, change, correction, established, excluded, instrument
from histories import PUBLISHED
from hypothesis import given, settings
from licence_ledger.domain.history.changes import Change
from licence_ledger.domain.history.history import History
from licence_ledger.domain.law.running import Seen
from licence_ledger.domain.over_time.knowledge import Known, periods_of
from licence_ledger.domain.over_time.presence import Presence, bearing_on
from licence_ledger.domain.vocabulary.dates import day
from licence_ledger.domain.vocabulary.truth import YES, Truth
from random_rows import EXAMPLES, odd_histories

REMEMBERED: dict[Known, dict[Any, Any]] = {}
"""What was said of parts in all examples before: whatever tells parts apart must be in its key."""
KNOWN = (Known(), Known(own_day=True), *(Known(on=day(text)) for text in PUBLISHED))


def agree(history: History, known: Known) -> None:
    presence = Presence(history, known)
    presence._of_alike = REMEMBERED.setdefault(known, {})
    for name in history.subjects("licence"):
        for one in history.stream(f"licence/{name}").changes.values():
            for entry in one.entries:
                bearing = bearing_on(history, one, entry)
                asked = periods_of(
                    history, known, bearing, lambda seen, c=one, e=entry: seen.present(c, e)
                )
                assert presence.of(one, entry, bearing) == asked


@settings(max_examples=5 * EXAMPLES, deadline=None)
@given(odd_histories())
def test_parts_that_are_alike_are_there_alike(acts: list[dict[str, Any]]) -> None:
    case = Case()
    case.recorded(acts)
    with case.ledger.reading() as book:
        for known in KNOWN:
            agree(book.head(), known)


OPENED = established(from_="2012-01-01", permits=[{"goods": ["5A001"]}])
OUT = instrument("out", excluded("IL", from_="2016-01-01", until="2017-01-01"))
SAME = {"target": "out#1", "from_": "2016-06-01"}
LIKE = {
    "what is stopped: the exclusion, or what lets it back in": (
        [OUT, ("exclusion_lifted", SAME), ("effect_suspended", SAME)],
        [OUT, ("exclusion_lifted", SAME), ("effect_suspended", {**SAME, "target": "act-1#1"})],
    ),
    "a stop, or an extension": (
        [OUT, ("effect_suspended", SAME)],
        [OUT, ("period_extended", SAME)],
    ),
    "a stop that was recorded, or corrected away": (
        [OUT, ("effect_suspended", SAME)],
        [OUT, ("effect_suspended", SAME), correction("no", "act-1")],
    ),
}
"""Two records each, as like as can be, of which the law says different things."""


@pytest.mark.parametrize("name", LIKE)
@pytest.mark.parametrize("turned", [False, True])
def test_parts_that_differ_in_one_thing_are_told_apart(name: str, turned: bool) -> None:
    REMEMBERED.clear()
    for said in LIKE[name][::-1] if turned else LIKE[name]:
        case = Case(instrument("one", OPENED))
        for number, made in enumerate(said):
            if isinstance(made, tuple):
                made = instrument(f"act-{number}", change(made[0], **made[1]))
            case.record(made)
        with case.ledger.reading() as book:
            for known in (Known(), Known(own_day=True)):
                agree(book.head(), known)


Looking = Callable[[Seen, Change], object]
MORE: dict[str, Looking] = {
    "a field of its content": lambda seen, one: one.content["destinations"],
    "a field that it may lack": lambda seen, one: one.content.get("review_by"),
    "whether it has a field": lambda seen, one: "cites" in one.content,
    "all of its content": lambda seen, one: dict(one.content),
    "its entries": lambda seen, one: one.entries,
    "what its stop says": lambda seen, one: [stop.clause.says["goods"] for stop in _partial(seen)],
    "whether its stop has a dimension": lambda seen, one: [
        "goods" in stop.clause.says for stop in _partial(seen)
    ],
    "its instrument's kind": lambda seen, one: seen.history.instrument_of(one).content.get("kind"),
}
"""What a rule could look at, that two parts which are alike need not have in common."""


def _partial(seen: Seen) -> Iterator[Any]:
    changes = seen.history.stream("licence/NL1").changes.values()
    return (one for one in changes if one.clause is not None)


@pytest.mark.parametrize("name", MORE)
def test_a_rule_that_looks_at_more_of_a_change_than_makes_parts_alike_fails(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It fails at once, instead of taking for alike what is not."""
    lift = change("exclusion_lifted", target="out#1", from_="2016-06-01", clause={"goods": ["ML1"]})
    case = Case(instrument("one", OPENED), OUT, instrument("let-in", lift))

    def curious(seen: Seen, one: Change) -> Truth:
        MORE[name](seen, one)
        return YES

    with case.ledger.reading() as book:
        history = book.head()
        (one,) = history.stream("licence/NL1").of_type("destination_excluded")
        (entry,) = one.entries
        monkeypatch.setattr(Seen, "begun", curious)
        with pytest.raises((KeyError, AttributeError), match="not given"):
            Presence(history, Known()).of(one, entry, bearing_on(history, one, entry))
