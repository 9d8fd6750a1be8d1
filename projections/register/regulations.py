"""A licence found by the regulation it cites: a jci reference as a question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...domain.faults import Fault, QuestionError, did_you_mean, nearest
from ...domain.history.changes import Change
from ...domain.history.history import History
from ...domain.history.mentions import REGULATION, regulations_cited
from ...domain.law.licence_answer import licence_line
from ...domain.law.running import Seen
from ...domain.vocabulary.bounds import PAGE
from ...domain.vocabulary.jci import Jci, read_jci
from ..storage.stored_source import StoredSource
from .register import Json, Register, as_answered


class UnknownRegulationError(QuestionError):
    """A question names a regulation that no recorded licence cites."""

    title = "No licence cites this regulation"


class Regulations(Register):
    """The question that a jci reference is: which regulation, on which day, as known when."""

    def cited(self, jci: str, asked: Mapping[str, Any], limit: int = PAGE, after: str = "") -> Json:
        """The licence whose establishment cites a regulation, as it stands on the reference's
        `g`, as known on its `z`; of several their lines, as in the register.

        An establishment counts whether or not it is visible: what is not yet, or no longer, in
        force is answered so.
        """
        reference = _read(jci)
        asked = _seen_from(reference, asked)
        with self.ledger.reading() as book:
            _, history = self._from(book, asked)
            names = sorted({one.subject for one in _citing(reference.regulation, book, history)})
            if not names:
                raise _unknown(reference.regulation, book, history)
            if len(names) == 1:
                return self.licence(names[0], asked)
            viewpoint, history = self._from(book, asked)
            seen = Seen(history, viewpoint.valid_on or 0, viewpoint.known_on)
            rest = [name for name in names if name > after]
            more = rest[limit - 1] if len(rest) > limit else None
            lines = [licence_line(name, seen) for name in rest[:limit]]
            return as_answered({"licences": lines, "next": more}, viewpoint)


def _citing(regulation: str, book: StoredSource, history: History) -> Iterator[Change]:
    """The establishments that cite a regulation, by themselves or with their instrument."""
    for _, name in book.mentioning(REGULATION, regulation, history.size):
        instrument = None if "#" in name else history.instrument(name)
        said = instrument.content if instrument else getattr(history.change(name), "content", {})
        if regulation in regulations_cited(said):
            for change_id in instrument.changes if instrument else (name,):
                change = history.change(change_id)
                if change and change.type.name == "licence_established":
                    yield change


def _read(jci: str) -> Jci:
    try:
        return read_jci(jci)
    except ValueError as error:
        raise QuestionError([Fault("malformed", "/jci", str(error))]) from error


def _seen_from(reference: Jci, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """The viewpoint of a reference; `QuestionError` where the question names other days."""
    days = (("valid_on", reference.valid_on), ("known_on", reference.known_on))
    own = {name: value for name, value in days if value is not None}
    faults = [
        Fault(
            "malformed",
            f"/{name}",
            f"`{name}` is {asked[name]} here and {value} in the reference; give one of them",
        )
        for name, value in own.items()
        if asked.get(name, value) != value
    ]
    if faults:
        raise QuestionError(faults)
    return {**asked, **own}


def _unknown(regulation: str, book: StoredSource, history: History) -> UnknownRegulationError:
    every = nearest(
        regulation, book.mentioned_like_at(REGULATION, regulation, history.size), most=20
    )
    known = [one for one in every if any(_citing(one, book, history))]
    near = did_you_mean(regulation, known) or "; ask for a licence by its name"
    sentence = f"no recorded licence cites the regulation {regulation}{near}"
    return UnknownRegulationError([Fault("unknown_regulation", "/jci", sentence)])
