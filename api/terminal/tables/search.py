"""What was found by its words, as a table: what it is, and where it says so."""

from __future__ import annotations

from . import sections
from .layout import AnswerTable, Shown, stacked
from .texts import Json, in_lines, text, words


def search_shown(answer: Json) -> Shown:
    """What was found, the best first, each with its title and the words around."""
    if not answer["hits"]:
        nothing = "nothing that can be seen from here has all these words; leave one out"
        return stacked(text(nothing), *sections.ending(answer))
    table = AnswerTable("what", "id", "published", "title, and where it says so")
    for one in answer["hits"]:
        said = [text(one["title"], "bold")]
        if one["matched"] != "title" and one["snippet"] not in (one["title"], one["id"]):
            said.append(text(one["snippet"]))
        table.add(words(one["what"]), one["id"], one["published_on"], in_lines(said))
    return stacked(table, *sections.ending(answer))
