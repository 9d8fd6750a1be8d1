"""What a user can be told went wrong.

What an instrument does wrong is a value, a `Fault`, so that all of it is reported at once.
A question that cannot be answered is raised, as a `QuestionError`. Neither is an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from .vocabulary.licence_kinds import kind_hint

LONGEST = 1_000
LONGEST_NAME = 200
"""So long a name may be for others like it to be looked for: the time grows with its square."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: its code, a JSON pointer (RFC 6901) to it, and a sentence."""

    code: str
    pointer: str
    detail: str

    def __post_init__(self) -> None:
        """A sentence repeats what it was given; of a very long text its beginning will do."""
        if len(self.detail) > LONGEST:
            object.__setattr__(self, "detail", self.detail[:LONGEST] + "…")


class LedgerError(Exception):
    """Anything the ledger refuses or cannot do; its message says what to do next."""

    title = "The ledger cannot do this"


class DamagedRecordError(LedgerError):
    """A record is not there, though another that stands recorded says that it is."""

    title = "The record is damaged"

    def __init__(self, instrument: str) -> None:
        super().__init__(
            f"the instrument `{instrument}` is not there, though changes of it are: the ledger was "
            "changed or is damaged; see what licence-ledger verify says, and restore a backup"
        )
        self.instrument = instrument


class RefusedError(LedgerError):
    """An instrument was refused: nothing of it was recorded."""

    title = "The instrument was refused; nothing was recorded"

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{f.pointer}: {f.detail}" for f in faults))
        self.faults = tuple(faults)


class OtherContentError(RefusedError):
    """An instrument of this id stands recorded with other content."""

    title = "An instrument of this id is recorded with other content"


class QuestionError(LedgerError):
    """A question that cannot be answered as it was put."""

    title = "The question cannot be answered"

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(fault.detail for fault in faults))
        self.faults = tuple(faults)


class UnknownSubjectError(QuestionError):
    """A question names what no recorded instrument establishes."""

    title = "Nothing of this name was ever recorded"

    def __init__(self, kind: str, name: str, known: Iterable[str], pointer: str) -> None:
        self.kind, self.name, self.known = kind, name, tuple(known)
        hint = kind_hint(name) if kind == "licence" else ""
        near = did_you_mean(name, self.known)
        listed = "; the register lists what there is" if kind == "licence" and not near else ""
        detail = f"no {kind} `{name}` was ever established{hint}{near}{listed}"
        super().__init__([Fault(f"unknown_{kind}", pointer, detail)])


class UnknownInstrumentError(QuestionError):
    """A question names an instrument that is not recorded."""

    title = "Nothing of this name was ever recorded"

    def __init__(self, name: str, known: Iterable[str]) -> None:
        detail = f"no instrument `{name}` is recorded{did_you_mean(name, known)}"
        super().__init__([Fault("unknown_instrument", "/instrument", detail)])


def nearest(word: str, known: Iterable[str], most: int = 3, cutoff: float = 0.5) -> list[str]:
    """The known words most like this one, the likest first; upper and lower case alike.

    `cutoff` (0 to 1) is how like they are at the least. Of a word longer than any name none is.
    """
    if len(word) > LONGEST_NAME:
        return []
    spelled = {name.casefold(): name for name in known if len(name) <= LONGEST_NAME}
    close = get_close_matches(word.casefold(), spelled, n=most, cutoff=cutoff)
    return [spelled[name] for name in close]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The end of a sentence that offers the nearest known words, or nothing."""
    near = nearest(word, known)
    return f"; did you mean {' or '.join(f'`{name}`' for name in near)}?" if near else ""
