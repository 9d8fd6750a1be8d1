"""A process that stays: the garbage collector is spared what stays as long."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def settling() -> Iterator[None]:
    """While what stays is loaded, nothing is looked through for garbage: hardly any of it is. A
    start takes an eighth less so."""
    gc.disable()
    try:
        yield
        settle()
    finally:
        gc.enable()


def settle() -> None:
    """Spare the garbage collector what stays for as long as the process does.

    What is read of the log is kept by the thousand, and hardly any of it is ever garbage:
    going through it again and again would cost more than answering or recording.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 50, 100)
