"""How much a name, a text, a list, a body may hold: every bound, in this one place.

A bound is for what is asked and recorded from now on: what stands recorded is read whatever it
holds. Texts are counted in letters (Unicode code points), bodies and lines in bytes.
"""

from __future__ import annotations

# -- words ---------------------------------------------------------------------------------

CODE = 64
"""A control-list code."""
NAME = 200
"""A name: of a subject, an instrument, a programme, an exporter, a condition, a field."""
ID = 2 * NAME + 20
"""The id of a change, or of an entry of one: an instrument's name, a number, a label."""
URL = 2_000
"""A web address."""
TEXT = 64 * 1024
"""A text: a title, a note, what somebody said."""
VIEWPOINT = 1_000
"""A viewpoint in one argument."""

WEEKS = 520
"""The weeks by which a term is made longer at once: ten years."""

# -- lists and objects ---------------------------------------------------------------------

ITEMS = 10_000
"""The changes, clauses or words of a list; an instrument of more comes in parts."""
FIELDS = 100
"""The fields of an object; none that is known has as many."""
DEPTH = 32
"""How deep lists and objects stand in each other: deeper than anything recorded or asked."""

# -- what is sent --------------------------------------------------------------------------

BODY = 8 * 1024 * 1024
"""The bytes of a body, and so of one instrument, whichever way it comes."""
QUESTION = 256 * 1024
"""The bytes of the body of one question."""
LINE = 64 * 1024
"""The bytes of a line of a batch."""
LINES_COMPARED = 100_000
"""The transactions that are compared at once (`impact` over HTTP)."""
BYTES_COMPARED = 64 * 1024 * 1024
"""The bytes of these transactions."""

# -- what is told --------------------------------------------------------------------------

PAGE = 100
"""The items of a list, where the question names no `limit`."""
HITS = 20
"""The hits that are told of a search, where it names no `limit`."""
FAULTS = 1_000
"""The faults told of one instrument or question; how many more there are is told too."""
SENTENCE = 1_000
"""The letters of a fault's sentence: of a longer one its beginning is told."""
HINTS = 20
"""The faults of one instrument or question for which the nearest known name is looked for."""
COMPARED = 2_000
"""The known names among which the nearest is looked for."""


def too_long(length: int, most: int) -> str:
    """The sentence about a text that holds more letters than it may."""
    return f"this text has {length:,} letters; at most {most:,} may stand here"
