"""What another thread does in the very moment in which this one reads."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from builders import change
from licence_ledger import domain

CONTROL_LIST = (
    change("control_list_adopted", list="annex-i", title="Annex I", from_="2010"),
    change(
        "item_listed",
        list="annex-i",
        items=[{"code": code, "title": "It"} for code in ("5A002", "5A002.a", "7A103")],
        from_="2010",
    ),
)
"""A control list with three items, to be read by many."""

_DOMAIN = str(Path(domain.__path__[0]))
_SELDOM, _LONGEST = 0.002, 0.0005
"""How likely a thread is to be interrupted at a step, and for how many seconds at the most."""


def interrupted_anywhere(act: Callable[[], None]) -> Callable[[], None]:
    """An act, to be done in a thread of its own, that is interrupted now and then while the domain
    is at work, in the middle of a line too, for as long as others need to go far."""

    def step(_: FrameType, event: str, __: Any) -> Any:
        if event == "opcode" and random.random() < _SELDOM:
            time.sleep(random.random() * _LONGEST)
        return step

    def called(frame: FrameType, _: str, __: Any) -> Any:
        if not frame.f_code.co_filename.startswith(_DOMAIN):
            return None
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        return step

    def done() -> None:
        sys.settrace(called)
        try:
            act()
        finally:
            sys.settrace(None)

    return done


class KeptBesideOthers(dict[Any, Any]):
    """What is kept, as a thread finds it that is interrupted right after each miss, and right after
    each time it puts something: then another one does `act`, once for each."""

    def __init__(self, act: Callable[[], object]) -> None:
        super().__init__()
        self.interrupted = 0
        self._act = act
        self._is_other = False

    def _interrupt(self) -> None:
        if not self._is_other:
            self._is_other = True
            try:
                self._act()
            finally:
                self._is_other = False
            self.interrupted += 1

    def get(self, key: Any, default: Any = None) -> Any:
        found = super().get(key, default)
        if not super().__contains__(key):
            self._interrupt()
        return found

    def __contains__(self, key: object) -> bool:
        found = super().__contains__(key)
        if not found:
            self._interrupt()
        return found

    def __missing__(self, key: Any) -> Any:
        self._interrupt()
        raise KeyError(key)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(key, value)
        self._interrupt()
