"""What an instrument would do, if it were recorded: told, and nothing written."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from builders import Case, change, correction, established, excluded, group, instrument, judgment
from examples import examples
from histories import LICENCES, attended_histories, histories
from hypothesis import given, settings
from hypothesis import strategies as st
from licence_ledger.api.app import create_app
from licence_ledger.api.http.answers.diffs import DryRunAnswer
from licence_ledger.api.terminal.cli import app
from licence_ledger.domain.faults import RefusedError
from licence_ledger.domain.over_time.dry_run import PERIODS_SHOWN
from licence_ledger.projections.register.timelines import Timelines
from log_rows import log_rows as rows
from starlette.testclient import TestClient
from typer.testing import CliRunner

Json = dict[str, Any]
TOKEN = {"authorization": "Bearer secret"}


def case() -> Case:
    return Case(
        instrument("a", established(from_="2012-01-01")),
        instrument("b", excluded("IL", from_="2016-01-01")),
        instrument("other", established("NL2", from_="2012-01-01")),
    )


def would(case: Case, submitted: Json) -> list[Json]:
    """The licences that an instrument touches, with what they would become."""
    return Timelines(case.ledger).dry_run(submitted)["licences"]


def short(licences: list[Json]) -> list[Any]:
    """Each licence with its periods: their bounds, and the parts that differ."""
    return [
        (
            one["licence"],
            [
                (
                    period["from"],
                    period["until"],
                    [p["id"] for side in ("added", "removed", "altered") for p in period[side]],
                )
                for period in one["periods"]
            ],
        )
        for one in licences
    ]


def test_what_is_published_next_week_is_tried_out_as_on_that_day_and_not_recorded() -> None:
    tomorrow = instrument("c", excluded("TR", from_="2027-01-01"), published_on="2026-12-01")
    one = case()
    assert short(would(one, tomorrow)) == [("NL1", [("2027-01-01", None, ["c#1"])])]
    assert one.refused(tomorrow) == [("published_in_future", "/published_on")]


def test_a_correction_into_a_day_after_its_own_is_refused_when_tried_out() -> None:
    later = correction("c", "a", {"published_on": "2026-12-02"}, published_on="2026-12-01")
    with pytest.raises(RefusedError) as refused:
        would(case(), later)
    assert [one.code for one in refused.value.faults] == ["published_in_future"]
    sooner = correction("c", "a", {"published_on": "2026-12-01"}, published_on="2026-12-01")
    assert would(case(), sooner) is not None


LIFT = change("exclusion_lifted", target="b#1", from_="2018-01-01", until="2019-01-01")


def test_the_periods_tell_from_when_until_when_a_licence_would_differ() -> None:
    answer = Timelines(case().ledger).dry_run(instrument("x", LIFT))
    assert short(answer["licences"]) == [("NL1", [("2018-01-01", "2019-01-01", ["b#1"])])]
    (period,) = answer["licences"][0]["periods"]
    assert period["removed"][0]["by"] == ["x#1"]
    assert answer["changes"] == ["x#1"]
    assert answer["already_recorded"] is False


def test_an_imprecise_date_makes_a_period_in_which_it_may_differ() -> None:
    found = would(case(), instrument("x", excluded("TR", from_="2018-03")))
    words = [
        (period["from"], period["until"], period["added"][0]["after"]["present"])
        for period in found[0]["periods"]
    ]
    assert words == [
        ("2018-03-01", "2018-03-31", "undetermined"),
        ("2018-03-31", None, "yes"),
    ]


def test_a_new_licence_would_be_established_and_others_are_not_listed() -> None:
    found = would(case(), instrument("x", established("NL3", from_="2020-01-01")))
    assert [one["licence"] for one in found] == ["NL3"]
    named, established_ = found[0]["periods"]
    assert (named["until"], named["after"]["status"]) == ("2020-01-01", "not_established")
    assert (named["before"]["title"], named["after"]["title"]) == (None, "NL3")
    assert established_["after"]["status"] == "in_force"
    assert established_["by"] == ["x#1"]


def test_a_licence_that_would_answer_as_before_is_listed_without_periods() -> None:
    registered = change("user_registered", licence="NL2", exporter="E1", from_="2020-01-01")
    (found,) = would(case(), instrument("x", registered))
    assert found == {"licence": "NL2", "periods": [], "more_from": None}


def test_of_many_periods_the_first_are_told_and_when_the_next_begins() -> None:
    first = date(2018, 1, 1).toordinal()
    days = [date.fromordinal(first + n).isoformat() for n in range(PERIODS_SHOWN + 2)]
    (found,) = would(case(), instrument("x", *(excluded("TR", from_=one) for one in days)))
    assert [period["from"] for period in found["periods"]] == days[:PERIODS_SHOWN]
    assert found["more_from"] == days[PERIODS_SHOWN]


def test_a_change_of_another_subject_touches_the_licence_whose_order_it_carries_out() -> None:
    order = change(
        "court_amendment_ordered",
        licence="NL1",
        from_="2015-01-01",
        order="cease",
        destinations=["IL"],
    )
    own = case().record(instrument("g", group("EU", "NL", "IL")), judgment("j", order))
    removal = change("member_removed", target="g#1/IL", from_="2017-01-01", ordered_by="j#1")
    found = would(own, instrument("x", removal))
    assert short(found) == [("NL1", [("2017-01-01", None, ["j#1"])])]
    own.record(instrument("x", removal))
    found = would(own, judgment("y", change("change_annulled", target="x#1")))
    assert short(found) == [("NL1", [("2017-01-01", None, ["j#1"])])]
    assert short(would(own, correction("z", "x"))) == short(found)


def test_a_correction_touches_the_licence_of_what_it_corrects() -> None:
    restated = excluded("IL", "TR", from_="2016-01-01")
    found = would(case(), correction("x", "b#1", restated))
    assert short(found) == [("NL1", [("2016-01-01", None, ["b#1"])])]
    assert found[0]["periods"][0]["altered"][0]["by"] == ["x#1"]
    assert short(would(case(), correction("x", "b"))) == short(found)


def test_what_is_recorded_already_would_change_nothing() -> None:
    answer = Timelines(case().ledger).dry_run(instrument("b", excluded("IL", from_="2016-01-01")))
    assert (answer["already_recorded"], answer["changes"]) == (True, ["b#1"])
    assert answer["licences"] == []


@settings(max_examples=examples(60), deadline=None)
@given(histories() | attended_histories(), st.data())
def test_a_dry_run_tells_what_recording_then_does_and_writes_nothing(
    acts: list[Json], data: st.DataObject
) -> None:
    own = Case()
    own.recorded(acts[:-1])
    register, last, stored = Timelines(own.ledger), acts[-1], rows(own)
    day = data.draw(st.dates().map(str), label="day")
    before = {name: state(own, name, day) for name in LICENCES}
    try:
        told = {one["licence"]: one["periods"] for one in register.dry_run(last)["licences"]}
    except RefusedError as refusal:
        assert own.refused(last) == sorted((f.code, f.pointer) for f in refusal.faults)
        return
    assert rows(own) == stored
    own.record(last)
    for name in LICENCES:
        holding = [
            period
            for period in told.get(name, ())
            if (period["from"] or "") <= day < (period["until"] or "9999-13")
        ]
        differs = state(own, name, day) != before[name]
        assert differs == any(map(of_its_own, holding))


def of_its_own(period: Json) -> bool:
    """Whether a licence would differ in what it says itself, not only in what stands beside it
    or in whom something is stopped for."""
    parts = [part for side in ("added", "removed", "altered") for part in period[side]]
    own = [one for one in parts if one["what"] != "prohibition" and one["before"] != one["after"]]
    return bool(own) or period["before"] != period["after"]


def state(case: Case, name: str, day: str) -> Json:
    """A licence's answer, less what merely tells the day or is about our record."""
    answer = case.licence(day, name)
    left_out = ("upcoming", "upcoming_more", "last_checked", "viewpoint", "because")
    because = [one["change"] for one in answer["because"]]
    return {k: v for k, v in answer.items() if k not in left_out} | {"because": because}


# -- at the doors ----------------------------------------------------------------------


def test_over_http_it_is_judged_like_a_recording() -> None:
    own = case()
    client = TestClient(create_app(own.ledger, "secret", "the server"))
    stored = rows(own)

    def post(submitted: Json, query: str = "dry_run=true", **more: Any) -> Any:
        return client.post(f"/v1/instruments?{query}", json=submitted, **more)

    found = post(instrument("x", LIFT), headers=TOKEN)
    assert found.status_code == 200
    DryRunAnswer.model_validate(found.json())
    assert found.json()["viewpoint"]["log_size"] == own.size
    assert post(instrument("x", LIFT)).status_code == 401
    faulty = post(instrument("x", excluded("XX")), headers=TOKEN)
    assert faulty.status_code == 422
    assert faulty.json()["errors"][0]["code"] == "unknown_country"
    assert post(instrument("b", excluded("TR")), headers=TOKEN).status_code == 409
    again = post(instrument("b", excluded("IL", from_="2016-01-01")), headers=TOKEN)
    assert (again.status_code, again.json()["already_recorded"]) == (200, True)
    for query in ("dryrun=true", "dry_run=maybe", "dry_run=true&dry_run=false"):
        assert post(instrument("x", LIFT), query, headers=TOKEN).status_code == 422
    assert rows(own) == stored
    assert post(instrument("x", LIFT), "dry_run=false", headers=TOKEN).status_code == 201


def test_a_server_without_token_answers_no_dry_run() -> None:
    client = TestClient(create_app(case().ledger, None, "the server"))
    answer = client.post("/v1/instruments?dry_run=true", json=instrument("x", LIFT))
    assert answer.status_code == 403


def run(line: list[str], database: str) -> Any:
    return CliRunner().invoke(app, line, env={"LEDGER_DATABASE": database})


@pytest.fixture
def database(tmp_path: Path) -> str:
    path = tmp_path / "ledger.db"
    Case(
        instrument("a", established(from_="2012-01-01")),
        instrument("b", excluded("IL", from_="2016-01-01")),
        database=str(path),
    ).ledger.close()
    return f"sqlite:///{path}"


def test_the_command_tells_what_would_change_and_writes_nothing(
    tmp_path: Path, database: str
) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps(instrument("x", LIFT)))
    done = run(["record", str(path), "--dry-run"], database)
    assert done.exit_code == 0, done.output
    assert "NL1 from 2018-01-01 until 2019-01-01" in done.stdout
    assert "nothing was written" in done.stdout
    told = json.loads(run(["record", str(path), "--dry-run", "--json"], database).stdout)
    assert told["instruments"][0]["licences"][0]["licence"] == "NL1"
    assert told["refused"] == []
    shown = json.loads(run(["history", "NL1", "--json"], database).stdout)
    assert shown["viewpoint"]["log_size"] == 4


def test_the_command_tells_every_fault_and_exits_1(tmp_path: Path, database: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps(instrument("x", excluded("XX"))))
    done = run(["record", str(path), "--dry-run"], database)
    assert done.exit_code == 1
    assert "unknown_country" in done.stderr


def test_a_dry_run_makes_no_ledger_where_there_is_none(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps(instrument("x", established())))
    done = run(["record", str(path), "--dry-run"], f"sqlite:///{tmp_path / 'none.db'}")
    assert done.exit_code == 1
    assert not (tmp_path / "none.db").exists()
