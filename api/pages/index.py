"""The plain pages: an index of what there is, and the kinds of problem."""

from __future__ import annotations

from html import escape
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from ..http.dependencies import TheRegister
from ..http.problems import PROBLEMS

router = APIRouter(include_in_schema=False)
_TEMPLATES = Path(__file__).parent / "templates"


def page(template: str, **parts: str) -> HTMLResponse:
    """A page from its template, with its parts put in as they are."""
    text = (_TEMPLATES / template).read_text(encoding="utf-8")
    for name, part in parts.items():
        text = text.replace(f"{{{{ {name} }}}}", part)
    return HTMLResponse(text)


@router.get("/")
async def index(request: Request, register: TheRegister) -> HTMLResponse:
    """What is here, and the licences as they stand today."""
    answer = register.licences({}, limit=1_000)
    rows = "\n".join(
        f'<tr><td><a href="/licences/{escape(one["licence"])}">{escape(one["licence"])}</a></td>'
        f"<td>{escape(one['title'] or '')}</td><td>{escape(one['status'].replace('_', ' '))}</td>"
        f'<td><a href="/v1/licences/{escape(one["licence"])}">JSON</a></td></tr>'
        for one in answer["licences"]
    )
    viewpoint = answer["viewpoint"]
    return page(
        "index.html",
        licences=rows or '<tr><td colspan="4">none is recorded yet</td></tr>',
        base=escape(str(request.base_url).rstrip("/")),
        day=viewpoint["valid_on"],
        log_size=str(viewpoint["log_size"]),
        root_hash=viewpoint["root_hash"],
    )


@router.get("/problems")
async def problems() -> HTMLResponse:
    """The kinds of problem that an answer's `type` can name."""
    rows = "\n".join(
        f'<tr id="{name}"><td><code>{name}</code></td><td>{status}</td>'
        f"<td>{escape((error.__doc__ or '').strip())}</td></tr>"
        for name, (status, error) in PROBLEMS.items()
    )
    return page("problems.html", problems=rows)
