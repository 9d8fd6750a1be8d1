"""A GET answer seen from somewhere: its name, how long it stands, and what it was before.

All of it is told from the root of the log and the question, before anything is derived: who holds
the answer already is told so (304) at the cost of one look at the head.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import urlencode

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.types import Message, Receive, Scope, Send

from ....domain.faults import QuestionError
from ....domain.questions import read_viewpoint
from ....domain.vocabulary.viewpoint import VIEWPOINT_FIELDS
from ....projections.knowledge_days import KnowledgeDays
from ....projections.viewpoints import AskedFrom, read_asked
from ..dependencies import BetweenViewpoints, KnownFrom, Served, at_head
from .addresses import ASKED_AT, Address, base_of, header_of, own_path, pairs_of
from .looking import Looking
from .mementos import day_asked, links_of, moment_of
from .ready_answers import ReadyAnswers, digest_asked
from .tables import ROWS, AsTable, wants_csv

FOR_GOOD = b"public, max-age=31536000, immutable"
ASK_AGAIN = b"public, no-cache"
Headers = list[tuple[bytes, bytes]]


class Begun(NamedTuple):
    """What was told of an answer before it was made: all there is to say (`instead`), or what it
    carries when it is made."""

    instead: Response | None
    headers: Headers
    rows: str | None = None
    following: str = ""
    keep: Callable[[Response], None] | None = None

    def told(self, answer: Response) -> Response:
        """The answer with all that it carries."""
        if self.keep:
            self.keep(answer)
        if self.rows:
            answer = AsTable(answer, self.rows, self.following)
        elif type(answer) is Response and answer.status_code == 200:
            answer.raw_headers += self.headers
            return answer
        return _Told(answer, self.headers)


class _Told(Response):
    """An answer with more headers, if it is one and no error."""

    def __init__(self, answer: Response, headers: Headers) -> None:
        self.status_code = answer.status_code
        self.background = None
        self._answer = answer
        self._more = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                message["headers"] = [*message["headers"], *self._more]
            await send(message)

        await self._answer(scope, receive, sending)


async def begun(request: Request, asked: KnownFrom | BetweenViewpoints, door: str) -> Begun:
    """What can be told of a door's answer before it is made: all of it, if it was given before.
    The question is fixed by it: the answer is that of its name, whatever is recorded meanwhile."""
    rows = ROWS.get(door)
    as_csv = rows is not None and _as_table(request, asked)
    form = "csv" if as_csv else ""
    headers: Headers = [(b"vary", b"accept")] if rows else []
    if isinstance(asked, KnownFrom):
        address = seen_address(request, asked)
        if instead := await _redirected(request, address):
            return Begun(instead, [])
        headers += _of_memento(address) or await _between_mementos(request, address)
        named = _Named.of(address, asked, form)
        _fix(asked, address)
    else:
        named = _between(request, asked, form)
    if named is not None:
        headers += [(b"etag", named.tag), (b"cache-control", named.lasts)]
        if _held(request, named.tag):
            return Begun(_not_modified(headers), [])
    if as_csv:
        return Begun(None, headers, rows, _following(request))
    if named is None:
        return Begun(None, headers)
    ready: ReadyAnswers = request.app.state.ready_answers
    if given := ready.of(named.tag):
        given.raw_headers += headers
        return Begun(given, [])
    return Begun(None, headers, keep=partial(ready.keep, named.tag))


async def page_begun(request: Request, asked: KnownFrom) -> Begun:
    """The same of a page, which is made of more than the log: it has no name."""
    address = seen_address(request, asked)
    instead = await _redirected(request, address)
    if instead:
        return Begun(instead, [])
    return Begun(None, _of_memento(address) or await _between_mementos(request, address))


def seen_address(request: Request, asked: KnownFrom) -> Address:
    """The address of a question, with the viewpoint that it comes to now; `QuestionError` if it
    names none."""
    server: Served = request.app.state.served
    with_day, given = asked.takes_day, asked.named()
    seen_from = read_asked(given, with_day)
    valid_on = seen_from.valid_on
    if with_day and valid_on is None:
        valid_on = server.ledger.today().toordinal()
    looking: Looking = request.app.state.looking
    book = looking.reading_at(seen_from)
    viewpoint, _ = server.ledger.viewpoint(book, seen_from, valid_on)
    scope = request.scope
    others = tuple(pair for pair in pairs_of(scope) if pair[0] not in VIEWPOINT_FIELDS)
    found = Address(base_of(scope), own_path(scope), others, given, viewpoint, with_day)
    if (waiting := scope.get(ASKED_AT)) is not None:
        waiting.append(found)
    return found


def _fix(asked: KnownFrom, address: Address) -> None:
    """Let a question be answered from the viewpoint that its name was made of."""
    seen = address.viewpoint
    root, version = seen.root_hash, seen.answer_version
    asked.fix(AskedFrom(seen.valid_on, seen.known_on, seen.log_size, None, root, version))


# -- names -----------------------------------------------------------------------------


class _Named(NamedTuple):
    """The name of an answer (RFC 9110 §8.8.3), made of the root of the log and the question, so
    the same at the head and at the pinned address; and how long the answer stands."""

    tag: bytes
    lasts: bytes

    @classmethod
    def of(cls, address: Address, asked: KnownFrom, form: str) -> _Named | None:
        """None of an answer that holds more than the log says: a receipt."""
        if asked.__dict__.get("receipt"):
            return None
        seen = address.viewpoint
        others = sorted(_beside_form(address)) if address.others else []
        said = (
            (address.path, others, seen.valid_on, seen.known_on),
            (seen.log_size, seen.root_hash, seen.answer_version, form),
        )
        return cls(_tag(said), FOR_GOOD if address.pinned else ASK_AGAIN)


def _beside_form(address: Address) -> Iterator[tuple[str, str]]:
    return (pair for pair in address.others if pair[0] != "format")


def _tag(said: Any) -> bytes:
    return b'"' + digest_asked(said) + b'"'


def _between(request: Request, asked: BetweenViewpoints, form: str) -> _Named | None:
    """The name of an answer between two viewpoints, which are fixed by it; none of a faulty one:
    what is wrong is told where it is answered."""
    register = request.app.state.served.register
    today = register.ledger.today().isoformat()
    try:
        given = [read_viewpoint(one, "") for one in (asked.from_, asked.to)]
        asked.from_, asked.to = (at_head(one, register, today) for one in (asked.from_, asked.to))
        fixed = [read_viewpoint(one, "") for one in (asked.from_, asked.to)]
        larger = AskedFrom(log_size=max(int(one["log_size"]) for one in fixed))
        with register.ledger.reading() as book:
            root = register.ledger.viewpoint(book, larger, None)[0].root_hash
    except (QuestionError, KeyError, ValueError):
        return None
    pinned = all({"log_size", "valid_on"} <= one.keys() for one in given)
    beside = sorted(asked.model_dump(exclude={"from_", "to", "format"}).items(), key=str)
    said = (own_path(request.scope), asked.from_, asked.to, root, beside, form)
    return _Named(_tag(said), FOR_GOOD if pinned else ASK_AGAIN)


def _held(request: Request, tag: bytes) -> bool:
    """Whether who asks holds the answer of this name already (RFC 9110 §13.1.2, by the weak
    comparison)."""
    named = header_of(request.scope, b"if-none-match")
    if named is None:
        return False
    text = tag.decode()
    return any(one.strip().removeprefix("W/") == text for one in named.split(","))


def _not_modified(headers: Headers) -> Response:
    found = Response(status_code=304)
    found.raw_headers = headers
    return found


# -- forms and mementos ----------------------------------------------------------------


def _as_table(request: Request, asked: Any) -> bool:
    form: str | None = getattr(asked, "format", None)
    return form == "csv" if form else wants_csv(request.headers.get("accept", ""))


def _following(request: Request) -> str:
    """The address of the next page of a list, but for what it begins after."""
    beside = [pair for pair in pairs_of(request.scope) if pair[0] != "after"]
    query = urlencode([*beside, ("after", "")])
    return f"{base_of(request.scope)}{own_path(request.scope)}?{query}"


async def _redirected(request: Request, address: Address) -> Response | None:
    """The way to the memento that is asked for, of an address that names no knowledge."""
    asked = header_of(request.scope, b"accept-datetime")
    if asked is None or not address.original:
        return None
    day = day_asked(asked, request.app.state.served.ledger.today())
    link = links_of(address, await _days(request))
    headers = {"location": address.known_on(day), "vary": "accept-datetime", "link": link}
    return Response(status_code=302, headers=headers)


def _of_memento(address: Address) -> Headers:
    """What an answer tells of what it was before; nothing yet of a memento."""
    if address.original:
        return [(b"vary", b"accept-datetime"), (b"link", links_of(address).encode())]
    if not address.pinned or address.viewpoint.known_on is None:
        return [(b"link", links_of(address).encode())]
    return []


async def _between_mementos(request: Request, address: Address) -> Headers:
    """What a memento tells: its moment, and the first and the last that there are."""
    known_on = address.viewpoint.known_on
    assert known_on is not None
    link = links_of(address, await _days(request)).encode()
    return [(b"memento-datetime", moment_of(known_on).encode()), (b"link", link)]


async def _days(request: Request) -> list[int]:
    known: KnowledgeDays = request.app.state.knowledge_days
    found = known.at_hand()
    return await run_in_threadpool(known.until_now) if found is None else found
