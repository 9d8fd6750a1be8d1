"""A file that lies at an address of the web, brought near for as long as it is read."""

from __future__ import annotations

import re
import shutil
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from urllib.error import URLError
from urllib.parse import unquote, urlsplit

from ...texts import FileError
from ..files_found import BY_MAPPING

_SECONDS = 60
_ENDINGS = {
    "text/csv": ".csv",
    "application/x-ndjson": ".ndjson",
    "application/vnd.apache.parquet": ".parquet",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
}
_UNSAFE = re.compile(r"[^\w.-]+")


@contextmanager
def near_at_hand(pattern: str) -> Iterator[str]:
    """What a path or pattern names, as it is; of an `http(s)` address the file that lies there,
    under its own name, and only as long as it is needed. `FileError` where it cannot be had."""
    if not pattern.startswith(("http://", "https://")):
        yield pattern
        return
    with tempfile.TemporaryDirectory(prefix="licence-ledger-near-") as folder:
        yield str(_fetched(pattern, Path(folder)))


def _fetched(address: str, folder: Path) -> Path:
    asked = urllib.request.Request(address, headers={"accept": ", ".join(_ENDINGS) + ", */*"})
    try:
        with urllib.request.urlopen(asked, timeout=_SECONDS) as answer:
            path = folder / _name(address, answer.headers)
            with path.open("xb") as file:
                shutil.copyfileobj(answer, file)
            said = answer.headers.get("content-length")
            if said and said.isdecimal() and path.stat().st_size != int(said):
                raise FileError(f"{address} did not come to its end; try again")
    except (URLError, OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise FileError(f"{address} cannot be fetched: {reason}") from error
    return path


def _name(address: str, headers: object) -> str:
    """The name of a file, by what the answer calls it, else by its address; with an ending that
    tells its format."""
    called = headers.get_filename()  # type: ignore[attr-defined]
    last = called or unquote(PurePosixPath(urlsplit(address).path).name) or "shipments"
    name = _UNSAFE.sub("-", last).strip(".-") or "shipments"
    if Path(name).suffix.lower() in BY_MAPPING:
        return name
    return name + _ENDINGS.get(headers.get_content_type(), "")  # type: ignore[attr-defined]
