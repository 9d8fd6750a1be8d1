"""Dossiers that lie, made by the ledger's own keeper with the ledger's own key: none holds."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from builders import Case, question_faults
from dossier_cases import KEY, QUESTIONS, SHIPMENT, bag, history, judged, run_verifier
from examples import examples
from histories import ASKED_DAYS, LICENCES, PUBLISHED, histories, transactions
from hypothesis import given, settings
from hypothesis import strategies as st
from licence_ledger.domain.dossier.answers import dossier_answer, question_file, written
from licence_ledger.domain.dossier.bag import SIGNED, TAG_MANIFEST, VERIFIER, manifest, zipped
from licence_ledger.domain.dossier.evidence import Noted
from licence_ledger.domain.dossier.findings import CANNOT_TELL, DOES_NOT_HOLD, HOLDS
from licence_ledger.domain.faults import QuestionError
from licence_ledger.domain.history.history import History
from licence_ledger.domain.proof.sparse_map import stream_key
from licence_ledger.domain.questions import read_transaction
from licence_ledger.domain.shapes.countries import country_names
from licence_ledger.domain.vocabulary.transaction_values import COUNTRY_CODES, is_transaction
from licence_ledger.projections.dossier import verifier as bag_reader
from licence_ledger.projections.dossier.dossiers import Dossiers
from licence_ledger.projections.proof.proofs import Proofs

Json = dict[str, Any]
Payload = dict[str, bytes]
Lie = Callable[[Payload], None]
ASKED = QUESTIONS["a transaction"]


@pytest.fixture(scope="module")
def case() -> Case:
    return history()


def forged(case: Case, lie: Lie, question: Json = ASKED) -> dict[str, bytes]:
    """A dossier with a payload that lies, listed and signed like any other."""
    maker = Dossiers(Proofs(case.ledger, KEY), "0.1.0")
    payload = {p: c for p, c in maker.bag(question, {}).items() if p.startswith("data/")}
    lie(payload)
    return maker.signed(payload)


def replaced(path: str, old: bytes, new: bytes) -> Lie:
    def lie(payload: Payload) -> None:
        assert old in payload[path]
        payload[path] = payload[path].replace(old, new, 1)

    return lie


def said_otherwise(path: str, change: Callable[[Json], object]) -> Lie:
    """JSON that says something else, written as it must be."""

    def lie(payload: Payload) -> None:
        said = json.loads(payload[path])
        change(said)
        payload[path] = written(said)

    return lie


def in_both(change: Callable[[Json], object]) -> Lie:
    """The same said of the viewpoint in the question and in the answer."""

    def lie(payload: Payload) -> None:
        for path in ("data/question.json", "data/answer.json"):
            said_otherwise(path, lambda said: change(said["viewpoint"]))(payload)

    return lie


def put(path: str, content: bytes) -> Lie:
    return lambda payload: payload.update({path: content})


def of_each_proof(change: Callable[[bytes], bytes]) -> Lie:
    return lambda payload: payload.update(
        {p: change(c) for p, c in payload.items() if p.startswith("data/proofs/")}
    )


def first_map_line_twice(payload: Payload) -> None:
    lines = payload["data/map.ndjson"].splitlines(keepends=True)
    payload["data/map.ndjson"] = b"".join([lines[0], *lines])


def more_in_a_map_line(payload: Payload) -> None:
    lines = [json.loads(line) for line in payload["data/map.ndjson"].splitlines()]
    lines[-1]["note"] = "approved"
    payload["data/map.ndjson"] = b"".join(json.dumps(one).encode() + b"\n" for one in lines)


def a_proof_under_another_number(payload: Payload) -> None:
    paths = sorted(path for path in payload if path.startswith("data/proofs/"))
    payload["data/proofs/999999999999.tlog-proof"] = payload.pop(paths[-1])


def two_proofs_swapped(payload: Payload) -> None:
    one, other = sorted(path for path in payload if path.startswith("data/proofs/"))[:2]
    payload[one], payload[other] = payload[other], payload[one]


def signed_elsewhere(payload: Payload) -> None:
    checkpoint = payload["data/checkpoint.txt"]
    payload["data/checkpoint.txt"] = checkpoint + "— court.example AAAAAAAAAAAA\n".encode()
    of_each_proof(lambda p: p.replace(checkpoint, payload["data/checkpoint.txt"]))(payload)


def of_another_origin(payload: Payload) -> None:
    text = payload["data/checkpoint.txt"].decode().partition("\n\n")[0]
    made = KEY.sign(text.replace("example.com/log", "example.org/log") + "\n").encode()
    old, payload["data/checkpoint.txt"] = payload["data/checkpoint.txt"], made
    of_each_proof(lambda p: p.replace(old, made))(payload)


TWICE = b'"question": {"instrument": "a"}, "question": {'
LIES: dict[str, Lie] = {
    "a file that nobody checks": put("data/report.fr.html", b"covered"),
    "a file with a name like another's": put("data/Answer.json", b"{}"),
    "a file outside": put("data/../report.html", b"covered"),
    "a name of two lines": put("data/a\nb", b"covered"),
    "more beside the question": said_otherwise("data/question.json", lambda q: q.update(seen="ok")),
    "more in the question": said_otherwise(
        "data/question.json", lambda q: q["question"].update(licence="NL1")
    ),
    "more in the answer": said_otherwise("data/answer.json", lambda a: a.update(seen="ok")),
    "another release's name": said_otherwise(
        "data/question.json", lambda q: q.update(release="0.1.0\nApproved-By: the court")
    ),
    "a question twice": replaced("data/question.json", b'"question": {', TWICE),
    "a verdict twice": replaced("data/answer.json", b'"verdict"', b'"verdict": "x", "verdict"'),
    "a viewpoint twice": replaced(
        "data/answer.json", b'"known_on"', b'"known_on": "2024-01-01", "known_on"'
    ),
    "a day that the answer has not": in_both(lambda seen: seen.update(valid_on="2030-01-01")),
    "a size that is no whole number": in_both(lambda seen: seen.update(log_size=24.0)),
    "a version that is no number": in_both(lambda seen: seen.update(answer_version=True)),
    "a later day of knowing": in_both(lambda seen: seen.update(known_on="2024-02-15")),
    "no day of knowing": in_both(lambda seen: seen.pop("known_on")),
    "a day of knowing that is none": in_both(lambda seen: seen.update(known_on=False)),
    "an earlier size": in_both(lambda seen: seen.update(log_size=12)),
    "a number that is none": replaced("data/answer.json", b'"notes": []', b'"notes": NaN'),
    "a number that is too long": replaced("data/answer.json", b"null", b"9" * 5_000),
    "nested too deep": put("data/answer.json", b"[" * 100_000),
    "no text": put("data/answer.json", b"\xff\xfe"),
    "a note that passes for one about names": said_otherwise(
        "data/answer.json",
        lambda a: a["evaluation"]["notes"].append("no recorded clause names anything against it"),
    ),
    "a note about a name that was not given": said_otherwise(
        "data/answer.json",
        lambda a: a["evaluation"]["notes"].append("no recorded clause names the goods `ML1`"),
    ),
    "more after a note about names": said_otherwise(
        "data/answer.json",
        lambda a: a["evaluation"]["notes"].append(
            "no recorded clause names the goods `5A002`; the nearest known is `x`, and it is free"
        ),
    ),
    "a line more in each proof": of_each_proof(
        lambda p: p.replace(b"\nindex", b"\nextra YQ==\nindex")
    ),
    "a proof for another place": of_each_proof(lambda p: p.replace(b"\nindex 1", b"\nindex 2")),
    "a proof under another number": a_proof_under_another_number,
    "two proofs swapped": two_proofs_swapped,
    "more beside the key": put("data/key.txt", f"\n{KEY.verifier.print()}\n".encode()),
    "a map's line twice": first_map_line_twice,
    "more in the map's line": more_in_a_map_line,
    "a record without its end of line": lambda p: p.update(
        {"data/records.ndjson": p["data/records.ndjson"][:-1]}
    ),
    "more after the records": lambda p: p.update(
        {"data/records.ndjson": p["data/records.ndjson"] + b"approved"}
    ),
    "more after the map": lambda p: p.update(
        {"data/map.ndjson": p["data/map.ndjson"] + b"approved"}
    ),
    "an empty line among the records": replaced("data/records.ndjson", b"\n", b"\n\n"),
    "Windows' ends of lines": replaced("data/records.ndjson", b"\n", b"\r\n"),
    "a signature of somebody else": signed_elsewhere,
    "a checkpoint of another log": of_another_origin,
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_lie_that_is_signed_is_told(lie: Lie, case: Case, tmp_path: Path) -> None:
    files, path = forged(case, lie), tmp_path / "d.zip"
    path.write_bytes(zipped(files))
    assert judged(files).status in (DOES_NOT_HOLD, CANNOT_TELL)  # whatever the reports say
    assert bag_reader.main([str(path), "--key", KEY.verifier.print()]) in (1, 3)


def test_a_release_that_says_more_than_its_number_is_told(case: Case) -> None:
    release = "0.1.0\nApproved-By: the court"
    files = Dossiers(Proofs(case.ledger, KEY), release).bag(ASKED, {})
    assert judged(files).failed == "the release that it names is none"


def test_a_signature_of_somebody_else_under_the_list_of_files_is_told(case: Case) -> None:
    files = bag(case, ASKED)  # for this one needs no key at all
    files[SIGNED] += "— court.example AAAAAAAAAAAA\n".encode()
    tags = {p: c for p, c in files.items() if not p.startswith("data/") and p != TAG_MANIFEST}
    verdict = judged({**files, TAG_MANIFEST: manifest(tags)})
    assert verdict.failed == f"{SIGNED} bears a signature of somebody else"


# -- questions that the ledger refuses -------------------------------------------------------


def answered(case: Case, question: Json) -> dict[str, bytes]:
    """A dossier about a question that the ledger did not look at twice."""
    maker = Dossiers(Proofs(case.ledger, KEY), "0.1.0")
    with case.ledger.reading() as book:
        seen_from, _ = case.ledger.viewpoint(book, {}, None)
        noted = Noted(book)
        try:
            answer = dossier_answer(question, None, History(noted, seen_from.log_size), 2)
        except Exception:
            answer = json.loads(maker.bag(ASKED, {})["data/answer.json"])
        noted.read_also(seen_from.log_size)
        evidence = maker._evidence(book, noted, seen_from)
    payload = {p: c for p, c in maker.bag(ASKED, {}).items() if p in bag_files()}
    said = json.loads(payload["data/question.json"])
    payload["data/question.json"] = question_file(question, said["viewpoint"], "0.1.0")
    payload["data/answer.json"] = written({**answer, "viewpoint": said["viewpoint"]})
    return maker.signed({**payload, **evidence})


def bag_files() -> set[str]:
    names = ("question.json", "answer.json", "key.txt", "report.en.html", "report.nl.html")
    return {f"data/{name}" for name in names}


REFUSED: dict[str, Json] = {
    "a country in small letters": {"transaction": {**SHIPMENT, "destination": "il"}},
    "a country's name": {"transaction": {**SHIPMENT, "destination": "Israel"}},
    "a country that there is not": {"transaction": {**SHIPMENT, "destination": "UK"}},
    "a group for a country": {"transaction": {**SHIPMENT, "destination": "@EU"}},
    "a list for a word": {"transaction": {**SHIPMENT, "destination": ["IL"]}},
    "a word of no list": {"transaction": {**SHIPMENT, "activity": "Export"}},
    "goods written otherwise": {"transaction": {**SHIPMENT, "goods": "5a002"}},
    "a misspelt field": {"transaction": {**SHIPMENT, "destinaton": "IL"}},
    "a licence's name with a space": {"transaction": {**SHIPMENT, "licence": "NL1 "}},
    "a licence's name in other letters": {"transaction": {**SHIPMENT, "licence": "ΝL1"}},
    "a day in other digits": {"transaction": {**SHIPMENT, "date": "２024-02-25"}},
    "an unknown licence": {"licence": "NL9", "from": "2024-02-19", "until": "2024-02-26"},
    "a period that ends before": {"licence": "NL1", "from": "2024-02-26", "until": "2024-02-19"},
    "a month for a day": {"licence": "NL1", "from": "2024-02", "until": "2024-03-19"},
    "two questions": {**ASKED, **QUESTIONS["a licence"]},
    "more than an instrument": {"instrument": "order", "licence": "NL1"},
    "nothing": {},
}


@pytest.mark.parametrize("question", REFUSED.values(), ids=REFUSED)
def test_a_question_that_the_ledger_refuses_is_refused_by_the_verifier(
    question: Json, case: Case
) -> None:
    with pytest.raises(QuestionError):
        bag(case, question)
    assert judged(answered(case, question)).status in (DOES_NOT_HOLD, CANNOT_TELL)


def test_the_way_to_answer_what_is_refused_answers_what_is_not(case: Case) -> None:
    assert judged(answered(case, ASKED)).failed is None


ODD = st.sampled_from(
    ["IL", "il", "ZZ", "@EU", "", " ", "none", "ML10", "ML10.", "5A002.a.1", "F-35", "--", "a\x07b",
     "export", "Export", "2024-02-20", "2024-02-30", "2024-2-20", None, 1, True, [], {}, ["IL"]]
)  # fmt: skip
FIELDS = st.sampled_from(
    [*SHIPMENT, "programme", "origin", "exporter", "end_use", "colour", "Date"]
)


@settings(max_examples=examples(150), deadline=None)
@given(given=st.dictionaries(FIELDS, ODD), sound=st.booleans())
def test_ledger_and_verifier_refuse_the_same_transactions(given: Json, sound: bool) -> None:
    asked = {**SHIPMENT, **given} if sound else given
    asked.pop("licence", None)
    faults = question_faults(read_transaction, asked, Case().ledger)
    assert is_transaction(asked) == (not faults)


def test_ledger_and_verifier_know_the_same_countries() -> None:
    assert set(country_names()) == COUNTRY_CODES


# -- what is left out ------------------------------------------------------------------------


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_no_stream_and_no_list_can_be_left_out_of_any_dossier(question: Json, case: Case) -> None:
    files = bag(case, question)
    map_lines = files["data/map.ndjson"].splitlines(keepends=True)
    records = files["data/records.ndjson"].splitlines(keepends=True)
    proofs = sorted(path for path in files if path.startswith("data/proofs/"))
    for gone in map_lines:
        key = json.loads(gone)["key"]

        def lie(payload: Payload, gone: bytes = gone, key: str = key) -> None:
            payload["data/map.ndjson"] = b"".join(line for line in map_lines if line != gone)
            kept = []
            for record, path in zip(records, proofs, strict=True):
                if stream_key(json.loads(record)["stream"]) == key and record != records[-1]:
                    del payload[path]
                else:
                    kept.append(record)
            payload["data/records.ndjson"] = b"".join(kept)

        status = judged(forged(case, lie, question)).status
        # the log's last record must be there for its map, whatever it is about
        assert status == DOES_NOT_HOLD or key == stream_key(json.loads(records[-1])["stream"]), key


def test_what_is_there_cannot_be_shown_to_be_absent(case: Case) -> None:
    """With the proof of any key that is absent, or of another that is there, in its place."""
    absent = bag(case, QUESTIONS["a transaction"])["data/map.ndjson"].splitlines()
    proofs = [json.loads(line) for line in absent]
    assert any(one["other"] for one in proofs) or any("" in level for level in proofs[0]["beside"])
    for taken in proofs:
        if not taken["key"].startswith(("stream licence/NL", "stream requirement/")):
            continue
        for other in proofs:

            def lie(payload: Payload, taken: Json = taken, other: Json = other) -> None:
                lines = [
                    {**one, "beside": other["beside"], "other": other["other"]}
                    if one["key"] == taken["key"]
                    else one
                    for one in proofs
                ]
                payload["data/map.ndjson"] = b"".join(
                    json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in lines
                )
                kept = []
                paths = sorted(path for path in payload if path.startswith("data/proofs/"))
                records = payload["data/records.ndjson"].splitlines(keepends=True)
                for record, path in zip(records, paths, strict=True):
                    if stream_key(json.loads(record)["stream"]) == taken["key"]:
                        del payload[path]
                    else:
                        kept.append(record)
                payload["data/records.ndjson"] = b"".join(kept)

            assert judged(forged(case, lie)).status == DOES_NOT_HOLD


def test_an_answer_seen_from_another_day_or_size_is_told(case: Case) -> None:
    made = {
        seen: bag(case, ASKED, **dict([seen.split("=")]))
        for seen in ("known_on=2024-02-15", "known_on=2024-12-01", "log_size=22")
    }
    own = bag(case, ASKED)
    assert own["data/answer.json"] not in [files["data/answer.json"] for files in made.values()]
    for files in made.values():
        answer = files["data/answer.json"]
        assert judged(forged(case, put("data/answer.json", answer))).status == DOES_NOT_HOLD
        said = json.loads(answer)
        said["viewpoint"] = json.loads(own["data/answer.json"])["viewpoint"]
        if said == json.loads(own["data/answer.json"]):
            continue
        assert judged(forged(case, put("data/answer.json", written(said)))).status == DOES_NOT_HOLD


@settings(max_examples=examples(15), deadline=None)
@given(
    acts=histories(),
    transaction=transactions(),
    known=st.sampled_from((None, *PUBLISHED)),
    licence=st.sampled_from(LICENCES),
    day=st.sampled_from(ASKED_DAYS[:-1]),
    named=st.booleans(),
)
def test_what_is_true_of_any_history_holds_and_is_read_whole(
    acts: list[Json], transaction: Json, known: str | None, licence: str, day: str, named: bool
) -> None:
    case = Case()
    case.recorded(acts)
    if not named:
        transaction.pop("licence")
    seen = {"known_on": known} if known else {}
    for question in (
        {"transaction": transaction},
        {"licence": licence, "from": day, "until": "2019-01-01"},
        {"instrument": acts[-1]["instrument"]},
    ):
        try:
            files = bag(case, question, **seen)
        except QuestionError:
            continue
        verdict = judged(files)
        assert (verdict.status, verdict.failed) == (HOLDS, None)


# -- the ZIP and the folder ------------------------------------------------------------------


def rezipped(files: Mapping[str, bytes], **how: Any) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", **how) as archive:
        for path, content in files.items():
            archive.writestr(f"dossier/{path}", content)
    return out.getvalue()


def test_a_zip_that_the_ledger_did_not_write_is_not_understood(
    case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = bag(case, ASKED)
    good = zipped(files)
    out = io.BytesIO(good)
    with pytest.warns(UserWarning), zipfile.ZipFile(out, "a") as archive:
        archive.writestr("dossier/data/answer.json", b"{}")
    path = tmp_path / "d.zip"
    for content in (
        rezipped(files),
        rezipped(files, compression=zipfile.ZIP_DEFLATED),
        rezipped({"data/bomb": bytes(10_000_000)}, compression=zipfile.ZIP_DEFLATED),
        rezipped({**files, "../../out": b""}),
        rezipped({**files, "/etc/out": b""}),
        out.getvalue(),
        b"%PDF-1.7" + good,
        good + b"more",
        good[:-30],
        b"",
    ):
        path.write_bytes(content)
        assert bag_reader.main([str(path)]) == CANNOT_TELL
        assert capsys.readouterr().out.startswith("CANNOT TELL: ")
    path.write_bytes(good)
    assert bag_reader.main([str(path)]) == HOLDS


def unpacked(files: Mapping[str, bytes], folder: Path) -> Path:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def test_a_folder_with_links_or_devices_is_not_read(case: Case, tmp_path: Path) -> None:
    answer = unpacked(bag(case, ASKED), tmp_path / "kept") / "data" / "answer.json"
    for name, make in {
        "link": lambda path: path.symlink_to(answer),
        "endless": lambda path: path.symlink_to("/dev/zero"),
        "nowhere": lambda path: path.symlink_to("/nowhere"),
        "folder": lambda path: path.symlink_to(tmp_path),
        "pipe": os.mkfifo,
    }.items():
        folder = unpacked(bag(case, ASKED), tmp_path / name)
        path = folder / "data" / "answer.json"
        path.unlink()
        make(path)
        assert run_verifier(folder / VERIFIER).returncode in (1, 3), name


LEFT = (".DS_Store", "data/.DS_Store", "data/Thumbs.db", "desktop.ini", "data/._answer.json")


@pytest.mark.parametrize("path", [*LEFT, "__MACOSX/._dossier", "__MACOSX/data/note.txt"])
def test_what_a_desktop_left_in_the_folder_is_named_and_the_rest_holds(
    path: str, case: Case, tmp_path: Path
) -> None:
    folder = unpacked({**bag(case, ASKED), path: b"whatever"}, tmp_path / "dossier")
    done = run_verifier(folder / VERIFIER)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (HOLDS, "HOLDS")
    assert f"not checked  '{path}', which does not belong to the dossier" in done.stdout


@pytest.mark.parametrize("path", ["data/note.txt", ".DS_Store.txt", "data/DS_Store", "MACOSX/x"])
def test_what_somebody_put_there_does_not_hold(path: str, case: Case, tmp_path: Path) -> None:
    folder = unpacked({**bag(case, ASKED), path: b"whatever"}, tmp_path / "dossier")
    done = run_verifier(folder / VERIFIER)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (DOES_NOT_HOLD, "DOES NOT HOLD")


def test_what_a_desktop_left_is_not_listed_either(case: Case) -> None:
    files = forged(case, lambda payload: payload.update({"data/.DS_Store": b"x"}))
    assert judged(files).status == DOES_NOT_HOLD


def test_names_that_are_no_text_are_told(case: Case, tmp_path: Path) -> None:
    folder = unpacked(bag(case, ASKED), tmp_path / "dossier")
    Path(os.fsdecode(os.fsencode(folder) + b"/data/\xff")).write_bytes(b"x")
    done = run_verifier(folder / VERIFIER)
    assert (done.returncode, done.stderr) in ((1, ""), (3, ""))


def test_modules_beside_the_verifier_are_not_run(case: Case, tmp_path: Path) -> None:
    folder = tmp_path / "hostile"
    folder.mkdir()
    for name in ("json", "zipfile", "hashlib", "argparse", "licence_ledger", "sitecustomize"):
        (folder / f"{name}.py").write_text("raise SystemExit(0)")
    files = bag(case, ASKED)
    (folder / VERIFIER).write_bytes(files[VERIFIER])
    (folder / "d.zip").write_bytes(zipped(files))
    for flags in (("-I", "-S"), (), ("-O",)):
        command = [sys.executable, *flags, VERIFIER, "d.zip", "--key", "x"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (CANNOT_TELL, "")
        command[-1] = KEY.verifier.print()
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout.splitlines()[-1]) == (HOLDS, "HOLDS")


def test_every_byte_of_every_file_but_the_verifier_counts(case: Case) -> None:
    files = bag(case, QUESTIONS["an instrument"])
    for path, content in files.items():
        if path == VERIFIER:
            continue
        for at in range(len(content)):
            changed = bytearray(content)
            changed[at] ^= 1 << at % 8
            status = judged({**files, path: bytes(changed)}).status
            assert status in (DOES_NOT_HOLD, CANNOT_TELL), (path, at)


def test_checkpoints_kept_elsewhere_come_as_the_witness_wrote_them(
    case: Case, tmp_path: Path
) -> None:
    path, kept = tmp_path / "d.zip", tmp_path / "kept.txt"
    path.write_bytes(zipped(bag(case, ASKED)))
    proofs = Proofs(case.ledger, KEY)
    earlier, now = proofs.checkpoint(12), proofs.checkpoint()
    for text, status in (
        (now, HOLDS),
        (f"{earlier}\n{now}\n", HOLDS),
        (f"{earlier}\n{now}\n".replace("\n", "\r\n"), HOLDS),
        (earlier, CANNOT_TELL),
        (f"{earlier}\n{now[:60]}", CANNOT_TELL),
        ("", CANNOT_TELL),
        (now.replace("example.com", "example.org"), CANNOT_TELL),
    ):
        kept.write_bytes(text.encode())
        asked = [str(path), "--key", KEY.verifier.print(), "--against", str(kept)]
        assert bag_reader.main(asked) == status, text
