"""A ledger that is empty begins with the release's own log, the same for everybody."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from builders import Case, established, instrument
from licence_ledger.api.files.built_in import (
    RECORD_FOLDER,
    RECORDER,
    begin,
    built_in,
    lacking,
    record_lacking,
    release_logs,
)
from licence_ledger.api.files.instruments import instruments_in
from licence_ledger.api.files.placed_yaml import read_yaml
from licence_ledger.api.files.shipped_yaml import read_shipped_yaml
from licence_ledger.projections.ledger import Ledger, open_ledger
from licence_ledger.projections.recording.judging import Recording
from running import run

ROOT = Path(__file__).parents[3]


def empty(moment: datetime) -> Ledger:
    return open_ledger(":memory:", moment.date, lambda: moment)


def test_two_ledgers_that_begin_on_different_days_have_one_root() -> None:
    (*_, log) = release_logs()
    for moment in (datetime(2026, 11, 28, tzinfo=UTC), datetime(2031, 5, 1, 12, tzinfo=UTC)):
        ledger = empty(moment)
        last = begin(ledger)[-1]
        assert isinstance(last, Recording)
        assert (last.log_size, last.root_hash) == (log.log_size, log.root_hash)
        with ledger.reading() as book:
            recorded = book.head().recorded_instrument(last.instrument)
        assert recorded is not None
        assert datetime.fromisoformat(recorded.recorded_at) == log.recorded_at
        assert recorded.recorded_by == RECORDER
        ledger.close()


def test_a_ledger_that_begins_with_the_releases_log_lacks_nothing_whatever_follows() -> None:
    ledger = empty(datetime(2031, 5, 1, 12, tzinfo=UTC))
    assert len(lacking(ledger)) == len(built_in())
    begin(ledger)
    assert lacking(ledger) == []
    ledger.record(instrument("a", established("NL990")), "somebody")
    assert lacking(ledger) == []
    ledger.close()


def test_every_file_of_the_record_was_added_by_one_release() -> None:
    named = [name for log in release_logs() for name in log.files]
    assert sorted(named) == sorted(path.name for path in RECORD_FOLDER.glob("*.yaml"))
    assert len(built_in()) == len(named)


def test_what_is_shipped_reads_as_everybody_elses_files_do() -> None:
    """Whatever PyYAML was built with: libyaml reads what is shipped, where it is there."""
    begins = sorted(RECORD_FOLDER.glob("*.yaml"))
    beside = sorted({*RECORD_FOLDER.rglob("*.yaml")} - {*begins})
    assert len(begins) == len(built_in()) and beside
    for path in beside:
        text = path.read_text(encoding="utf-8")
        assert read_shipped_yaml(text) == read_yaml(text, path.name)
    by_name = {one.content["instrument"]: one for one in instruments_in(RECORD_FOLDER)}
    for one in built_in():
        other = by_name[one.content["instrument"]]
        assert (one.where, one.content, list(other.cut)) == (other.where, other.content, [])


def test_what_an_older_ledger_lacks_is_recorded_there_and_then() -> None:
    moment = datetime(2031, 5, 1, 12, tzinfo=UTC)
    ledger = empty(moment)
    ledger.record(built_in()[0].content, "somebody")
    record_lacking(ledger)
    assert lacking(ledger) == []
    with ledger.reading() as book:
        last = book.head().recorded_instrument(built_in()[-1].content["instrument"])
    assert last is not None
    assert datetime.fromisoformat(last.recorded_at) == moment
    ledger.close()


def test_what_a_release_recorded_never_stands_before_what_was_recorded_already() -> None:
    case = Case(instrument("a", established()))
    earlier = datetime(2001, 1, 1, tzinfo=UTC)
    case.ledger.record_all([instrument("b", established("NL2"))], "somebody", earlier)
    with case.ledger.reading() as book:
        first, second = (book.head().recorded_instrument(name) for name in "ab")
    assert first is not None
    assert second is not None
    assert second.recorded_at >= first.recorded_at > date(2001, 1, 2).isoformat()


def test_the_command_begins_an_empty_ledger_so_and_tells_its_root(tmp_path: Path) -> None:
    (*_, log) = release_logs()
    database = f"sqlite:///{tmp_path / 'ledger.db'}"
    done = run("record --built-in --by me", database)
    assert done.exit_code == 0, done.output
    assert f"{len(built_in())} recorded" in done.stdout
    ledger_root = run("show NL009 --valid-on 2024-02-20 --json", database).stdout
    assert log.root_hash in ledger_root
    assert log.root_hash in run("--version").stdout
    assert log.root_hash in (ROOT / "README.md").read_text()
