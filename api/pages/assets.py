"""What pages load: one stylesheet and the programs that spare a reload, under names that change
with what they hold, so that a browser keeps them for good."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Annotated

from fastapi import HTTPException, Response
from fastapi import Path as PathParameter

from ..http.routing import pages

ASSETS = Path(__file__).parent / "static"
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
router = pages()


@cache
def address_of(name: str) -> str:
    """The address of a file of this name."""
    digest = sha256((ASSETS / name).read_bytes()).hexdigest()[:12]
    stem, _, ending = name.rpartition(".")
    return f"/static/{stem}.{digest}.{ending}"


@cache
def _by_address() -> dict[str, Path]:
    return {address_of(path.name).rpartition("/")[2]: path for path in ASSETS.iterdir()}


@router.get("/static/{name}")
async def asset(name: Annotated[str, PathParameter()]) -> Response:
    """A file that pages load."""
    path = _by_address().get(name)
    if path is None:
        raise HTTPException(404, "there is no such file")
    return Response(
        path.read_bytes(),
        media_type=_TYPES[path.suffix],
        headers={"cache-control": "public, max-age=31536000, immutable"},
    )
