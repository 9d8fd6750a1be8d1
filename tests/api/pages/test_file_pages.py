"""A file of shipments in the browser: taken in, its columns told, judged, and gone again."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from builders import Case, established, excluded, instrument
from fastapi import FastAPI
from licence_ledger.api.app import create_app
from licence_ledger.api.batch.evaluating import prepared_again, replayed
from licence_ledger.api.batch.looking.first_look import guesses
from licence_ledger.api.pages.filing import judging
from licence_ledger.api.pages.filing import uploads as kept
from licence_ledger.api.pages.filing.receiving import shown_name
from licence_ledger.api.pages.filing.uploads import Uploads, safe_name
from licence_ledger.api.receipts import all_differences, read_receipt
from shipments import write
from starlette.testclient import TestClient

HOSTILE = '"><script>alert("x")</script>'
CSV = """\
no,Datum,Licence,Bestemming,activity,remark
1,2015-06-01,NL1,IL,export,
2,2016-06-01,NL1,IL,export,"<script>alert(1)</script>"
3,2016-07-01,NL1,DE,export,
4,2016-07-01,NL1,Israel,export,
5,2016-13-01,NL1,DE,export,
"""
CHOSEN = {
    "column-date": "Datum",
    "column-licence": "Licence",
    "column-destination": "Bestemming",
    "column-activity": "activity",
}


@pytest.fixture(scope="module")
def own() -> Case:
    return Case(instrument("a", established()), instrument("b", excluded("IL")))


@pytest.fixture
def app(own: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return create_app(own.ledger, None, "")


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app) as found:
        yield found


def sent(client: TestClient, content: bytes | str, name: str = "s.csv", **fields: str) -> Any:
    data = content.encode() if isinstance(content, str) else content
    files = {"file": (name, data)}
    return client.post("/en/files", files=files, data=fields, follow_redirects=False)


def key_of(answer: Any) -> str:
    """The key to a file that was taken in."""
    assert answer.status_code == 303, unescape(answer.text)
    (key,) = re.findall(r"file=([\w-]+)", answer.headers["location"])
    return str(key)


def judged(client: TestClient, key: str, **fields: str) -> Any:
    return client.post("/en/files/judge", data={"file": key, **CHOSEN, **fields})


def lying(tmp_path: Path) -> list[str]:
    """The names of the files that lie on the server."""
    return sorted(
        one.name
        for one in tmp_path.rglob("*")
        if one.is_file() and one.name not in (".told", ".lock")
    )


# -- judging -------------------------------------------------------------------------------


def test_a_file_is_judged_in_three_steps(client: TestClient, own: Case, tmp_path: Path) -> None:
    answer = sent(client, CSV)
    columns = client.get(answer.headers["location"]).text
    assert re.findall(r'value="(\w+)" selected', columns) == ["Datum", "Licence", "activity",
                                                             "Bestemming"]  # fmt: skip
    key = key_of(answer)
    found = judged(client, key)
    assert found.status_code == 200
    assert "default-src 'none'" in found.headers["content-security-policy"]
    assert "5 shipments judged." in found.text
    assert "2 rows are faulty" in found.text
    assert "<progress" in found.text
    assert found.text.count("<svg") == 3
    assert "did you mean `IL`" in unescape(found.text)
    rows = list(csv.DictReader(io.StringIO(client.get(f"/en/files/made?file={key}").text)))
    verdicts = [row["verdict"] for row in rows]
    assert verdicts == ["covered", "not_covered", "covered", "", ""]
    assert rows[1]["remark"] == "<script>alert(1)</script>"
    receipt = tmp_path / "receipt.json"
    receipt.write_bytes(client.get(f"/en/files/made?file={key}&what=receipt").content)
    (tmp_path / "mine.csv").write_text(CSV)
    told = read_receipt(receipt)
    with prepared_again(own.register, told, str(tmp_path / "mine.csv")) as run:
        assert all_differences(told, replayed(run, told, lambda more: None), None) == []
    again = client.get(f"/nl/files/result?file={key}")
    assert "5 zendingen beoordeeld." in again.text


def test_each_plot_of_a_file_can_be_taken_as_a_picture(client: TestClient) -> None:
    key = key_of(sent(client, CSV))
    links = re.findall(r'href="(/en/files/plot[^"]+)"', unescape(judged(client, key).text))
    assert len(links) == 6
    for link in links:
        picture = client.get(link)
        assert picture.status_code == 200, link
        begins = b"<svg" if "plot.svg" in link else b"\x89PNG"
        assert picture.content.startswith(begins), link
        assert picture.headers["cache-control"] == "no-store"
    assert client.get(f"/en/files/plot.svg?file={key}&plot=none").status_code == 422
    assert client.get("/en/files/plot.png?file=gone").status_code == 404


def test_of_few_rows_a_workbook_is_offered_in_the_language_of_the_page(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = key_of(sent(client, CSV))
    assert "what=workbook" in judged(client, key).text
    made = client.get(f"/en/files/made?file={key}&what=workbook")
    assert made.headers["content-type"] == (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    assert 'filename="workbook-s.xlsx"' in made.headers["content-disposition"]
    rows = openpyxl.load_workbook(io.BytesIO(made.content))["Shipments"]
    assert [row[5].value for row in rows][:2] == ["remark", None]
    monkeypatch.setattr(judging, "WORKBOOK_ROWS", 4)
    key = key_of(sent(client, CSV))
    assert "what=workbook" not in judged(client, key).text
    assert client.get(f"/en/files/made?file={key}&what=workbook").status_code == 404


@pytest.mark.parametrize("name", ["s.csv", "s.parquet", "s.ndjson", "S.CSV"])
def test_every_format_is_taken(client: TestClient, tmp_path: Path, name: str) -> None:
    rows = [
        {"Datum": f"2016-0{n}-01", "Licence": "NL1", "Bestemming": "IL", "activity": "export"}
        for n in range(1, 4)
    ]
    path = write(tmp_path / name.lower(), rows)
    key = key_of(sent(client, path.read_bytes(), name))
    assert "3 shipments judged." in judged(client, key).text
    made = client.get(f"/en/files/made?file={key}")
    assert made.status_code == 200
    assert (
        f'filename="judged-{name.partition(".")[0]}{path.suffix}"'
        in made.headers["content-disposition"]
    )


def test_what_rows_leave_open_can_be_said_for_all(client: TestClient) -> None:
    key = key_of(sent(client, "date\n2016-06-01\n2016-06-02\n"))
    said = {"file": key, "column-date": "date", "default-licence": "NL1",
            "default-destination": "IL", "default-activity": "export"}  # fmt: skip
    found = client.post("/en/files/judge", data=said).text
    assert "not covered" in found
    said["default-destination"] = "Israel"
    found = client.post("/en/files/judge", data=said)
    assert found.status_code == 422
    assert 'id="fault-destination"' in found.text


def test_each_row_can_be_judged_as_it_could_be_known_on_its_day(client: TestClient) -> None:
    key = key_of(sent(client, CSV))
    found = judged(client, key, known_on="transaction")
    assert "not established yet" in found.text  # published in 2020, long after these days


def test_the_effect_of_an_instrument_on_a_file_is_listed_and_drawn(client: TestClient) -> None:
    begun = client.get("/en/files?instrument=b")
    assert "The act b" in begun.text
    answer = sent(client, CSV, instrument="b")
    key = key_of(answer)
    assert "The act b" in client.get(answer.headers["location"]).text
    found = judged(client, key, instrument="b")
    assert found.status_code == 200
    (flips,) = re.findall(r"Which shipments flip</h2>(.*?)</section>", found.text, re.DOTALL)
    assert "1 June 2016" in flips
    assert "b#1" in flips
    assert flips.count("<tr>") == 2
    made = client.get(f"/en/files/made?file={key}&what=flipped").text
    assert len(made.splitlines()) == 2
    assert client.get("/en/files?instrument=nothing").status_code == 404


# -- files as they are kept ---------------------------------------------------------------


def workbook(*rows: list[str]) -> bytes:
    book = openpyxl.Workbook()
    for row in (["Datum", "Lijstpost", "Bestemming"], *rows):
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def test_a_workbook_in_which_nothing_is_open_is_judged(client: TestClient) -> None:
    data = workbook(["13-03-2025", "ml 10", "Duitsland"], ["01-04-2025", "5A002a", "Israël"])
    key = key_of(sent(client, data, "zending.xlsx"))
    shown = unescape(client.get(f"/en/files/columns?file={key}").text)
    assert "What was understood" in shown
    assert "Duitsland → DE" in shown
    assert judged(client, key).status_code == 200
    made = client.get(f"/en/files/made?file={key}&what=judged")
    assert made.headers["content-disposition"] == 'attachment; filename="judged-zending.csv"'
    assert "destination: Duitsland (C2) → DE" in made.text
    receipt = client.get(f"/en/files/made?file={key}&what=receipt").json()
    assert receipt["question"]["evaluate"]["mapping"]["content"]["read"]["kind"] == "workbook"


def test_a_workbook_in_which_something_is_open_is_told_and_not_kept(
    client: TestClient, tmp_path: Path
) -> None:
    found = sent(client, workbook(["01-03-2025", "ml 10", "Congo"]), "zending.xlsx")
    assert found.status_code == 422
    said = unescape(found.text)
    assert "licence-ledger prepare zending.xlsx" in said
    assert "it may be `CG` or `CD`" in said
    assert "DD-MM-YYYY" in said
    assert lying(tmp_path) == []


def test_a_csv_file_of_another_encoding_is_judged_where_nothing_is_open(
    client: TestClient,
) -> None:
    data = "Datum;Bestemming\n13-03-2025;België\n".encode("cp1252")
    key = key_of(sent(client, data))
    assert "België → BE" in unescape(client.get(f"/en/files/columns?file={key}").text)


# -- what is wrong -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        ("", "s.csv", "no header"),
        ("date,to\n2016-01-01\n", "s.csv", "line 2"),
        (b"datum,naam\n01-02-2016,Caf\xe9\n", "s.csv", "line 2, column 15"),
        ("naam\n".encode("utf-16"), "s.csv", "UTF-16"),
        (b"PK\x03\x04....", "s.csv", "let its name end in .xlsx"),
        (b"PK\x03\x04....", "s.xlsx", "cannot be read as a workbook"),
        ("date\n2016-01-01\n", "s", ".csv, .parquet"),
        (b"nothing", "s.parquet", "cannot be read"),
        ("date,date\n1,2\n", "s.csv", "two columns `date`"),
        ("date,verdict\n1,2\n", "s.csv", "`verdict` already"),
        ('date,x\n2016-01-01,"a\n', "s.csv", "line 2"),
        ("a,b;c\td\n1\n", "s.csv", "more than one of comma"),
        (",".join(f"c{n}" for n in range(300)) + "\n", "s.csv", "at most 200"),
    ],
    ids=lambda one: one[:14] if isinstance(one, str) else None,
)  # fmt: skip
def test_what_is_wrong_with_a_file_is_told_and_nothing_of_it_is_kept(
    client: TestClient, tmp_path: Path, content: bytes | str, name: str, told: str
) -> None:
    found = sent(client, content, name)
    assert found.status_code == 422
    said = unescape(found.text)
    assert told in said
    assert str(tmp_path) not in said
    assert lying(tmp_path) == []


def test_a_file_with_a_header_alone_is_judged(client: TestClient) -> None:
    key = key_of(sent(client, "date\n"))
    found = client.post("/en/files/judge", data={"file": key, "column-date": "date"})
    assert "0 shipments judged." in found.text


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"column-date": ""}, "Say which column holds the day"),
        ({"column-licence": HOSTILE}, "The file has no column"),
        ({"known_on": "soon"}, "is not a full day"),
    ],
)
def test_columns_that_are_not_meant_so_are_told_beside_their_field(
    client: TestClient, fields: dict[str, str], told: str
) -> None:
    found = judged(client, key_of(sent(client, CSV)), **fields)
    assert found.status_code == 422
    assert told in unescape(found.text)
    assert "<script>" not in found.text
    assert 'value="Bestemming" selected' in found.text


def test_too_many_rows_and_too_large_a_file_are_refused(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("licence_ledger.api.pages.routes.files.ROWS_MOST", 3)
    found = sent(client, CSV)
    assert found.status_code == 422
    assert "more than 3 rows" in found.text
    monkeypatch.setattr("licence_ledger.api.pages.filing.receiving.UPLOAD_MOST", 100_000)
    for content in ("date\n" + "x" * 99_999, "date\n" + "x" * 400_000):
        found = sent(client, content)
        assert found.status_code == 413
        assert "MB here" in found.text
    assert lying(tmp_path) == []


def test_hostile_names_are_text_and_lead_nowhere(client: TestClient, tmp_path: Path) -> None:
    columns = f'date,"{HOSTILE.replace(chr(34), chr(34) * 2)}"\n2016-01-01,{HOSTILE[2:]}\n'
    columns = columns.replace('alert("x")', "alert(1)").replace('alert(""x"")', "alert(1)")
    names = ("../../etc/passwd", HOSTILE, "\x00\x1b[31m", "a\r\nb: c", "é" * 100, "é" * 300)
    for name in (f"{one}.csv" for one in names):
        answer = sent(client, columns, name)
        if answer.status_code == 303:
            page = client.get(answer.headers["location"])
            assert "<script>" not in page.text
            found = client.post(
                "/en/files/judge", data={"file": key_of(answer), "column-date": "date"}
            )
            assert "<script>" not in found.text
            made = client.get(f"/en/files/made?file={key_of(answer)}")
            assert "\n" not in made.headers["content-disposition"]
        else:
            assert answer.status_code == 422
    (root,) = tmp_path.glob("licence-ledger-files-*")
    assert all(root in one.parents for one in tmp_path.rglob("*.csv"))


@pytest.mark.parametrize(
    ("sent_as", "shown", "safe"),
    [
        ("C:\\Users\\x\\zending 1.CSV", "zending 1.CSV", "zending-1.csv"),
        ("../../a.csv", "a.csv", "a.csv"),
        ("..csv", "..csv", "file.csv"),
        ("a\x00b.csv", "a\ufffdb.csv", "a-b.csv"),
        ("x" * 500 + ".csv", "x" * 200, "file." + "x" * 10),
        ("", "", "file."),
    ],
)
def test_a_name_is_shown_as_it_was_sent_and_kept_as_any_disk_takes_it(
    sent_as: str, shown: str, safe: str
) -> None:
    assert shown_name(sent_as) == shown
    assert safe_name(shown_name(sent_as)) == safe


# -- how it comes --------------------------------------------------------------------------

_FORM = "multipart/form-data; boundary=xyz"
_PART = b'--xyz\r\nContent-Disposition: form-data; name="file"; filename="s.csv"\r\n\r\ndate\n'


@pytest.mark.parametrize(
    ("kind", "body", "told"),
    [
        (_FORM, _PART, "did not come to its end"),
        (_FORM, _PART[:30], "did not come to its end"),
        (_FORM, b"--xyz--\r\n", "no file was chosen"),
        (_FORM, b"nonsense", "cannot be read"),
        (_FORM, _PART.replace(b"s.csv", b"") + b"\r\n--xyz--\r\n", "no file was chosen"),
        (_FORM, b"--xyz\r\n" + b"x" * 100_000 + b": y\r\n\r\n", "cannot be read"),
        (_FORM, _PART.replace(b'"file"', b'"a"') + b"x" * 1000 + b"\r\n--xyz--\r\n", "too long"),
        ("multipart/form-data", _PART, "multipart/form-data"),
        ("application/x-www-form-urlencoded", b"file=x", "multipart/form-data"),
        ("", b"", "multipart/form-data"),
    ],
)  # fmt: skip
def test_a_form_that_is_cut_short_or_none_leaves_nothing(
    client: TestClient, tmp_path: Path, kind: str, body: bytes, told: str
) -> None:
    found = client.post("/en/files", content=body, headers={"content-type": kind})
    assert found.status_code == 422
    assert told in unescape(found.text)
    assert lying(tmp_path) == []


@pytest.mark.anyio
async def test_who_leaves_in_the_midst_of_a_file_leaves_nothing(
    app: FastAPI, tmp_path: Path
) -> None:
    messages = [
        {"type": "http.request", "body": _PART, "more_body": True},
        {"type": "http.disconnect"},
    ]
    seen: list[list[str]] = []

    async def receive() -> Any:
        seen.append(lying(tmp_path))
        return messages.pop(0) if messages else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        pass

    headers = [(b"content-type", _FORM.encode()), (b"host", b"x")]
    scope = {"type": "http", "method": "POST", "path": "/en/files", "raw_path": b"/en/files",
             "query_string": b"", "headers": headers, "http_version": "1.1", "scheme": "http",
             "server": ("x", 80), "client": ("y", 1), "root_path": ""}  # fmt: skip
    await app(scope, receive, send)
    assert seen[1] == ["s.csv"]
    assert lying(tmp_path) == []


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def test_a_file_that_another_site_sends_is_refused_unread(
    client: TestClient, tmp_path: Path
) -> None:
    for path in ("files", "files/judge", "files/delete"):
        found = client.post(f"/en/{path}", headers={"sec-fetch-site": "cross-site"}, content=b"")
        assert found.status_code == 403
    assert lying(tmp_path) == []


# -- nothing is kept -----------------------------------------------------------------------


def test_a_file_is_deleted_at_once_when_one_says_so(client: TestClient, tmp_path: Path) -> None:
    key = key_of(sent(client, CSV))
    judged(client, key)
    assert lying(tmp_path) == [
        "judged.csv",
        "judged.csv.receipt.json",
        "s.csv",
        "summary.json",
        "workbook.xlsx",
    ]
    found = client.post("/en/files/delete", data={"file": key})
    assert "is deleted" in found.text
    assert lying(tmp_path) == []
    for path in ("columns", "result", "made"):
        found = client.get(f"/en/files/{path}?file={key}")
        assert found.status_code == 404
        assert "Upload it again" in found.text
    assert judged(client, key).status_code == 404


def test_files_go_with_time_and_all_of_them_with_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    now = 0.0
    monkeypatch.setattr(kept.time, "monotonic", lambda: now)
    held = Uploads()
    one, other = (held.begin(f"{name}.csv") for name in "ab")
    one.path.write_text("date\n")
    now = kept.KEPT - 1.0
    assert held.found(other.key) == replace(other, used=now)
    now = kept.KEPT + 1.0
    assert held.found(one.key) is None
    assert not one.folder.exists()
    assert held.found(other.key) == replace(other, used=now)
    while now < kept.LONGEST:
        now += kept.KEPT / 2
        held.found(other.key)
    assert held.found(other.key) is None
    held.begin("c.csv").path.write_text("date\n")
    del held
    assert list(tmp_path.iterdir()) == []


def test_when_the_server_ends_nothing_is_left(app: FastAPI, tmp_path: Path) -> None:
    with TestClient(app) as client:
        judged(client, key_of(sent(client, CSV)))
        assert lying(tmp_path) != []
    assert list(tmp_path.iterdir()) == []


def test_there_is_room_for_so_many_and_no_more(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "FILES_MOST", 2)
    keys = [key_of(sent(client, CSV)) for _ in range(2)]
    found = sent(client, CSV)
    assert found.status_code == 503
    assert "no room" in found.text
    client.post("/en/files/delete", data={"file": keys[0]})
    key_of(sent(client, CSV))
    monkeypatch.setattr(kept, "FILES_MOST", 9)
    monkeypatch.setattr(kept, "TOGETHER_MOST", 10)
    assert sent(client, CSV).status_code == 503


def test_what_a_killed_server_left_is_taken_away_and_what_a_living_one_has_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(kept, "LONGEST", -1)
    dead = tmp_path / "licence-ledger-files-dead"
    (dead / "key").mkdir(parents=True)
    monkeypatch.setattr(Uploads, "sweep", lambda self: None)
    living = Uploads()
    there = living.begin("a.csv").folder
    assert not dead.exists()
    Uploads().begin("b.csv")
    assert there.exists()


def test_a_key_is_no_path(client: TestClient) -> None:
    for key in ("", "..", "../..", "%2e%2e/etc", "a" * 5_000):
        assert client.get("/en/files/made", params={"file": key}).status_code == 404
    key = key_of(sent(client, CSV))
    for what in ("../s.csv", "summary", ""):
        assert client.get("/en/files/made", params={"file": key, "what": what}).status_code == 404


def test_columns_are_guessed_by_their_names() -> None:
    names = ["Datum", "date", "Country of destination", "licence no", "whatever", "Goods"]
    assert guesses(names) == {
        "date": "date",
        "destination": "Country of destination",
        "licence": "licence no",
        "goods": "Goods",
    }


def test_the_summary_counts_what_the_result_says(client: TestClient, tmp_path: Path) -> None:
    key = key_of(sent(client, CSV))
    judged(client, key)
    (path,) = tmp_path.rglob("summary.json")
    found = json.loads(path.read_text())
    assert found["months"] == {
        "": {"error": 1},
        "2015-06": {"covered": 1},
        "2016-06": {"not_covered": 1},
        "2016-07": {"covered": 1, "error": 1},
    }
    assert found["destinations"] == {
        "DE": {"covered": 1, "error": 1},
        "IL": {"covered": 1, "not_covered": 1},
        "": {"error": 1},
    }
