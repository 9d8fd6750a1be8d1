"""The trail: who recorded, approved, or was refused to enter, when and from where.

One JSON object a line, in a file that `LEDGER_TRAIL` names, or through the log of the program.
What a person enters with, a token or a session, is never in it.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from .entry_errors import AccessError

_log = logging.getLogger("licence_ledger.trail")


class From(NamedTuple):
    """Where a request comes from: the client's address, and the id that the request has."""

    client: str = ""
    request_id: str = ""


class Trail:
    """Where it is written; `file` None is the program's log."""

    def __init__(self, file: Path | None = None, now: Callable[[], datetime] | None = None) -> None:
        self._now = now or (lambda: datetime.now(UTC))
        self._file: int | None = None
        if file is not None:
            try:
                flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
                self._file = os.open(file, flags, 0o600)
            except OSError as error:
                raise AccessError(f"{file}: {error.strerror or error}") from error

    def tell(self, event: str, subject: str | None, where: From, **said: Any) -> None:
        """Write that somebody (None: nobody knows who) did something."""
        line = {
            "at": self._now().isoformat(timespec="milliseconds"),
            "event": event,
            "subject": subject,
            "client": where.client,
            "request_id": where.request_id,
            **said,
        }
        text = json.dumps(line, ensure_ascii=True)
        if self._file is None:
            _log.info("%s", text)
        else:
            os.write(self._file, f"{text}\n".encode())  # one write appends one line whole
