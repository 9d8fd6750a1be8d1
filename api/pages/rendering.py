"""Pages from their templates: what is put in is text, whatever it looks like."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

_TEMPLATES = Path(__file__).parent / "templates"
_STYLE = (_TEMPLATES / "style.css").read_text(encoding="utf-8")
_STYLE_HASH = b64encode(sha256(_STYLE.encode()).digest()).decode()

POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""A page loads nothing and runs nothing; its one style is known by its hash (CSP 3, §8.4)."""

_environment = Environment(
    loader=FileSystemLoader(_TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
_environment.globals["style"] = Markup(_STYLE)


def page(template: str, **parts: Any) -> HTMLResponse:
    """A page from its template; parts are put in as text, but for `Markup`."""
    text = _environment.get_template(template).render(**parts)
    return HTMLResponse(text, headers={"content-security-policy": POLICY})
