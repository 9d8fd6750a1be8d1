"""The people of a department in their file: let in, found again, and ended."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from licence_ledger.api.access.attempts import MOST, SECONDS, Attempts
from licence_ledger.api.access.entry_errors import AccessError, TooManyAttemptsError
from licence_ledger.api.access.people_file import PeopleFile, add_person, end_person, read_people
from licence_ledger.api.access.tokens import id_in, is_of, made_token

UNTIL = date(2026, 11, 22)
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file that is not there yet."""
    return tmp_path / "people.json"


@pytest.mark.parametrize(
    ("day", "good"),
    [(20, True), (21, True), (22, False), (23, False)],
    ids=["long before", "the last day", "the day of its end", "the day after"],
)
def test_a_token_is_good_until_its_end(file: Path, day: int, good: bool) -> None:
    token = add_person(file, "ann", ["proposer"], UNTIL)
    found = PeopleFile(file, lambda: date(2026, 11, day)).holder(token)
    assert (found is not None) == good


def test_who_is_ended_is_out_at_once_and_his_other_token_too(file: Path) -> None:
    people = PeopleFile(file, lambda: date(2026, 11, 21))
    one, other = (add_person(file, "ann", ["proposer"], UNTIL) for _ in range(2))
    ids = [kept.id for kept in people.people()[0].tokens]
    assert people.holder(one)
    end_person(file, "ann", NOW, ids[0])
    assert people.holder(one) is None
    assert people.holder(other)
    assert end_person(file, "ann", NOW) == [ids[1]]
    assert people.holder(other) is None
    assert end_person(file, "ann", NOW) == []


def test_roles_are_added_to_those_somebody_has(file: Path) -> None:
    add_person(file, "ann", ["proposer"], UNTIL)
    add_person(file, "ann", ["approver"], UNTIL)
    (ann,) = read_people(file)
    assert (ann.roles, len(ann.tokens)) == (["proposer", "approver"], 2)


def test_no_token_is_in_the_file_and_only_its_owner_may_read_it(file: Path) -> None:
    token = add_person(file, "ann", ["proposer"], UNTIL)
    assert token.rpartition("_")[2] not in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_token_is_of_its_hash_alone() -> None:
    one, other = made_token(), made_token()
    assert is_of(one.text, one.hash)
    assert not is_of(other.text, one.hash)
    assert id_in(one.text) == one.id
    assert one.hash.startswith("scrypt$14$8$1$")
    for none in ("", "ledger_", one.text + "0", one.text[:-1], one.text.replace("_", "-"), "é"):
        assert id_in(none) is None


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("{", "JSON"),
        ("[]", "object"),
        ('{"people": [{"subject": "a"}]}', "people/0/roles"),
        ('{"people": [{"subject": "a", "roles": ["king"]}]}', "no role|role `king`"),
        ('{"people": [{"subject": "a", "roles": [], "x": 1}]}', "people/0/x"),
        (
            '{"people": [{"subject": "a", "roles": []}, {"subject": "a", "roles": []}]}',
            "two entries for the person `a`",
        ),
    ],
)
def test_a_file_that_is_none_lets_nobody_in_and_says_why(file: Path, said: str, why: str) -> None:
    file.write_text(said)
    with pytest.raises(AccessError, match=why):
        PeopleFile(file, lambda: UNTIL).people()


def test_a_file_that_others_can_write_is_not_believed(file: Path) -> None:
    token = add_person(file, "ann", ["proposer"], UNTIL)
    people = PeopleFile(file, lambda: date(2026, 11, 21))
    assert people.holder(token)
    file.chmod(0o622)
    with pytest.raises(AccessError, match="chmod go-w"):
        people.holder(token)


def test_a_file_that_is_gone_lets_nobody_in(file: Path) -> None:
    token = add_person(file, "ann", ["proposer"], UNTIL)
    people = PeopleFile(file, lambda: date(2026, 11, 21))
    assert people.holder(token)
    file.unlink()
    with pytest.raises(AccessError, match="No such file"):
        people.holder(token)


def test_a_hash_made_otherwise_is_told(file: Path) -> None:
    token = add_person(file, "ann", ["proposer"], UNTIL)
    said = json.loads(file.read_text())
    said["people"][0]["tokens"][0]["hash"] = "md5$abc"
    file.write_text(json.dumps(said))
    with pytest.raises(AccessError, match="no hash of a token"):
        PeopleFile(file, lambda: date(2026, 11, 21)).holder(token)


def test_who_fails_too_often_from_one_place_waits_and_nobody_else_does() -> None:
    now = [0.0]
    attempts = Attempts(lambda: now[0])
    for _ in range(MOST):
        attempts.must_be_few("here")
        attempts.count("here")
    with pytest.raises(TooManyAttemptsError) as told:
        attempts.must_be_few("here")
    assert told.value.seconds == SECONDS
    attempts.must_be_few("there")
    now[0] = SECONDS
    attempts.must_be_few("here")
