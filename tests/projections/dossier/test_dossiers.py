"""Dossiers: what is handed over holds, and nothing altered, left out or forged does."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from builders import (
    Case,
    change,
    established,
    excluded,
    instrument,
)
from dossier_cases import KEY, QUESTIONS, SHIPMENT, Json, bag, history, judged, run_verifier
from licence_ledger.domain.dossier.answers import written
from licence_ledger.domain.dossier.bag import VERIFIER
from licence_ledger.domain.dossier.findings import CANNOT_TELL, DOES_NOT_HOLD, HOLDS
from licence_ledger.domain.dossier.verifying import verdict_on
from licence_ledger.domain.faults import QuestionError
from licence_ledger.domain.proof.checkpoint import opened, read_note
from licence_ledger.domain.proof.sparse_map import stream_key
from licence_ledger.domain.vocabulary.change_types import CHANGE_TYPES
from licence_ledger.projections.dossier.dossiers import Dossiers
from licence_ledger.projections.dossier.report_words import WORDS
from licence_ledger.projections.dossier.verifier_archive import carried, verifier
from licence_ledger.projections.proof.keys import SigningKey
from licence_ledger.projections.proof.proofs import Proofs


@pytest.fixture(scope="module")
def case() -> Case:
    return history()


ROOT = Path(__file__).parents[3]
OTHER = SigningKey("example.com/log", bytes(32))


# -- what holds ------------------------------------------------------------------------


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
@pytest.mark.parametrize("known_on", [None, "2024-02-15", "2024-12-01"])
def test_a_dossier_holds_and_derives_its_answer_again(
    question: Json, known_on: str | None, case: Case
) -> None:
    seen = {"known_on": known_on} if known_on else {}
    verdict = judged(bag(case, question, **seen))
    assert (verdict.status, verdict.failed) == (HOLDS, None)


@pytest.mark.parametrize("about", ["NL1", "one#1", "two#1", "two"])
@pytest.mark.parametrize("question", ["a licence", "a transaction"])
def test_a_dispute_that_begins_is_read_whatever_it_is_about(about: str, question: str) -> None:
    said = change(
        "statement_recorded",
        about=about,
        says="No.",
        by="X",
        disputes=True,
        from_="2024-02-22",
    )
    disputed = Case(
        instrument("one", established()), instrument("two", excluded("IL")), instrument("no", said)
    )
    verdict = judged(bag(disputed, QUESTIONS[question]))
    assert (verdict.status, verdict.failed) == (HOLDS, None)


def test_at_every_size_of_the_log_a_dossier_holds_and_its_bytes_stay(case: Case) -> None:
    ends = [0]
    for row in case.ledger.log.rows_after(0):
        if row.topic.startswith("instrument."):
            ends.append(row.position + 1)
    sizes = [size for size in ends if size >= 11]
    made = {size: bag(case, QUESTIONS["a licence"], log_size=str(size)) for size in sizes}
    for files in made.values():
        assert judged(files).failed is None
    grown = history().record(instrument("more", excluded("QA")))
    for size, files in made.items():
        # The clock of the two ledgers stands still, so their logs are the same.
        assert bag(grown, QUESTIONS["a licence"], log_size=str(size)) == files


def test_its_bytes_are_the_same_before_and_after_the_ledger_is_opened_again(tmp_path: Path) -> None:
    path = str(tmp_path / "ledger.db")
    fresh = Case(database=path)
    clause = {"programmes": ["F-35"], "destinations": ["IL"], "activities": ["export"]}
    fresh.ledger.record_all([instrument("z", established("NL1", permits=[clause]))], "the test")
    question = QUESTIONS["a licence"]
    before = bag(fresh, question)
    assert judged(before).failed is None
    fresh.ledger.close()
    again = Case(database=path)
    assert bag(again, question) == before
    again.ledger.close()


def test_the_answer_of_a_dossier_is_the_ledgers_own(case: Case) -> None:
    files = bag(case, {"transaction": SHIPMENT}, known_on="2024-02-15")
    said = json.loads(files["data/answer.json"])["evaluation"]
    asked = dict(SHIPMENT)
    own = case.check(asked.pop("date"), asked.pop("licence"), known_on="2024-02-15", **asked)
    own.pop("viewpoint")
    assert said == own


def test_groups_orders_and_what_is_said_are_read_whole(case: Case) -> None:
    files = bag(case, QUESTIONS["a transaction"])
    keys = [json.loads(line)["key"] for line in files["data/map.ndjson"].decode().splitlines()]
    for stream in (
        "licence/NL1",
        "licence/NL3",  # another licence's change carries out the order
        "requirement/list",
        "requirement/more",
        "group/WIDE",
        "group/EU",  # named inside it
        "instrument/regulation",  # what is said about it stands there
    ):
        assert stream_key(stream) in keys
    assert "orders order#1" in keys
    assert stream_key("licence/NL2") not in keys
    alone = bag(case, QUESTIONS["without a licence"])
    keys = [json.loads(line)["key"] for line in alone["data/map.ndjson"].decode().splitlines()]
    assert stream_key("licence/NL2") in keys
    assert "subjects licence" in keys


def test_a_question_that_cannot_be_answered_makes_no_dossier(case: Case) -> None:
    for question, code in (
        ({}, "missing"),
        ({"licence": "NL1"}, "missing"),
        ({"licence": "NL9", "from": "2024-01-01", "until": "2024-02-01"}, "unknown_licence"),
        ({"licence": "NL1", "from": "2024-02-01", "until": "2024-02-01"}, "until_not_after_from"),
        ({"licence": "NL1", "from": "2024", "until": "2024-02-01"}, "malformed"),
        ({"licence": 1, "from": "2024-01-01", "until": "2024-02-01"}, "malformed"),
        ({"instrument": "nothing"}, "unknown_instrument"),
        ({"instrument": "a", "transaction": SHIPMENT}, "malformed"),
        ({"instrument": "a", "colour": "red"}, "unknown_field"),
        ({"transaction": {"date": "2024-02-25", "destination": "Israel"}}, "unknown_country"),
        ([], "missing"),
    ):
        with pytest.raises(QuestionError) as raised:
            bag(case, question)  # type: ignore[arg-type]
        assert raised.value.faults[0].code == code, question


# -- what does not ---------------------------------------------------------------------


@pytest.mark.parametrize("question", list(QUESTIONS.values())[:2], ids=list(QUESTIONS)[:2])
def test_every_file_altered_by_a_byte_or_removed_is_told(question: Json, case: Case) -> None:
    files = bag(case, question)
    for path, content in files.items():
        if path == VERIFIER:
            continue
        for at in {0, len(content) // 2, len(content) - 1}:
            altered = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
            verdict = judged({**files, path: altered})
            assert verdict.status in (DOES_NOT_HOLD, CANNOT_TELL), path
        without = {name: value for name, value in files.items() if name != path}
        assert judged(without).status in (DOES_NOT_HOLD, CANNOT_TELL), path
    assert judged({**files, "data/more.txt": b"x"}).status == DOES_NOT_HOLD
    assert judged({**files, "more.txt": b"x"}).status == DOES_NOT_HOLD


def forged(case: Case, question: Json, **changed: bytes | None) -> dict[str, bytes]:
    """A dossier with some of its payload changed, made by the ledger's keeper: listed and
    signed like any other."""
    maker = Dossiers(Proofs(case.ledger, KEY), "0.1.0")
    payload = {p: c for p, c in maker.bag(question, {}).items() if p.startswith("data/")}
    for name, content in changed.items():
        path = f"data/{name.replace('__', '.')}"
        if content is None:
            del payload[path]
        else:
            payload[path] = content
    return maker.signed(payload)


def test_a_record_left_out_by_the_ledgers_own_keeper_is_told(case: Case) -> None:
    question = QUESTIONS["a transaction"]
    files = bag(case, question)
    lines = files["data/records.ndjson"].splitlines(keepends=True)
    proofs = sorted(path for path in files if path.startswith("data/proofs/"))
    maker = Dossiers(Proofs(case.ledger, KEY), "0.1.0")
    for left_out in range(len(lines)):
        payload = {p: c for p, c in files.items() if p.startswith("data/")}
        payload["data/records.ndjson"] = b"".join(lines[:left_out] + lines[left_out + 1 :])
        del payload[proofs[left_out]]
        assert judged(maker.signed(payload)).status == DOES_NOT_HOLD, lines[left_out]


def test_a_stream_left_out_with_all_that_speaks_of_it_is_told(case: Case) -> None:
    question = QUESTIONS["a transaction"]
    files = bag(case, question)
    map_lines = files["data/map.ndjson"].decode().splitlines()
    lines = files["data/records.ndjson"].splitlines()
    proofs = sorted(path for path in files if path.startswith("data/proofs/"))
    maker = Dossiers(Proofs(case.ledger, KEY), "0.1.0")
    for gone in map_lines:
        key = json.loads(gone)["key"]
        payload = {p: c for p, c in files.items() if p.startswith("data/")}
        kept = [
            (line, path)
            for line, path in zip(lines, proofs, strict=True)
            if stream_key(json.loads(line)["stream"]) != key or line == lines[-1]
        ]
        for path in set(proofs) - {path for _, path in kept}:
            del payload[path]
        payload["data/records.ndjson"] = b"".join(line + b"\n" for line, _ in kept)
        rest = [line for line in map_lines if line != gone]
        payload["data/map.ndjson"] = "".join(f"{line}\n" for line in rest).encode()
        verdict = judged(maker.signed(payload))
        last = stream_key(json.loads(lines[-1])["stream"])
        assert verdict.status == DOES_NOT_HOLD or key == last, key


def test_another_answer_by_the_ledgers_own_keeper_is_told(case: Case) -> None:
    question = QUESTIONS["a transaction"]
    answer = json.loads(bag(case, question)["data/answer.json"])
    answer["evaluation"]["verdict"] = "covered"
    verdict = judged(forged(case, question, answer__json=written(answer)))
    assert verdict.failed == "the answer does not follow from the records"


def test_a_dossier_of_a_later_form_cannot_be_told(case: Case) -> None:
    said = json.loads(bag(case, QUESTIONS["a licence"])["data/question.json"])
    said["format"] = 99
    files = forged(case, QUESTIONS["a licence"], question__json=written(said))
    assert judged(files).status == CANNOT_TELL


def test_a_dossier_of_somebody_elses_key_does_not_hold(case: Case) -> None:
    files = Dossiers(Proofs(case.ledger, OTHER), "0.1.0").bag(QUESTIONS["a licence"], {})
    assert judged(files, key=OTHER).status == HOLDS
    assert judged(files, key=None).status == HOLDS
    assert judged(files, key=KEY).status == DOES_NOT_HOLD


def test_a_checkpoint_kept_elsewhere_is_compared(case: Case) -> None:
    question = QUESTIONS["a licence"]
    files = bag(case, question)
    kept = opened(files["data/checkpoint.txt"].decode(), [KEY.verifier])
    assert verdict_on(files, KEY.verifier, [kept]).status == HOLDS
    earlier = bag(case, question, log_size="12")
    assert verdict_on(earlier, KEY.verifier, [kept]).status == CANNOT_TELL
    elsewhere = type(kept)(kept.origin, kept.size, bytes(32))
    assert verdict_on(files, KEY.verifier, [kept, elsewhere]).status == DOES_NOT_HOLD


# -- the file that is handed over --------------------------------------------------------


def test_an_unzipped_dossier_is_checked_by_python_alone(case: Case, tmp_path: Path) -> None:
    made = Dossiers(Proofs(case.ledger, KEY), "0.1.0").dossier(QUESTIONS["a transaction"], {})
    path = tmp_path / "d.zip"
    path.write_bytes(made)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        archive.extractall(tmp_path)
    folder = tmp_path / "dossier"
    done = run_verifier(folder / VERIFIER)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (HOLDS, "HOLDS"), done.stdout
    assert "what `licence-ledger verify` over the whole log checks" in done.stdout
    assert KEY.verifier.print() in done.stdout
    done = run_verifier(folder / VERIFIER, path, "--key", KEY.verifier.print())
    assert done.returncode == HOLDS
    assert run_verifier(folder / VERIFIER, path, "--key", OTHER.verifier.print()).returncode == 1
    assert run_verifier(folder / VERIFIER, path, "--key", "x").returncode == CANNOT_TELL
    assert run_verifier(folder / VERIFIER, tmp_path / "nothing.zip").returncode == CANNOT_TELL
    (folder / "data" / "records.ndjson").write_bytes(b"")
    assert run_verifier(folder / VERIFIER).returncode == DOES_NOT_HOLD


def test_a_report_that_says_something_else_is_told(case: Case, tmp_path: Path) -> None:
    made = bag(case, QUESTIONS["a transaction"])["data/report.en.html"]
    files = forged(
        case,
        QUESTIONS["a transaction"],
        **{"report__en__html": made.replace(b"not covered", b"covered")},
    )
    for path, content in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    done = run_verifier(tmp_path / VERIFIER)
    assert done.returncode == DOES_NOT_HOLD
    assert "report.en.html does not tell the answer" in done.stdout


def test_the_verifier_carries_our_own_modules_unchanged() -> None:
    with zipfile.ZipFile(io.BytesIO(verifier())) as archive:
        names = {name.removeprefix("licence_ledger/") for name in archive.namelist()}
        assert names == {*carried(), "__main__.py"}
        for path in carried():
            assert archive.read(f"licence_ledger/{path}") == (ROOT / path).read_bytes()
    for name in (
        "law/running",
        "law/evaluation",
        "law/licence",
        "history/history",
        "proof/sparse_map",
        "proof/tree",
        "proof/ed25519",
    ):
        assert f"domain/{name}.py" in carried()


def test_what_is_signed_is_the_hash_of_the_manifest(case: Case) -> None:
    files = bag(case, QUESTIONS["a licence"])
    note = read_note(files["manifest.note"].decode())
    assert KEY.verifier.signed(note)
    assert note.text.startswith("licence-ledger/dossier@v1\n")


def test_every_type_of_change_has_a_dutch_name() -> None:
    assert WORDS["nl"]["types"].keys() == CHANGE_TYPES.keys()
    assert WORDS["nl"].keys() == WORDS["en"].keys()
