"""Control lists, what is on them, and what is told of a code."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .parts.answer import NOTES_IF_ANY, Answer, ViewpointAnswer, Word
from .subjects import DaysRun


class ListLine(Answer):
    """A control list, adopted at some time."""

    control_list: str = Field(alias="list")
    title: str | None
    title_nl: str | None
    running: Word = Field(description="Whether it stands on the day.")
    whole: Word = Field(description="Whether the record of it is known to lack nothing that day.")
    count: int = Field(description="How many items are or may be on it on the day.")
    ran: list[DaysRun]


class ListsAnswer(Answer):
    """A page of the control lists."""

    lists: list[ListLine]
    next: str | None
    notes: list[str] = NOTES_IF_ANY
    viewpoint: ViewpointAnswer


class ItemAnswer(Answer):
    """An item of a control list."""

    entry: str
    code: str = Field(examples=["5A002.a"])
    title: str
    title_nl: str | None
    present: Word
    from_: str | None = Field(alias="from")
    certainty: Literal["official", "secondary", "inferred"] = Field(
        description="How sure the record is of code and title."
    )
    reserved: bool = Field(description="Whether it is a number that the list keeps free.")
    note: str | None


class ListAnswer(ListLine):
    """What is on a control list, or may be, by its codes: a page."""

    items: list[ItemAnswer]
    next: str | None = Field(description="The entry after which the next page begins.")
    notes: list[str] = NOTES_IF_ANY
    viewpoint: ViewpointAnswer


class CodeAnswer(Answer):
    """What is told of a code of a control list."""

    control_list: str = Field(alias="list")
    code: str
    on_list: Word = Field(description="Whether goods of this code are on the list that day.")
    items: list[ItemAnswer] = Field(description="The items of this code, on whatever day.")
    above: list[ItemAnswer]
    below: list[ItemAnswer] = Field(description="The items one step below it.")
    notes: list[str] = NOTES_IF_ANY
    viewpoint: ViewpointAnswer


class ItemMoved(Answer):
    """An item that came onto a list, or left it, and the change by which."""

    item: str = Field(examples=["3A501"])
    change: str
    present: Literal["undetermined"] = Field(
        "undetermined", description="Only where it is not certain yet whether it is on the list."
    )


class CodeKeptFree(Answer):
    """A code of a list, whether it is kept free now, and the change by which."""

    item: str
    change: str
    present: Word


class CodeRecorded(Answer):
    """A code of a list, whether the record tells of it now (that it is not on the list), and the
    change by which."""

    item: str
    change: str
    recorded: Literal["yes", "no"]


class ItemsMoved(Answer):
    """What came onto a list, and what left it; of many the first, and how many `more`."""

    added: list[ItemMoved]
    removed: list[ItemMoved]
    more: int
    established: Literal["yes", "no"] = Field("yes", description="Only where that differs.")
    whole: Word = Field("yes", description="Only where that differs.")
    reserved: list[CodeKeptFree] = Field(
        [], description="The codes that are kept free otherwise, only where there are such."
    )
    recorded: list[CodeRecorded] = Field(
        [],
        description="The codes of which the record tells on one side only, that they are not on "
        "the list; only where there are such.",
    )


class ListChanged(ItemsMoved):
    """What came onto a control list that clauses name, and what left it."""

    control_list: str = Field(alias="list")
