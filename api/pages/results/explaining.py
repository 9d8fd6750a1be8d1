"""What a row came to, in words: why, what to do, on what it rests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ....domain.history.history import History
from ....domain.vocabulary.citations import linked
from ..saying.plain import sentence
from ..terms import marked
from .looking_up import LookedUp
from .reader import Reader

Json = Mapping[str, Any]
_KEPT = 100_000
"""So many sentences are kept, for rows that say the same."""
_UNDER = marked("with {licence}: {text}")
_APPLY = marked("Apply for a licence.")
_TO_DO = {
    "no_licence_required": marked("Nothing: no licence is needed."),
    "licence_required": _APPLY,
    "prohibited": marked("Do not carry this out: it is prohibited."),
    "not_covered": marked("Look for another licence, or apply for one."),
    "undetermined": marked("Have this looked into before it goes."),
    "missing": marked("Say of this row: {fields}."),
    "unneeded": marked("Nothing under this licence: no licence is needed."),
    "error": marked("Mend this row: it was not judged."),
    "covered": marked("No condition of use is recorded."),
    "left": marked("Not looked up: ask this row by itself."),
}


class Explaining:
    """Rows explained in the words of a reader, each different explanation made once."""

    def __init__(self, history: History, reader: Reader) -> None:
        self.history = history
        self.reader = reader
        self._sentences: dict[tuple[Any, ...], str] = {}
        self._sources: dict[str, str] = {}

    def why(self, answer: Json, said: Mapping[str, str]) -> str:
        """The verdict in a sentence."""
        day, licence = said["date"], said.get("licence")
        covering = tuple(answer["covered_by"])
        key = (answer["verdict"], answer["reason"], covering, licence, day)
        if key not in self._sentences:
            if len(self._sentences) >= _KEPT:
                self._sentences.clear()
            told = {**answer, "covered_by": list(covering)}
            self._sentences[key] = sentence(told, licence, day, self.reader.say)
        return self._sentences[key]

    def to_do(self, answer: Json, found: LookedUp | None) -> list[str]:
        """What is to be done, a sentence each."""
        verdict = answer["verdict"]
        if answer["reason"] == "prohibited":
            return [self._says("prohibited")]
        if verdict == "undetermined" and answer["depends_on"]:
            fields = ", ".join(map(self.reader.say.field, answer["depends_on"]))
            return [self._says("missing").format(fields=fields)]
        if verdict == "not_covered" and answer["required"] == "no":
            return [self._says("unneeded")]
        if verdict != "covered":
            return [self._says(verdict)]
        if found is None:
            return [self._says("left")]
        return list(self._conditions(found)) or [self._says("covered")]

    def _conditions(self, found: LookedUp) -> Iterator[str]:
        several = len(found.conditions) > 1
        for licence, conditions in found.conditions.items():
            for one in conditions:
                text = self.reader.say.own(one, "text")
                under = self.reader.text(_UNDER).format(licence=licence, text=text)
                yield under if several else text

    def faulty(self) -> str:
        """What is to be done with a faulty row."""
        return self._says("error")

    def _says(self, what: str) -> str:
        return self.reader.text(_TO_DO[what])

    def source(self, change: str) -> str:
        """Where what decided was published, with its articles."""
        if change not in self._sources:
            found = publications(change, self.history) + passages(change, self.history)
            self._sources[change] = "; ".join(dict.fromkeys(map(citation_text, found)))
        return self._sources[change]


def publications(change: str, history: History) -> list[Json]:
    """Where the instrument of a change was published, each with its address where its form tells
    it."""
    instrument = history.instrument(change.partition("#")[0])
    return [linked(one) for one in instrument.content.get("cites", ())] if instrument else []


def passages(change: str, history: History) -> list[Json]:
    """The sources that a change names for itself: mostly articles of what it is printed in."""
    found = history.change(change)
    return [linked(one) for one in found.content.get("cites", ())] if found else []


def citation_text(one: Json) -> str:
    """A source and the place in it."""
    return ", ".join(one[name] for name in ("source", "locator") if one.get(name))
