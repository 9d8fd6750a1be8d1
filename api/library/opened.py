"""A ledger that is open: asked in Python, answered in typed values and in tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import Self, TypeVar, Unpack

from .answers import (
    ChangeInHistory,
    CheckAnswer,
    GroupSeen,
    LicenceOverTime,
    LicenceSeen,
    LineOfLicence,
    PolicySeen,
)
from .given import (
    CheckGiven,
    Day,
    KnownAt,
    PolicyGiven,
    SeenOn,
    as_text,
    parted_given,
    viewpoint_given,
)
from .questions import ClosedLedgerError, Meant, Questions
from .reading_answers import Json, told_as

PAGE = 1_000
"""So many of a list are asked for at a time."""
Table = TypeVar("Table")


class OpenLedger:
    """A ledger to be asked, until it is closed.

    Every question takes a viewpoint: `known_on` (only what was published by that day), `log_size`
    (only the first so many records), and where the day is not the question's own `valid_on` (today
    where it is left out). A day is one of Python's, or as in 2024-02-25. A question that cannot be
    answered as it was put raises `QuestionError`, anything else that goes wrong a `LedgerError`.
    """

    def __init__(self, questions: Questions, address: str) -> None:
        self._questions: Questions | None = questions
        self.address = address

    def check(self, **given: Unpack[CheckGiven]) -> CheckAnswer:
        """A transaction's verdict on its own `date`; without `licence`: is one needed, and which
        cover it? `stands=False` leaves out until when the same is said.

        >>> import licence_ledger
        >>> ledger = licence_ledger.open()
        >>> shipment = dict(licence="NL009", activity="export", goods="ML10", origin="NL",
        ...                 destination="IL", programme="F-35", date="2024-02-25")
        >>> answer = ledger.check(**shipment)
        >>> answer.verdict, answer.reason, answer.decided_by
        ('not_covered', 'excluded', 'stcrt-2024-5435#2')
        >>> ledger.check(**shipment, known_on="2024-02-15").covered
        True
        """
        stands = given.pop("stands", True)
        transaction, asked = parted_given(given)
        return told_as(CheckAnswer, self._open.evaluate(transaction, asked, with_stands=stands))

    def licence(self, name: str, **seen: Unpack[SeenOn]) -> LicenceSeen:
        """A licence on a day: its status, what it permits and excludes, what is open about it.

        >>> import licence_ledger
        >>> licence_ledger.open().licence("NL009", valid_on="2024-02-25").court_orders[0].state
        'annulled'
        """
        return told_as(LicenceSeen, self._open.licence(name, viewpoint_given(seen)))

    def licences(self, **seen: Unpack[SeenOn]) -> tuple[LineOfLicence, ...]:
        """The register: every licence ever established, with its status on a day."""
        asked = viewpoint_given(seen)
        pages = self._pages(lambda after: self._open.licences(asked, PAGE, after))
        return tuple(told_as(LineOfLicence, one) for page in pages for one in page["licences"])

    def timeline(
        self, name: str, *, after: Day = "", limit: int = PAGE, **known: Unpack[KnownAt]
    ) -> LicenceOverTime:
        """The days on which a licence's answers change, what it answers between, and why: at most
        `limit` periods, only those that begin `after` a day.

        >>> import licence_ledger
        >>> over_time = licence_ledger.open().timeline("NL007")
        >>> next(one.from_ for one in over_time.periods if one.status == "in_force")
        '2012-07-01'
        """
        asked = viewpoint_given(known)
        answer = self._open.timeline(name, asked, limit, str(as_text(after)))
        return told_as(LicenceOverTime, answer)

    def history(self, name: str, **known: Unpack[KnownAt]) -> tuple[ChangeInHistory, ...]:
        """Every change to a licence in the order of recording, stopped and corrected ones too."""
        asked = viewpoint_given(known)
        pages = self._pages(lambda after: self._open.history(name, asked, PAGE, after))
        return tuple(told_as(ChangeInHistory, one) for page in pages for one in page["history"])

    def group(self, name: str, **seen: Unpack[SeenOn]) -> GroupSeen:
        """Who is in a group of countries on a day.

        >>> import licence_ledger
        >>> eu = licence_ledger.open().group("EU", valid_on="2020-02-01")
        >>> "GB" in [one.member for one in eu.members]
        False
        """
        return told_as(GroupSeen, self._open.group(name, viewpoint_given(seen)))

    def policy(self, name: str, **given: Unpack[PolicyGiven]) -> PolicySeen:
        """A policy's value on a day, for what is said of the transaction."""
        dimensions, asked = parted_given(given)
        return told_as(PolicySeen, self._open.policy(name, dimensions, asked))

    def evaluate(
        self,
        table: Table,
        *,
        columns: Mapping[str, str] | None = None,
        default: Mapping[str, str] | None = None,
        carry: Sequence[str] = (),
        **known: Unpack[KnownAt],
    ) -> Table:
        """Every row of a table judged against the law of its own day: the same kind of table, with
        the columns that `licence-ledger evaluate` adds after its own.

        A table is anything that hands over Arrow (`__arrow_c_stream__`): of Polars, pandas, DuckDB
        or pyarrow; of another library a `pyarrow.Table` comes back. Columns named like a
        transaction's fields are read: `columns={"bestemming": "destination"}` says which of others
        is which, `default={"origin": "NL"}` what a row says that leaves a field out, `carry` which
        are no field though they look like one. A faulty row has no verdict, but an `error`.
        `known_on="transaction"` asks of each row as it could be known on its own day. Needs the
        part `files`.
        """
        meant = Meant(columns or {}, default or {}, tuple(carry))
        judged: Table = self._open.judged(table, viewpoint_given(known), meant)
        return judged

    @property
    def log_size(self) -> int:
        """How many records the log has: asked with this `log_size`, answers stay as they are."""
        return self._open.size()

    def close(self) -> None:
        """Let go of the ledger; it cannot be asked afterwards."""
        questions, self._questions = self._questions, None
        if questions is not None:
            questions.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<ledger: {self.address}>"

    @property
    def _open(self) -> Questions:
        if self._questions is None:
            raise ClosedLedgerError
        return self._questions

    def _pages(self, ask: Callable[[str], Json]) -> Iterator[Json]:
        page = ask("")
        yield page
        while page["next"]:
            page = ask(page["next"])
            yield page
