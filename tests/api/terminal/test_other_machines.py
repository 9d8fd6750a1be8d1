"""On a full disk nothing is left, and nothing needs a home, a cache or a folder of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from machines import APP, as_nobody, can_be_made, with_a_full_disk
from running import free_port, run

needs_a_machine = pytest.mark.skipif(not can_be_made(), reason="only root makes other machines")
ROW = "date,licence,activity,goods,origin,destination\n2024-02-25,NL009,export,ML10,NL,IL\n"
CHECK = ("check", "--date", "2024-02-25", "--licence", "NL009", "--destination", "IL")


@pytest.fixture
def ledger(tmp_path: Path, built_in_database: str) -> Path:
    """A folder with a ledger's file of its own and its key."""
    folder = tmp_path / "own"
    folder.mkdir()
    shutil.copy(built_in_database.removeprefix("sqlite:///"), folder / "ledger.db")
    assert run("key --origin example.com/ledger", address(folder)).exit_code == 0
    return folder


def address(folder: Path) -> str:
    return f"sqlite:///{folder / 'ledger.db'}"


# -- a full disk -------------------------------------------------------------------------

WRITES = {
    "a receipt": (*CHECK, "--receipt", "OUT/receipt.json"),
    "rows that are judged": ("evaluate", "ROWS", "-o", "OUT/judged.csv"),
    "flips": ("impact", "ROWS", "--from", "now", "--to", "now", "-o", "OUT/flips.csv"),
    "a dossier": ("dossier", "OUT/dossier.zip", "--instrument", "stcrt-2024-5435"),
    "a backup": ("backup", "OUT/copy.db"),
    "a key": ("key", "--key", "OUT/other.key"),
    "a checkpoint kept elsewhere": ("witness", "OUT/witnessed.txt"),
}


@needs_a_machine
@pytest.mark.parametrize("what", WRITES)
def test_on_a_full_disk_nothing_is_left_and_what_stood_there_stands(
    what: str, ledger: Path, tmp_path: Path
) -> None:
    out, rows = tmp_path / "out", tmp_path / "rows.csv"
    out.mkdir()
    rows.write_text(ROW)
    stood = {"judged.csv": b"before", "judged.csv.receipt.json": b"{}", "receipt.json": b"{}"}
    for name, content in stood.items():
        (out / name).write_bytes(content)
    words = [one.replace("OUT", str(out)).replace("ROWS", str(rows)) for one in WRITES[what]]
    status, told, found = with_a_full_disk(out, [*words, "--database", address(ledger)])
    assert status == 1, told
    assert "Traceback" not in told
    assert found == stood


def test_a_full_disk_behind_the_output_is_told(ledger: Path) -> None:
    command = [sys.executable, "-c", APP, "show", "NL009", "--database", address(ledger)]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "No space left" in done.stderr


# -- names that nobody can guess -----------------------------------------------------------


@pytest.mark.parametrize("where", [".judged.csv.part", "judged.csv", "judged.csv.receipt.json"])
def test_a_link_that_somebody_planted_is_not_written_through(
    where: str, ledger: Path, tmp_path: Path
) -> None:
    rows, others = tmp_path / "rows.csv", tmp_path / "others"
    rows.write_text(ROW)
    others.write_text("somebody else's")
    (tmp_path / where).symlink_to(others)
    done = run(f"evaluate {rows} -o {tmp_path / 'judged.csv'}", address(ledger))
    assert done.exit_code == 0, done.output
    assert others.read_text() == "somebody else's"
    assert not (tmp_path / "judged.csv").is_symlink()


@pytest.mark.parametrize(
    "line",
    [
        "check --date 2024-02-25 --licence NL009 --receipt {}",
        "witness {}",
        "dossier {} --instrument stcrt-2024-5435",
        "backup {}",
    ],
)
def test_a_link_in_the_place_is_not_written_through(
    line: str, ledger: Path, tmp_path: Path
) -> None:
    others, place = tmp_path / "others", tmp_path / "place"
    others.write_text("")
    place.symlink_to(others)
    run(line.format(place), address(ledger))
    assert others.read_text() == ""
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def test_what_is_no_file_is_not_replaced(ledger: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    done = run(f"check --date 2024-02-25 --licence NL009 --receipt {pipe}", address(ledger))
    assert done.exit_code == 1
    assert "it is no file" in " ".join(done.stderr.split())
    assert pipe.is_fifo()


def test_two_runs_to_one_place_do_not_mix(ledger: Path, tmp_path: Path) -> None:
    output = tmp_path / "judged.csv"
    running = []
    for number in range(4):
        rows = tmp_path / f"rows-{number}.csv"
        rows.write_text(ROW + ROW.partition("\n")[2] * 200 * number)
        command = [sys.executable, "-c", APP, "evaluate", str(rows), "-o", str(output)]
        running.append(
            subprocess.Popen([*command, "--database", address(ledger)], stdout=subprocess.DEVNULL)
        )
    assert [one.wait() for one in running] == [0] * 4
    receipt = json.loads((tmp_path / "judged.csv.receipt.json").read_text())
    assert receipt["answer"]["output"]["sha256"] == sha256(output.read_bytes()).hexdigest()
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


# -- nothing that may be written, and another user -----------------------------------------

KERNEL = "from licence_ledger.projections.kernel import kernel, machine_code; "
CACHE = "from numba import config; print(machine_code.COMPILED['cache'], config.CACHE_DIR)"


@needs_a_machine
@pytest.mark.parametrize(
    "line",
    [
        "show NL009",
        "check --date 2024-02-25 --licence NL009 --destination IL",
        "evaluate ROWS -o OUT/judged.csv",
        "record --built-in",
        "verify",
        "dossier OUT/dossier.zip --instrument stcrt-2024-5435",
    ],
)
def test_with_a_read_only_root_every_command_works_for_anybody(line: str, ledger: Path) -> None:
    (ledger / "rows.csv").write_text(ROW)
    words = line.replace("ROWS", str(ledger / "rows.csv")).replace("OUT", str(ledger)).split()
    done = as_nobody(APP, *words, "--database", address(ledger), writable=ledger)
    assert done.returncode == 0, done.stdout + done.stderr


SERVED = """
import os, signal, sys, threading, time, urllib.request
def ask():
    for _ in range(1_200):
        try:
            print(urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[3]}/healthz").read().decode())
            break
        except OSError:
            time.sleep(0.05)
    sys.stdout.flush()
    os.kill(os.getpid(), signal.SIGTERM)
threading.Thread(target=ask, daemon=True).start()
"""


@needs_a_machine
def test_with_a_read_only_root_a_server_answers_whoever_runs_it(ledger: Path) -> None:
    words = ("serve", "--port", str(free_port()), "--database", address(ledger))
    done = as_nobody(SERVED + APP, *words, writable=ledger)
    assert '"status":"ok"' in done.stdout, done.stderr


@needs_a_machine
def test_a_ledger_that_may_only_be_read_is_read_by_anybody(ledger: Path) -> None:
    for path in (ledger, *ledger.iterdir()):
        path.chmod(0o755 if path.is_dir() else 0o644)
    done = as_nobody(APP, "show", "NL009", "--database", address(ledger))
    assert done.returncode == 0, done.stdout + done.stderr


def kept_in(done: subprocess.CompletedProcess[str]) -> tuple[str, Path]:
    """Whether machine code is kept, and where the folder for these sources is."""
    is_kept, folder = done.stdout.split()
    return is_kept, Path(folder).parent


@needs_a_machine
def test_machine_code_is_kept_where_that_can_be(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    nowhere = as_nobody(KERNEL + CACHE)
    assert nowhere.stdout.split() == ["False"], nowhere.stderr
    named = as_nobody(KERNEL + CACHE, writable=tmp_path, LEDGER_CACHE=str(tmp_path / "cache"))
    assert kept_in(named) == ("True", tmp_path / "cache"), named.stderr
    passing = as_nobody(KERNEL + CACHE, writable=tmp_path, TMPDIR=str(tmp_path))
    own = tmp_path / "licence-ledger-65534"
    assert kept_in(passing) == ("True", own), passing.stderr
    assert own.stat().st_mode & 0o777 == 0o700
    own.chmod(0o777)
    taken = as_nobody(KERNEL + CACHE, writable=tmp_path, TMPDIR=str(tmp_path))
    assert taken.stdout.split() == ["False"], taken.stderr
