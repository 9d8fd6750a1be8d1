"""Tables and words of a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

Json = Mapping[str, Any]


class Html(str):
    """A text that is HTML already."""


class ToldMore(str):
    """A cell with what is said in more words below it."""

    more: str

    def __new__(cls, text: str, more: str) -> ToldMore:
        made = super().__new__(cls, text)
        made.more = more
        return made


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table, with its heads if there are any."""
    made = "".join(f"<th>{escape(name)}</th>" for name in head)
    top = f"<thead><tr>{made}</tr></thead>" if head else ""
    return f"<table>{top}<tbody>\n{''.join(map(_row, rows))}</tbody></table>"


def _row(row: Sequence[str]) -> str:
    """A row; what one of its cells says in more words stands below it, across the table."""
    cells = "".join(map(_cell, row))
    more = next((cell.more for cell in row if isinstance(cell, ToldMore) and cell.more), None)
    if more is None:
        return f"<tr>{cells}</tr>\n"
    below = f'<tr class="says"><td></td><td colspan="{len(row) - 1}">{escape(more)}</td></tr>'
    return f'<tr class="told">{cells}</tr>\n{below}\n'


def _cell(cell: str) -> str:
    kind = ""
    if len(cell) == 10 and cell[:4].isdigit():
        kind = ' class="day"'
    elif "#" in cell and " " not in cell and len(cell) < 32:
        kind = ' class="change"'
    elif "http" in cell:
        kind = ' class="long"'
    return f"<td{kind}>{cell if isinstance(cell, Html) else escape(str(cell))}</td>"


def word_told(word: str, words: Json) -> str:
    """A word of an answer, as the report says it."""
    found: str = words["words"].get(word, word.replace("_", " "))
    return found


def type_told(name: str, words: Json) -> str:
    """A type of change, as the report says it."""
    found: str = words["types"].get(name, name.replace("_", " "))
    return found
