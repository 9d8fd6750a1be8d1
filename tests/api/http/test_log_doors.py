"""The log over HTTP and in the terminal: checkpoints, proofs, mirrors, witnesses, keys."""

from __future__ import annotations

import http.client
import io
import json
import re
import shutil
import socket
import sqlite3
import stat
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from authority import Authority, answering
from builders import Case, established, excluded, instrument, without_triggers
from dossier_cases import run_verifier
from licence_ledger.api.app import create_app
from licence_ledger.api.terminal.cli import app as command
from licence_ledger.domain.proof.checkpoint import opened, read_key
from licence_ledger.domain.proof.tlog_proof import read_tlog_proof
from licence_ledger.domain.proof.tree import is_consistent, is_included, leaf_hash
from licence_ledger.projections.dossier import verifier as bag_reader
from licence_ledger.projections.dossier.verifier_archive import verifier_hash
from licence_ledger.projections.proof import timestamps
from licence_ledger.projections.proof.keys import KeyFileError, SigningKey, opened_key
from licence_ledger.projections.proof.timestamps import TimestampError
from licence_ledger.projections.proof.verification import verify_records
from running import COMMAND, serving
from starlette.testclient import TestClient
from typer.testing import CliRunner, Result

KEY = SigningKey("example.com/log", bytes(range(32)))


def case() -> Case:
    return Case(
        instrument("a", established("NL1"), established("NL2")),
        *(instrument(f"x{n}", excluded("IL", "TR")) for n in range(5)),
    )


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(create_app(case().ledger, None, "x", KEY))


# -- over HTTP -------------------------------------------------------------------------


def test_the_checkpoint_is_signed_and_says_what_every_answer_says(client: TestClient) -> None:
    answer = client.get("/v1/log/checkpoint")
    assert answer.headers["content-type"].startswith("text/plain")
    found = opened(answer.text, [KEY.verifier])
    viewpoint = client.get("/v1/licences").json()["viewpoint"]
    assert (found.size, found.root.hex()) == (viewpoint["log_size"], viewpoint["root_hash"])
    assert opened(client.get("/v1/log/checkpoint?log_size=3").text, [KEY.verifier]).size == 3
    assert client.get("/v1/log/checkpoint?log_size=3").text != answer.text


def test_every_record_is_proved_at_every_size(client: TestClient) -> None:
    lines = client.get("/v1/log/records").content.splitlines()
    for size in range(3, len(lines) + 1, 2):
        for position in range(size):
            url = f"/v1/log/proofs/inclusion?position={position}&log_size={size}"
            said = client.get(url).json()
            root = bytes.fromhex(said["root_hash"])
            hashes = [bytes.fromhex(one) for one in said["hashes"]]
            assert is_included(leaf_hash(lines[position]), position, size, hashes, root)
            proof = read_tlog_proof(client.get(url, headers={"accept": "text/plain"}).text)
            assert list(proof.hashes) == hashes
            assert opened(proof.checkpoint, [KEY.verifier]).root == root


def test_the_log_is_shown_to_have_only_grown(client: TestClient) -> None:
    for first in (3, 5, 13):
        said = client.get(f"/v1/log/proofs/consistency?from={first}").json()
        hashes = [bytes.fromhex(one) for one in said["hashes"]]
        roots = (bytes.fromhex(said["from_root"]), bytes.fromhex(said["to_root"]))
        assert is_consistent(first, said["to"], *roots, hashes)


def test_pages_of_records_are_the_whole_log(client: TestClient) -> None:
    whole = client.get("/v1/log/records").content
    found, after = b"", 0
    while page := client.get(f"/v1/log/records?limit=4&after={after}").content:
        found += page
        after += page.count(b"\n")
    assert found == whole
    assert client.get("/v1/log/records?log_size=5").content.count(b"\n") == 5


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("/v1/log/checkpoint?log_size=99", "beyond_log"),
        ("/v1/log/checkpoint?log_size=4", "inside_instrument"),
        ("/v1/log/checkpoint?log_size=x", "malformed"),
        ("/v1/log/proofs/inclusion?position=13", "beyond_log"),
        ("/v1/log/proofs/inclusion", "missing"),
        ("/v1/log/proofs/consistency?from=99", "malformed"),
        ("/v1/log/proofs/consistency?from=5&to=3", "malformed"),
        ("/v1/log/records?colour=red", "unknown_field"),
        ("/v1/log/stream?after=99", "beyond_log"),
    ],
)
def test_what_cannot_be_proved_is_a_clear_error(client: TestClient, url: str, code: str) -> None:
    answer = client.get(url)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, code)


def test_a_dossier_comes_over_http(client: TestClient) -> None:
    question = {"licence": "NL1", "from": "2020-01-01", "until": "2020-02-01", "log_size": 5}
    answer = client.post("/v1/dossiers", json=question)
    assert answer.headers["content-type"] == "application/zip"
    assert client.post("/v1/dossiers", json=question).content == answer.content
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        said = json.loads(archive.read("dossier/data/answer.json"))
    assert said["viewpoint"]["log_size"] == 5
    for body, status in (({"licence": "NL9", "from": "2020-01-01", "until": "2020-02-01"}, 404),
                         ({"log_size": "5"}, 422), ([], 422)):  # fmt: skip
        assert client.post("/v1/dossiers", json=body).status_code == status


ODD_BUT_SOUND = (
    {"licence": "NL1", "from": "0001-01-01", "until": "9999-12-31", "known_on": "2030-01-01"},
    {"transaction": {"date": "0001-01-01", "licence": "NL1"}},
    {"transaction": {"date": "9999-12-31"}, "log_size": 5},
    {"transaction": {"date": "2020-01-01", "programme": "a`b`; the nearest known is `c`" * 6}},
    {"transaction": {"date": "2020-01-01", "goods": "ML9", "exporter": "<script>\u202e\u2028 \n"}},
    {"instrument": "a", "log_size": 3, "known_on": "2000-01-01"},
)


@pytest.mark.parametrize("question", ODD_BUT_SOUND)
def test_an_odd_question_that_is_sound_has_a_dossier_that_holds(
    question: dict[str, object], client: TestClient, tmp_path: Path
) -> None:
    answer = client.post("/v1/dossiers", json=question)
    assert answer.status_code == 200
    (tmp_path / "d.zip").write_bytes(answer.content)
    assert bag_reader.main([str(tmp_path / "d.zip"), "--key", KEY.verifier.print()]) == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff",
        b"[" * 99_999,
        b"NaN",
        b'{"a":1,"a":1}',
        b"null",
        b'{"\\ud800":1}',
        b'{"instrument":"\\ud800"}',
        b'{"instrument":{}}',
        b'{"instrument":"a","log_size":1e3}',
        b'{"instrument":"a","log_size":true}',
        b'{"instrument":"a","log_size":99999999999999999999999}',
        b'{"instrument":"a","known_on":5}',
        b'{"instrument":"a","root_hash":"x"}',
        b'{"transaction":null}',
        b'{"transaction":{"date":"2020-01-01"},"from":"x"}',
    ],
)
def test_a_faulty_question_for_a_dossier_is_a_clear_error(body: bytes, client: TestClient) -> None:
    answer = client.post("/v1/dossiers", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in (404, 422)
    assert answer.json()["detail"]
    assert "a int" not in answer.text


# -- as it is recorded -------------------------------------------------------------------


def events(host: str, last: str) -> Iterator[dict[str, object]]:
    """The events of a connection after one, until it is closed."""
    connection = http.client.HTTPConnection(host, timeout=20)
    headers = {"Last-Event-ID": last}
    connection.request("GET", "/v1/log/stream", headers=headers)
    answer = connection.getresponse()
    event_id = ""
    try:
        for line in answer:
            if line.startswith(b"id: "):
                event_id = line[4:].strip().decode()
            elif line.startswith(b"data: "):
                said = json.loads(line[6:])
                assert event_id == str(said["log_size"])
                yield said
    finally:
        connection.close()


def test_nothing_is_lost_or_doubled_over_reconnections(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'a.db'}"
    own = Case(instrument("a", established()), database=str(tmp_path / "a.db"))
    with serving("--empty", database) as url:
        host = url.removeprefix("http://")

        def record() -> None:
            for number in range(30):
                own.record(instrument(f"x{number}", excluded("IL")))

        writer = threading.Thread(target=record)
        seen: list[object] = []
        last = "0"
        writer.start()
        while len(seen) < 31:
            for said in islice(events(host, last), 7):  # then the connection is lost
                last = str(said["log_size"])
                seen.append(said["instrument"])
                if len(seen) == 31:
                    break
        writer.join()
    own.ledger.close()
    assert seen == ["a", *(f"x{number}" for number in range(30))]


def test_a_server_that_is_asked_to_end_does_not_wait_for_who_listens(tmp_path: Path) -> None:
    with serving("--empty", f"sqlite:///{tmp_path / 'a.db'}") as url:
        listening = []
        for _ in range(3):
            connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=20)
            connection.request("GET", "/v1/log/stream")
            answer = connection.getresponse()
            assert answer.readline() == b": listening\n"
            listening.append((connection, answer))
    # `serving` sends SIGTERM, and fails if the server does not end
    for connection, answer in listening:
        assert answer.read().strip() == b""
        connection.close()


@pytest.mark.parametrize(
    ("last", "code"),
    [("99", "beyond_log"), ("4", "inside_instrument"), ("x", "malformed"), ("-1", "malformed"),
     ("\u0665", "malformed"), ("9" * 30, "malformed"), ("", "malformed")],
)  # fmt: skip
def test_what_is_no_event_cannot_be_gone_on_from(client: TestClient, last: str, code: str) -> None:
    headers = {b"last-event-id": last.encode()}
    answer = client.get("/v1/log/stream", headers=headers)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, code)


def test_a_log_that_grows_while_it_is_mirrored_is_mirrored_whole(client: TestClient) -> None:
    own = Case(instrument("a", established()))
    growing = TestClient(create_app(own.ledger, None, "x", KEY))
    lines: list[bytes] = []
    while page := growing.get(f"/v1/log/records?limit=3&after={len(lines)}").content.splitlines():
        lines += page
        if len(lines) < 20:
            own.record(instrument(f"x{len(lines)}", excluded("IL")))
    found = verify_records(lines)
    assert found.root.hex() == growing.get("/v1/licences").json()["viewpoint"]["root_hash"]


# -- in the terminal -----------------------------------------------------------------------


@pytest.fixture
def database(tmp_path: Path) -> str:
    path = tmp_path / "ledger.db"
    Case(
        instrument("a", established("NL1"), established("NL2")),
        *(instrument(f"x{n}", excluded("IL", "TR")) for n in range(5)),
        database=str(path),
    ).ledger.close()
    return f"sqlite:///{path}"


def run(database: str, *arguments: str | Path) -> Result:
    return CliRunner().invoke(command, [*map(str, arguments), "--database", database])


def test_the_key_is_made_once_for_its_owner_only_and_never_shown(
    database: str, tmp_path: Path
) -> None:
    shown = run(database, "key", "--origin", "example.com/ledger").stdout.strip()
    path = tmp_path / "ledger.db.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_key(shown).name == "example.com/ledger"
    secret = path.read_text()
    assert run(database, "key", "--origin", "example.com/other").stdout.strip() == shown
    assert path.read_text() == secret
    assert secret.strip().split("+", 4)[4] not in shown
    assert sorted(one.name for one in tmp_path.iterdir() if "part" in one.name) == []


def test_many_that_start_at_once_have_one_key(tmp_path: Path) -> None:
    found: set[str] = set()

    def start() -> None:
        found.add(opened_key(tmp_path / "key").verifier.print())

    threads = [threading.Thread(target=start) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 1


def test_a_key_that_others_can_read_or_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key"
    opened_key(path)
    path.chmod(0o644)
    with pytest.raises(KeyFileError, match="chmod 600"):
        opened_key(path)
    path.chmod(0o600)
    path.write_text("PRIVATE+KEY+a+00000000+AAAA")
    with pytest.raises(KeyFileError, match="holds no key"):
        opened_key(path)
    with pytest.raises(KeyFileError, match="LEDGER_KEY"):
        opened_key(tmp_path / "no" / "folder" / "key")


def test_a_record_and_the_growth_of_the_log_are_proved(database: str) -> None:
    key = read_key(run(database, "key").stdout)
    proof = read_tlog_proof(run(database, "proof", "4").stdout)
    assert proof.index == 4
    assert opened(proof.checkpoint, [key]).size == 13
    assert json.loads(run(database, "proof", "--from", "3", "--to", "5").stdout)["to"] == 5
    assert run(database, "proof").exit_code == 2
    assert run(database, "proof", "99").exit_code == 2


def test_a_witness_adds_what_continues_and_refuses_what_does_not(
    database: str, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.txt"
    assert run(database, "witness", kept).exit_code == 0
    once = kept.read_text()
    assert run(database, "witness", kept).exit_code == 0
    assert kept.read_text() == once
    more(tmp_path)
    assert run(database, "witness", kept).exit_code == 0
    assert kept.read_text().count("\n13\n") == kept.read_text().count("\n15\n") == 1
    done = run(database, "verify", "--against", kept)
    assert done.exit_code == 0
    assert "as at the checkpoint of size 13" in done.stdout
    shutil.copy(tmp_path / "ledger.db.key", tmp_path / "other.db.key")
    Case(instrument("b", established()), database=str(tmp_path / "other.db")).ledger.close()
    other = f"sqlite:///{tmp_path / 'other.db'}"
    before = kept.read_text()
    assert run(other, "witness", kept).exit_code == 1
    assert kept.read_text() == before
    assert run(other, "verify", "--against", kept).exit_code == 1


def test_a_witness_takes_a_file_as_other_systems_write_it(database: str, tmp_path: Path) -> None:
    kept = tmp_path / "kept.txt"
    run(database, "witness", kept)
    once = kept.read_bytes()
    more(tmp_path)
    for before in (
        once,
        once.rstrip(b"\n") + b"\n",  # as an earlier release wrote it
        once.replace(b"\n", b"\r\n"),
        b"\n\n" + once + b"\n\n\n",
        b"",
    ):
        kept.write_bytes(before)
        assert run(database, "witness", kept).exit_code == 0
        assert run(database, "witness", kept).exit_code == 0
        assert kept.read_text().count("\n15\n") == 1
        done = run(database, "verify", "--against", kept)
        assert (done.exit_code, done.stderr.strip()) == (0, "")


def test_a_witness_adds_nothing_to_a_file_that_is_cut_or_anothers(
    database: str, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.txt"
    run(database, "witness", kept)
    whole = kept.read_bytes()
    more(tmp_path)
    cuts = [whole + whole[:length] for length in range(1, len(whole) - 2)]
    for content, said in (
        *((cut, "kept.txt") for cut in cuts[::7]),
        (whole.replace(b"\n13\n", b"\n12\n"), "no known key"),
        (whole.replace(b"licence-ledger/", b"licence-ledgex/"), "no known key"),
        (b"\xff\xfe", "cannot be read"),
        (b"hello\n", "cannot be read"),
    ):
        kept.write_bytes(content)
        done = run(database, "witness", kept)
        assert (done.exit_code, "Traceback" in done.output) == (1, False), content
        assert said in done.stderr.replace("\n", ""), content
        assert kept.read_bytes() == content
        assert run(database, "verify", "--against", kept).exit_code == 1
    assert run(database, "witness", tmp_path).exit_code == 1
    assert run(database, "witness", tmp_path / "no" / "file").exit_code == 1
    kept.write_bytes(b"")
    assert run(database, "verify", "--against", kept).exit_code == 1


def test_witnesses_at_the_same_time_do_not_write_into_each_other(
    database: str, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.txt"
    run(database, "key")
    command_line = [*COMMAND, "witness", str(kept), "--database", database]
    started = [subprocess.Popen(command_line, stdout=subprocess.DEVNULL) for _ in range(6)]
    assert [one.wait(60) for one in started] == [0] * 6
    assert run(database, "verify", "--against", kept).exit_code == 0


def more(folder: Path) -> None:
    """One instrument more in the ledger."""
    own = Case(database=str(folder / "ledger.db"))
    own.record(instrument("more", excluded("QA")))
    own.ledger.close()


def test_verify_names_the_wrong_record_and_needs_a_key_for_checkpoints(
    database: str, tmp_path: Path
) -> None:
    assert "13 records of 6 instruments hold" in run(database, "verify").stdout
    kept = tmp_path / "kept.txt"
    run(database, "witness", kept)
    with without_triggers(tmp_path / "ledger.db") as tampered:
        tampered.execute("UPDATE stored_events SET topic = 'x' WHERE rowid = 4")
    tampered.close()
    done = run(database, "verify")
    assert done.exit_code == 1
    assert "record 3" in done.stderr
    (tmp_path / "ledger.db.key").unlink()
    done = run(database, "verify", "--against", kept)
    assert (done.exit_code, "--verifier-key" in done.stderr) == (1, True)


def test_a_mirror_is_verified_without_the_ledger(
    database: str, tmp_path: Path, client: TestClient
) -> None:
    mirror, kept = tmp_path / "mirror.ndjson", tmp_path / "kept.txt"
    mirror.write_bytes(client.get("/v1/log/records").content)
    kept.write_text(client.get("/v1/log/checkpoint").text)
    known = ("--verifier-key", KEY.verifier.print())
    nowhere = f"sqlite:///{tmp_path / 'nowhere.db'}"
    done = run(nowhere, "verify", "--records", mirror, "--against", kept, *known)
    assert done.exit_code == 0, done.stderr
    mirror.write_bytes(mirror.read_bytes().replace(b'"IL"', b'"CN"', 1))
    assert run(nowhere, "verify", "--records", mirror).exit_code == 0
    assert run(nowhere, "verify", "--records", mirror, "--against", kept, *known).exit_code == 1
    assert run(nowhere, "verify", "--print-verifier-hash").stdout.strip() == verifier_hash()


def test_a_dossier_is_written_once_and_holds(database: str, tmp_path: Path) -> None:
    path = tmp_path / "d.zip"
    asked = ("--licence", "NL1", "--date", "2020-01-01", "--destination", "IL")
    done = run(database, "dossier", path, *asked)
    assert done.exit_code == 0, done.output
    assert run(database, "dossier", path, *asked).exit_code == 2
    with zipfile.ZipFile(path) as archive:
        archive.extract("dossier/verify.pyz", tmp_path)
    key = run(database, "key").stdout.strip()
    checked = run_verifier(tmp_path / "dossier" / "verify.pyz", path, "--key", key)
    assert checked.returncode == 0, checked.stdout
    assert run(database, "dossier", tmp_path / "e.zip", "--licence", "NL1").exit_code == 2
    assert run(database, "dossier", tmp_path / "e.zip", "--instrument", "none").exit_code == 2


def test_a_ledger_of_the_older_format_says_how_to_copy_it(database: str, tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with without_triggers(path) as older:
        older.execute("UPDATE stored_events SET topic = 'instrument.1' WHERE topic LIKE 'inst%'")
        older.execute("DROP TABLE map_parts")
        older.execute("PRAGMA user_version=1")
    older.close()
    done = run(database, "show")
    assert done.exit_code == 1
    said = re.search(r"licence-ledger copy (\S+) --database (\S+)", done.stderr.replace("\n", " "))
    assert said
    new = f"sqlite:///{tmp_path / 'new.db'}"
    assert run(new, "copy", path).exit_code == 0
    assert run(new, "verify").exit_code == 0
    with sqlite3.connect(path) as one, sqlite3.connect(tmp_path / "new.db") as other:
        read = "SELECT state FROM stored_events ORDER BY rowid"
        records = [
            [json.loads(row[0]) for row in database.execute(read)] for database in (one, other)
        ]
    for before, after in zip(*records, strict=True):
        before.pop("map_root", None)
        after.pop("map_root", None)
        assert before == after
    assert run(new, "copy", tmp_path / "new.db").exit_code == 0
    one.close()
    other.close()


# -- timestamps ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A timestamp authority that is started here: its address, and its root certificate."""
    own = Authority()
    roots = tmp_path_factory.mktemp("tsa") / "ca.pem"
    roots.write_bytes(own.roots)
    with answering(own) as url:
        yield url, roots


def test_a_checkpoint_is_timestamped_by_somebody_else(
    authority: tuple[str, Path], database: str, tmp_path: Path
) -> None:
    url, roots = authority
    kept = tmp_path / "kept.txt"
    done = run(database, "witness", kept, "--timestamp-url", url)
    assert done.exit_code == 0, done.output
    stamp = tmp_path / "kept.txt.13.tsr"
    asked = ("--against", kept, "--timestamp", stamp, "--roots", roots)
    done = run(database, "verify", *asked)
    assert done.exit_code == 0, done.output
    assert "the checkpoint at size 13 existed at 20" in done.stdout
    with pytest.raises(TimestampError, match="does not hold"):
        timestamps.verified(stamp.read_bytes(), "another text", roots.read_bytes())
    run(database, "key")
    assert run(database, "verify", "--timestamp", stamp).exit_code == 2


def test_an_authority_that_does_not_answer_is_a_clear_error() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
    for address in (url, "file:///etc/passwd"):
        with pytest.raises(TimestampError):
            timestamps.timestamp_of(address, "text")


def test_the_verifier_runs_where_our_package_is_not_installed(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", "import licence_ledger"],
        capture_output=True,
        check=False,
    )
    assert done.returncode != 0
