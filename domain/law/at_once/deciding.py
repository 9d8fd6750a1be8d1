"""What decides under a licence, of a transaction that is under no prohibition, by the places of all
that it matches."""

from __future__ import annotations

from ...history.history import History
from .licence_parts import LicenceParts, PartsThere


class _Kept:
    """The parts of a licence, read when it is first asked about: reading them takes no longer than
    to ask the rules once."""

    __slots__ = ("asked", "parts")

    def __init__(self) -> None:
        self.asked = False
        self.parts: LicenceParts | None = None


def kept_parts(history: History, name: str) -> LicenceParts | None:
    """A licence's parts. None where something of it is stopped for some transactions only, and of
    a record of which not all can be read."""
    kept = history.derived((name, -1, -1), _Kept)
    if not kept.asked:
        partial = history.stream(f"licence/{name}").has_partial_stops
        if history.is_whole and not partial:
            kept.parts = LicenceParts(history, name)
        kept.asked = True
    return kept.parts


Decided = tuple[str, str, int]
"""A verdict, its reason, and the places of the parts that decide it."""


def first_row(parts: LicenceParts, there: PartsThere, may: int, certain: int) -> Decided | None:
    """The first row that holds (contract §4), of a licence that is in force or may be: of what is
    there of it these are the places that match or may, and those that certainly do. None where it
    is open, but for a gap in the record."""
    standing = there.may & parts.establishments
    if not may & parts.establishments:
        return "not_covered", "not_holder", standing
    if forbidding := certain & parts.exclusions:
        return "not_covered", "excluded", forbidding
    permits = may & parts.permits
    held, permitting = certain & parts.establishments, certain & parts.permits
    covered = held and permitting and not may & parts.exclusions
    if (covered or not permits) and (gaps := may & parts.gaps):
        return "undetermined", "incomplete_history", gaps
    if not permits:
        return "not_covered", "out_of_scope", standing
    return ("covered", "permitted", held | permitting) if covered else None
