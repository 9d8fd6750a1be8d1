"""What is being done is shown while it is done: on standard error, on a terminal, nowhere else."""

from __future__ import annotations

import json
import os
import pty
import signal
import sqlite3
import subprocess
from contextlib import closing, suppress
from pathlib import Path
from threading import Thread

import pytest
from builders import change, instrument
from running import COMMAND

SHOWN_BEFORE = {
    "impact": "reading the ledger",
    "dossier": "making the dossier",
    "copy": "copying",
}


def lines(folder: Path, database: str) -> dict[str, list[str]]:
    """The commands, each with a file that it writes."""
    draft = folder / "draft.json"
    draft.write_text(
        json.dumps(
            instrument(
                "draft",
                change(
                    "destination_excluded", licence="NL009", from_="2027-01-01", destinations=["US"]
                ),
            )
        )
    )
    source = database.removeprefix("sqlite:///")
    written = str(folder / "written")
    period = ["--from", "2024-02-19", "--until", "2024-02-26"]
    return {
        "impact": ["impact", "--draft", str(draft), "--exhaustive", "-o", f"{written}.csv"],
        "dossier": ["dossier", f"{written}.zip", "--licence", "NL009", *period],
        "copy": ["copy", source, "--database", f"sqlite:///{written}.db"],
    }


def until_shown(process: subprocess.Popen[bytes], terminal: int, wanted: str) -> str:
    """What a terminal shows until something is there; then the process is held."""
    told = ""
    while wanted not in told:
        part = os.read(terminal, 4096).decode()
        assert part, told
        told += part
    process.send_signal(signal.SIGSTOP)
    return told


def drained(terminal: int) -> None:
    """Read a terminal to its end: whoever writes to it never waits."""
    with suppress(OSError):  # how a terminal says that nobody writes to it any more
        while os.read(terminal, 4096):
            pass


def recorded_in(path: Path) -> int:
    """How many records a ledger's file holds by now."""
    if not path.exists():
        return 0
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        try:
            (count,) = connection.execute("SELECT count(*) FROM stored_events").fetchone()
        except sqlite3.Error:
            return 0
    return int(count)


@pytest.mark.parametrize("name", SHOWN_BEFORE)
def test_progress_is_shown_on_a_terminal_before_the_work_is_done(
    name: str, built_in_database: str, tmp_path: Path
) -> None:
    line = lines(tmp_path, built_in_database)[name]
    terminal, other = pty.openpty()
    env = {**os.environ, "LEDGER_DATABASE": built_in_database, "TERM": "xterm", "COLUMNS": "100"}
    process = subprocess.Popen(
        [*COMMAND, *line], env=env, stdout=subprocess.PIPE, stderr=other, stdin=subprocess.DEVNULL
    )
    os.close(other)
    try:
        until_shown(process, terminal, SHOWN_BEFORE[name])
        assert not list(tmp_path.glob("written.[cz]*"))
        whole = recorded_in(Path(built_in_database.removeprefix("sqlite:///")))
        assert recorded_in(tmp_path / "written.db") < whole
    finally:
        process.send_signal(signal.SIGCONT)
    reading = Thread(target=drained, args=(terminal,))
    reading.start()
    told, _ = process.communicate()
    reading.join()
    os.close(terminal)
    assert process.returncode in (0, 1)
    assert SHOWN_BEFORE[name].encode() not in told


@pytest.mark.parametrize("name", SHOWN_BEFORE)
def test_nothing_of_it_is_shown_where_no_terminal_is(
    name: str, built_in_database: str, tmp_path: Path
) -> None:
    line = lines(tmp_path, built_in_database)[name]
    env = {**os.environ, "LEDGER_DATABASE": built_in_database}
    done = subprocess.run([*COMMAND, *line], env=env, capture_output=True, check=False)
    assert done.returncode in (0, 1)
    assert done.stderr == b""
    assert b"\x1b" not in done.stdout
