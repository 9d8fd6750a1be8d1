"""An answer that would rest on a damaged file is 503, with what to do; the command ends with 1."""

from __future__ import annotations

import random
import shutil
import sqlite3
from pathlib import Path

import pytest
from builders import Case, without_triggers
from licence_ledger.api.app import create_app
from running import run
from starlette.testclient import TestClient
from tamperings import change_an_index_row, ledger_with_all

QUESTION = {
    "transaction": {
        "date": "2024-02-25",
        "licence": "NL1",
        "activity": "export",
        "goods": "ML2",
        "destination": "IL",
    }
}


@pytest.fixture(name="path")
def _path(tmp_path: Path) -> Path:
    ledger_with_all(tmp_path / "a.db")
    return tmp_path / "a.db"


def entry_removed(path: Path) -> None:
    """The entry that leads to the exclusion of Israel, taken out of SQLite's own index."""
    whole = path.read_bytes()
    for seed in range(5_000):
        if "removed ('licence/NL1', 2," in change_an_index_row(path, random.Random(seed)):
            return
        path.write_bytes(whole)
    pytest.fail("there is no such entry")


def test_an_entry_removed_from_the_records_own_index_makes_no_licence_cover_more(
    path: Path,
) -> None:
    right = Case(database=str(path))
    assert (
        TestClient(create_app(right.ledger, None, "x"))
        .post("/v1/evaluations", json=QUESTION)
        .json()["reason"]
        == "excluded"
    )
    right.ledger.close()
    entry_removed(path)
    client = TestClient(create_app(Case(database=str(path)).ledger, None, "x"))
    answer = client.post("/v1/evaluations", json=QUESTION)
    assert answer.status_code == 503
    said = answer.json()
    assert said["type"] == "/problems#ledger-file"
    assert "licence-ledger verify" in said["detail"]
    assert "licence-ledger rebuild" in said["detail"]
    assert client.get("/v1/licences/NL2").status_code == 200


def test_the_commands_say_what_is_wrong_and_mend_it(path: Path) -> None:
    own, asked = f"sqlite:///{path}", "show NL1 --valid-on 2024-02-25"
    right = run(asked, own)
    assert right.exit_code == 0
    entry_removed(path)
    refused = run(asked, own)
    assert refused.exit_code == 1
    assert "licence-ledger rebuild" in refused.output
    verified = run("verify", own)
    assert verified.exit_code == 1
    assert "licence/NL1 2: record" in verified.output
    assert run("rebuild", own).exit_code == 0
    assert run("verify", own).exit_code == 0
    assert run(asked, own).output == right.output


def test_the_command_says_what_it_mended_and_what_it_cannot(path: Path) -> None:
    own = f"sqlite:///{path}"
    whole = Path(shutil.copy(path, path.with_name("whole.db")))
    with without_triggers(path) as opened:
        opened.execute("DELETE FROM map_parts WHERE number = 10")
    opened.close()
    mended = run("rebuild", own)
    assert mended.exit_code == 0
    assert "mended: record 9" in mended.output
    with without_triggers(whole) as opened:
        opened.execute("UPDATE stored_events SET state = x'00' WHERE rowid = 9")
    opened.close()
    refused = run("rebuild", f"sqlite:///{whole}")
    assert refused.exit_code == 1
    assert "record 8" in refused.output
    assert "restore the ledger from a backup" in refused.output
    with sqlite3.connect(whole) as opened:
        assert opened.execute("SELECT count(*) FROM map_parts").fetchone()[0] > 10
    opened.close()
