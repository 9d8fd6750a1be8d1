"""What a topic is called: its other names, in Dutch and English, as the record gives them.

A question that uses one of them finds what is told under the others. The names are recorded like
everything else (`topic_named`), so that a question from an earlier size of the log finds what it
found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...domain.history.changes import Change
from ...domain.history.mentions import TOPIC, plain_name
from ...domain.law.running import Seen
from ...domain.vocabulary.plain_words import Term, plain_words, term_of
from ...domain.vocabulary.truth import NO
from ..storage.stored_source import StoredSource

LONGEST_NAME = 8
"""So many words of a question at the most are taken for one name."""


class Topics:
    """The names of topics, as they can be seen from a viewpoint."""

    def __init__(self, book: StoredSource, seen: Seen) -> None:
        self._book = book
        self._seen = seen

    def called(self, name: str) -> list[str]:
        """The topics that have this name, as statements name them; in log order."""
        return list(dict.fromkeys(one.content["topic"] for one in self._naming(plain_name(name))))

    def terms(self, text: str) -> list[Term]:
        """What a question looks for: its words, and where some are a name of a topic, one of that
        topic's names instead."""
        chunks = [words for words in map(plain_words, text.split()) if words]
        return list(dict.fromkeys(self._terms(chunks)))

    def _terms(self, chunks: Sequence[Sequence[str]]) -> Iterator[Term]:
        place = 0
        while place < len(chunks):
            longest = min(LONGEST_NAME, len(chunks) - place)
            for many in range(longest, 0, -1):
                found = [word for chunk in chunks[place : place + many] for word in chunk]
                if others := self._other_names(found):
                    own = term_of(found) if many == 1 else (tuple(found),)
                    yield tuple(dict.fromkeys((*own, *others)))
                    break
            else:
                many = 1
                yield term_of(chunks[place])
            place += many

    def _other_names(self, words: Sequence[str]) -> list[tuple[str, ...]]:
        """The names of the topics that have this one, each as its words."""
        naming = self._naming(" ".join(words))
        return [tuple(plain_words(name)) for one in naming for name in names_of(one)]

    def _naming(self, name: str) -> Iterator[Change]:
        """The changes that give a topic this name, as they read, of those that run or may."""
        seen = self._seen
        for _, found in self._book.mentioning(TOPIC, name, seen.history.size):
            change = seen.history.change(found)
            if change is None or name not in map(plain_name, names_of(change)):
                continue
            if seen.visible(change) and seen.runs(change) > NO:
                yield change


def names_of(change: Change) -> list[str]:
    """All names of the topic that a change names: the first is that by which statements name it."""
    return [change.content["topic"], *change.content["names"]]
