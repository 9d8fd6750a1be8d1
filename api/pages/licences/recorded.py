"""What a recorded change says, for the list of all of them: its clause in words, its texts by
name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup, escape

from ....domain.vocabulary.dimensions import DIMENSION_NAMES
from ..prose import Prose
from ..terms import marked
from .in_words import InWords, clause_words

Json = Mapping[str, Any]

_TEXTS = {
    "by": marked("by"),
    "text": marked("says"),
    "evidence": marked("evidence"),
    "court": marked("court"),
    "source": marked("source"),
    "exporter": marked("exporter"),
    "transactions": marked("transactions"),
}


def recorded_clause(content: Json, say: Prose) -> InWords | None:
    """The clause of a change, or the dimensions that it has itself; None of one without."""
    clause = {name: content[name] for name in DIMENSION_NAMES if name in content}
    clause |= content.get("clause", {})
    return clause_words(clause, say) if clause else None


def recorded_texts(content: Json, say: Prose) -> Iterator[tuple[str, Markup]]:
    """Its texts and figures, each with what it is called."""
    for name, called in _TEXTS.items():
        if name in content:
            yield say.said.text(called), escape(content[name])
    if "members" in content:
        places = (say.place_link(one) for one in content["members"])
        yield say.said.text(marked("members")), Markup(", ").join(places)
