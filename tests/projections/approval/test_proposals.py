"""Proposals on a ledger: kept beside its log, recorded with the last approval."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest
from acts import withdrawn
from builders import NOW, TODAY, Case, change, established, excluded, instrument
from licence_ledger.domain.approval.deciding import (
    AlreadyApprovedError,
    ProposalError,
    SeenByApprover,
    StaleContentError,
    StaleEffectError,
)
from licence_ledger.domain.approval.differing import EFFECTS
from licence_ledger.domain.approval.proposal_events import digest_of
from licence_ledger.domain.approval.proposals import Proposal
from licence_ledger.domain.faults import RefusedError
from licence_ledger.domain.over_time.dry_run import NOTHING
from licence_ledger.projections.approval.proposals import ApprovalsNotAskedError, Proposals
from licence_ledger.projections.ledger import Ledger, open_ledger
from licence_ledger.projections.proof.against import LedgerDoesNotHoldError
from licence_ledger.projections.proof.verification import verify_log, verify_records
from licence_ledger.projections.recording.judging import Recording

FIRST = instrument("a", established())
ISRAEL = instrument("b", excluded("IL", from_="2016-01-01"))


def with_first(database: str = ":memory:", asked: int = 2) -> Proposals:
    """A ledger with one licence, where so many must approve."""
    return Proposals(Case(FIRST, database=database).ledger, asked)


def seen(proposals: Proposals, proposal: Proposal) -> SeenByApprover:
    """What an approver sees who looks now."""
    effect = proposals.effects.at_head(proposal.content, proposal.digest)
    return SeenByApprover(proposal.digest, effect.digest, effect.head.size)


def approved(proposals: Proposals, proposal: Proposal, *people: str) -> Proposal:
    """A proposal after these people looked at it and approved it."""
    for one in people:
        now = proposals.shelf.proposal(proposal.id)
        proposal = proposals.approve(proposal.id, seen(proposals, now), one)
    return proposal


def proposed(proposals: Proposals, content: dict[str, Any] = ISRAEL) -> Proposal:
    """What Ann proposes."""
    found = proposals.propose(content, "ann")
    assert isinstance(found, Proposal)
    return found


def own_record(ledger: Ledger, size: int) -> dict[str, Any]:
    """The last record before a size: an instrument's own."""
    (row,) = ledger.store.rows_between(size - 1, size)
    found: dict[str, Any] = orjson.loads(row.record)
    return found


def test_with_the_last_approval_it_is_recorded_by_its_proposer_and_the_log_says_who_saw_what() -> (
    None
):
    proposals = with_first()
    one = approved(proposals, proposed(proposals), "bob")
    assert proposals.ledger.store.head().size == 2
    done = approved(proposals, one, "cas")
    assert done.closed_as == "recorded"
    record = own_record(proposals.ledger, 4)
    assert record["recorded_by"] == "ann"
    assert [one["by"] for one in record["approvals"]] == ["bob", "cas"]
    for approval in record["approvals"]:
        assert approval["content"] == digest_of(ISRAEL)
        assert approval["log_size"] == 2
        assert approval.keys() == {"by", "at", "content", "effect", "log_size"}
    assert verify_log(proposals.ledger.log).size == 4


def test_what_is_faulty_is_not_even_proposed() -> None:
    proposals = with_first()
    with pytest.raises(RefusedError):
        proposals.propose(instrument("b", excluded("XX")), "ann")
    assert not proposals.shelf.open()


def test_what_is_recorded_already_is_that_recording() -> None:
    found = with_first().propose(FIRST, "ann")
    assert isinstance(found, Recording)
    assert found.already


def test_the_same_proposal_again_is_the_one_there_is() -> None:
    proposals = with_first()
    assert proposed(proposals).id == proposed(proposals).id == "1"
    assert proposals.propose(ISRAEL, "bob").id == "2"  # type: ignore[union-attr]


def test_where_no_approvals_are_asked_for_nothing_is_proposed() -> None:
    with pytest.raises(ApprovalsNotAskedError):
        with_first(asked=0).propose(ISRAEL, "ann")


def test_another_recording_that_changes_the_effect_lets_approvals_lapse_and_says_of_what() -> None:
    proposals = with_first()
    one = approved(proposals, proposed(proposals), "bob")
    stale = seen(proposals, one)
    proposals.ledger.record(instrument("c", withdrawn()), "the minister")
    with pytest.raises(StaleEffectError) as told:
        proposals.approve(one.id, stale, "cas")
    assert [fault.pointer for fault in told.value.faults] == ["", "/licences/NL1"]
    after = approved(proposals, one, "cas")
    assert after.closed_as is None
    assert approved(proposals, after, "bob").closed_as == "recorded"


ITEM = {"code": "5A002", "title": "It"}
LISTED = change("item_listed", list="own", items=[ITEM], from_="2012-01-01")
SUBJECTS = [
    change("control_list_adopted", list="own", title="Own", from_="2010-01-01"),
    change("application_received", application="A1", title="A1", from_="2020-03-02"),
]
DECIDED = change("application_decided", target="d#2", decision="refused", from_="2020-04-01")
EXTENDED = change("decision_term_extended", target="d#2", weeks=4, from_="2020-03-10")


@pytest.mark.parametrize(
    ("proposed_change", "meanwhile", "pointer"),
    [
        (LISTED, {**LISTED, "from": "2015-01-01"}, "/lists/own"),
        (DECIDED, EXTENDED, "/applications/A1"),
    ],
    ids=["a control list", "an application"],
)
def test_what_is_stale_is_told_of_lists_and_applications_too(
    proposed_change: dict[str, Any], meanwhile: dict[str, Any], pointer: str
) -> None:
    proposals = with_first()
    proposals.ledger.record(instrument("d", *SUBJECTS), "the test")
    one = proposed(proposals, instrument("e", proposed_change))
    stale = seen(proposals, one)
    proposals.ledger.record(instrument("f", meanwhile), "the minister")
    with pytest.raises(StaleEffectError) as told:
        proposals.approve(one.id, stale, "bob")
    assert [fault.pointer for fault in told.value.faults] == ["", pointer]


def test_what_differs_is_told_of_every_list_of_a_dry_run() -> None:
    assert EFFECTS.keys() == NOTHING.keys()


def test_another_recording_that_leaves_the_effect_leaves_approvals() -> None:
    proposals = with_first()
    one = approved(proposals, proposed(proposals), "bob")
    before = seen(proposals, one)
    proposals.ledger.record(instrument("c", established("NL2")), "the minister")
    assert proposals.approve(one.id, before, "cas").closed_as == "recorded"
    sizes = [one["log_size"] for one in own_record(proposals.ledger, 6)["approvals"]]
    assert sizes == [2, 2]


def test_a_revision_lets_approvals_lapse_and_says_what_differs() -> None:
    proposals = with_first()
    one = approved(proposals, proposed(proposals), "bob")
    stale = seen(proposals, one)
    proposals.revise(one.id, {**ISRAEL, "title": "Another title"}, "ann")
    with pytest.raises(StaleContentError) as told:
        proposals.approve(one.id, stale, "cas")
    assert [fault.pointer for fault in told.value.faults] == ["", "/title"]


def test_a_replayed_approval_is_refused() -> None:
    proposals = with_first()
    one = proposed(proposals)
    at = seen(proposals, one)
    proposals.approve(one.id, at, "bob")
    with pytest.raises(AlreadyApprovedError):
        proposals.approve(one.id, at, "bob")


def test_an_approval_names_a_size_that_the_log_had() -> None:
    proposals = with_first()
    one = proposed(proposals)
    for size in (1, 99):
        with pytest.raises(Exception, match="nearest valid size"):
            proposals.approve(one.id, seen(proposals, one)._replace(log_size=size), "bob")


class Days:
    """A ledger whose clock is set by hand."""

    def __init__(self, *people: str) -> None:
        self.today = TODAY
        ledger = open_ledger(":memory:", lambda: self.today, lambda: NOW)
        ledger.record(FIRST, "the test")
        self.proposals = Proposals(ledger, 2)
        later = {**ISRAEL, "published_on": "2026-11-23"}
        self.one = approved(self.proposals, proposed(self.proposals, later), *people)


def test_what_is_of_a_later_day_waits_and_is_recorded_on_that_day() -> None:
    days = Days("bob", "cas")
    assert days.one.closed_as is None
    for day, recorded in ((22, []), (23, ["b"]), (24, [])):
        days.today = date(2026, 11, day)
        assert [one.instrument for one in days.proposals.record_due()] == recorded
    record = own_record(days.proposals.ledger, 4)
    assert [one["by"] for one in record["approvals"]] == ["bob", "cas"]


def test_what_waits_is_not_recorded_once_its_effect_is_another() -> None:
    days = Days("bob", "cas")
    another = instrument("c", withdrawn())
    days.proposals.ledger.record(another, "the minister")
    days.today = date(2026, 11, 23)
    assert not days.proposals.record_due()
    assert approved(days.proposals, days.one, "bob", "cas").closed_as == "recorded"


def test_who_records_around_it_is_seen_and_the_proposal_follows() -> None:
    proposals = with_first()
    one = approved(proposals, proposed(proposals), "bob")
    proposals.ledger.record(ISRAEL, "the minister")
    done = approved(proposals, one, "bob", "cas")
    assert done.closed_as == "recorded"
    assert proposals.ledger.store.head().size == 4
    assert "approvals" not in own_record(proposals.ledger, 4)


def test_two_servers_on_a_file_see_each_others_acts(tmp_path: Path) -> None:
    path = str(tmp_path / "ledger.db")
    one, other = with_first(path), Proposals(Case(database=path).ledger, 2)
    made = proposed(one)
    approved(other, other.propose(ISRAEL, "ann"), "bob")  # type: ignore[arg-type]
    assert [act.by for act in one.shelf.proposal(made.id).acts] == ["ann"]
    one.shelf.catch_up()
    assert [act.by for act in one.shelf.proposal(made.id).acts] == ["ann", "bob"]
    assert approved(one, made, "cas").closed_as == "recorded"
    other.shelf.catch_up()
    assert other.shelf.proposal(made.id).closed_as == "recorded"
    assert not other.shelf.open()


def test_of_many_who_approve_at_once_as_many_as_asked_stand_in_the_record(tmp_path: Path) -> None:
    path = str(tmp_path / "ledger.db")
    servers = [with_first(path), *(Proposals(Case(database=path).ledger, 3) for _ in range(2))]
    servers[0].asked = 3
    made = proposed(servers[0])
    at = seen(servers[0], made)
    outcomes: list[str] = []

    def act(number: int) -> None:
        try:
            servers[number % 3].approve(made.id, at, f"approver {number}")
            outcomes.append("approved")
        except ProposalError as error:
            outcomes.append(error.faults[0].code)

    threads = [threading.Thread(target=act, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(outcomes) == ["approved"] * 3 + ["closed_proposal"] * 5
    assert len(own_record(servers[0].ledger, 4)["approvals"]) == 3
    assert servers[0].ledger.store.head().size == 4
    assert verify_log(servers[0].ledger.log).size == 4


def test_a_ledger_where_nobody_proposes_stays_of_the_format_of_earlier_releases(
    tmp_path: Path,
) -> None:
    path = tmp_path / "ledger.db"
    proposals = with_first(str(path))

    def version() -> int:
        with closing(sqlite3.connect(path)) as opened:
            found: int = opened.execute("PRAGMA user_version").fetchone()[0]
            return found

    assert version() == 3
    head = proposals.ledger.store.head()
    proposed(proposals)
    assert version() == 4
    assert proposals.ledger.store.head() == head
    assert verify_log(proposals.ledger.log).root == head.root


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events_beside SET event = ''",
        "DELETE FROM events_beside",
        "INSERT OR REPLACE INTO events_beside VALUES (1, 'proposal/1', 1, '')",
        "INSERT OR REPLACE INTO events_beside VALUES (9, 'proposal/1', 1, '')",
    ],
)
def test_what_people_did_stays_as_it_is(tmp_path: Path, statement: str) -> None:
    path = tmp_path / "ledger.db"
    proposed(with_first(str(path)))
    with (
        closing(sqlite3.connect(path)) as opened,
        pytest.raises(sqlite3.IntegrityError, match="stays as it is"),
    ):
        opened.execute(statement)


def test_a_guard_that_is_gone_is_found_and_put_back(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    proposals = with_first(str(path))
    proposed(proposals)
    with closing(sqlite3.connect(path)) as opened:
        opened.execute("DROP TRIGGER events_beside_not_updated")
    with pytest.raises(LedgerDoesNotHoldError, match="trigger events_beside_not_updated"):
        verify_log(proposals.ledger.log)


def recorded_lines() -> list[bytes]:
    """The lines of a log in which an instrument was recorded with two approvals."""
    proposals = with_first()
    approved(proposals, proposed(proposals), "bob", "cas")
    return [row.record for row in proposals.ledger.log.rows_after(0)]


def _other(record: dict[str, Any], **fields: Any) -> None:
    record["approvals"][0].update(fields)


TAMPERINGS = {
    "of another content": lambda record: _other(record, content="0" * 64),
    "by the recorder himself": lambda record: _other(record, by="ann"),
    "twice by the same person": lambda record: _other(record, by="cas"),
    "at a size still to come": lambda record: _other(record, log_size=3),
    "none at all": lambda record: record.update(approvals=[]),
    "with more than an approval says": lambda record: _other(record, note="x"),
    "unapproved, and approved": lambda record: record.update(unapproved=True),
    "unapproved: false": lambda record: (record.pop("approvals"), record.update(unapproved=False)),
}


@pytest.mark.parametrize("tampering", TAMPERINGS.values(), ids=TAMPERINGS.keys())
def test_approvals_that_do_not_belong_to_the_record_are_found(tampering: Any) -> None:
    *lines, last = recorded_lines()
    assert verify_records([*lines, last]).size == 4
    record = orjson.loads(last)
    tampering(record)
    line = orjson.dumps(record, option=orjson.OPT_SORT_KEYS)
    with pytest.raises(LedgerDoesNotHoldError, match="record 3"):
        verify_records([*lines, line])


def test_a_change_of_content_is_found_by_its_approvals() -> None:
    first, second, change, last = recorded_lines()
    other = change.replace(b'"IL"', b'"QA"')
    with pytest.raises(LedgerDoesNotHoldError, match="approved another content"):
        verify_records([first, second, other, last])
