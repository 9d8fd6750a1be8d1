"""Notices of what people do: signed, sent again where nobody took them, and never without bound."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from builders import excluded, instrument
from department import Department
from fastapi.testclient import TestClient
from hooks import HOOK_SECRET, listening, waited
from licence_ledger.api.access.entry_errors import AccessError
from licence_ledger.api.access.notices import (
    WAITING_MOST,
    Notices,
    signature_of,
    signing_key_in,
)
from licence_ledger.api.access.trail import Trail


def now() -> datetime:
    """A moment that stays."""
    return datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_an_act_of_a_department_is_told_signed(tmp_path: Path) -> None:
    department = Department(tmp_path)
    with listening([204]) as (address, came):
        notices = Notices([address], HOOK_SECRET, Trail(department.trail), now)
        client = TestClient(department.served(department.ledger, notices=notices))
        made = client.post(
            "/v1/proposals",
            json=instrument("b", excluded("IL")),
            headers=department.as_("ann"),
        )
        assert made.status_code == 201
        waited(lambda: bool(came))
        notices.close()
    headers, body = came[0]
    said = json.loads(body)
    assert (said["type"], said["data"]["by"]) == ("proposal.proposed", "ann")
    sent = {name.lower(): value for name, value in headers.items()}
    key = signing_key_in(HOOK_SECRET)
    signed = signature_of(key, sent["webhook-id"], sent["webhook-timestamp"], body)
    assert sent["webhook-signature"] == signed
    assert signature_of(key, sent["webhook-id"], "0", body) != signed


@pytest.mark.parametrize("wrong", [500, 404, 302])
def test_what_nobody_took_is_sent_again_as_the_same_notice(tmp_path: Path, wrong: int) -> None:
    with listening([wrong, wrong, 200]) as (address, came):
        notices = Notices(
            [address], HOOK_SECRET, Trail(tmp_path / "trail"), now, (0.01, 0.01, 0.01)
        )
        notices.tell("approved", "bob", proposal="1")
        waited(lambda: len(came) == 3)
        notices.close()
    assert len({headers["webhook-id"] for headers, _ in came}) == 1
    assert not (tmp_path / "trail").read_text()


def test_after_the_last_try_a_notice_is_lost_and_the_trail_says_so(tmp_path: Path) -> None:
    with listening([500]) as (address, came):
        notices = Notices([address], HOOK_SECRET, Trail(tmp_path / "trail"), now, (0.01, 0.01))
        notices.tell("approved", "bob", proposal="1")
        waited(lambda: "notice_lost" in (tmp_path / "trail").read_text())
        notices.close()
    assert len(came) == 3


def test_who_does_not_answer_holds_up_nobody_and_no_more_wait_than_the_bound(
    tmp_path: Path,
) -> None:
    with listening([500]) as (silent, _), listening([200]) as (address, came):
        notices = Notices([silent, address], HOOK_SECRET, Trail(tmp_path / "trail"), now, (60.0,))
        notices.tell("approved", "bob", proposal="1")
        waited(lambda: len(came) == 1)
        for number in range(WAITING_MOST + 20):
            notices.tell("approved", "bob", proposal=str(number))
        assert "too many wait" in (tmp_path / "trail").read_text()
        notices.close()


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_AAAA", "whsec_!!!", "password"])
def test_a_secret_that_is_none_is_refused_at_the_start(secret: str) -> None:
    with pytest.raises(AccessError, match="LEDGER_WEBHOOK_SECRET"):
        signing_key_in(secret)


@pytest.mark.parametrize("address", ["http://hook.example", "file:///etc/passwd", "hook"])
def test_notices_go_by_https_only(tmp_path: Path, address: str) -> None:
    with pytest.raises(AccessError, match="https"):
        Notices([address], HOOK_SECRET, Trail(tmp_path / "trail"), now)
