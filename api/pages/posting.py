"""Forms that are sent: read within bounds, and only from our own pages.

What another site's page sends is refused where the browser says so. Of somebody who is logged in
every form must send, beside its fields, what only pages of his session have; without a session,
what a form may do stands in the form itself (the token of whoever records).
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from fastapi import HTTPException, Request, Response

from ...domain.faults import Fault, QuestionError
from ..http.bodies import whole
from ..http.workers import Askable
from .asking import PageAsked
from .errors import PageTask, page_or_error

FIELDS_MOST = 200
"""So many fields has a form at the most."""
_OWN = ("same-origin", "none")


def from_own_site(request: Request) -> None:
    """Nothing, for a form of ours; an error for one that another site's page sends.

    Our pages send no referrer, and with it browsers leave a form's origin out (`null`, Fetch
    §3.2.6): so `Sec-Fetch-Site` goes first, and no origin is no fault.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site is not None:
        foreign = site not in _OWN
    else:
        foreign = origin not in (None, "null") and (
            urlsplit(str(origin)).netloc != request.headers.get("host")
        )
    if foreign:
        raise HTTPException(403, "this form was sent from another site's page; open it here")


async def form_of(request: Request, most: int) -> Mapping[str, str]:
    """The fields of a form, the last of each name, with line ends as files have them."""
    from_own_site(request)
    content = await whole(request, most)
    try:
        pairs = parse_qsl(
            content.decode("latin-1"),
            keep_blank_values=True,
            errors="replace",
            max_num_fields=FIELDS_MOST,
        )
    except ValueError as error:
        sentence = f"the form has more than {FIELDS_MOST} fields"
        raise QuestionError([Fault("malformed", "", sentence)]) from error
    fields = {name: value.replace("\r\n", "\n") for name, value in pairs}
    must_be_of_session(request, fields)
    return fields


def must_be_of_session(request: Request, fields: Mapping[str, str]) -> None:
    """Nothing, for a form of the visitor's own session, or of somebody without any."""
    wanted = request.app.state.visits.visitor(request).form_token
    if wanted and not hmac.compare_digest(fields.get("form_token", "").encode(), wanted.encode()):
        raise HTTPException(403, "this form is not of your session; open its page again")


async def whole_answer(workers: Askable, at: PageAsked, task: PageTask, *given: Any) -> Response:
    """What a worker makes of a form, all of it, for somebody who then does more."""
    async with workers.asked(page_or_error, (at, task, given), True) as answer:
        content = b"".join([piece async for piece in answer.pieces])
    found = Response(content, answer.status)
    found.raw_headers[:] = answer.headers
    return found
