"""Record packs: another country's law, recorded whole or not at all, touching nothing else."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from abroad import abroad
from builders import NOW, Case, change, established, excluded, group, instrument, required
from histories import histories, transactions
from hypothesis import HealthCheck, given, settings
from licence_ledger.api.files.built_in import RECORD_FOLDER, built_in
from licence_ledger.api.files.instruments import files_in
from licence_ledger.api.files.pack_recording import PackRefusedError, record_pack, recorded_of
from licence_ledger.api.files.packs import SHIPPED, Pack, known_packs, pack_named, read_pack
from licence_ledger.api.texts import FileError
from licence_ledger.domain.faults import QuestionError
from made_packs import made_pack, manifest
from running import run

Json = dict[str, Any]
LAW = instrument(
    "gb.x.act",
    group("gb.x.allies", "US", "FR"),
    {**established("gb.x.one", permits=[{"destinations": ["@gb.x.allies"]}]), "authority": "GB"},
    required("gb.x.list", requires=[{"goods": ["ML1"]}]),
)
LATER = instrument("gb.x.later", excluded("IL", licence="gb.x.one"))


def recorded(case: Case, pack: Pack) -> list[bool]:
    """Of each instrument whether it stood there already."""
    return [one.already for one in record_pack(case.ledger, pack, None, lambda: NOW)]


def refused(case: Case, pack: Pack) -> list[tuple[str, str]]:
    """For what a pack is refused, as (code, pointer)."""
    with pytest.raises(PackRefusedError) as found:
        record_pack(case.ledger, pack, None, lambda: NOW)
    faults = [fault for _, refusal in found.value.places for fault in refusal.faults]
    return [(fault.code, fault.pointer) for fault in faults]


def british(folder: Path, *instruments: Any, **said: Any) -> Pack:
    return made_pack(folder, {**manifest("britain", "gb.x."), **said}, *instruments)


# -- whole or not at all -----------------------------------------------------------------


def test_a_pack_is_recorded_in_its_order_by_the_pack_and_again_changes_nothing(
    tmp_path: Path,
) -> None:
    case, pack = Case(), british(tmp_path, LAW, LATER)
    assert recorded(case, pack) == [False, False]
    assert (case.size, recorded_of(pack, case.ledger)) == (6, 2)
    assert recorded(case, pack) == [True, True]
    assert case.size == 6
    with case.ledger.reading() as book:
        found = book.head().recorded_instrument("gb.x.act")
    assert found is not None
    assert found.recorded_by == "pack britain"


def test_what_a_ledger_lacks_of_a_pack_is_added(tmp_path: Path) -> None:
    case = Case()
    recorded(case, british(tmp_path / "first", LAW))
    assert recorded(case, british(tmp_path / "second", LAW, LATER)) == [True, False]


def test_of_a_pack_with_one_faulty_instrument_nothing_is_recorded(tmp_path: Path) -> None:
    case = Case()
    faulty = instrument("gb.x.later", excluded("il", licence="gb.x.one"))
    assert refused(case, british(tmp_path, LAW, faulty)) == [
        ("unknown_country", "/changes/0/destinations/0")
    ]
    assert case.size == 0
    assert recorded(case, british(tmp_path / "mended", LAW, LATER)) == [False, False]


def test_a_pack_may_tell_of_today_where_it_has_begun_there(tmp_path: Path) -> None:
    late = datetime(2026, 11, 21, 22, 30, tzinfo=UTC)  # the 22nd in Auckland, the 21st here
    act = instrument("nz.x.act", group("nz.x.allies", "US"), published_on="2026-11-22")
    here = made_pack(tmp_path / "here", manifest("zealand", "nz.x."), act)
    with pytest.raises(PackRefusedError):
        record_pack(Case().ledger, here, None, lambda: late)
    said = manifest("zealand", "nz.x.", days="Pacific/Auckland")
    there = made_pack(tmp_path / "there", said, act)
    assert len(record_pack(Case().ledger, there, None, lambda: late)) == 1


# -- nothing outside it ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("faulty", "pointer"),
    [
        (instrument("other", group("gb.x.g", "US")), "/instrument"),
        (instrument("gb.y.act", group("gb.x.g", "US")), "/instrument"),
        (instrument("gb.x.a", group("EU", "US")), "/changes/0/group"),
        (instrument("gb.x.a", excluded("IL", licence="NL009")), "/changes/0/licence"),
        (
            instrument("gb.x.a", change("licence_withdrawn", target="NL009#1", from_="2020")),
            "target",
        ),
        (
            instrument("gb.x.a", change("licence_withdrawn", target="gb.x.o#1", from_="2020")),
            "target",
        ),
        (instrument("gb.x.a", group("gb.x.g", "@EU")), "/changes/0/members/0"),
        (
            instrument("gb.x.a", excluded("@EU", licence="gb.x.one")),
            "/changes/0/destinations/0",
        ),
        (
            instrument("gb.x.a", change("statement_recorded", about="NL007", says="x", by="y")),
            "/changes/0/about",
        ),
        (instrument("gb.x.a", established("gb.x.two")), "/changes/0/authority"),
    ],
)
def test_what_reaches_outside_a_pack_refuses_all_of_it(
    tmp_path: Path, faulty: Json, pointer: str
) -> None:
    case = Case()
    found = refused(case, british(tmp_path, LAW, faulty))
    assert [(code, at.endswith(pointer)) for code, at in found] == [("outside_pack", True)]
    assert case.size == 0


def test_a_pack_does_not_take_over_what_another_established(tmp_path: Path) -> None:
    case = Case()
    recorded(case, british(tmp_path / "one", LAW))
    other = made_pack(
        tmp_path / "other",
        manifest("other", "gb.x."),
        instrument("gb.x.own", excluded("IL", licence="gb.x.one")),
    )
    size = case.size
    assert refused(case, other) == [("owned_elsewhere", "/changes/0/licence")]
    assert case.size == size


def test_a_pack_is_refused_where_an_id_of_it_is_recorded_with_other_content(tmp_path: Path) -> None:
    case = Case(instrument("gb.x.act", group("gb.x.mine", "US")))
    assert refused(case, british(tmp_path, LAW)) == [("other_content", "/instrument")]


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(histories(most=4), histories(most=4), transactions())
def test_two_packs_answer_the_same_in_either_order(
    tmp_path_factory: pytest.TempPathFactory, one: list[Json], other: list[Json], asked: Json
) -> None:
    folder = tmp_path_factory.mktemp("packs")
    packs = [
        made_pack(folder / names[:2], manifest(names[:2], names), *_sound(abroad(acts, names)))
        for names, acts in (("gb.x.", one), ("de.y.", other))
    ]
    answers = []
    for order in (packs, packs[::-1]):
        case = Case()
        for pack in order:
            assert False in recorded(case, pack)
        answers.append([_answer(case, asked, names) for names in ("gb.x.", "de.y.")])
    assert answers[0] == answers[1]


def _sound(acts: list[Json]) -> list[Json]:
    return Case().recorded(acts)


def _answer(case: Case, asked: Json, names: str) -> Json:
    said = {**asked, **{name: names + asked[name] for name in ("licence", "list") if name in asked}}
    try:
        return {**case.register.evaluate(said, {}), "viewpoint": None, "notes": None}
    except QuestionError as error:  # a made-up history need not establish what is asked about
        return {"wrong": [fault.code for fault in error.faults]}


# -- what there is -----------------------------------------------------------------------


def test_the_packs_of_the_release_are_sound_and_apart_from_the_built_in_record() -> None:
    shipped = [one for one in known_packs() if one.where == "this release"]
    assert [one.name for one in shipped] == ["united-kingdom"]
    own = {path for pack in shipped for path in pack.files}
    assert own.isdisjoint(files_in(RECORD_FOLDER))
    ids = {one.content["instrument"] for pack in shipped for one in pack.instruments}
    assert ids.isdisjoint(one.content["instrument"] for one in built_in())
    for pack in shipped:
        assert run(f"lint {pack.folder}").exit_code == 0


def test_an_installed_package_brings_a_pack_and_nothing_of_it_is_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    british(tmp_path / "uk_law", LAW)
    (tmp_path / "uk_law" / "__init__.py").write_text("raise SystemExit('run')")
    about = tmp_path / "uk_law-1.2.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: uk-law\nVersion: 1.2\n")
    (about / "entry_points.txt").write_text("[licence_ledger.packs]\nbritain = uk_law\n")
    monkeypatch.syspath_prepend(tmp_path)
    pack = pack_named("britain")
    assert (pack.where, len(pack.instruments)) == ("uk-law 1.2", 1)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"names": "gb."}, "/names"),
        ({"names": "nl.x."}, "/names"),
        ({"names": "de.x."}, "names of the law of GB begin with `gb.`"),
        ({"days": "London"}, "/days"),
        ({"jurisdiction": "UK"}, "/jurisdiction"),
        ({"languages": []}, "/languages"),
        ({"colour": "red"}, "/colour"),
    ],
)
def test_what_is_wrong_in_a_pack_yaml_is_told(tmp_path: Path, said: Json, told: str) -> None:
    with pytest.raises(FileError, match=told.replace(".", r"\.")):
        british(tmp_path, LAW, **said)


def test_an_unknown_pack_is_told_with_those_that_are_there(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="united-kingdom"):
        pack_named("united-kingdon")
    with pytest.raises(FileError, match=r"pack\.yaml"):
        read_pack(tmp_path)


# -- the command -------------------------------------------------------------------------


def test_the_command_lists_records_and_asks(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'ledger.db'}"
    assert json.loads(run("packs --json", database).stdout)["packs"][0]["recorded"] is None
    done = run("record --pack united-kingdom --json", database)
    assert done.exit_code == 0, done.output
    assert {one["outcome"] for one in json.loads(done.stdout)["instruments"]} == {"recorded"}
    (row,) = json.loads(run("packs --json", database).stdout)["packs"]
    assert (row["jurisdiction"], row["recorded"]) == ("GB", row["instruments"])
    assert "united-kingdom" in run("packs", database).stdout
    line = "check --date 2024-11-01 --activity export --goods ML10 --origin GB --destination US "
    asked = run(f"{line} --programme F-35 --purpose other --jurisdiction GB --json", database)
    assert json.loads(asked.stdout)["covered_by"] == ["gb.ogel.f-35"]
    again = run("record --pack united-kingdom", database)
    assert "already there" in again.stdout


def test_the_command_refuses_a_pack_whole_and_says_why(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'ledger.db'}"
    pack = british(tmp_path / "pack", LAW, instrument("gb.x.b", excluded("IL", licence="NL009")))
    done = run(f"record --pack {pack.folder}", database)
    assert done.exit_code == 1
    assert "outside_pack" in done.output
    assert "nothing was recorded" in " ".join(done.output.split())
    linted = run(f"lint {pack.folder} --json")
    found = json.loads(linted.stdout)["findings"]
    assert linted.exit_code == 1
    assert {one["code"] for one in found} == {"outside_pack", "unknown_subject"}
    assert {(one["pointer"], one["line"]) for one in found} == {("/changes/0/licence", 1)}


def test_a_pack_is_no_folder_of_instruments(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'ledger.db'}"
    done = run(f"record {SHIPPED / 'united-kingdom'}", database)
    assert done.exit_code == 2
    assert "--pack" in done.output


def test_the_pack_of_the_documentation_is_written_linted_recorded_and_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (Path(__file__).parents[3] / "docs" / "packs.md").read_text()
    folder = tmp_path / "freedonia"
    folder.mkdir()
    for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL):
        name = block.splitlines()[0].removeprefix("# ")
        (folder / name).write_text(block)
    (lines,) = re.findall(r"```console\n(.*?)```", page, re.DOTALL)
    monkeypatch.chdir(tmp_path)
    database = f"sqlite:///{tmp_path / 'ledger.db'}"
    for line in lines.splitlines():
        command = line.removeprefix("$ licence-ledger ")
        done = run(command, None if command.startswith("lint") else database)
        assert done.exit_code == 0, done.output
    assert done.stdout.startswith("covered")
