"""Short ways to say instruments and transactions, and to record and ask."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from licence_ledger.domain.faults import QuestionError, RefusedError
from licence_ledger.projections.ledger import Ledger, open_ledger
from licence_ledger.projections.register.register import Register

Json = dict[str, Any]
TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def change(type_: str, **fields: Any) -> Json:
    """A change; `from_` and `except_` lose their underscore."""
    return {"type": type_, **{name.rstrip("_"): value for name, value in fields.items()}}


def instrument(name: str, *changes: Json, **fields: Any) -> Json:
    """An instrument of these changes, published on 2020-01-01 unless told otherwise."""
    return {
        "instrument": name,
        "kind": "ministerial_regulation",
        "title": f"The act {name}",
        "issued_by": "Minister",
        "published_on": "2020-01-01",
        "cites": [{"source": "Stcrt. 2020, 1"}],
        "changes": list(changes),
        **fields,
    }


def judgment(name: str, *changes: Json, **fields: Any) -> Json:
    """A judgment of these changes."""
    return instrument(name, *changes, **{"kind": "judgment", "ecli": "ECLI:NL:HR:2020:1", **fields})


def correction(name: str, target: str, restated: Json | None = None, **fields: Any) -> Json:
    """A correction of one target; without `restated` it was never there."""
    said = {"restated": restated} if restated is not None else {}
    corrected = change("record_corrected", target=target, reason="misread", **said)
    return instrument(name, corrected, **{"kind": "correction", **fields})


def established(licence: str = "NL1", from_: str = "2012-01-01", **fields: Any) -> Json:
    """The establishment of a licence for export, unless told otherwise."""
    permits = fields.pop("permits", [{"activities": ["export"]}])
    return change(
        "licence_established",
        licence=licence,
        kind="general",
        authority="NL",
        title=licence,
        from_=from_,
        permits=permits,
        **fields,
    )


def excluded(*destinations: str, from_: str = "2016-01-01", **fields: Any) -> Json:
    """The exclusion of destinations from NL1, unless told otherwise."""
    return change(
        "destination_excluded",
        **{"licence": "NL1", "from_": from_, "destinations": list(destinations), **fields},
    )


def group(name: str, *members: str, from_: str = "2000-01-01") -> Json:
    """The establishment of a group."""
    return change("group_established", group=name, from_=from_, members=list(members))


def required(name: str = "list", basis: str = "control_list", **fields: Any) -> Json:
    """The imposition of a requirement on 5A002, unless told otherwise."""
    return change(
        "requirement_imposed",
        **{
            "requirement": name,
            "basis": basis,
            "title": name,
            "from_": "2009-08-27",
            "requires": [{"goods": ["5A002"]}],
            **fields,
        },
    )


class Case:
    """A ledger in memory with questions that read like sentences."""

    def __init__(self, *instruments: Json, database: str = ":memory:") -> None:
        self.ledger: Ledger = open_ledger(database, lambda: TODAY, lambda: NOW)
        self.register = Register(self.ledger)
        self.record(*instruments)

    def record(self, *instruments: Json) -> Case:
        """Record these; what is refused is raised."""
        for one in instruments:
            self.ledger.record(one, "the test")
        return self

    def refused(self, submitted: Any) -> list[tuple[str, str]]:
        """The faults for which an instrument is refused, as (code, pointer)."""
        try:
            self.ledger.record(submitted, "the test")
        except RefusedError as error:
            return sorted((fault.code, fault.pointer) for fault in error.faults)
        return []

    def recorded(self, instruments: Iterable[Json]) -> list[Json]:
        """Those of these instruments that the ledger accepts."""
        return [one for one in instruments if not self.refused(one)]

    @property
    def size(self) -> int:
        """The size of the log."""
        with self.ledger.reading() as book:
            return book.size

    def check(self, date: str, licence: str | None = "NL1", **given: Any) -> Json:
        """The evaluation of a transaction; `known_on` and `log_size` are its viewpoint's."""
        asked = _viewpoint(given)
        named = {"licence": licence} if licence is not None else {}
        return self.register.evaluate({"date": date, **named, **given}, asked)

    def verdict(self, date: str, licence: str | None = "NL1", **given: Any) -> tuple[str, str]:
        """The verdict and reason of a transaction."""
        answer = self.check(date, licence, **given)
        return answer["verdict"], answer["reason"]

    def licence(self, valid_on: str, name: str = "NL1", **asked: Any) -> Json:
        """A licence's state on a day."""
        return self.register.licence(name, {"valid_on": valid_on, **_viewpoint(asked)})

    def present(self, valid_on: str, name: str = "NL1", **asked: Any) -> dict[str, str]:
        """The permits and exclusions of a licence on a day: present or undetermined."""
        state = self.licence(valid_on, name, **asked)
        return {one["entry"]: one["present"] for one in state["permits"] + state["exclusions"]}

    def members(self, name: str, valid_on: str, **asked: Any) -> dict[str, str]:
        """A group's members on a day."""
        answer = self.register.group(name, {"valid_on": valid_on, **_viewpoint(asked)})
        return {one["member"]: one["present"] for one in answer["members"]}


class _Untriggered(sqlite3.Connection):
    """A connection that puts back, when it leaves the `with`, the triggers that it dropped."""

    def __exit__(self, *raised: Any) -> Any:
        for (statement,) in self.dropped:
            with suppress(sqlite3.OperationalError):  # its table is gone
                self.execute(statement)
        return super().__exit__(*raised)

    dropped: list[tuple[str]]


def without_triggers(path: Path) -> sqlite3.Connection:
    """A ledger's file, opened by somebody who may write to it and has dropped the triggers; as
    a context they are put back at its end."""
    opened = sqlite3.connect(path, isolation_level=None, factory=_Untriggered)
    read = "SELECT sql FROM sqlite_master WHERE type = 'trigger'"
    opened.dropped = opened.execute(read).fetchall()
    for (name,) in opened.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    ).fetchall():
        opened.execute(f"DROP TRIGGER {name}")
    return opened


def question_faults(ask: Any, *args: Any, **asked: Any) -> list[str]:
    """The codes of the faults for which a question is not answered."""
    try:
        ask(*args, **asked)
    except QuestionError as error:
        return [fault.code for fault in error.faults]
    return []


def _viewpoint(given: dict[str, Any]) -> Mapping[str, str]:
    names = ("known_on", "log_size", "recorded_until", "root_hash", "answer_version")
    return {name: str(given.pop(name)) for name in names if given.get(name) is not None}
