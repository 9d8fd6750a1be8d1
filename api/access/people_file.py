"""The people of a department, in a file: their roles, and the hashes of their tokens.

It is read again whenever it changed, so who is ended there is out at the next request. Where it
cannot be read, nobody enters by it.
"""

from __future__ import annotations

import json
import os
import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ...domain.approval.people import ROLES, Person, person
from ...projections.whole_files import alone_in
from .entry_errors import AccessError
from .tokens import id_in, is_of, made_token

_CHECKED_MOST = 1_000
"""So many tokens that were checked are remembered, by their SHA-256."""
_WRITABLE_BY_OTHERS = 0o022


class _Kept(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class KeptToken(_Kept):
    """What is kept of a token: its hash, the first day on which it is no longer good, and when it
    was ended before that, if it was."""

    id: str
    hash: str
    until: date
    ended_at: datetime | None = None

    def is_good(self, today: date) -> bool:
        """Whether it gives right of entry on a day."""
        return self.ended_at is None and today < self.until


class KeptPerson(_Kept):
    """Somebody: the name that stands in the record, his roles, his tokens."""

    subject: str = Field(min_length=1, max_length=200)
    roles: list[str]
    tokens: list[KeptToken] = []

    @property
    def as_person(self) -> Person:
        """With his roles."""
        return person(self.subject, self.roles)


class _People(_Kept):
    people: list[KeptPerson]


class PeopleFile:
    """The file that `LEDGER_ACCESS` names; `today` is the day in Amsterdam."""

    def __init__(self, path: Path, today: Callable[[], date]) -> None:
        self.path = path
        self._today = today
        self._lock = threading.Lock()
        self._read_as: tuple[int, ...] | None = None
        self._people: list[KeptPerson] = []
        self._checked: OrderedDict[bytes, None] = OrderedDict()

    def people(self) -> list[KeptPerson]:
        """Everybody in it, as it stands now; `AccessError` if it cannot be read."""
        with self._lock:
            try:
                found = self.path.stat()
                state = found.st_mtime_ns, found.st_size, found.st_ino, found.st_mode
                if state != self._read_as:
                    self._people = read_people(self.path)
                    self._read_as = state
            except OSError as error:
                raise AccessError(f"{self.path}: {error.strerror or error}") from error
            return self._people

    def holder(self, token: str) -> tuple[Person, str] | None:
        """Whose token it is, and which; None for one that is nobody's, or no longer good."""
        name = id_in(token)
        for one in self.people() if name else ():
            for kept in one.tokens:
                if kept.id == name and kept.is_good(self._today()) and self._is_of(token, kept):
                    return one.as_person, kept.id
        return None

    def knows(self, token: str) -> bool:
        """Whether a token says that it is one of the file's: then its secret is checked."""
        name = id_in(token)
        return any(kept.id == name for one in self.people() for kept in one.tokens) and bool(name)

    def holder_of(self, token_id: str) -> Person | None:
        """Who has a token of this id that is good now."""
        for one in self.people():
            for kept in one.tokens:
                if kept.id == token_id and kept.is_good(self._today()):
                    return one.as_person
        return None

    def _is_of(self, token: str, kept: KeptToken) -> bool:
        """Whether it is this token; what was found good is not hashed slowly again."""
        key = sha256(f"{token} {kept.hash}".encode()).digest()
        with self._lock:
            if key in self._checked:
                self._checked.move_to_end(key)
                return True
        try:
            if not is_of(token, kept.hash):
                return False
        except ValueError as error:
            raise AccessError(f"{self.path}: {error}") from error
        with self._lock:
            self._checked[key] = None
            while len(self._checked) > _CHECKED_MOST:
                self._checked.popitem(last=False)
        return True


def read_people(path: Path) -> list[KeptPerson]:
    """Everybody in a file; `AccessError` with what is wrong with it."""
    if path.stat().st_mode & _WRITABLE_BY_OTHERS:
        raise AccessError(f"{path} can be written by others: chmod go-w {path}")
    try:
        found = _People.model_validate_json(path.read_bytes()).people
    except ValidationError as error:
        first = error.errors()[0]
        where = "/".join(map(str, first["loc"]))
        raise AccessError(f"{path}, {where or 'the whole'}: {first['msg']}") from error
    names = [one.subject for one in found]
    ids = [kept.id for one in found for kept in one.tokens]
    for said, values in (("person", names), ("token", ids)):
        twice = next((one for one in values if values.count(one) > 1), None)
        if twice is not None:
            raise AccessError(f"{path}: there are two entries for the {said} `{twice}`")
    for one in found:
        unknown = sorted(set(one.roles) - ROLES.keys())
        if unknown:
            raise AccessError(
                f"{path}: {one.subject} has a role `{unknown[0]}`, and there are: "
                + ", ".join(ROLES)
            )
    return found


# -- what the command changes ----------------------------------------------------------


def add_person(path: Path, subject: str, roles: list[str], until: date) -> str:
    """Let somebody in, with these roles beside those he has, by a new token that is good until a
    day; the token, which nobody can be shown again."""
    made = made_token()
    kept = KeptToken(id=made.id, hash=made.hash, until=until)

    def changed(people: list[KeptPerson]) -> list[KeptPerson]:
        before = next((one for one in people if one.subject == subject), None)
        had = before or KeptPerson(subject=subject, roles=[])
        after = KeptPerson(
            subject=subject,
            roles=[role for role in ROLES if role in {*had.roles, *roles}],
            tokens=[*had.tokens, kept],
        )
        return [one for one in people if one.subject != subject] + [after]

    _change(path, changed)
    return made.text


def end_person(path: Path, subject: str, now: datetime, token_id: str | None = None) -> list[str]:
    """End somebody's tokens, or one of them, from now on; the ids of those that were ended."""
    ended: list[str] = []

    def ended_one(kept: KeptToken) -> KeptToken:
        if token_id not in (None, kept.id) or kept.ended_at is not None:
            return kept
        ended.append(kept.id)
        return kept.model_copy(update={"ended_at": now.astimezone(UTC)})

    def changed(people: list[KeptPerson]) -> list[KeptPerson]:
        if all(one.subject != subject for one in people):
            raise AccessError(f"{path} knows no `{subject}`; licence-ledger access list")
        return [
            one.model_copy(update={"tokens": [ended_one(kept) for kept in one.tokens]})
            if one.subject == subject
            else one
            for one in people
        ]

    _change(path, changed)
    return ended


def _change(path: Path, changed: Callable[[list[KeptPerson]], list[KeptPerson]]) -> None:
    """Write the file anew, whole; nobody else changes it meanwhile."""
    try:
        with alone_in({path.parent}):
            people = changed(read_people(path) if path.exists() else [])
            said = {"people": [one.model_dump(mode="json") for one in people]}
            part = path.with_name(path.name + ".new")
            part.unlink(missing_ok=True)
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as new:
                new.write((json.dumps(said, indent=2, ensure_ascii=False) + "\n").encode())
                new.flush()
                os.fsync(new.fileno())
            part.replace(path)
    except OSError as error:
        raise AccessError(f"{path} cannot be written: {error.strerror or error}") from error
