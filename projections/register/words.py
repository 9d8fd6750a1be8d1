"""The words with which a question can be answered: what the record names."""

from __future__ import annotations

from itertools import islice

from ...domain.vocabulary.control_lists import GOODS, bare
from ...domain.vocabulary.dimensions import REMEMBERED
from ..viewpoints import AskedView
from .register import Register


class Words(Register):
    """The questions what there is to be named."""

    def named(self, dimension: str, asked: AskedView, most: int) -> list[str]:
        """The words that recorded clauses name in a dimension, ordered: so many at most. None of
        the one dimension of which there are too many to be remembered."""
        if dimension not in REMEMBERED:
            return []
        with self.ledger.reading() as book:
            _, history = self.ledger.viewpoint(book, asked, None)
            words = set(history.words(dimension).values())
            if dimension == GOODS:
                words = {bare(one) for one in words if one[0] != "@"}
            return list(islice(sorted(words), most))

    def subjects(self, kind: str) -> list[str]:
        """The names of every licence, group, requirement or policy ever established, ordered."""
        with self.ledger.reading() as book:
            return book.head().subjects(kind)

    def list_names(self, asked: AskedView, most: int) -> list[tuple[str, str]]:
        """Every control list ever adopted with its title, ordered: so many at most."""
        with self.ledger.reading() as book:
            _, history = self.ledger.viewpoint(book, asked, None)
            names = history.subjects("list", "", most)
            adopted = (
                history.stream(f"list/{one}").of_type("control_list_adopted") for one in names
            )
            titles = [str(found[-1].content["title"]) if found else "" for found in adopted]
            return list(zip(names, titles, strict=True))

    def licence_names(self, asked: AskedView, most: int) -> list[tuple[str, str]]:
        """Every licence ever established with its title, ordered: so many at most."""
        found = self.licences(asked, most)
        return [(one["licence"], one["title"] or "") for one in found["licences"]]
