"""Notices: what people do with proposals, and what changes for watches, told to addresses that
somebody named, signed.

Each is one JSON object, sent and signed as Standard Webhooks says: `webhook-id`, the same for every
try, `webhook-timestamp`, and `webhook-signature`, an HMAC-SHA-256 over both and the body. It is
tried again a few times, later each time. What waits for an address is bounded: beyond, and after
the last try, a notice is lost, which the trail says; what it told stands in `/v1/proposals`, or
in a watch's report.
"""

from __future__ import annotations

import hmac
import json
import queue
import secrets
import threading
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from .entry_errors import AccessError
from .trail import From, Trail

DELAYS = (1.0, 5.0, 30.0, 120.0)
"""Seconds after which a notice is sent again: five tries in all."""
WAITING_MOST = 500
"""So many notices wait for one address."""
TOLD = frozenset(("proposed", "revised", "approved", "refused", "withdrawn", "recorded"))
"""What is told."""
_TIMEOUT = 10.0
_SECRET_LEAST = 24
_LOCAL = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice, as it is sent."""

    id: str
    body: bytes


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *given: Any) -> None:
        return None


class Notices:
    """Sends notices from a thread for each address, begun with the first."""

    def __init__(
        self,
        addresses: Sequence[str],
        secret: str,
        trail: Trail,
        now: Callable[[], datetime],
        delays: Sequence[float] = DELAYS,
    ) -> None:
        self._key = signing_key_in(secret)
        self._trail = trail
        self._now = now
        self._delays = delays
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self._waiting = {_sound(one): queue.Queue[Notice](WAITING_MOST) for one in addresses}
        self._threads: list[threading.Thread] = []

    def tell(self, event: str, subject: str, **said: Any) -> None:
        """Let all addresses know that somebody did something, soon; nothing is waited for."""
        if event in TOLD:
            self.send(f"proposal.{event}", {"by": subject, **said})

    def send(self, kind: str, data: Mapping[str, Any]) -> None:
        """Let all addresses know of something, soon; nothing is waited for."""
        moment = self._now().isoformat(timespec="milliseconds")
        body = json.dumps({"type": kind, "timestamp": moment, "data": data})
        notice = Notice(f"msg_{secrets.token_hex(12)}", body.encode())
        self._begin()
        for address, waiting in self._waiting.items():
            try:
                waiting.put_nowait(notice)
            except queue.Full:
                self._lost(address, notice, "too many wait")

    def close(self) -> None:
        """Send nothing more."""
        self._ended.set()
        for thread in self._threads:
            thread.join(_TIMEOUT)

    def _begin(self) -> None:
        with self._lock:
            if not self._threads:
                self._threads = [
                    threading.Thread(target=self._send_all, args=given, daemon=True)
                    for given in self._waiting.items()
                ]
                for thread in self._threads:
                    thread.start()

    def _send_all(self, address: str, waiting: queue.Queue[Notice]) -> None:
        while not self._ended.is_set():
            try:
                notice = waiting.get(timeout=0.5)
            except queue.Empty:
                continue
            if not self._is_sent(address, notice):
                self._lost(address, notice, "nobody took it")

    def _is_sent(self, address: str, notice: Notice) -> bool:
        """Whether somebody took it, at once or when it was sent again."""
        for delay in (*self._delays, None):
            if self._is_taken(address, notice):
                return True
            if delay is None or self._ended.wait(delay):
                break
        return False

    def _is_taken(self, address: str, notice: Notice) -> bool:
        stamp = str(int(self._now().timestamp()))
        headers = {
            "content-type": "application/json",
            "webhook-id": notice.id,
            "webhook-timestamp": stamp,
            "webhook-signature": signature_of(self._key, notice.id, stamp, notice.body),
        }
        request = Request(address, data=notice.body, headers=headers, method="POST")
        try:
            with build_opener(_NoRedirects()).open(request, timeout=_TIMEOUT) as answer:
                return 200 <= int(answer.status) < 300
        except HTTPError as error:
            error.close()
        except (URLError, OSError, ValueError):
            pass
        return False

    def _lost(self, address: str, notice: Notice, why: str) -> None:
        where = urlsplit(address).hostname or ""
        self._trail.tell("notice_lost", None, From(), notice=notice.id, to=where, why=why)


def signature_of(key: bytes, name: str, stamp: str, body: bytes) -> str:
    """What `webhook-signature` holds."""
    said = b".".join((name.encode(), stamp.encode(), body))
    return f"v1,{b64encode(hmac.new(key, said, sha256).digest()).decode()}"


def signing_key_in(secret: str) -> bytes:
    """The key of `whsec_…`; `AccessError` for a text that is none, or a short one."""
    try:
        key = b64decode(secret.removeprefix("whsec_"), validate=True)
    except ValueError:
        key = b""
    if len(key) < _SECRET_LEAST:
        raise AccessError(
            "LEDGER_WEBHOOK_SECRET must be whsec_ and the base64 of at least 24 bytes of chance, "
            "as of `openssl rand -base64 32`"
        )
    return key


def _sound(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL):
        return address
    raise AccessError(f"LEDGER_WEBHOOKS: `{address}` is no https address")
