"""What people did, kept beside the log of every store: all or nothing, in turn, carried along."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from builders import TODAY, Case, established, excluded, instrument
from licence_ledger.domain.approval.deciding import SeenByApprover
from licence_ledger.domain.approval.proposals import Proposal
from licence_ledger.projections.approval.proposals import Proposals
from licence_ledger.projections.copying import copied
from licence_ledger.projections.proof.verification import verify_log
from licence_ledger.projections.storage.ports import EventBeside, EventsBeside, HeadMovedError
from places import Place

FIRST, ISRAEL = instrument("a", established()), instrument("b", excluded("IL"))


def events(after: int, *streams: str) -> EventsBeside:
    """The next events, each the first of its stream."""
    rows = [
        EventBeside(number, stream, 1, b'{"event":"x"}')
        for number, stream in enumerate(streams, after + 1)
    ]
    return EventsBeside(after, rows)


def approved(proposals: Proposals, *people: str) -> Proposal:
    """What Ann proposes, after these people approved it."""
    found = proposals.propose(ISRAEL, "ann")
    assert isinstance(found, Proposal)
    for one in people:
        effect = proposals.effects.at_head(found.content, found.digest)
        seen = SeenByApprover(found.digest, effect.digest, effect.head.size)
        found = proposals.approve(found.id, seen, one)
    return found


def test_events_are_read_in_their_order_and_by_their_streams(place: Place) -> None:
    case = place.case(FIRST)
    store = case.ledger.store
    assert store.beside(0, 10) == []
    store.put_beside(events(0, "x", "y", "z"))
    store.put_beside(events(3, "w"))
    assert [one.stream for one in store.beside(1, 2)] == ["y", "z"]
    assert [one.number for one in store.stream_beside("w")] == [4]
    assert store.stream_beside("nothing") == []


@pytest.mark.parametrize("after", [0, 1, 3])
def test_events_after_others_than_thought_are_not_kept(place: Place, after: int) -> None:
    case = place.case(FIRST)
    store = case.ledger.store
    store.put_beside(events(0, "x", "y"))
    with pytest.raises(HeadMovedError):
        store.put_beside(events(after, "v", "w"))
    assert len(store.beside(0, 10)) == 2


def test_an_instrument_is_recorded_with_the_last_act_or_neither_is(place: Place) -> None:
    case = place.case(FIRST)
    proposals = Proposals(case.ledger, 2)
    approved(proposals, "bob")
    store, append = proposals.ledger.store, proposals.ledger.log.append

    def overtaken(*given: object) -> object:
        proposals.ledger.log.append = append  # type: ignore[method-assign]
        store.put_beside(events(len(store.beside(0, 99)), "session/other"))
        return append(*given)  # type: ignore[arg-type]

    proposals.ledger.log.append = overtaken  # type: ignore[method-assign,assignment]
    assert approved(proposals, "cas").closed_as == "recorded"
    assert store.head().size == 4
    kept = [(one.stream, one.version) for one in store.beside(0, 99)]
    assert kept == [
        *(("proposal/1", n) for n in (1, 2)),
        ("session/other", 1),
        *(("proposal/1", n) for n in (3, 4)),
    ]
    assert verify_log(proposals.ledger.log).size == 4


def test_of_many_who_put_at_once_each_is_there_once(place: Place) -> None:
    cases = [place.case(FIRST), *(place.case() for _ in range(2))]
    stores = [case.ledger.store for case in cases]
    first = stores[0]

    def put(number: int) -> None:
        store = stores[number % 3]
        while True:
            try:
                store.put_beside(events(len(store.beside(0, 999)), f"s{number}", f"t{number}"))
            except HeadMovedError:
                continue
            return

    threads = [threading.Thread(target=put, args=(n,)) for n in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    found = first.beside(0, 999)
    assert [one.number for one in found] == list(range(1, 19))
    streams = [one.stream for one in found]
    assert sorted(streams) == sorted(f"{a}{n}" for a in "st" for n in range(9))
    assert all(one[1:] == other[1:] for one, other in zip(streams[::2], streams[1::2], strict=True))


def test_a_copy_holds_what_people_did(place: Place, tmp_path: Path) -> None:
    case = place.case(FIRST)
    proposals = Proposals(case.ledger, 2)
    approved(proposals, "bob")
    proposals.ledger.store.copy_to(tmp_path / "copy.db")
    copy = Case(database=str(tmp_path / "copy.db"))
    assert copy.ledger.store.beside(0, 99) == proposals.ledger.store.beside(0, 99)


def test_approvals_are_carried_with_their_instrument(
    place_in: Callable[[str], Place],
) -> None:
    file, schema = place_in("sqlite"), place_in("postgresql")
    case = file.case(FIRST)
    approved(Proposals(case.ledger, 2), "bob", "cas")
    found = list(copied(file.address, schema.address, lambda: TODAY))
    assert {one.outcome for one in found} == {"recorded"}
    carried = schema.case()
    assert carried.ledger.store.head() == case.ledger.store.head()
