"""An instrument written in the browser: checked, tried out, and recorded."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, NamedTuple

from fastapi import HTTPException, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict

from ....domain.approval.people import PROPOSER, RECORDER
from ....domain.faults import Fault, QuestionError, RefusedError
from ....domain.vocabulary.bounds import QUESTION
from ....projections.approval.looking import proposal_seen
from ....projections.proof.proofs import Proofs
from ....projections.recording.judging import Recording
from ....projections.viewpoints import AskedView
from ...access.entry_errors import (
    NotAllowedError,
    RecordingClosedError,
    RoleMissingError,
    TooManyAttemptsError,
)
from ...files.lint import Finding
from ...http.bodies import whole
from ...http.dependencies import Served, TheRegister, TheServer, TheWorkers
from ...http.entering import CameIn, where_from
from ...http.problems import status_of
from ...http.responses import as_json
from ...http.routes.instruments import record
from ...http.routing import pages
from ...http.workers import Askable, FromWorkers
from ...texts import read_json
from ..asking import PageAsked, ThePage
from ..entering.visits import visiting
from ..errors import beside_fields, page_or_error, shown
from ..posting import form_of, from_own_site, whole_answer
from ..prose import Prose
from ..recording.acts import (
    ACTS,
    ActsOpen,
    act_fields,
    faults_in_form,
    instrument_of,
    names_asked,
    standing_of,
)
from ..recording.checking import SHOWN, checked_text, faults_told, for_editor, with_faults
from ..recording.plain_yaml import as_yaml, in_order
from ..recording.preview import flips_of, preview_of
from ..rendering import page
from ..terms import marked
from ..visitor import Visitor

router = pages()
_log = logging.getLogger("licence_ledger.recording")

ActName = Annotated[str, Path()]
CLOSED = marked(
    "This server does not record over the web: it was started without a token. What is written "
    "here can be checked and tried out; record it with the command licence-ledger record."
)
_NOT_LET_IN = {
    NotAllowedError: marked("This is not the token of this server; nothing was recorded."),
    RoleMissingError: marked("Your roles do not let you record; nothing was recorded."),
    TooManyAttemptsError: marked(
        "That failed too often from here; nothing was recorded. Try again in a few minutes."
    ),
}


class RecordedAsked(BaseModel):
    """What was recorded a moment ago."""

    model_config = ConfigDict(extra="forbid")
    instrument: str
    already: str = ""


class EditorAsked(BaseModel):
    """The number of the proposal that is given a new content."""

    model_config = ConfigDict(extra="forbid")
    revises: str = ""


class Ways(NamedTuple):
    """What can be done with a text: whether anything, how many must approve it, which proposal it
    revises, and whether the visitor may propose it, or record it."""

    closed: bool
    approvals: int = 0
    revises: str = ""
    may_propose: bool = False
    may_record: bool = False


def ways_of(server: Served, at: PageAsked, revises: str = "") -> Ways:
    """What a visitor can do with a text."""
    entry, me = server.entry, at.visitor
    may = me.may(PROPOSER), me.may(RECORDER)
    return Ways(entry.is_closed, entry.approvals, revises, *may)


class LicenceAsked(BaseModel):
    """The licence that an act is about."""

    model_config = ConfigDict(extra="forbid")
    licence: str = ""


# -- the editor ---------------------------------------------------------------------------


@router.get("/record")
async def editor(
    asked: Annotated[EditorAsked, Query()], at: ThePage, server: TheServer, workers: TheWorkers
) -> Response:
    """A place to write an instrument in; with the content of the proposal that it revises."""
    return shown(workers, at, _edited, "", ways_of(server, at, asked.revises))


@router.post("/record")
async def drafted(
    request: Request, at: ThePage, server: TheServer, workers: TheWorkers
) -> Response:
    """What was written: checked, tried out, or recorded."""
    said = await form_of(request, QUESTION)
    text, ways = said.get("text", ""), ways_of(server, at, said.get("revises", ""))
    action = said.get("action", "check")
    if action == "propose":
        return await _proposed(at, server, workers, request, (text, ways))
    if action != "record":
        return FromWorkers(workers, True, page_or_error, at, _tried, (text, action, ways))
    try:
        token = said.get("token", "")
        caller = await run_in_threadpool(_came_in, token, server, request, at.visitor)
    except (NotAllowedError, RoleMissingError, TooManyAttemptsError) as error:
        status, sentence = status_of(error), _NOT_LET_IN[type(error)]
        return FromWorkers(
            workers, True, page_or_error, at, _kept_from, (text, status, sentence, ways)
        )
    except RecordingClosedError:
        given = (text, 403, CLOSED, ways)
        return FromWorkers(workers, True, page_or_error, at, _kept_from, given)
    return await _recorded(at, server, workers, caller, (text, ways))


@router.post("/record/faults")
async def faults(request: Request, at: ThePage, workers: TheWorkers) -> Response:
    """What is wrong with a text, for an editor that asks while it is written."""
    from_own_site(request)
    content = await whole(request, QUESTION)
    return FromWorkers(workers, True, _faults, content.decode("utf-8", "replace"))


def _faults(served: Served, text: str) -> Response:
    return as_json(for_editor(checked_text(served.ledger, text)))


def _edited(served: Served, at: PageAsked, text: str, ways: Ways) -> Response:
    if ways.revises:
        text = as_yaml(in_order(proposal_seen(served.proposals, ways.revises)["content"]))
    return _page(at, text, ways)


def _tried(served: Served, at: PageAsked, text: str, action: str, ways: Ways) -> Response:
    found = checked_text(served.ledger, text)
    if found.findings or found.draft is None:
        status = 200 if action == "check" else 422  # of a check faults are the answer
        return _page(at, text, ways, status, findings=found.findings)
    parts: dict[str, Any] = {}
    if action in ("preview", "flips"):
        parts |= preview_of(served, at, found.draft.value)
    if action == "flips":
        parts |= flips_of(served, at, found.draft.value)
    return _page(at, text, ways, outcome=found.word, **parts)


def _kept_from(
    served: Served, at: PageAsked, text: str, status: int, sentence: str, ways: Ways
) -> Response:
    answer = _page(at, text, ways, status, refusal=at.language.text(sentence))
    if status == 401:
        answer.headers["www-authenticate"] = "Bearer"
    return answer


def _page(
    at: PageAsked,
    text: str,
    ways: Ways,
    status: int = 200,
    findings: Sequence[Finding] = (),
    refusal: str = "",
    **parts: Any,
) -> Response:
    nothing = {"outcome": "", "dry": None, "judged": None, "made_by": ""}
    return page(
        "record.html",
        at,
        status=status,
        text=text,
        closed=at.language.text(CLOSED) if ways.closed else "",
        ways=ways,
        kilobytes=at.language.number(QUESTION >> 10),
        acts=_acts(at),
        faults=faults_told(text, findings),
        faults_more=max(0, len(findings) - SHOWN),
        refusal=refusal,
        **{**nothing, **parts},
    )


def _acts(at: PageAsked) -> list[dict[str, str]]:
    text = at.language.text
    return [
        {"address": at.plain(f"/record/{name}"), "title": text(act.title), "says": text(act.says)}
        for name, act in ACTS.items()
    ]


# -- recording ----------------------------------------------------------------------------


def _came_in(token: str, server: Served, request: Request, visitor: Visitor) -> CameIn:
    """Who sends a form, by his session or with a token, if he may record."""
    where = where_from(request)
    if visitor.subject and not token:
        found = visiting(visitor, server, request)
    else:
        entered = server.entry.by_bearer(f"Bearer {token}", where)
        found = CameIn(entered.person, server.entry, where)
    found.must_be(RECORDER)
    return found


async def _proposed(
    at: PageAsked,
    server: Served,
    workers: Askable,
    request: Request,
    given: tuple[str, Ways],
) -> Response:
    """What is written is checked by a worker, and proposed by whoever is logged in."""
    text, ways = given
    if not at.visitor.subject:
        return RedirectResponse(at.plain("/login", to=at.plain("/record")), 303)
    found = await whole_answer(workers, at, _sound, text, ways)
    if found.headers["content-type"] != "application/json":
        return found
    caller = visiting(at.visitor, server, request)
    try:
        name = await run_in_threadpool(_propose, server, caller, bytes(found.body), ways.revises)
    except RefusedError as error:
        told = (text, list(error.faults), ways)
        return FromWorkers(workers, True, page_or_error, at, _refused, told)
    return RedirectResponse(at.plain(name), 303)


def _propose(server: Served, caller: CameIn, content: bytes, revises: str) -> str:
    """Propose an instrument, or revise a proposal by it; the page where it stands."""
    caller.must_be(PROPOSER)
    caller.record_due(server.proposals)
    if revises:
        made = server.proposals.revise(revises, read_json(content), caller.subject)
        caller.tell("revised", proposal=made.id, content=made.digest)
        return f"/proposals/{made.id}"
    found = server.proposals.propose(read_json(content), caller.subject)
    if isinstance(found, Recording):
        return f"/instruments/{found.instrument}"
    caller.tell("proposed", proposal=found.id, content=found.digest)
    return f"/proposals/{found.id}"


async def _recorded(
    at: PageAsked,
    server: Served,
    workers: Askable,
    caller: CameIn,
    given_text: tuple[str, Ways],
) -> Response:
    """What is written is checked by a worker, and recorded whole by the one who writes."""
    text, ways = given_text
    found = await whole_answer(workers, at, _sound, text, ways)
    if found.headers["content-type"] != "application/json":
        return found
    note = server.ledger.clock_note()
    try:
        recording = await run_in_threadpool(record, server, caller, bytes(found.body))
    except RefusedError as error:
        given = (text, list(error.faults), ways)
        return FromWorkers(workers, True, page_or_error, at, _refused, given)
    if note is not None and not recording.already:
        _log.warning("%s: %s", recording.instrument, note)
    address = at.plain(
        "/record/recorded",
        instrument=recording.instrument,
        already="yes" if recording.already else None,
    )
    return RedirectResponse(address, 303)


def _sound(served: Served, at: PageAsked, text: str, ways: Ways) -> Response:
    """The one instrument of a text as JSON, or the page of what is wrong with it."""
    found = checked_text(served.ledger, text)
    if found.findings or found.draft is None:
        return _page(at, text, ways, 422, findings=found.findings)
    return as_json(found.draft.value)


def _refused(
    served: Served, at: PageAsked, text: str, faults: Sequence[Fault], ways: Ways
) -> Response:
    return _page(at, text, ways, 422, findings=with_faults(text, faults))


@router.get("/record/recorded")
async def recorded(
    asked: Annotated[RecordedAsked, Query()], at: ThePage, workers: TheWorkers
) -> Response:
    """What was recorded, and where it stands now."""
    return shown(workers, at, _stands, asked.instrument, bool(asked.already))


def _stands(served: Served, at: PageAsked, name: str, already: bool) -> Response:
    found = served.register.instrument(name, {})
    return page("recorded.html", at, found=found, already=already, note=served.ledger.clock_note())


@router.get("/record/receipt")
async def receipt(
    asked: Annotated[RecordedAsked, Query()], at: ThePage, workers: TheWorkers
) -> Response:
    """The proof that an instrument stands in the log, under its signed head."""
    return shown(workers, at, _proven, asked.instrument)


def _proven(served: Served, at: PageAsked, name: str) -> Response:
    found = served.register.instrument(name, {})
    proof = Proofs(served.ledger, served.key).included(found["log_size"] - 1, found["log_size"])
    headers = {"content-disposition": f'attachment; filename="{name}.tlog-proof"'}
    return Response(proof, headers=headers, media_type="text/plain")


# -- the common acts ----------------------------------------------------------------------


@router.get("/record/{act}")
async def act_form(
    act: ActName,
    asked: Annotated[LicenceAsked, Query()],
    at: ThePage,
    register: TheRegister,
    workers: TheWorkers,
) -> Response:
    """The form of a common act."""
    if act not in ACTS:
        raise HTTPException(404, "there is no such form")
    said = {"licence": asked.licence} if asked.licence else {}
    return shown(workers, at, _form, act, said, register.pinned({}, with_day=True))


@router.post("/record/{act}")
async def act_written(
    act: ActName,
    request: Request,
    at: ThePage,
    server: TheServer,
    register: TheRegister,
    workers: TheWorkers,
) -> Response:
    """The instrument that a form says, in the editor."""
    if act not in ACTS:
        raise HTTPException(404, "there is no such form")
    given = await form_of(request, QUESTION)
    said = {name: given[name].strip() for name in names_asked(act) if given.get(name, "").strip()}
    seen = register.pinned({}, with_day=True)
    return shown(workers, at, _written, act, said, seen, ways_of(server, at))


def _form(
    served: Served,
    at: PageAsked,
    act: str,
    said: Mapping[str, str],
    seen: AskedView,
    faults: Mapping[str, Sequence[str]] | None = None,
) -> Response:
    wrong = dict(faults or {})
    standing, unknown = _standing(served, at, act, said, seen)
    wrong |= unknown
    return page(
        "act.html",
        at,
        status=422 if faults or unknown else 200,
        act=act,
        title=at.language.text(ACTS[act].title),
        says=at.language.text(ACTS[act].says),
        fields=act_fields(act, said, wrong, standing, served, seen, at),
        licence_first=act == "return" and standing is None,
        nothing=act == "return" and standing is not None and not standing.undone,
        said=said,
    )


def _standing(
    served: Served, at: PageAsked, act: str, said: Mapping[str, str], seen: AskedView
) -> tuple[ActsOpen | None, dict[str, list[str]]]:
    """What stands of the licence that is said, or what is wrong with that."""
    if not said.get("licence"):
        return None, {}
    try:
        return standing_of(served, said["licence"], seen, Prose(at, {})), {}
    except QuestionError as error:
        told_beside = beside_fields(error.faults, at)
        return None, {"licence": [text for texts in told_beside.values() for text in texts]}


def _written(
    served: Served, at: PageAsked, act: str, said: Mapping[str, str], seen: AskedView, ways: Ways
) -> Response:
    standing, unknown = _standing(served, at, act, said, seen)
    faults = {**faults_in_form(act, said, standing, at), **unknown}
    if faults:
        return _form(served, at, act, said, seen, faults)
    text = as_yaml(instrument_of(act, said, standing))
    found = checked_text(served.ledger, text)
    made_by = at.language.text(ACTS[act].title)
    return _page(at, text, ways, findings=found.findings, outcome=found.word, made_by=made_by)
