"""Pages of a ledger that others made or write: an earlier release's file, another process."""

from __future__ import annotations

import json
import lzma
import subprocess
import sys
from pathlib import Path

import pytest
from builders import established, excluded, instrument
from licence_ledger.api.app import create_app
from licence_ledger.api.databases import ledger_at
from reading_pages import read
from starlette.testclient import TestClient

KEPT = Path(__file__).parents[2] / "data" / "release-0.1.0"
OF_EVERY_KIND = (
    *("/", "/check", "/licences", "/licences/NL007", "/licences/NL007/timeline", "/feeds"),
    *("/licences/NL007/destinations", "/licences/NL007/history", "/countries/IL", "/groups"),
    *("/instruments", "/instruments/stcrt-2025-11446", "/instruments/stcrt-2025-11446/effect"),
    *("/requirements", "/policies", "/statements", "/search?q=F-35", "/countries/IL/timeline"),
)


@pytest.fixture(scope="module")
def of_the_first_release(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    path = tmp_path_factory.mktemp("earlier") / "ledger.db"
    path.write_bytes(lzma.decompress((KEPT / "ledger.db.xz").read_bytes()))
    return TestClient(create_app(ledger_at(f"sqlite:///{path}"), None, "x"))


@pytest.mark.parametrize("tag", ["en", "nl"])
@pytest.mark.parametrize("path", OF_EVERY_KIND)
def test_every_kind_of_page_reads_a_ledger_of_the_first_release(
    of_the_first_release: TestClient, path: str, tag: str
) -> None:
    assert read(of_the_first_release, f"/{tag}{path}").headings[0] == 1


def test_a_page_says_the_verdict_that_the_first_release_gave(
    of_the_first_release: TestClient,
) -> None:
    asked = {"date": "2024-02-25", "activity": "export", "goods": "ML10", "origin": "NL",
             "destination": "IL", "programme": "F-35", "licence": "NL009"}  # fmt: skip
    earlier = of_the_first_release.post(
        "/v1/evaluations", json={"transaction": asked, "answer_version": 1}
    ).json()
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    page = read(of_the_first_release, f"/en/check/answer?{query}")
    assert earlier["decided_by"].split("#")[0] in " ".join(page.links)
    assert earlier["verdict"] == "not_covered"
    assert "not covered" in page.text.lower()


def test_what_another_process_records_stands_on_the_next_page_and_on_no_pinned_one(
    tmp_path: Path,
) -> None:
    database = f"sqlite:///{tmp_path / 'ledger.db'}"
    ledger = ledger_at(database)
    for one in (instrument("a", established("NL1")), instrument("b", excluded("TR"))):
        ledger.record(one, "the test")
    client = TestClient(create_app(ledger, None, "x"))
    size = client.get("/v1/instruments/b").json()["log_size"]
    pinned = f"/en/licences/NL1?valid_on=2020-01-01&log_size={size}"
    before = client.get(pinned).text
    (tmp_path / "c.json").write_text(json.dumps(instrument("c", excluded("IL"))))
    command = "from licence_ledger.api.terminal.cli import app; app()"
    recorded = subprocess.run(
        [sys.executable, "-c", command, "record", str(tmp_path / "c.json"), "--by", "another",
         "--database", database],
        capture_output=True,
        timeout=120,
    )  # fmt: skip
    assert recorded.returncode == 0, recorded.stderr
    assert "Israel" in read(client, "/en/licences/NL1?valid_on=2020-01-01").text
    assert client.get(pinned).text == before
    assert "Israel" not in before.partition("<main")[2]
