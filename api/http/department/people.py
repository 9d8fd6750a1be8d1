"""Who has right of entry, for whoever keeps that."""

from __future__ import annotations

from fastapi import Response
from fastapi.concurrency import run_in_threadpool

from ....domain.approval.people import KEEPER
from ..answers.proposals import PeopleAnswer
from ..dependencies import Served, TheServer
from ..entering import BY_TOKEN, TheCaller
from ..problems import responses
from ..responses import as_json
from ..routing import doors

router = doors()


@router.get(
    "/people",
    summary="Who has right of entry",
    tags=["people"],
    response_model=PeopleAnswer,
    responses=responses(401, 403, 422, 429, 503),
    openapi_extra=BY_TOKEN,
)
async def list_people(server: TheServer, caller: TheCaller) -> Response:
    """The people of the access file with their roles, and until when their tokens are good."""
    caller.must_be(KEEPER)
    return as_json(await run_in_threadpool(_people, server))


def _people(server: Served) -> dict[str, object]:
    people = server.entry.people
    return {
        "people": [
            {
                "subject": one.subject,
                "roles": one.roles,
                "tokens": [kept.model_dump(mode="json", exclude={"hash"}) for kept in one.tokens],
            }
            for one in (people.people() if people else ())
        ]
    }
