"""A ledger in memory is opened in a process that was made by a fork."""

from __future__ import annotations

import os
import signal
import threading
import time

import pytest
from licence_ledger.projections.storage.sqlite import opening


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has none")
def test_it_waits_for_nothing_that_only_the_first_process_has() -> None:
    """While the fork is made, another thread of the first process opens one."""
    opening.in_memory().close()
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with opening._empty(os.getpid())._alone():
            held.set()
            done.wait(60)

    holds = threading.Thread(target=hold)
    holds.start()
    held.wait(60)
    child = os.fork()
    if child == 0:
        opening.in_memory().close()
        os._exit(7)
    try:
        until = time.monotonic() + 20
        while (found := os.waitpid(child, os.WNOHANG)) == (0, 0) and time.monotonic() < until:
            time.sleep(0.02)
        if found == (0, 0):
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
    finally:
        done.set()
        holds.join()
    assert os.waitstatus_to_exitcode(found[1]) == 7 and found[0] == child
