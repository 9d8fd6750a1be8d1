"""What changed for a watch, told to addresses that somebody named, when it was recorded.

A server looks at the head of the log while it runs, whoever recorded: it, another server, the
command. One of them tells, once (`projections/watching/telling.py`). Reports are made where other
long questions are answered, one after the other.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import deque
from typing import Any
from urllib.parse import urlencode

from fastapi import Response

from ....domain.faults import LedgerError
from ....projections.watching.reports import ReportBetween
from ....projections.watching.telling import TellingTurns, ToTell
from ...access.notices import Notices
from ...access.trail import From
from ..dependencies import Served
from ..responses import as_json
from ..workers import Askable
from .watches import page_of_report

LOOKED_EVERY = 1.0
"""Seconds between two looks for what was recorded."""
QUESTIONS_TOLD = 100
"""So many questions stand in a notice; the others in the report that it names."""
CHANGED = "watch.changed"
_ANSWERED = 200
_log = logging.getLogger("licence_ledger.watching")


class WatchNotices:
    """Tells what changes for the watches of a ledger, for as long as a server runs."""

    def __init__(self, served: Served, workers: Askable, notices: Notices) -> None:
        self._served = served
        self._workers = workers
        self._notices = notices
        self._turns = TellingTurns(served.watches.watches)

    async def tell(self) -> None:
        """Look, and tell, until it is cancelled; nothing where this server writes nothing."""
        while self._served.ledger.store.writable:
            try:
                await self._look()
            except LedgerError as error:
                _log.warning("what changed for watches cannot be told: %s", error)
            await asyncio.sleep(LOOKED_EVERY)

    async def _look(self) -> None:
        taking = asyncio.ensure_future(asyncio.to_thread(self._turns.taken))
        waiting = deque[ToTell]()
        try:
            waiting.extend(await asyncio.shield(taking))
            while waiting:
                await self._tell(waiting[0])
                waiting.popleft()
        finally:
            if not taking.done():  # the turn is taken, whoever waits for it
                waiting.extend(await taking)
            for one in waiting:
                self._lost(one, "the server ended")

    async def _tell(self, one: ToTell) -> None:
        """One watch's notice, if anything changed for it."""
        today = self._served.ledger.today().isoformat()
        given = (one.watch.name, one.since, one.log_size, today)
        try:
            async with self._workers.asked(changed_for, given, True, patiently=True) as answer:
                body = b"".join([piece async for piece in answer.pieces])
                status = answer.status
        except LedgerError as error:
            self._lost(one, str(error))
            return
        if status != _ANSWERED:
            self._lost(one, str(json.loads(body).get("detail", status)))
        elif body:
            self._notices.send(CHANGED, {"owner": one.watch.owner, **json.loads(body)})

    def _lost(self, one: ToTell, why: str) -> None:
        said = {"watch": one.watch.name, "since_log_size": one.since, "log_size": one.log_size}
        self._served.entry.trail.tell("notice_lost", None, From(), **said, why=why)


def changed_for(served: Served, watch: str, since: int, size: int, day: str) -> Response:
    """What changed for a watch between two sizes of the log, with the address of the whole
    report; empty where nothing did."""
    found = served.watches.report(watch, ReportBetween(since, size, day))
    if not found["changed"]:
        return Response(b"")
    asked: dict[str, Any] = {"since_log_size": since, "log_size": size, "valid_on": day}
    address = f"/v1/watches/{watch}/report?{urlencode(asked)}"
    return as_json({**page_of_report(found, QUESTIONS_TOLD), "report": address})
