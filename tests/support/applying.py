"""What happens to an application, and what is asked of it: all of it made up."""

from __future__ import annotations

from typing import Any

from builders import Case, change, instrument
from licence_ledger.projections.register.subjects import Applications

Json = dict[str, Any]


def received(from_: str = "2025-03-03", **fields: Any) -> Json:
    """The receipt of the application A1, on a Monday unless told otherwise."""
    said = {"application": "A1", "title": "Spare parts for radars", "from_": from_}
    return change("application_received", **{**said, **fields})


def asked_to_complete(from_: str, respond_by: str | None = None, **fields: Any) -> Json:
    """The request to complete it."""
    term = {"respond_by": respond_by} if respond_by else {}
    said = {"target": "r#1", "lacks": "an end-user statement", "from_": from_}
    return change("completion_requested", **{**said, **term, **fields})


def completed(from_: str, target: str = "q#1") -> Json:
    """What lacked is handed in."""
    return change("completion_received", target=target, from_=from_)


def held_up(from_: str, ground: str = "agreed", **fields: Any) -> Json:
    """A suspension of the term."""
    said = {"target": "r#1", "ground": ground, "from_": from_}
    return change("decision_term_suspended", **{**said, **fields})


def extended(from_: str, **fields: Any) -> Json:
    """A message that makes the term longer."""
    return change("decision_term_extended", **{"target": "r#1", "from_": from_, **fields})


def decided(from_: str = "2025-04-10", decision: str = "refused", **fields: Any) -> Json:
    """A decision on the application."""
    said = {"target": "r#1", "decision": decision, "from_": from_}
    return change("application_decided", **{**said, **fields})


def objected(from_: str = "2025-05-01", **fields: Any) -> Json:
    """An objection to the decision `d#1`."""
    return change("objection_lodged", **{"target": "d#1", "from_": from_, **fields})


def objection_answered(from_: str, outcome: str = "unfounded", **fields: Any) -> Json:
    """A decision on the objection `o#1`."""
    said = {"target": "o#1", "outcome": outcome, "from_": from_}
    return change("objection_decided", **{**said, **fields})


def appealed(from_: str, target: str = "od#1", **fields: Any) -> Json:
    """An appeal against the decision on the objection."""
    said = {"target": target, "court": "Rechtbank Noord-Holland", "from_": from_}
    return change("appeal_lodged", **{**said, **fields})


class Applied(Case):
    """A ledger with the application A1, received by the instrument `r`."""

    def __init__(self, receipt: Json | None = None, **acts: Json) -> None:
        """`acts`: what happened, each change in an instrument of its own, named as here."""
        super().__init__(instrument("r", receipt or received()))
        self.happen(**acts)

    def happen(self, **acts: Json) -> Applied:
        """Record these, each in an instrument of its own."""
        self.record(*(instrument(name, act) for name, act in acts.items()))
        return self

    def asked(self, valid_on: str, **viewpoint: Any) -> Json:
        """The application on a day."""
        return Applications(self.ledger).application("A1", {"valid_on": valid_on, **viewpoint})

    def state(self, valid_on: str, **viewpoint: Any) -> str:
        """Where it stands on a day."""
        return str(self.asked(valid_on, **viewpoint)["state"])

    def decide_by(self, valid_on: str, **viewpoint: Any) -> tuple[str | None, str | None]:
        """The earliest and the latest last day of its term."""
        found = self.asked(valid_on, **viewpoint)["decide_by"]
        return found["earliest"], found["latest"]

    def last_day(self, valid_on: str, **viewpoint: Any) -> str | None:
        """The last day of its term, where that is certain."""
        earliest, latest = self.decide_by(valid_on, **viewpoint)
        assert earliest == latest
        return latest
