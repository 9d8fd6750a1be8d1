"""What is found of all parts of a licence at once is what the rules say, a change at a time."""

from __future__ import annotations

from typing import Any

from builders import Case
from examples import examples
from histories import ASKED_DAYS, LICENCES, PUBLISHED, histories, transactions
from hypothesis import given, settings
from hypothesis import strategies as st
from licence_ledger.domain.history.history import History
from licence_ledger.domain.law.at_once.licence_parts import LicenceParts, Standing
from licence_ledger.domain.law.evaluation import Evaluation, UnderLicences
from licence_ledger.domain.law.running import Seen
from licence_ledger.domain.questions import read_transaction
from licence_ledger.domain.vocabulary.dates import day
from licence_ledger.domain.vocabulary.truth import NO, YES, Truth

Json = dict[str, Any]
KNOWN = (None, *map(day, PUBLISHED), day("2011-01-01"))
SOME = settings(max_examples=examples(30), deadline=None)


def truth_of(there: Standing, places: int) -> Truth:
    """Whether what is at these places is there."""
    certain = there.certain & places == places
    return YES if certain else Truth.UNDETERMINED if there.may & places == places else NO


def test_of_every_part_it_is_told_at_once_what_the_law_tells() -> None:
    decided: set[Truth] = set()

    @SOME
    @given(histories(most=20))
    def holds(acts: list[Json]) -> None:
        case = Case()
        case.recorded(acts)
        with case.ledger.reading() as book:
            history = History(book, case.size)
            for name in LICENCES:
                stream = history.stream(f"licence/{name}")
                parts = LicenceParts(history, name)
                if stream.has_partial_stops:
                    continue
                for known in KNOWN:
                    for on in map(day, ASKED_DAYS):
                        seen = Seen(history, on, known)
                        there = parts.standing(seen)
                        assert there is not None
                        for one, entry, places in parts.placed():
                            law = seen.present(one, entry) if entry else seen.runs(one)
                            assert truth_of(there, places) is law
                            decided.add(law)

    holds()
    assert len(decided) == 3


@SOME
@given(
    histories(most=20),
    st.lists(transactions(), min_size=2, max_size=6),
    st.lists(st.sampled_from(KNOWN), min_size=1, max_size=2),
)
def test_what_is_decided_at_once_is_what_the_rules_decide(
    acts: list[Json], asked: list[Json], known: list[int | None]
) -> None:
    case = Case()
    case.recorded(acts)
    with case.ledger.reading() as book:
        warm = History(book, case.size)
        for transaction in [{**one, "date": on} for one in asked for on in ASKED_DAYS]:
            for known_on in known:
                sound = read_transaction(transaction, warm)
                said = sound.date, known_on, sound.given
                found = Evaluation(warm, *said).decide(sound.licence)
                plain = Evaluation(History(book, case.size), *said)
                assert found == UnderLicences.against(plain, sound.licence or "")
