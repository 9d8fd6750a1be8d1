"""A licence and all countries: how far it reaches each of them."""

from __future__ import annotations

from collections.abc import Iterable

from ...domain.history.history import History
from ...domain.law.licence_answer import licence_line
from ...domain.law.reach import reach_answer
from ...domain.law.running import Seen
from ...domain.questions import require_known
from ..viewpoints import AskedView
from .register import Json, Register


class Reached(Register):
    """The question which countries a licence reaches."""

    def reached(self, name: str, countries: Iterable[str], asked: AskedView) -> Json:
        """The licence's line, and of each of these countries `reach` (`reached`, `partly`,
        `excluded`, `not_reached`, `undetermined`), by which entries, and the `prohibitions` that
        reach it whatever the licence says."""

        def answer(seen: Seen, history: History, version: int) -> Json:
            require_known("licence", name, history, "/licence")
            found = reach_answer(name, countries, seen)
            return {**licence_line(name, seen), "countries": found}

        return self._seen(asked, answer)
