"""A file of shipments: uploaded, its columns told, judged, and what came of it taken away."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Annotated, Any

from fastapi import Query, Request, Response
from fastapi.responses import FileResponse, RedirectResponse
from pydantic import BaseModel, ConfigDict

from ....domain.faults import Fault, QuestionError
from ....domain.vocabulary.bounds import QUESTION
from ...batch.evaluating import receipt_beside
from ...batch.looking.first_look import FirstLook, first_look
from ...http.dependencies import Served, TheWorkers
from ...http.problems import BusyError, TooLargeError, status_of
from ...http.routing import pages
from ...http.workers import Askable, FromWorkers
from ...texts import FileError
from ..asking import PageAsked, ThePage
from ..downloads import shown_as_png
from ..errors import beside_fields, page_or_error, shown
from ..filing.judging import (
    SUMMARY,
    impact_of,
    judging_of,
    made_path,
    named_in,
    without_path,
    workbook_path,
)
from ..filing.mapping import Mapped, as_guessed, as_said, fields_mapped, wrongly_mapped
from ..filing.plots import plots_of
from ..filing.receiving import received
from ..filing.sending import SentInPieces
from ..filing.understood import fields_understood, mapping_of_upload, understand
from ..filing.uploads import KEPT, LONGEST, ROWS_MOST, UPLOAD_MOST, TheUploads, Upload, Uploads
from ..posting import form_of, whole_answer
from ..prose import Prose
from ..rendering import page, page_in_pieces
from ..terms import marked

router = pages()

_TYPES = {
    ".csv": "text/csv",
    ".json": "application/json",
    ".parquet": "application/vnd.apache.parquet",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_NDJSON = "application/x-ndjson"
_GONE = marked("This file is not here any more. Upload it again.")
_DELETED = marked("The file and all that was made of it is deleted.")


class InstrumentAsked(BaseModel):
    """The instrument whose effect on a file is asked."""

    model_config = ConfigDict(extra="forbid")
    instrument: str = ""


class FileAsked(InstrumentAsked):
    """A file that was uploaded, by its key."""

    file: str = ""


class PlotAsked(FileAsked):
    """A plot of what came of a file."""

    plot: str = "time"


class MadeAsked(FileAsked):
    """What was made of a file."""

    what: str = "judged"


TheInstrument = Annotated[InstrumentAsked, Query()]
TheFile = Annotated[FileAsked, Query()]


# -- the file -----------------------------------------------------------------------------


@router.get("/files")
async def files(asked: TheInstrument, at: ThePage, workers: TheWorkers) -> Response:
    """A place to send a file from."""
    return shown(workers, at, _begin, asked.instrument)


@router.post("/files")
async def upload(
    request: Request, at: ThePage, workers: TheWorkers, uploads: TheUploads
) -> Response:
    """A file, taken in and looked at."""
    try:
        found, said = await received(request, uploads)
    except (QuestionError, TooLargeError, BusyError) as error:
        return shown(workers, at, _begin, "", [str(error)], status_of(error))
    answer = await whole_answer(workers, at, _looked, found, said.get("instrument", ""))
    if answer.status_code >= 400:
        uploads.forget(found.key)
    return answer


def _begin(
    served: Served,
    at: PageAsked,
    instrument: str,
    faults: Sequence[str] = (),
    status: int = 200,
    told: str = "",
) -> Response:
    found = served.register.instrument(instrument, {}) if instrument else None
    return page(
        "files.html",
        at,
        status=status,
        about=found,
        faults=faults,
        told=at.language.text(told) if told else "",
        **_bounds(at),
    )


def _bounds(at: PageAsked) -> dict[str, Any]:
    number = at.language.number
    return {
        "megabytes": number(UPLOAD_MOST >> 20),
        "rows_most": number(ROWS_MOST),
        "minutes": number(KEPT // 60),
        "longest": number(LONGEST // 60),
    }


def _looked(served: Served, at: PageAsked, found: Upload, instrument: str) -> Response:
    """Where its columns are told; or what is wrong with the file."""
    try:
        is_open = understand(found, ROWS_MOST)
    except (FileError, QuestionError) as error:
        return _begin(served, at, instrument, [without_path(str(error), found)], 422)
    if is_open:
        todo = f"licence-ledger prepare {found.name}"
        told = [f"what this file means is not certain; answer it with the command {todo}", *is_open]
        return _begin(served, at, instrument, told, 422)
    fields = {"file": found.key, "instrument": instrument}
    return RedirectResponse(at.plain("/files/columns", **fields), 303)


# -- its columns --------------------------------------------------------------------------


@router.get("/files/columns")
async def columns(
    asked: TheFile, at: ThePage, workers: TheWorkers, uploads: TheUploads
) -> Response:
    """Which column is which field, as far as their names tell."""
    found = uploads.found(asked.file)
    if found is None:
        return shown(workers, at, _begin, asked.instrument, [at.language.text(_GONE)], 404)
    return FromWorkers(workers, True, page_or_error, at, _columns, (found, asked.instrument))


def _columns(served: Served, at: PageAsked, found: Upload, instrument: str) -> Response:
    if mapping := mapping_of_upload(found):
        return page(
            "understood.html",
            at,
            file=found.key,
            name=found.name,
            about=served.register.instrument(instrument, {}) if instrument else None,
            fields=fields_understood(mapping, at),
            known_on="",
            **_bounds(at),
        )
    look = first_look(found.path, ROWS_MOST)
    return _mapped(served, at, found, instrument, look, as_guessed(look), {})


def _mapped(
    served: Served,
    at: PageAsked,
    found: Upload,
    instrument: str,
    look: FirstLook,
    mapped: Mapped,
    faults: Mapping[str, Sequence[str]],
) -> Response:
    fields = fields_mapped(mapped, look, faults, at)
    names = {one.name for one in fields}
    return page(
        "columns.html",
        at,
        status=422 if faults else 200,
        file=found.key,
        name=found.name,
        about=served.register.instrument(instrument, {}) if instrument else None,
        look=look,
        fields=fields,
        known_on=mapped.known_on,
        general=[text for name, texts in faults.items() if name not in names for text in texts],
        **_bounds(at),
    )


# -- judging ------------------------------------------------------------------------------


@router.post("/files/judge")
async def judge(
    request: Request, at: ThePage, workers: TheWorkers, uploads: TheUploads
) -> Response:
    """The file judged, told while it is, and then what came of it."""
    said = await form_of(request, QUESTION)
    instrument = said.get("instrument", "")
    found = uploads.found(said.get("file", ""))
    if found is None:
        return shown(workers, at, _begin, instrument, [at.language.text(_GONE)], 404)
    return SentInPieces(workers, at, _judged, found, as_said(said), instrument)


def _judged(
    served: Served, at: PageAsked, found: Upload, mapped: Mapped, instrument: str
) -> Response | Iterator[bytes]:
    fields = {"file": found.key, "instrument": instrument}
    at = at.elsewhere("/files/columns", **fields)
    look = mapping_of_upload(found) or first_look(found.path, ROWS_MOST)
    if isinstance(look, FirstLook) and (faults := wrongly_mapped(mapped, look, at)):
        return _mapped(served, at, found, instrument, look, mapped, faults)
    try:
        if instrument:
            work = impact_of(served, found, look, mapped, instrument)
        else:
            work = judging_of(served, found, look, mapped, at.tag)
    except QuestionError as error:
        if not isinstance(look, FirstLook):
            return _begin(served, at, instrument, [without_path(str(error), found)], 422)
        told = [
            Fault(one.code, one.pointer, without_path(one.detail, found)) for one in error.faults
        ]
        wrong = beside_fields(told, at)
        return _mapped(served, at, found, instrument, look, mapped, wrong)
    say = Prose(at, work.named)
    about = served.register.instrument(instrument, {}) if instrument else None
    at = at.elsewhere("/files/result", file=found.key)
    parts = {"work": work, "plots": lambda summary: plots_of(summary, say), **_bounds(at)}
    return page_in_pieces(
        "judging.html",
        at,
        work.named,
        "</li>\n",
        file=found.key,
        name=found.name,
        about=about,
        **parts,
    )


@router.get("/files/result")
async def result(asked: TheFile, at: ThePage, workers: TheWorkers, uploads: TheUploads) -> Response:
    """What came of a file, as long as it is kept."""
    found = uploads.found(asked.file)
    if found is None or not (found.made / SUMMARY).is_file():
        return shown(workers, at, _begin, "", [at.language.text(_GONE)], 404)
    return shown(workers, at, _result, found)


def _result(served: Served, at: PageAsked, found: Upload) -> Response:
    summary = json.loads((found.made / SUMMARY).read_text(encoding="utf-8"))
    named = named_in(served, summary)
    about = None
    if summary["impact"]:
        about = served.register.instrument(summary["impact"]["instrument"], {})
    return page(
        "result.html",
        at,
        named,
        file=found.key,
        name=found.name,
        about=about,
        summary=summary,
        plots=lambda one: plots_of(one, Prose(at, named)),
        **_bounds(at),
    )


# -- taking it away -----------------------------------------------------------------------


@router.get("/files/plot.svg")
async def plot_as_svg(
    asked: Annotated[PlotAsked, Query()], at: ThePage, workers: TheWorkers, uploads: TheUploads
) -> Response:
    """A plot of what came of a file, as long as that is kept."""
    return _plot_shown(shown, asked, at, workers, uploads)


@router.get("/files/plot.png")
async def plot_as_png(
    asked: Annotated[PlotAsked, Query()], at: ThePage, workers: TheWorkers, uploads: TheUploads
) -> Response:
    """The same as PNG."""
    return _plot_shown(shown_as_png, asked, at, workers, uploads)


def _plot_shown(
    how: Callable[..., Response],
    asked: PlotAsked,
    at: PageAsked,
    workers: Askable,
    uploads: Uploads,
) -> Response:
    found = uploads.found(asked.file)
    if found is None or not (found.made / SUMMARY).is_file():
        return shown(workers, at, _begin, "", [at.language.text(_GONE)], 404)
    return how(workers, at, _plot, found, asked.plot)


def _plot(served: Served, at: PageAsked, found: Upload, name: str) -> Response:
    summary = json.loads((found.made / SUMMARY).read_text(encoding="utf-8"))
    for one in plots_of(summary, Prose(at, named_in(served, summary))):
        if one.name == name:
            headers = {"cache-control": "no-store"}
            return Response(str(one.svg), headers=headers, media_type="image/svg+xml")
    raise QuestionError([Fault("malformed", "/plot", f"there is no plot {name!r} of this file")])


@router.get("/files/made")
async def made_of_it(
    asked: Annotated[MadeAsked, Query()], at: ThePage, workers: TheWorkers, uploads: TheUploads
) -> Response:
    """What was made of a file, to be downloaded."""
    found = uploads.found(asked.file)
    path = _path(found, asked.what) if found else None
    if found is None or path is None or not path.is_file():
        return shown(workers, at, _begin, "", [at.language.text(_GONE)], 404)
    media = "application/json" if asked.what == "receipt" else _TYPES.get(path.suffix, _NDJSON)
    ending = f"{found.path.suffix}.receipt.json" if asked.what == "receipt" else path.suffix
    name = f"{asked.what}-{found.path.stem}{ending}"
    headers = {"cache-control": "no-store"}
    return FileResponse(path, media_type=media, filename=name, headers=headers)


def _path(found: Upload, what: str) -> Any:
    made_there = {name: made_path(found, name) for name in ("judged", "flipped")}
    made_there["workbook"] = workbook_path(found)
    made_there["receipt"] = receipt_beside(made_there["judged"])
    return made_there.get(what)


@router.post("/files/delete")
async def delete(
    request: Request, at: ThePage, workers: TheWorkers, uploads: TheUploads
) -> Response:
    """A file deleted at once, with what was made of it."""
    said = await form_of(request, QUESTION)
    uploads.forget(said.get("file", ""))
    return shown(workers, at.elsewhere("/files"), _begin, "", (), 200, _DELETED)
