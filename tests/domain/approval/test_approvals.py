"""What may be done with a proposal, and which approvals count: whatever people do, in any order."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st
from licence_ledger.domain.approval.deciding import (
    AlreadyApprovedError,
    ClosedProposalError,
    OthersProposalError,
    OwnProposalError,
    ProposalError,
    ReasonError,
    SameContentError,
    SeenByApprover,
    StaleContentError,
    StaleEffectError,
    acted,
    approve,
    propose,
    refuse,
    revise,
    to_be_recorded,
    withdraw,
)
from licence_ledger.domain.approval.differing import places_differing
from licence_ledger.domain.approval.people import ROLES, person
from licence_ledger.domain.approval.proposal_events import (
    PROPOSAL_EVENTS,
    Approved,
    ProposalEvent,
    Recorded,
    canonical_json,
    digest_of,
    read_event,
)
from licence_ledger.domain.approval.proposals import Proposal

AT = "2026-11-21T12:00:00.000000Z"
TODAY = date(2026, 11, 21)
A, B = ({"instrument": "a", "title": title, "published_on": "2026-11-21"} for title in "AB")


def proposed(content: dict[str, Any] = A) -> Proposal:
    """What Ann proposes."""
    return Proposal("1", (propose(content, "ann", AT),))


def seen(proposal: Proposal, effect: str = "e") -> SeenByApprover:
    """What an approver sees of it."""
    return SeenByApprover(proposal.digest, effect, 2)


def approved_by(proposal: Proposal, *people: str, effect: str = "e") -> Proposal:
    """A proposal that these approve one after the other."""
    for one in people:
        proposal = acted(proposal, approve(proposal, seen(proposal, effect), effect, one, AT))
    return proposal


def test_the_approvals_of_others_count_once_each() -> None:
    proposal = approved_by(proposed(), "bob", "cas")
    assert [one.by for one in proposal.counting("e")] == ["bob", "cas"]
    with pytest.raises(AlreadyApprovedError):
        approved_by(proposal, "bob")


def test_ones_own_approval_is_refused() -> None:
    with pytest.raises(OwnProposalError):
        approved_by(proposed(), "ann")
    with pytest.raises(OwnProposalError):
        refuse(proposed(), "no", "ann", AT)


def test_ones_own_approval_would_not_count_where_it_stood() -> None:
    proposal = proposed()
    forged = proposal.with_acts([Approved("ann", AT, proposal.digest, "e", 2)])
    assert not forged.counting("e")


def test_an_approval_lapses_with_the_content_and_counts_again_with_it() -> None:
    proposal = approved_by(proposed(), "bob")
    other = acted(proposal, revise(proposal, B, "ann", AT))
    assert not other.counting("e")
    again = acted(other, revise(other, A, "ann", AT))
    assert [one.by for one in again.counting("e")] == ["bob"]


def test_an_approval_lapses_with_the_effect() -> None:
    proposal = approved_by(proposed(), "bob")
    assert not proposal.counting("another effect")
    anew = approved_by(proposal, "bob", effect="another effect")
    assert [one.effect for one in anew.counting("another effect")] == ["another effect"]


def test_what_is_approved_is_what_is_proposed_with_the_effect_it_has() -> None:
    proposal = proposed()
    with pytest.raises(StaleContentError):
        approve(proposal, SeenByApprover(digest_of(B), "e", 2), "e", "bob", AT)
    with pytest.raises(StaleEffectError):
        approve(proposal, seen(proposal), "another effect", "bob", AT)


def test_only_its_proposer_revises_and_withdraws() -> None:
    with pytest.raises(OthersProposalError):
        revise(proposed(), B, "bob", AT)
    with pytest.raises(OthersProposalError):
        withdraw(proposed(), "", "bob", AT)


def test_a_refusal_says_why_and_a_revision_opens_it_again() -> None:
    with pytest.raises(ReasonError):
        refuse(proposed(), "  ", "bob", AT)
    refused = acted(proposed(), refuse(proposed(), "the date is wrong", "bob", AT))
    assert refused.closed_as == "refused"
    with pytest.raises(ClosedProposalError):
        approved_by(refused, "cas")
    with pytest.raises(SameContentError):
        revise(refused, A, "ann", AT)
    assert acted(refused, revise(refused, B, "ann", AT)).closed_as is None


def test_what_is_withdrawn_or_recorded_stays_so() -> None:
    withdrawn = acted(proposed(), withdraw(proposed(), "", "ann", AT))
    recorded = proposed().with_acts([Recorded("ann", AT, "a", 3)])
    assert withdraw(withdrawn, "", "ann", AT) is None
    for over in (withdrawn, recorded):
        assert over.is_over
        with pytest.raises(ClosedProposalError):
            revise(over, B, "ann", AT)
        with pytest.raises(ClosedProposalError):
            approved_by(over, "bob")
        with pytest.raises(ClosedProposalError):
            refuse(over, "no", "bob", AT)
    with pytest.raises(ClosedProposalError):
        withdraw(recorded, "", "ann", AT)


@pytest.mark.parametrize(
    ("published_on", "recorded"),
    [("2026-11-20", True), ("2026-11-21", True), ("2026-11-22", False)],
    ids=["the day after", "the day itself", "the day before"],
)
def test_it_is_recorded_once_its_day_has_come(published_on: str, recorded: bool) -> None:
    proposal = approved_by(proposed({**A, "published_on": published_on}), "bob", "cas")
    assert bool(to_be_recorded(proposal, "e", 2, TODAY)) == recorded
    assert to_be_recorded(proposal, "e", 3, TODAY) is None
    assert to_be_recorded(proposal, "another effect", 2, TODAY) is None


PEOPLE = st.sampled_from(["ann", "bob", "cas"])
ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(["revise", "approve", "refuse", "withdraw", "effect"]),
        PEOPLE,
        st.sampled_from([A, B]),
        st.sampled_from(["e", "f"]),
    ),
    max_size=12,
)


@given(ACTIONS)
def test_whatever_people_do_only_others_who_saw_what_is_there_count(actions: list[Any]) -> None:
    proposal, effect = proposed(), "e"
    for what, by, content, other in actions:
        try:
            proposal = acted(proposal, _act(what, proposal, by, content, effect, other))
        except ProposalError:
            continue
        effect = other if what == "effect" else effect
    counting = proposal.counting(effect)
    assert proposal.proposer == "ann"
    assert len({one.by for one in counting} - {"ann"}) == len(counting)
    for one in counting:
        assert (one.content, one.effect) == (digest_of(proposal.content), effect)
        assert one in proposal.acts


def _act(
    what: str, on: Proposal, by: str, content: Any, effect: str, other: str
) -> ProposalEvent | None:
    match what:
        case "revise":
            return revise(on, content, by, AT)
        case "approve":
            return approve(on, SeenByApprover(digest_of(content), other, 2), effect, by, AT)
        case "refuse":
            return refuse(on, "no", by, AT)
        case "withdraw":
            return withdraw(on, "", by, AT)
        case _:
            return None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("abcß/~_", max_size=4), inner, max_size=3)
    ),
    max_leaves=10,
)


@given(st.dictionaries(st.text("ab_", max_size=3), JSON, max_size=4))
def test_what_an_approval_names_is_the_canonical_json_of_rfc_8785(content: dict[str, Any]) -> None:
    assert canonical_json(content) == rfc8785.dumps(content)


@given(JSON, JSON)
def test_equal_values_and_they_alone_do_not_differ(one: Any, other: Any) -> None:
    assert not list(places_differing(one, one))
    assert bool(list(places_differing(one, other))) == (one != other)


def test_a_difference_says_where() -> None:
    found = [(one.pointer, one.before, one.after) for one in places_differing(A, B)]
    assert found == [("/title", "A", "B")]


def test_every_event_is_read_as_it_is_kept() -> None:
    proposal = approved_by(proposed(), "bob")
    refused = acted(proposal, refuse(proposal, "no", "bob", AT))
    revised = acted(refused, revise(refused, B, "ann", AT))
    whole = acted(revised, withdraw(revised, "", "ann", AT)).with_acts([Recorded("x", AT, "a", 3)])
    assert {type(one) for one in whole.acts} == set(PROPOSAL_EVENTS.values())
    assert tuple(read_event(one.said()) for one in whole.acts) == whole.acts


@pytest.mark.parametrize("said", [{}, {"event": "bought"}, {"event": "refused", "by": "x"}])
def test_what_is_no_event_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="event"):
        read_event(said)


def test_a_role_that_is_none_gives_nothing() -> None:
    assert person("x", ["approver", "king"]).roles == {"approver"}
    assert all(person("x", [role]).may(role) for role in ROLES)
