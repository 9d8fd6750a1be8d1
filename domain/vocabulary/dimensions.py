"""The dimensions of clauses, in one table: what a clause can name and a transaction can say.

A new dimension is a row of `DIMENSIONS` at its end (and a test, and the record's use of it).
Clauses, shapes, parameters, options, columns of files, the kernel's fields, the JSON Schema
and their sentences all read this table. The order is kept: answers and files follow it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Comparison(Enum):
    """How what a transaction says is held against the words of a clause."""

    EXACTLY = auto()
    """Word for word."""
    COUNTRY = auto()
    """A country against countries, and groups of them (`@` and a name)."""
    CODE = auto()
    """A control-list code against codes, each of which holds everything below it at a dot."""
    PROGRAMME = auto()
    """A name by its letters and digits alone: `F35`, `f-35` and `F-35` are one."""
    BEFORE = auto()
    """A day against days: it matches if it lies before one of them."""
    POSSIBLE = auto()
    """Word for word, or, where a transaction says none, by all that its goods leave possible."""
    LIST = auto()
    """Together with the codes: of which list they are, or all that is on a list on the day."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """One dimension: `name` in a clause, where it holds a list, and `field` in a transaction.

    `says` is the sentence about the clause's list, `asks` the one about the transaction's
    field. `words` are those that there are, where the list of them is closed. A transaction
    that is silent says `ordinary`; without an ordinary word a silent one leaves the matter open.
    `many`: it is open, and clauses name too many words for a set of bits (for the kernel; of
    all dimensions one). `in_clauses`: whether a clause can name it; else only a question does.
    """

    name: str
    field: str
    says: str
    asks: str
    words: tuple[str, ...] = ()
    compared: Comparison = Comparison.EXACTLY
    ordinary: str | None = None
    many: bool = False
    in_clauses: bool = True

    @property
    def is_open(self) -> bool:
        """Whether a transaction can say what nobody has listed."""
        return not self.words and self.compared is not Comparison.COUNTRY

    @property
    def remembered(self) -> bool:
        """Whether only the record tells which words clauses name: it is asked for them."""
        return self.is_open and not self.many and self.compared is not Comparison.LIST

    @property
    def help(self) -> str:
        """The sentence about the transaction's field, with its words where they are closed, and
        what silence means where it means something."""
        words = f"{self.asks}: {', '.join(self.words)}" if self.words else self.asks
        return f"{words}; left out: {self.ordinary}" if self.ordinary else words


_CODES = "Control-list codes as the lists print them, as in ML10 or 5A002.a.1; `none`."
HOME_LAW = "NL"
"""The law that is meant where a question names none: the Netherlands', with the Union's."""
PLACES = "Countries (ISO 3166-1 alpha-2, as in IL) or `@` and a group's name, in quotes."

DIMENSIONS: tuple[Dimension, ...] = (
    Dimension(
        "activities",
        "activity",
        says="What is done.",
        asks="What is done",
        words=("export", "transit", "transfer", "brokering", "technical_assistance"),
    ),
    Dimension(
        "goods",
        "goods",
        says=_CODES,
        asks="A control-list code, as in ML10 or 5A002.a; `none`.",
        compared=Comparison.CODE,
    ),
    Dimension(
        "item_kinds",
        "item_kind",
        says="Complete items, components, software or technology.",
        asks="What kind of item",
        words=("complete", "component", "software", "technology"),
        compared=Comparison.POSSIBLE,
    ),
    Dimension(
        "origins",
        "origin",
        says=f"Countries of origin. {PLACES}",
        asks="The country of origin, as in NL.",
        compared=Comparison.COUNTRY,
    ),
    Dimension(
        "destinations",
        "destination",
        says=f"Established end destinations. {PLACES}",
        asks="The established end destination, as in IL.",
        compared=Comparison.COUNTRY,
    ),
    Dimension(
        "programmes",
        "programme",
        says="Programmes by name, as in F-35; `none` for none.",
        asks="A programme, as in F-35; `none`.",
        compared=Comparison.PROGRAMME,
    ),
    Dimension(
        "end_uses",
        "end_use",
        says="The end use.",
        asks="The end use",
        words=("civil", "military", "police_or_intelligence"),
    ),
    Dimension(
        "purposes",
        "purpose",
        says="The purpose of the transaction.",
        asks="The purpose",
        words=("intra_company", "demonstration", "repair", "after_sales", "temporary", "other"),
    ),
    Dimension(
        "recipients",
        "recipient",
        says="What kind of recipient.",
        asks="The recipient",
        words=("armed_forces", "certified", "group_company", "government", "private"),
    ),
    Dimension(
        "exporters",
        "exporter",
        says="Exporters by name; in transit, who has the power of disposal.",
        asks="Who exports; in transit, who has the power of disposal.",
        many=True,
    ),
    Dimension(
        "licence_kinds",
        "licence_kind",
        says="The kind of licence that is used.",
        asks="The kind of licence",
        words=("general", "global", "individual"),
    ),
    Dimension(
        "transhipments",
        "transhipment",
        says="In transit, whether the goods change means of transport.",
        asks="In transit, whether the goods change means of transport",
        words=("with", "without"),
        ordinary="with",
    ),
    Dimension(
        "owners",
        "owner",
        says="Whose goods they are.",
        asks="Whose the goods are",
        words=("own_forces", "allied_forces", "state_visit", "other"),
        ordinary="other",
    ),
    Dimension(
        "knowledge",
        "knowledge",
        says="What the exporter knows or was told of the end use.",
        asks="What the exporter knows or was told of the end use",
        words=(
            *("wmd", "military_use_under_embargo", "unlicensed_parts"),
            *("human_rights_surveillance", "told_not_to", "none"),
        ),
        ordinary="none",
    ),
    Dimension(
        "jurisdictions",
        "jurisdiction",
        says="Under whose law: what is recorded is of one law by its name.",
        asks="The country under whose law is asked, as in GB.",
        compared=Comparison.COUNTRY,
        ordinary=HOME_LAW,
        in_clauses=False,
    ),
    Dimension(
        "registered_before",
        "registered_on",
        says="Users of the licence who registered before this day.",
        asks="The day on which the exporter registered to use the licence; `none`.",
        compared=Comparison.BEFORE,
    ),
    Dimension(
        "lists",
        "list",
        says="Control lists: beside `goods` whose codes they are, alone all that is on one that "
        "day.",
        asks="The control list that the code is of; left out: annex-i or military-list, by the "
        "code's form.",
        compared=Comparison.LIST,
    ),
)

RARE = tuple(one for one in DIMENSIONS if one.ordinary is not None and one.in_clauses)
"""The dimensions of rare facts: a transaction that is silent of them says the ordinary word."""
DIMENSION_BY_NAME = {one.name: one for one in DIMENSIONS}
DIMENSION_NAMES = tuple(DIMENSION_BY_NAME)
IN_CLAUSES = tuple(one.name for one in DIMENSIONS if one.in_clauses)
"""What a clause can name."""
FIELDS = tuple(one.field for one in DIMENSIONS)
"""What a transaction can say, but its day and its licence."""
FIELDS_OF_TRANSACTION = ("date", "licence", *FIELDS)
"""What a transaction can say: of a table the columns that are read; others are carried through."""
COUNTRY_DIMENSIONS = tuple(one.name for one in DIMENSIONS if one.compared is Comparison.COUNTRY)
COUNTRY_FIELDS = tuple(one.field for one in DIMENSIONS if one.compared is Comparison.COUNTRY)
REMEMBERED = tuple(one.name for one in DIMENSIONS if one.remembered)
"""The dimensions of which the record is asked which words there are."""
