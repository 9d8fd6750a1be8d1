"""A server that has much to do answers what is short; how fast is measured in `make test-long`."""

from __future__ import annotations

import time
from pathlib import Path
from shutil import copy

from running import serving
from under_load import ASKED, Load, times_of


def test_what_is_short_is_answered_before_what_is_long(
    built_in_database: str, tmp_path: Path
) -> None:
    path = tmp_path / "ledger.db"
    built_in = built_in_database.removeprefix("sqlite:///")
    copy(built_in, path)
    if Path(f"{built_in}.key").exists():  # another test that shares it may have signed
        copy(f"{built_in}.key", f"{path}.key")
    load = Load(impacts=1, lines=1_500, dossiers=1, stalled=4, streams=40)
    with serving("", f"sqlite:///{path}") as url, load.on(url) as waiting:
        for asked in ASKED:
            assert len(times_of(url, asked, time.monotonic() + 60, most=20)) == 20
        assert any(one.is_alive() for one in waiting)
    assert load.answered == [200, 200]
