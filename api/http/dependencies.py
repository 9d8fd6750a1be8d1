"""What a route may ask for: the register, and where a question is seen from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, TypeVar

from fastapi import Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field, create_model, model_validator
from pydantic_core import PydanticCustomError

from ...domain.faults import QuestionError
from ...domain.questions import read_viewpoint
from ...domain.vocabulary.bounds import BODY, HITS, PAGE, QUESTION
from ...domain.vocabulary.dates import day_text
from ...domain.vocabulary.dimensions import DIMENSIONS, FIELDS, HOME_LAW, Dimension
from ...domain.vocabulary.viewpoint import VIEWPOINT_FIELDS
from ...projections.approval.proposals import Proposals
from ...projections.ledger import Ledger
from ...projections.proof.keys import SigningKey
from ...projections.viewpoints import AskedFrom, AskedView
from ...projections.watching.reports import WatchReports
from ...projections.watching.watches import Watches
from ..access.way_in import WayIn
from ..library.every_question import EveryQuestion
from .bodies import whole
from .workers import Askable

MAX_PAGE = 1_000


@dataclass(frozen=True, slots=True)
class Served:
    """What a server serves, who may enter, and the key that it signs with."""

    ledger: Ledger
    register: EveryQuestion
    entry: WayIn
    key: SigningKey
    proposals: Proposals
    watches: WatchReports = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "watches", WatchReports(Watches(self.ledger)))


async def served(request: Request) -> Served:
    """What the application was made with."""
    found = request.app.state.served
    assert isinstance(found, Served)
    return found


async def register(request: Request) -> EveryQuestion:
    """The questions."""
    return (await served(request)).register


async def workers(request: Request) -> Askable:
    """Where questions are put that take longer."""
    found: Askable = request.app.state.workers
    return found


TheServer = Annotated[Served, Depends(served)]
TheRegister = Annotated[EveryQuestion, Depends(register)]
TheWorkers = Annotated[Askable, Depends(workers)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class KnownFrom(_Strict):
    """A viewpoint without a day: the days are the question's own."""

    known_on: str | None = Field(
        None,
        description="Only what was published on or before this day (2024-02-15).",
        examples=["2024-02-15"],
        json_schema_extra={"format": "date"},
    )
    log_size: str | None = Field(
        None,
        description="Only the first so many records of the log; a size where an instrument ends.",
        examples=["214"],
    )
    recorded_until: str | None = Field(
        None,
        description="In place of `log_size`: only what was recorded by this moment (RFC 3339).",
        examples=["2026-04-01T12:00:00Z"],
    )
    root_hash: str | None = Field(
        None, description="The root the log must have there, from an earlier answer."
    )
    answer_version: str | None = Field(
        None, description="The version of an earlier answer, to repeat it.", examples=["1"]
    )

    takes_day: ClassVar[bool] = False
    """Whether a day is among what it can name."""

    # Beside the fields: pydantic reads and makes an attribute of its own in more time than all
    # others take together.
    __slots__ = ("_fixed",)
    if TYPE_CHECKING:
        _fixed: AskedFrom | None

    def fix(self, seen_from: AskedFrom) -> None:
        """Let it be answered from this viewpoint, whatever is recorded meanwhile."""
        object.__setattr__(self, "_fixed", seen_from)

    def seen_from(self) -> AskedView:
        """The viewpoint that it was fixed to, or what it names of one."""
        return getattr(self, "_fixed", None) or self.named()

    def named(self) -> dict[str, str]:
        """What the question names of its viewpoint, as it was asked."""
        said = self.__dict__
        return {name: said[name] for name in VIEWPOINT_FIELDS if said.get(name) is not None}

    def asked(self) -> dict[str, str]:
        """What the question names of its viewpoint; once it is fixed, with the size of the log and
        the day that it was fixed to."""
        given = self.named()
        if (fixed := getattr(self, "_fixed", None)) is not None:
            given.pop("recorded_until", None)
            given["log_size"] = str(fixed.log_size)
            if self._is_of_day() and fixed.valid_on is not None:
                given["valid_on"] = day_text(fixed.valid_on)
        return given

    def _is_of_day(self) -> bool:
        """Whether a day is asked for, and not the one of something else that is named."""
        return False


class ViewedFrom(KnownFrom):
    """A viewpoint; only `valid_on` left out means today, and the answer says which day."""

    takes_day = True

    valid_on: str | None = Field(
        None,
        description="The day the law applied (2024-02-20); left out: today.",
        examples=["2024-02-20"],
        json_schema_extra={"format": "date"},
    )

    def _is_of_day(self) -> bool:
        return True


class _AsTable(_Strict):
    format: Literal["json", "csv"] | None = Field(
        None, description="`csv`: the list as a table (`text/csv`); left out: as `Accept` says."
    )


class _Paged(_AsTable):
    limit: int = Field(PAGE, ge=1, le=MAX_PAGE, description="How many items at most.")
    after: str = Field("", description="Go on after this one: the `next` of the page before.")


class PagedSeenFrom(ViewedFrom, _Paged):
    """A viewpoint and a page."""


class RegisterSeenFrom(PagedSeenFrom):
    """A viewpoint and a page, or a jci reference that names a regulation and the viewpoint."""

    jci: str | None = Field(
        None,
        description="A jci reference, percent-encoded as one value: the licence that cites its "
        "regulation, with `g` as valid_on and `z` as known_on.",
        examples=["jci1.3:c:BWBR0031615&g=2024-02-20&z=2024-02-15"],
    )

    def _is_of_day(self) -> bool:
        """The day of a reference is its own."""
        return not self.jci

    @model_validator(mode="before")
    @classmethod
    def _in_one_value(cls, given: dict[str, Any]) -> dict[str, Any]:
        """A reference whose `&` were not encoded comes apart: say so, not that `g` is unknown."""
        apart = sorted(given.keys() & {"g", "z"})
        if "jci" in given and apart:
            sentence = f"`{apart[0]}` is a part of the reference: percent-encode its `&` as %26"
            raise PydanticCustomError("malformed", "{sentence}", {"sentence": sentence})
        return given


class AboutSeenFrom(PagedSeenFrom):
    """A viewpoint and a page, and what is asked about."""

    about: str | None = Field(
        None,
        description="Only what is about this: a licence (its changes and their instruments with "
        "it), another subject, an instrument, a change, an entry, or a free topic.",
        examples=["NL002"],
    )


class SaidSeenFrom(AboutSeenFrom):
    """A viewpoint and a page, what is asked about, who spoke, and in which instrument."""

    by: str | None = Field(
        None,
        description="Only what somebody with these words in the name said.",
        examples=["minister"],
    )
    instrument: str | None = Field(
        None, description="Only what stands in this instrument.", examples=["kst-22054-458"]
    )

    def which(self) -> dict[str, Any]:
        """Which claims are asked for, and which page of them."""
        return self.model_dump(include={"about", "limit", "after", "by", "instrument"})


class TableSeenFrom(ViewedFrom, _AsTable):
    """A viewpoint, of a list that is no page."""


class SearchSeenFrom(ViewedFrom, _AsTable):
    """A viewpoint and a page, and the words that are looked for."""

    q: str = Field(description="The words that are looked for.", examples=["F-35 Israel"])
    limit: int = Field(HITS, ge=1, le=MAX_PAGE, description="How many hits at most.")
    after: str = Field("", description="Go on after this one: the `next` of the page before.")


class PagedKnownFrom(KnownFrom, _Paged):
    """A viewpoint without a day, and a page."""


_UNDER = "Under whose law: a country, as in GB; left out, the Netherlands."


class UnderLawSeenFrom(PagedSeenFrom):
    """A viewpoint and a page, under one law."""

    jurisdiction: str = Field(HOME_LAW, description=_UNDER, examples=["GB"])


class UnderLawKnownFrom(PagedKnownFrom):
    """A viewpoint without a day and a page, under one law."""

    jurisdiction: str = Field(HOME_LAW, description=_UNDER, examples=["GB"])


_IN_ONE = "valid_on=2024-02-20,known_on=2024-02-15"


class BetweenViewpoints(_Strict):
    """Two viewpoints, each in one argument; only `valid_on` left out means today."""

    from_: str = Field(alias="from", description=f"A viewpoint: `{_IN_ONE}`.", examples=[_IN_ONE])
    to: str = Field(description="A viewpoint, likewise.", examples=["valid_on=2024-02-20"])


class PagedBetweenViewpoints(BetweenViewpoints, _Paged):
    """Two viewpoints and a page."""


class TakenAs(_Strict):
    """How an instrument is taken."""

    dry_run: bool = Field(
        False, description="Only tell what it would do: nothing is written.", examples=["true"]
    )


def _parameter(dimension: Dimension) -> Any:
    description = f"The transaction's {dimension.field.replace('_', ' ')}."
    extra: dict[str, Any] = {"enum": list(dimension.words)} if dimension.words else {}
    return str | None, Field(None, description=description, json_schema_extra=extra)


_Asked = TypeVar("_Asked", bound=KnownFrom)


def with_every_dimension(asked: type[_Asked]) -> type[_Asked]:
    """The same question, with a parameter for each field that a transaction can say."""
    parameters: dict[str, Any] = {one.field: _parameter(one) for one in DIMENSIONS}
    return create_model(asked.__name__, __base__=asked, __doc__=asked.__doc__, **parameters)


@with_every_dimension
class PolicySeenFrom(ViewedFrom):
    """A viewpoint, and the dimensions that a policy is asked for."""

    def dimensions(self) -> dict[str, str]:
        """The dimensions that the question names."""
        return {field: value for field in FIELDS if (value := getattr(self, field)) is not None}


async def body(request: Request) -> bytes:
    """The body, up to `BODY` bytes."""
    return await whole(request, BODY)


async def question(request: Request) -> bytes:
    """The body of a question, up to `QUESTION` bytes."""
    return await whole(request, QUESTION)


SIZES = ("log_size", "recorded_until")
"""What names a size of the log in a viewpoint."""


def at_head(text: str, register: EveryQuestion, day: str | None = None) -> str:
    """A viewpoint in one argument, at a fixed size of the log, and on a fixed day where there is
    one and it names none; a faulty one as it is: whoever answers tells all that is wrong."""
    try:
        asked: dict[str, Any] = dict(read_viewpoint(text, ""))
        sizes: dict[str, Any] = {name: asked.pop(name) for name in SIZES if name in asked}
        asked["log_size"] = register.pinned(sizes).log_size
    except QuestionError:
        return text
    if day is not None:
        asked.setdefault("valid_on", day)
    return ",".join(f"{name}={value}" for name, value in asked.items())


KnownQuery = Annotated[KnownFrom, Query()]
SeenQuery = Annotated[ViewedFrom, Query()]
TableSeenQuery = Annotated[TableSeenFrom, Query()]
PagedSeenQuery = Annotated[PagedSeenFrom, Query()]
RegisterSeenQuery = Annotated[RegisterSeenFrom, Query()]
SaidSeenQuery = Annotated[SaidSeenFrom, Query()]
SearchSeenQuery = Annotated[SearchSeenFrom, Query()]
UnderLawSeenQuery = Annotated[UnderLawSeenFrom, Query()]
UnderLawKnownQuery = Annotated[UnderLawKnownFrom, Query()]
PagedKnownQuery = Annotated[PagedKnownFrom, Query()]
BetweenQuery = Annotated[BetweenViewpoints, Query()]
PagedBetweenQuery = Annotated[PagedBetweenViewpoints, Query()]
TakenQuery = Annotated[TakenAs, Query()]
PolicySeenQuery = Annotated[PolicySeenFrom, Query()]
Body = Annotated[bytes, Depends(body)]
QuestionBody = Annotated[bytes, Depends(question)]
