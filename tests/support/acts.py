"""What ministers and courts do to a licence, and what is asked of it after."""

from __future__ import annotations

from typing import Any

from builders import Case, change, established, excluded, instrument

Json = dict[str, Any]


def suspended(target: str, from_: str = "2017-01-01", **fields: Any) -> Json:
    """The suspension of the effect of a change or an entry."""
    return change("effect_suspended", target=target, from_=from_, **fields)


def withdrawn(target: str = "a#1", from_: str = "2018-01-01", **fields: Any) -> Json:
    """The withdrawal of a licence."""
    return change("licence_withdrawn", target=target, from_=from_, **fields)


def reinstated(target: str, from_: str, **fields: Any) -> Json:
    """The reinstatement of a withdrawn licence."""
    return change("licence_reinstated", target=target, from_=from_, **fields)


def lifted(target: str, from_: str, **fields: Any) -> Json:
    """The lifting of an exclusion."""
    return change("exclusion_lifted", target=target, from_=from_, **fields)


def annulled(target: str, **fields: Any) -> Json:
    """An annulment for an error in the gazette, unless told otherwise."""
    return change("change_annulled", target=target, **{"ground": "an error", **fields})


def ordered(from_: str = "2018-02-01", **fields: Any) -> Json:
    """A court's order to exclude Israel."""
    return change(
        "court_amendment_ordered",
        licence="NL1",
        from_=from_,
        order="cease",
        destinations=["IL"],
        **fields,
    )


DUE = {"comply_by": "2018-02-15"}
"""The term of an order."""

OBEYED = instrument("o", excluded("IL", from_="2018-03-01", ordered_by="j#1"))
"""A regulation that carries out the order `j#1`."""


def licensed(*acts: Json, **fields: Any) -> Case:
    """A licence for export (`a#1`), and these acts after it."""
    return Case(instrument("a", established(**fields)), *acts)


def statuses(case: Case, *days: str, **asked: Any) -> list[str]:
    """The licence's status on each of these days."""
    return [case.licence(on, **asked)["status"] for on in days]


def israel(case: Case, on: str, **given: Any) -> str:
    """The reason of the verdict for an export to Israel."""
    asked = {"activity": "export", "destination": "IL", **given}
    return case.verdict(on, **asked)[1]
